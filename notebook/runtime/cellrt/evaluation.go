package cellrt

import (
	"context"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"sync"
	"time"
	"unsafe"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook/runtime/cellcall"
)

// profLabel and setProfLabel read and set the calling goroutine's labels. The
// runtime pushes them to runtime/pprof under these names and keeps them open to
// others ("widely used packages access it using linkname").
//
//go:linkname profLabel runtime/pprof.runtime_getProfLabel
func profLabel() unsafe.Pointer

//go:linkname setProfLabel runtime/pprof.runtime_setProfLabel
func setProfLabel(labels unsafe.Pointer)

// evaluations are those that goroutines may still belong to, by label. Labels
// are never freed: an entry costs far less than the code of its cell, which the
// process keeps as well.
var evaluations sync.Map // unsafe.Pointer → *Evaluation

// Evaluation is one run of a cell with all the goroutines that it starts. It is
// safe for concurrent use.
type Evaluation struct {
	id     uint64
	cell   int
	scope  *kernel.Scope
	label  unsafe.Pointer
	doom   chan struct{} // closed by Doom
	ending sync.Map      // goroutine id → when it was ended

	mu   sync.Mutex
	main uint64 // the goroutine of Do
	exit *exit  // how it ended, if by os.Exit
}

// exit is a call of os.Exit that ended a goroutine.
type exit struct {
	text   string
	failed bool
}

// Open makes the evaluation of a cell that s owns; its number is the scope's.
func Open(s *kernel.Scope, cell int) *Evaluation {
	e := &Evaluation{id: s.ID(), cell: cell, scope: s, doom: make(chan struct{})}
	e.label = newLabel(e.id, cell)
	evaluations.Store(e.label, e)
	return e
}

// newLabel makes a label set and returns its address.
func newLabel(eval uint64, cell int) unsafe.Pointer {
	ctx := pprof.WithLabels(context.Background(), pprof.Labels("cell", strconv.Itoa(cell), "eval", strconv.FormatUint(eval, 10)))
	before := profLabel()
	defer setProfLabel(before)
	pprof.SetGoroutineLabels(ctx)
	return profLabel()
}

// Current is the evaluation that the calling goroutine belongs to, nil if none.
func Current() *Evaluation {
	label := profLabel()
	if label == nil {
		return nil
	}
	e, _ := evaluations.Load(label)
	found, _ := e.(*Evaluation)
	return found
}

// CurrentScope is the scope of [Current], nil if there is none: what a
// [kernel.Options] asks for.
func CurrentScope() *kernel.Scope {
	if e := Current(); e != nil {
		return e.scope
	}
	return nil
}

// currentID is the number of [Current], 0 if there is none.
func currentID() uint64 {
	if e := Current(); e != nil {
		return e.id
	}
	return 0
}

// ID is the number of the evaluation.
func (e *Evaluation) ID() uint64 { return e.id }

// Cell is the cell whose evaluation it is.
func (e *Evaluation) Cell() int { return e.cell }

// Scope owns what the evaluation makes.
func (e *Evaluation) Scope() *kernel.Scope { return e.scope }

// Go starts f in a goroutine of e. Who calls sees to its end. A fault at any
// address is a panic there, not only one near nil.
func (e *Evaluation) Go(f func()) {
	go func() {
		debug.SetPanicOnFault(true)
		setProfLabel(e.label)
		f()
	}()
}

// Outcome says how [Evaluation.Do] ended.
type Outcome struct {
	Interrupted bool
	Failed      bool
	Stopped     bool    // by kernel.Stop, or if Failed by kernel.StopError
	Failure     Failure // if Failed or Stopped
	Note        string  // a remark, if it ended in an unusual way without failing
}

// Do calls f in a goroutine of its own, and returns when that has ended in
// whatever way: f returned, panicked, called os.Exit or runtime.Goexit, or was
// interrupted. It is called once.
func (e *Evaluation) Do(f func()) Outcome {
	ended := make(chan Outcome, 1)
	e.Go(func() {
		e.mu.Lock()
		e.main = goroutineID()
		e.mu.Unlock()
		returned := false
		defer func() {
			v := recover()
			ended <- e.outcome(v, returned)
		}()
		f()
		returned = true
	})
	return <-ended
}

// outcome judges the end of the evaluation's own goroutine, in a deferred call
// of it: v is what it recovered.
func (e *Evaluation) outcome(v any, returned bool) Outcome {
	e.mu.Lock()
	exit := e.exit
	e.mu.Unlock()
	switch {
	case v != nil:
		return panicOutcome(v, e.cell)
	case e.Doomed():
		return Outcome{Interrupted: true}
	case returned:
		return Outcome{}
	case exit != nil && exit.failed:
		return Outcome{Failed: true, Failure: Failure{Message: exit.text}}
	case exit != nil:
		return Outcome{Note: exit.text}
	default:
		return Outcome{Note: "runtime.Goexit ended the cell"}
	}
}

// panicOutcome judges what a cell panicked with.
func panicOutcome(v any, cell int) Outcome {
	if s, ok := v.(kernel.Stopped); ok {
		return Outcome{Stopped: true, Failed: s.Err != nil, Failure: Failure{Message: kernel.PlainName(s.Message), Line: cellStack().lineIn(cell)}}
	}
	return Outcome{Failed: true, Failure: panicFailure(v, cell)}
}

// Linger is how long the goroutines of an evaluation that was interrupted are
// looked for after its own goroutine has ended.
const Linger = 2 * time.Second

// recovered reports a panic in a goroutine that cell code started, in the
// deferred call that recovered it.
func recovered(v any, where string) {
	h, ok := attached()
	if !ok {
		panic(v)
	}
	e := Current()
	if e == nil {
		h.Async(0, startedAt(panicFailure(v, 0), where))
		return
	}
	h.Async(e.id, startedAt(panicFailure(v, e.cell), where))
}

// guard makes f part of the calling evaluation, wherever it is called.
func guard(where string, f func()) func() {
	e := Current()
	return func() {
		if e != nil {
			before := profLabel()
			defer setProfLabel(before)
			setProfLabel(e.label)
		}
		defer cellcall.Recover(where)
		f()
	}
}

func startedAt(f Failure, where string) Failure {
	if f.Stack != "" {
		f.Stack += "\n"
	}
	f.Stack += "goroutine started at " + where
	return f
}

// osExit ends the calling goroutine, as os.Exit in a cell does.
func osExit(code int) {
	endByExit(exit{"os.Exit(" + strconv.Itoa(code) + "): the runtime was kept", code != 0})
}

// LibraryExit does the same where os.Exit was called in code that is not
// instrumented, as log.Fatal does.
func LibraryExit(failed bool) {
	endByExit(exit{"os.Exit was called, as log.Fatal does: the runtime was kept", failed})
}

func endByExit(x exit) {
	e := Current()
	if e != nil {
		e.mu.Lock()
		own := e.main == goroutineID()
		if own {
			e.exit = &x
		}
		e.mu.Unlock()
		if own {
			runtime.Goexit()
		}
	}
	if h, ok := attached(); ok {
		h.Note(currentID(), "in a goroutine: "+x.text)
	}
	runtime.Goexit()
}
