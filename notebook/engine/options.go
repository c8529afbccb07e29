package engine

import (
	"log/slog"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook/compile"
)

// Options configure an [Engine]. The zero value works once Source is set. The
// functions must not block and must not call Start, Evaluate, Forget or Close;
// nil ones are not called.
type Options struct {
	// Dir is the notebook's folder and the working directory of its cells. Empty:
	// that of the engine's process.
	Dir string

	// GoMod, CacheDir, CacheSize, Source and Link are what [compile.Options] say.
	GoMod     string
	CacheDir  string
	CacheSize int64
	Source    string
	Link      compile.LinkMode

	// Memory is how many bytes the process, with those that cells start, may use.
	// One that uses more is ended, and Died told. 0: as many as there are.
	Memory int64

	// Logger gets what concerns no cell; nil discards it.
	Logger *slog.Logger

	// Output gets everything cells put out.
	Output func(Output)

	// Message gets what widgets have to say to the clients. When the process ends,
	// it gets a Gone for every ref that clients were connected to.
	Message func(kernel.Message)

	// Stale is told of a cell whose evaluation has read an input that has another
	// value now.
	Stale func(cell int, eval uint64)

	// Progress is told about the slow steps of Start and Evaluate.
	Progress func(Progress)

	// Holds is told how much memory the process uses when that has changed, every
	// [MemoryInterval] at most. On systems other than Linux it is not known.
	Holds func(Memory)

	// Prepared gets the toolchain of a process that is about to start, when it has
	// been found and what it needs first was built. Others may use it, too.
	Prepared func(*compile.Toolchain)

	// Died is told that a process ended which nobody asked to end, unless that was
	// during Start, whose error says so.
	Died func(Death)
}

// The kinds of [Output].
const (
	KindStdout = "stdout"
	KindStderr = "stderr"
	KindValue  = "value"
	KindError  = "error"
	KindNote   = "note"
)

// Output is something a cell put out. Text is set for stdout, stderr and notes,
// Data for values, Error for errors outside the cell's own line of control (in a
// goroutine, in a widget's callback).
type Output struct {
	Cell  int
	Eval  uint64 // of the evaluation it comes from; later ones have greater numbers
	Kind  string
	Text  string
	Data  map[string]any // form by MIME type, see [kernel.Data]
	Error *CellError
}

// CellError is what went wrong in a cell. Line and Col are 1-based and in that
// cell, 0 where they are not known. Stack has a line for each frame in a cell,
// innermost first, such as "f cell1:3". Stop is set with StatusStopped.
type CellError struct {
	Message   string
	Line, Col int
	Stack     string
	Stop      string
}

// How a cell stopped itself, in [CellError].
const (
	StopNormal = "normal" // kernel.Stop
	StopError  = "error"  // kernel.StopError
)

// Error returns the message.
func (e *CellError) Error() string { return e.Message }

// How an evaluation ended, in [Result].
const (
	StatusOK          = "ok"
	StatusError       = "error"
	StatusStopped     = "stopped" // by itself, with kernel.Stop or kernel.StopError
	StatusInterrupted = "interrupted"
	StatusAbandoned   = "abandoned" // interrupted, but it goes on
	StatusDied        = "died"      // its process ended
)

// Result says how an evaluation ended. Error is set for StatusError,
// StatusStopped and StatusDied. Names is what the cell has to do with names; of a cell that did not
// compile, only what it seems to use.
type Result struct {
	Status   string
	Error    *CellError
	Notes    []string
	Names    compile.Names
	Duration time.Duration
}

// Progress is a slow step of getting ready. Total is 0 where it is not known.
type Progress struct {
	Step        string
	Done, Total int
}

// Death says why a process ended. Reason is one line, such as "signal: killed"
// or "fatal error: concurrent map writes". Stderr is the end of what it printed
// about it, perhaps nothing. Cell is the cell whose code did it if that is known,
// else the one that ran, 0 if none did.
type Death struct {
	Reason string
	Stderr string
	Cell   int

	crash crash
}
