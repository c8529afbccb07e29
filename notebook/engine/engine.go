package engine

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/runtime/protocol"
)

// Engine evaluates the cells of one notebook. It is safe for concurrent use;
// evaluations wait for each other.
type Engine struct {
	opts   Options
	log    *slog.Logger
	tools  func(ctx context.Context, opts compile.Options) (toolchain, error)
	events *events
	turn   chan struct{} // holds a token while Start or Evaluate works

	mu      sync.Mutex
	gomod   string
	runtime *running    // nil: there is none
	abort   func()      // ends the Start that is under way; nil: none is
	current *evaluation // nil: none runs
	last    uint64      // number of the newest evaluation
	cells   map[uint64]int
	clients map[string]struct{} // who is here
}

// running is a process that cells can be loaded into.
type running struct {
	*child
	notebook compiler
	tools    toolchain
}

// retire lets go of what the process was made with.
func (r *running) retire(log *slog.Logger) {
	if err := r.tools.Close(); err != nil {
		log.Warn("closing the cache", "err", err)
	}
}

// New makes an engine. It starts nothing.
func New(opts Options) *Engine {
	e := &Engine{
		opts: opts, log: opts.Logger, tools: realTools,
		events: newEvents(), turn: make(chan struct{}, 1),
		gomod: opts.GoMod, cells: map[uint64]int{}, clients: map[string]struct{}{},
	}
	if e.log == nil {
		e.log = slog.New(slog.DiscardHandler)
	}
	return e
}

// live is the process, nil if there is none.
func (e *Engine) live() *running {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.runtime
}

// take waits for its turn to work.
func (e *Engine) take(ctx context.Context) (release func(), err error) {
	select {
	case e.turn <- struct{}{}:
		return func() { <-e.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Interrupt ends the evaluation that runs, if one does. It does not wait.
func (e *Engine) Interrupt() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.current != nil {
		e.current.interrupt()
	}
}

// Forget ends everything that the evaluations of a cell own and waits for it.
// What does not end within the runtime's patience is named in a note.
func (e *Engine) Forget(ctx context.Context, cell int) {
	r := e.live()
	if r == nil {
		return
	}
	left, err := r.closeCell(ctx, cell)
	if err == nil && len(left) > 0 {
		e.events.post(func() { e.output(Output{Cell: cell, Kind: KindNote, Text: stillThere(left)}) })
	}
}

// Deliver takes a client's message to the widget it is for, without waiting.
// Without a process the client is told that the widget is gone. Who is here, later
// processes learn as well.
func (e *Engine) Deliver(m kernel.Message) {
	if p, ok := m.(kernel.Presence); ok {
		e.present(p)
		return
	}
	r := e.live()
	if r != nil && r.outbox.offer(kernel.Encode(m)) {
		return
	}
	client, ref, view := address(m)
	if ref == "" {
		return
	}
	e.events.post(func() {
		if r == nil {
			e.message(kernel.Gone{Client: client, Ref: ref, Reason: "the runtime is not running"})
			return
		}
		e.message(kernel.Fail{Client: client, Ref: ref, View: view, Message: "the runtime does not read any more: restart it"})
	})
}

// present notes who is here and tells the process.
func (e *Engine) present(p kernel.Presence) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if p.Here {
		e.clients[p.Client] = struct{}{}
	} else {
		delete(e.clients, p.Client)
	}
	if e.runtime != nil {
		e.runtime.outbox.put(kernel.Encode(p))
	}
}

// address is who expects something of m, nobody for a Disconnect.
func address(m kernel.Message) (client, ref, view string) {
	switch m := m.(type) {
	case kernel.Connect:
		return m.Client, m.Ref, m.View
	case kernel.Event:
		return m.Client, m.Ref, m.View
	}
	return "", "", ""
}

// Link is how cells are linked, "delta" or "full"; "" without a process.
func (e *Engine) Link() string {
	if r := e.live(); r != nil {
		return r.notebook.Link().String()
	}
	return ""
}

// GoMod is the notebook's go.mod with the requirements that its imports have
// added so far; as [Options] say before the first Start.
func (e *Engine) GoMod() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.gomod
}

// Close ends the process, and those that cells have started, and waits. An
// evaluation that runs ends as one whose process died, a Start as one whose
// context ended. Start works again afterwards.
func (e *Engine) Close() error {
	e.mu.Lock()
	if e.abort != nil {
		e.abort()
	}
	e.mu.Unlock()
	e.drop()
	e.Interrupt() // while a cell compiles, nothing else ends it
	release, err := e.take(context.Background())
	if err != nil {
		return err
	}
	defer release()
	e.drop() // what a Start has made that had just succeeded
	e.events.flush()
	return nil
}

