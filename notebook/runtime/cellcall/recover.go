package cellcall

// Recover is deferred first in every goroutine that cell code starts: a panic
// ends that goroutine alone, and is reported in the cell that started it. Where
// is the place of the go statement, such as "cell3:7".
func Recover(where string) {
	if v := recover(); v != nil {
		runtime.Recovered(v, where)
	}
}

// Guard makes f fit for a goroutine that a library starts, such as that of
// time.AfterFunc: what f prints and makes is the calling evaluation's, and a
// panic in it is handled as by [Recover].
func Guard(where string, f func()) func() { return runtime.Guard(where, f) }

// GuardError is Guard for a function with an error, as an errgroup's: a panic is
// an error of it, too.
func GuardError(where string, f func() error) func() error {
	return func() (err error) {
		defer func() {
			if v := recover(); v != nil {
				runtime.Recovered(v, where)
				err = panicked(where)
			}
		}()
		return f()
	}
}

// panicked is the error of a function that panicked, which says where it was
// started.
type panicked string

// Error implements error.
func (p panicked) Error() string { return "panic in a goroutine started at " + string(p) }
