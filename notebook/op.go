package notebook

// Op is an operation on a notebook, for [Apply].
type Op interface {
	apply(*step) error
}

// Operations on the document.
type (
	// Insert adds a cell before the one at Index; Index may be the number of cells.
	Insert struct {
		Index  int
		Kind   Kind
		Source string
	}

	// Delete removes a cell; [Undelete] can bring it back. What of it still runs
	// is the caller's to stop.
	Delete struct{ ID int }

	// Undelete restores the cell deleted last, where it was, with its outputs.
	Undelete struct{}

	// Move takes a cell to Index, counted without the cell; an Index beyond the
	// end is the end.
	Move struct{ ID, Index int }

	// Edit changes a source. It is refused with a [*VersionError] when the cell has
	// updates that its author had not seen: the author rebases and sends it again.
	Edit struct {
		ID, Version int
		Updates     []Update
	}
)

// Operations on what is known of cells beside their runs.
type (
	// SetReactive turns reactive mode on or off: whether the cells that depend on
	// one that ran run after it. The file says so in its first line.
	SetReactive struct{ On bool }

	// SetOutlines says what sources declare and mention, as far as their text tells.
	SetOutlines struct{ Outlines []Outline }
)

// Outline is what the source that a cell had at Version declares and mentions, as
// far as its text tells. It is of no effect if the cell is at another version by
// now, or gone.
type Outline struct {
	ID, Version   int
	Defines, Uses []string
}

// Operations on runs.
type (
	// Run queues a code cell. One that is queued stays where it is, one that runs is
	// not queued again.
	Run struct{ ID int }

	// Continue queues a cell that stopped itself, those below it that were skipped,
	// and those that depend on it and have run before.
	Continue struct{ ID int }
	// RunAll queues every code cell in order, in place of what was queued.
	RunAll struct{}

	// RunStale queues the stale and skipped code cells: each after those of them
	// that it depends on, and otherwise in order.
	RunStale struct{}

	// RunCells queues code cells as RunStale does, for an input that they have read;
	// those that are not there, are no code or run are left out.
	RunCells struct{ IDs []int }

	// Start begins the run of the queue's first cell; its outputs go. At is the
	// time in unix milliseconds.
	Start struct{ At int64 }

	// AddOutput adds an output to a cell. Eval is the evaluation it came from (0:
	// none); one from before the cell's last Start is dropped. Cell 0 is the cell
	// started last.
	AddOutput struct {
		Cell   int
		Eval   uint64
		Output Output
	}

	// Finish ends the run of the busy cell. If it did not end well, the queued
	// cells below it are skipped.
	Finish struct {
		Result Result
		MS     int64
	}

	// Unqueue skips everything that is queued.
	Unqueue struct{}
)

// Operations on what is around the document.
type (
	// SetRuntime replaces the runtime's state.
	SetRuntime struct{ Runtime Runtime }

	// RuntimeLost says that the runtime ended with all its variables: cells that
	// ran are stale, queued ones skipped. Message is why.
	RuntimeLost struct{ Message string }

	// RuntimeRenewed says that an empty runtime is there in place of an earlier
	// one, which may count its evaluations from 1 again: cells that ran are idle
	// and stale, and keep their outputs.
	RuntimeRenewed struct{}

	// Outdate says that something besides other cells' names, an input, that the
	// evaluation of a cell has read is another now: the cell is stale, and runs
	// again if the notebook is reactive.
	Outdate struct {
		Cell int
		Eval uint64
	}

	// UseMod says that the runtime was made for the source the mod cells have now.
	UseMod struct{}

	// Require says that running a cell has added requirements: the runtime was made
	// for the source Was of the mod cell, and now has Now, which begins with Was.
	Require struct{ Was, Now string }

	// SetSaved replaces the file's state.
	SetSaved struct{ Saved Saved }
)

// Result is how an evaluation ended.
type Result struct {
	Status Status
	Error  *CellError

	// Notes is what the cell's author should know, as that a value keeps its
	// earlier type.
	Notes []string

	// Names is what the cell has to do with those of other cells. Of a cell that did
	// not compile, Uses and Needs alone are set, as far as its text tells.
	Names Names
}

// Status is how an evaluation ended, in one word.
type Status string

// The ways an evaluation ends.
const (
	StatusOK          Status = "ok"
	StatusError       Status = "error"
	StatusStopped     Status = "stopped" // by itself, with a message in Error
	StatusInterrupted Status = "interrupted"
	StatusAbandoned   Status = "abandoned" // interrupted, but could not be stopped
	StatusDied        Status = "died"      // with the runtime
)
