package cellcall

// Sleep takes the place of time.Sleep: an interrupt ends it. D is time.Duration,
// which this package does not import.
func Sleep[D ~int64](d D) { runtime.Sleep(int64(d)) }

// Exit takes the place of os.Exit: it ends the calling goroutine, deferred calls
// and all, and says so, but keeps the process.
func Exit(code int) { runtime.Exit(code) }

// Print is fmt.Print to the output of the goroutine's cell.
func Print(a ...any) (n int, err error) { return runtime.Print(a) }

// Println is fmt.Println to the output of the goroutine's cell.
func Println(a ...any) (n int, err error) { return runtime.Println(a) }

// Printf is fmt.Printf to the output of the goroutine's cell.
func Printf(format string, a ...any) (n int, err error) { return runtime.Printf(format, a) }

// Stdout is an *os.File, a type that this package does not import. It takes the
// place of os.Stdout: whoever holds the file writes to the goroutine's cell, now
// or later. If a cell has put another file there, it is that.
func Stdout() any { return runtime.File(false) }

// Stderr is to os.Stderr what [Stdout] is to os.Stdout.
func Stderr() any { return runtime.File(true) }

// Show shows the values of a cell's last expression.
func Show(values ...any) { runtime.Show(values) }
