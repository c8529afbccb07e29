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

	// Owns reports whether a file came from File.
	Owns(f *os.File) bool

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

// attachment is a host, and the process's files when it was attached.
type attachment struct {
	Host
	stdout, stderr *os.File
}

var host atomic.Pointer[attachment]

// Attach sets who serves the cells; nil nobody, so that output goes to the
// process's own.
func Attach(h Host) {
	if h == nil {
		host.Store(nil)
		return
	}
	host.Store(&attachment{h, os.Stdout, os.Stderr})
}

func attached() (Host, bool) {
	if a := host.Load(); a != nil {
		return a.Host, true
	}
	return nil, false
}

// output returns who takes what is printed; nil if os.Stdout or os.Stderr do:
// there is no host, or a cell has put another file in their place. One that it
// had from the host is what it put back.
func output(stderr bool) Host {
	a := host.Load()
	if a == nil {
		return nil
	}
	now, first := os.Stdout, a.stdout
	if stderr {
		now, first = os.Stderr, a.stderr
	}
	if now != first && !a.Owns(now) {
		return nil
	}
	return a.Host
}