// drop ends the process, if there is one, and waits.
func (e *Engine) drop() {
	e.mu.Lock()
	r := e.runtime
	e.runtime = nil
	e.mu.Unlock()
	if r != nil {
		r.proc.kill()
		<-r.ended
		r.retire(e.log)
	}
}

// The functions of Options, called by events.

func (e *Engine) output(o Output) {
	if o.Cell == 0 {
		e.log.Info("the runtime says", "kind", o.Kind, "text", o.Text)
		return
	}
	if e.opts.Output != nil {
		e.opts.Output(o)
	}
}

func (e *Engine) message(m kernel.Message) {
	if e.opts.Message != nil {
		e.opts.Message(m)
	}
}

func (e *Engine) progress(p Progress) {
	if e.opts.Progress != nil {
		e.opts.Progress(p)
	}
}

// cellOf is the cell an evaluation was of, 0 for none.
func (e *Engine) cellOf(eval uint64) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.cells[eval]
}

// heard implements owner.
func (e *Engine) heard(_ *child, m protocol.Message) {
	switch m := m.(type) {
	case protocol.Text:
		for _, p := range m.Parts {
			kind := KindStdout
			if p.Stream == protocol.Stderr {
				kind = KindStderr
			}
			e.pass(m.Eval, Output{Kind: kind, Text: plain(string(p.Text))})
		}
	case protocol.Note:
		e.pass(m.Eval, Output{Kind: KindNote, Text: plain(m.Text)})
	case protocol.Async:
		e.pass(m.Eval, Output{Kind: KindError, Error: cellError(m.Failure)})
	case protocol.Done:
		e.events.pass(func() { e.finish(m) })
	}
}

// pass passes on an output of an evaluation.
func (e *Engine) pass(eval uint64, o Output) {
	o.Eval, o.Cell = eval, e.cellOf(eval)
	e.events.pass(func() { e.output(o) })
}

func cellError(f protocol.Failure) *CellError {
	return &CellError{Message: plain(f.Message), Line: max(f.Line, 0), Stack: plain(f.Stack)}
}

// said implements owner.
func (e *Engine) said(_ *child, m kernel.Message) {
	switch m := m.(type) {
	case kernel.Output:
		e.pass(m.Scope, Output{Kind: KindValue, Data: m.Data})
	case kernel.Report:
		e.pass(m.Scope, Output{Kind: KindError, Error: &CellError{Message: plain(m.Message), Stack: plain(m.Stack)}})
	case kernel.Stale:
		if cell := e.cellOf(m.Scope); e.opts.Stale != nil && cell != 0 {
			e.events.pass(func() { e.opts.Stale(cell, m.Scope) })
		}
	case kernel.Connect, kernel.Event, kernel.Disconnect, kernel.Uploaded, kernel.Presence:
		// not a runtime's to say
	default:
		e.events.pass(func() { e.message(m) })
	}
}

// holds implements owner.
func (e *Engine) holds(m Memory) {
	if e.opts.Holds != nil {
		e.events.post(func() { e.opts.Holds(m) })
	}
}

// gone implements owner.
func (e *Engine) gone(c *child, d Death, stdout string) {
	e.mu.Lock()
	unasked := e.runtime != nil && e.runtime.child == c
	if unasked {
		defer e.runtime.retire(e.log)
		e.runtime = nil
	}
	running := 0
	if e.current != nil && e.current.child == c {
		running = e.current.cell
	}
	d.Cell = running
	if cell := e.cells[d.crash.eval]; cell != 0 {
		d.Cell = cell
	}
	last := e.last
	e.mu.Unlock()

	c.mu.Lock()
	c.last = d
	refs := slices.Sorted(maps.Keys(c.refs))
	c.mu.Unlock()
	if stdout != "" {
		e.pass(last, Output{Kind: KindStdout, Text: plain(stdout)})
	}
	if d.Cell != running { // the end of an evaluation does not tell
		e.pass(d.crash.eval, Output{Kind: KindError, Error: c.lastError(d.Cell)})
	}
	for _, ref := range refs {
		e.events.post(func() { e.message(kernel.Gone{Ref: ref, Reason: "the runtime ended: " + d.Reason}) })
	}
	e.events.post(func() {
		if unasked && e.opts.Died != nil {
			e.opts.Died(d)
		}
	})
}
