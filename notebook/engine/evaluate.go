package engine

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/runtime/protocol"
)

// Grace is how long an interrupted evaluation may take to end.
const Grace = time.Second

// evaluation is one Evaluate.
type evaluation struct {
	id    uint64
	cell  int
	child *child

	stop        sync.Once
	interrupted chan struct{}
	ended       chan struct{} // closed, after done is set, when all its output was passed on
	done        protocol.Done
}

func (v *evaluation) interrupt() { v.stop.Do(func() { close(v.interrupted) }) }

// Evaluate runs a cell: what its earlier evaluations own is ended, and it is
// compiled, loaded and run. It waits for an evaluation that runs. The end of ctx
// interrupts it.
func (e *Engine) Evaluate(ctx context.Context, cell int, source string) Result {
	start := time.Now()
	release, err := e.take(ctx)
	if err != nil {
		return Result{Status: StatusInterrupted}
	}
	defer release()
	v, r := e.open(cell)
	if r == nil {
		return Result{Status: StatusDied, Error: &CellError{Message: "the runtime is not running"}}
	}
	defer e.leave(v)
	defer context.AfterFunc(ctx, v.interrupt)()
	result := e.evaluate(v, r, source)
	result.Duration = time.Since(start)
	return result
}

// open makes the next evaluation the current one.
func (e *Engine) open(cell int) (*evaluation, *running) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.runtime == nil {
		return nil, nil
	}
	e.last++
	e.cells[e.last] = cell
	e.current = &evaluation{
		id: e.last, cell: cell, child: e.runtime.child,
		interrupted: make(chan struct{}), ended: make(chan struct{}),
	}
	e.runtime.loadFor(e.last)
	return e.current, e.runtime
}

func (e *Engine) leave(v *evaluation) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.current == v {
		e.current = nil
	}
	if r := e.runtime; r != nil {
		e.gomod = r.notebook.GoMod()
	}
}

func (e *Engine) evaluate(v *evaluation, r *running, source string) Result {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		select {
		case <-v.interrupted:
			cancel()
		case <-ctx.Done():
		}
	}()
	closed := closeEarlier(ctx, r, v.cell) // while the compiler works
	unit, err := r.notebook.Compile(ctx, compile.Cell{ID: v.cell, Source: source})
	result := Result{Status: StatusOK}
	if left := <-closed; len(left) > 0 {
		result.Notes = append(result.Notes, stillThere(left))
	}
	if err == nil {
		result.Notes = append(result.Notes, unit.Notes...)
		result.Names = unit.Names
		err = ctx.Err()
	} else {
		result.Names = r.notebook.Guess(source)
	}
	if err == nil && !unit.Loaded {
		// Not given up on an interrupt: what is loaded must be committed.
		err = r.Load(context.Background(), unit.Module)
	}
	if err != nil {
		e.judge(&result, v, err)
		return result
	}
	r.notebook.Commit(unit)
	r.send(protocol.Run{Eval: v.id, Cell: v.cell, Path: unit.Module.Path, Entry: unit.Entry})
	e.await(&result, v)
	return result
}

// closeEarlier ends what earlier evaluations of the cell own. The names of what
// does not end come out of the channel.
func closeEarlier(ctx context.Context, r *running, cell int) <-chan []string {
	closed := make(chan []string, 1)
	go func() {
		left, _ := r.closeCell(ctx, cell) // who died is found out by the others
		closed <- left
	}()
	return closed
}

func stillThere(left []string) string {
	return "still running from before, and left behind: " + strings.Join(left, ", ")
}

// judge fills in the result of a cell that was not run.
func (e *Engine) judge(result *Result, v *evaluation, err error) {
	var faults compile.Errors
	switch {
	case v.child.alive() != nil:
		e.dead(result, v)
	case v.isInterrupted():
		result.Status = StatusInterrupted
	case errors.As(err, &faults):
		result.Status, result.Error = StatusError, faultsError(v.cell, faults)
	default:
		result.Status, result.Error = StatusError, &CellError{Message: plain(err.Error())}
	}
}

func (v *evaluation) isInterrupted() bool {
	select {
	case <-v.interrupted:
		return true
	default:
		return false
	}
}

// faultsError makes one error of a compiler's. Line and Col are those of the
// first fault in the cell; of several, each message bears its position.
func faultsError(cell int, faults compile.Errors) *CellError {
	out := &CellError{}
	for _, f := range faults {
		if f.Line > 0 && (f.Cell == cell || f.Cell == 0) {
			out.Line, out.Col = f.Line, f.Col
			break
		}
	}
	if len(faults) == 1 && (out.Line > 0 || faults[0].Line == 0) {
		out.Message = plain(faults[0].Message)
		return out
	}
	out.Message = plain(faults.Error())
	return out
}

// await waits for the end of an evaluation that was sent off.
func (e *Engine) await(result *Result, v *evaluation) {
	select {
	case <-v.ended:
	case <-v.child.ended:
	case <-v.interrupted:
		v.child.send(protocol.Interrupt{Eval: v.id})
		patience := time.NewTimer(Grace)
		defer patience.Stop()
		select {
		case <-v.ended:
		case <-v.child.ended:
		case <-patience.C:
			result.Status = StatusAbandoned
			result.Notes = append(result.Notes, "it waits for something that cannot be interrupted, and was left behind")
			return
		}
	}
	if v.child.alive() != nil {
		e.dead(result, v)
		return
	}
	switch v.done.Status {
	case protocol.StatusOK:
	case protocol.StatusInterrupted:
		result.Status = StatusInterrupted
	case protocol.StatusStopped:
		result.Status, result.Error = StatusStopped, stopped(v.done.Failure, StopNormal)
	case protocol.StatusStoppedBad:
		result.Status, result.Error = StatusStopped, stopped(v.done.Failure, StopError)
	default:
		result.Status, result.Error = StatusError, cellError(v.done.Failure)
	}
}

func stopped(f protocol.Failure, how string) *CellError {
	e := cellError(f)
	e.Stop = how
	return e
}

// dead fills in the result of an evaluation whose process ended, once everything
// it said was passed on.
func (e *Engine) dead(result *Result, v *evaluation) {
	<-v.child.ended
	e.events.flush()
	result.Status = StatusDied
	result.Error = v.child.lastError(v.cell)
}

// finish ends an evaluation; events call it after its output.
func (e *Engine) finish(m protocol.Done) {
	e.mu.Lock()
	defer e.mu.Unlock()
	v := e.current
	if v == nil || v.id != m.Eval {
		return // one that was abandoned
	}
	select {
	case <-v.ended:
	default:
		v.done = m
		close(v.ended)
	}
}

// plain is text from the process as people read it.
func plain(s string) string { return kernel.PlainName(strings.ToValidUTF8(s, "\uFFFD")) }
