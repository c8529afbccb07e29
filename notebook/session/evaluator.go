package session

import (
	"context"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook"
)

// Evaluator runs cells in a process of its own and hosts the widgets they make.
// Its methods are called by several goroutines, but Start and Evaluate one at a
// time.
type Evaluator interface {
	// Start makes the process if there is none. After the process died it makes a
	// fresh one. With a ctx that is done it makes none.
	Start(ctx context.Context) error

	// Evaluate runs a cell. It returns when the cell's code ended, or could not be
	// stopped, and after everything it put out was handed to [Events].Output.
	Evaluate(ctx context.Context, cell int, source string) notebook.Result

	// Interrupt stops the running evaluation, if any.
	Interrupt()

	// Forget ends what a deleted cell started, and waits for it.
	Forget(ctx context.Context, cell int)

	// Deliver takes a client's message to a widget, and a Presence, which a process
	// that is made later learns too. It does not block.
	Deliver(kernel.Message)

	// Close ends the process and waits for it.
	Close() error
}

// Linker is an [Evaluator] that knows how it links cells: "delta" or "full".
type Linker interface {
	Link() string
}

// Requirer is an [Evaluator] that adds requirements when a cell imports a package
// of a module that the notebook does not have yet. GoMod is the source of a go.mod
// cell that has them too; "" if the notebook has no requirements of its own.
type Requirer interface {
	GoMod() string
}

// Exporter is an [Evaluator] that asks live widgets what they are where no
// JavaScript runs: their forms, nil for one that has none but those it was shown in.
type Exporter interface {
	Export(ctx context.Context, ref string) (kernel.Data, error)
}

// Events is what an [Evaluator] reports to. Every function may be called from
// any goroutine and returns at once.
type Events struct {
	Output   func(Output)
	Message  func(kernel.Message)        // of widgets, for the hub
	Stale    func(cell int, eval uint64) // an input that the evaluation read has another value
	Progress func(Progress)              // of Start
	Memory   func(notebook.Memory)       // of the process; once in two seconds at most
	Died     func(reason string)         // the process ended unasked
}

// Output is something a cell put out. Eval is the evaluation it came from; later
// evaluations have greater numbers.
type Output struct {
	Cell int
	Eval uint64
	notebook.Output
}

// Progress is how far the making of a runtime is.
type Progress struct {
	Step        string
	Done, Total int
}

// Factory makes an evaluator for a notebook with these requirements (the source
// of its go.mod cell, "" without one). It does not block and starts nothing.
type Factory func(goMod string, events Events) Evaluator
