package cellcall

// Runtime does what the functions of this package ask for, for the evaluation
// that the calling goroutine belongs to. Its methods are called from any
// goroutine of any cell. They are described where they are called.
type Runtime interface {
	Poll()
	Sleep(nanoseconds int64)
	Recovered(value any, where string)
	Guard(where string, f func()) func()
	Exit(code int)
	Print(a []any) (n int, err error)
	Println(a []any) (n int, err error)
	Printf(format string, a []any) (n int, err error)

	// File returns an *os.File.
	File(stderr bool) any

	Show(values []any)
}

var runtime Runtime

// Attach sets who serves the cells. It is called before the first of them runs,
// and again by nobody.
func Attach(r Runtime) { runtime = r }
