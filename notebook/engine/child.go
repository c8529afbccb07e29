package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/runtime/protocol"
)

// child is a runtime process as the engine speaks with it. Every question to it
// is answered, by the process or by its end.
type child struct {
	proc    *process
	owner   owner
	ready   chan protocol.Ready // the first message; closed with the line
	ended   chan struct{}       // closed when the process is gone and its last words were passed on
	watched chan struct{}       // closed when its memory is no longer looked at
	outbox  *outbox

	greeted bool // listen's own

	mu        sync.Mutex
	nextID    uint64
	waiting   map[uint64]chan<- protocol.Message
	broken    error // why nothing is answered any more
	refs      map[string]struct{}
	loadEval  uint64 // the evaluation that loads belong to
	nonsense  error  // what was wrong with what the process sent
	condemned string // why it was ended
	stderr    string // the end of what the process passed on of its stderr
	last      Death  // set before ended is closed
}

// owner is what a child reports to, from one goroutine but for holds.
type owner interface {
	// heard gets what the process says about evaluations and widgets.
	heard(c *child, m protocol.Message)
	said(c *child, m kernel.Message)
	// holds gets the memory of the process, now and then, from another goroutine.
	holds(m Memory)
	// gone is the last call. The text is what was found in the pipes.
	gone(c *child, d Death, stdout string)
}

// errDied is what questions are answered with that a process left open.
var errDied = errors.New("the runtime process ended")

// newChild takes a process, listens to it, and sees to it that it uses no more
// memory than it may.
func newChild(p *process, o owner, memory int64) *child {
	c := &child{
		proc: p, owner: o,
		ready:   make(chan protocol.Ready, 1),
		ended:   make(chan struct{}),
		watched: make(chan struct{}),
		waiting: map[uint64]chan<- protocol.Message{},
		refs:    map[string]struct{}{},
	}
	c.outbox = newOutbox(p.line)
	go p.closeLate()
	go c.watch(memory)
	go c.listen()
	return c
}

// listen reads until the line ends, and sees to the end of the process.
func (c *child) listen() {
	defer close(c.ended)
	if err := c.receive(); err != nil {
		c.distrust(err)
	}
	c.fail(errDied)
	close(c.ready)
	c.awaitExit()
	<-c.watched
	c.outbox.close()
	stdout, stderr := c.proc.leftover()
	d := c.death(string(stderr))
	c.proc.release()
	c.owner.gone(c, d, string(stdout))
}

// distrust ends a process that does not speak as it should.
func (c *child) distrust(nonsense error) {
	c.mu.Lock()
	if c.nonsense == nil {
		c.nonsense = nonsense
	}
	c.mu.Unlock()
	c.fail(errDied)
	c.proc.kill()
}

// condemn ends a process that takes too much.
func (c *child) condemn(why string) {
	select {
	case <-c.proc.exited:
		return
	default:
	}
	c.mu.Lock()
	c.condemned = cmp.Or(c.condemned, why)
	c.mu.Unlock()
	c.proc.kill()
}

// receive handles frames until the line ends. The error says what was wrong with
// a frame.
func (c *child) receive() error {
	for {
		frame, err := c.proc.line.Recv()
		if err != nil {
			return nil // it died, and that says why; or it closed the line
		}
		if err := c.handle(frame); err != nil {
			return err
		}
	}
}

func (c *child) handle(frame []byte) error {
	if !protocol.Is(frame) {
		m, err := kernel.Decode(frame)
		if err != nil {
			return err
		}
		c.note(m)
		c.owner.said(c, m)
		return nil
	}
	m, err := protocol.Decode(frame)
	if err != nil {
		return err
	}
	switch m := m.(type) {
	case protocol.Ready:
		if c.greeted {
			return errors.New("a second Ready")
		}
		c.greeted = true
		c.ready <- m
	case protocol.Resolved:
		c.answer(m.ID, m)
	case protocol.Loaded:
		c.answer(m.ID, m)
	case protocol.Closed:
		c.answer(m.ID, m)
	case protocol.Exported:
		c.answer(m.ID, m)
	default:
		if text, ok := m.(protocol.Text); ok {
			c.keepStderr(text)
		}
		c.owner.heard(c, m)
	}
	return nil
}

// keepStderr keeps the end of stderr: the process may have read the beginning of
// its own last words.
func (c *child) keepStderr(m protocol.Text) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range m.Parts {
		if p.Stream == protocol.Stderr {
			c.stderr = tail(c.stderr + string(p.Text[max(0, len(p.Text)-maxTail):]))
		}
	}
}

// note keeps the refs that clients may be looking at.
func (c *child) note(m kernel.Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch m := m.(type) {
	case kernel.Init:
		c.refs[m.Ref] = struct{}{}
	case kernel.Gone:
		if m.Client == "" {
			delete(c.refs, m.Ref)
		}
	}
}

// answer hands a question's answer to who asked. One that nobody waits for any
// more is dropped.
func (c *child) answer(id uint64, m protocol.Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ch := c.waiting[id]; ch != nil {
		delete(c.waiting, id)
		ch <- m // has room for it
	}
}

