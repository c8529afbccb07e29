package kernel

// Stop ends the run of the calling cell with a message to who reads the notebook,
// such as what has to be entered first. The cell shows it with a button that runs
// the cell again, and those that were to run after it. As Kino.interrupt! with
// :normal.
//
// It is for a cell's own line of control: in a listener, a callback or a goroutine
// it is a panic like any other, and so it is outside of cells.
func Stop(message string) { panic(Stopped{Message: message}) }

// StopError is [Stop] with an error instead of a message: something went wrong that
// may go well when the cell runs again. As Kino.interrupt! with :error.
func StopError(err error) { panic(Stopped{Message: err.Error(), Err: err}) }

// Stopped is what [Stop] and [StopError] panic with. Err is nil for Stop.
type Stopped struct {
	Message string
	Err     error
}

// Error says what happened where nothing can be stopped.
func (s Stopped) Error() string { return "kernel.Stop outside of a cell's own run: " + s.Message }

// Unwrap is the error given to [StopError].
func (s Stopped) Unwrap() error { return s.Err }
