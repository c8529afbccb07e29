package cellrt

import (
	"os"
	"sync/atomic"
)

// Host is what the process around the cells does for them. Its methods are
// called from any goroutine of any cell. Eval is the evaluation concerned, 0 if
// the goroutine belongs to none.
type Host interface {
	// Write takes output of an evaluation; the text is the caller's again when
	// it returns.
	Write(eval uint64, stderr bool, text []byte)

	// File is a file that writes to an evaluation's output.
	File(eval uint64, stderr bool) *os.File

	// Async reports the end of a goroutine that an evaluation started.
	Async(eval uint64, f Failure)

	// Note reports something that is no error.
	Note(eval uint64, text string)
}

// Failure is an error as the user sees it: the message, the line in the
// evaluation's own cell (0 if none), and the cell frames, one a line.
type Failure struct {
	Message string
	Line    int
	Stack   string
}

var host atomic.Pointer[Host]

// Attach sets who serves the cells; nil nobody, so that output goes to the
// process's own.
func Attach(h Host) {
	if h == nil {
		host.Store(nil)
		return
	}
	host.Store(&h)
}

func attached() (Host, bool) {
	if h := host.Load(); h != nil {
		return *h, true
	}
	return nil, false
}