// alive is nil while questions are answered.
func (c *child) alive() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.broken
}

// whyDied says how the process ended, which it has.
func (c *child) whyDied() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return &diedError{c.last}
}

// lastError is the end of the process as an error of a cell.
func (c *child) lastError(cell int) *CellError {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := &CellError{Message: "the runtime ended: " + c.last.Reason}
	if c.last.Cell == cell {
		e.Line, e.Stack = c.last.crash.in(cell), c.last.crash.stack()
	}
	return e
}

// diedError is the end of a process as an error.
type diedError struct{ Death }

func (e *diedError) Error() string { return e.Reason }
func (e *diedError) Unwrap() error { return errDied }

// fail answers all questions, and those to come.
func (c *child) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.broken = err
	for id, ch := range c.waiting {
		delete(c.waiting, id)
		close(ch)
	}
}

// ask sends a question and waits for the answer, for the end of the process, or
// for ctx.
func (c *child) ask(ctx context.Context, question func(id uint64) protocol.Message) (protocol.Message, error) {
	ch := make(chan protocol.Message, 1)
	c.mu.Lock()
	if c.broken != nil {
		defer c.mu.Unlock()
		return nil, c.broken
	}
	c.nextID++
	id := c.nextID
	c.waiting[id] = ch
	c.mu.Unlock()

	c.send(question(id))
	select {
	case m, ok := <-ch:
		if !ok {
			return nil, errDied
		}
		return m, nil
	case <-ctx.Done():
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.waiting, id)
		return nil, ctx.Err()
	}
}

// send sends without waiting; that the process is gone shows where it is read.
func (c *child) send(m protocol.Message) { c.outbox.put(protocol.Encode(m)) }

// Resolve implements [compile.Target].
func (c *child) Resolve(ctx context.Context, names []string) ([]compile.Symbol, error) {
	m, err := c.ask(ctx, func(id uint64) protocol.Message { return protocol.Resolve{ID: id, Names: names} })
	if err != nil {
		return nil, fmt.Errorf("look up symbols in the runtime: %w", err)
	}
	answer, ok := m.(protocol.Resolved)
	if !ok || len(answer.Symbols) != len(names) {
		c.distrust(fmt.Errorf("%d answers about %d symbols", len(answer.Symbols), len(names)))
		return nil, fmt.Errorf("look up symbols in the runtime: %w", errDied)
	}
	all := make([]compile.Symbol, len(names))
	for i, s := range answer.Symbols {
		all[i] = compile.Symbol(s)
	}
	return all, nil
}

// Load implements [compile.Target].
func (c *child) Load(ctx context.Context, mod compile.Module) error {
	c.mu.Lock()
	eval := c.loadEval
	c.mu.Unlock()
	m, err := c.ask(ctx, func(id uint64) protocol.Message {
		return protocol.Load{ID: id, Eval: eval, Path: mod.Path, Name: mod.Name, Anchor: mod.Anchor, Init: mod.Init}
	})
	if err != nil {
		return fmt.Errorf("load %s into the runtime: %w", mod.Name, err)
	}
	answer, ok := m.(protocol.Loaded)
	if !ok {
		c.distrust(fmt.Errorf("%T is no answer to Load", m))
		return fmt.Errorf("load %s into the runtime: %w", mod.Name, errDied)
	}
	if answer.Error != "" {
		return fmt.Errorf("load %s into the runtime: %s", mod.Name, answer.Error)
	}
	return nil
}

// loadFor says whose the loads are from now on.
func (c *child) loadFor(eval uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.loadEval = eval
}

// closeCell ends what a cell's evaluations own and names what does not end.
func (c *child) closeCell(ctx context.Context, cell int) (left []string, err error) {
	m, err := c.ask(ctx, func(id uint64) protocol.Message { return protocol.Close{ID: id, Cell: cell} })
	if err != nil {
		return nil, err
	}
	answer, ok := m.(protocol.Closed)
	if !ok {
		c.distrust(fmt.Errorf("%T is no answer to Close", m))
		return nil, errDied
	}
	return answer.Left, nil
}

// exitPatience is how long a process may live on without its line: writing a
// large crash text takes its time.
const exitPatience = 2 * time.Second

// awaitExit waits for the end of the process, and brings it about if need be.
func (c *child) awaitExit() {
	late := time.AfterFunc(exitPatience, func() { c.condemn("it closed its line to gokino, as syscall.Exec does") })
	defer late.Stop()
	<-c.proc.exited
}

// death says why the process ended. Stderr is what was left in the pipe.
func (c *child) death(stderr string) Death {
	crash := c.proc.crashText()
	d := Death{Stderr: lastWords(crash, stderr), crash: readCrash(crash)}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.nonsense != nil {
		d.Reason = "it sent something that is no message: " + c.nonsense.Error()
		return d
	}
	if c.condemned != "" {
		d.Reason = c.condemned
		return d
	}
	state := "its end is unknown"
	if s := c.proc.cmd.ProcessState; s != nil {
		state = s.String()
	}
	d.Reason = d.crash.why(reasonOf(crash, c.stderr+stderr, state))
	return d
}
