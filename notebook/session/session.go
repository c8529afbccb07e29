package session

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook"
)

// Ref is the name under which pages connect to the notebook itself; all other
// refs are widgets.
const Ref = "notebook"

// The delays of a session.
const (
	SaveDelay    = 300 * time.Millisecond // without a change, before a save
	MaxSaveDelay = 700 * time.Millisecond // since the first change not saved
	OutputDelay  = 20 * time.Millisecond  // between outputs sent to pages
)

// OutputRate is how many bytes of streams a second go to pages while a cell
// prints without end: of what waits longer, only the end is sent. A page shows no
// more of it anyway, and what else it is told would have to queue behind.
const OutputRate = 2 << 20

// Options configure a [Session]. New is required unless ReadOnly is set.
type Options struct {
	// New makes the evaluator that runs the cells. It is started at once, so that
	// the first run need not wait for it.
	New Factory

	// Out takes what the session and the widgets say to clients. It must not block
	// nor call the session. Nil: nobody listens.
	Out func(kernel.Message)

	// ReadOnly is why nothing can be run or edited, "" if it can.
	ReadOnly string

	// Language, if set, looks at the cells while they are being written. The
	// session closes it.
	Language Language

	// Outline tells what a source declares and mentions, as far as its text tells:
	// for the graph of dependencies, of cells that have not run as they are. It is
	// called beside the session. Nil: nothing is known of them.
	Outline func(source string) (defines, uses []string)

	// Logger gets what no page can be told; nil means [slog.Default].
	Logger *slog.Logger
}

// Session is an open notebook. It is safe for concurrent use; [Open] makes one.
type Session struct {
	opts  Options
	inbox *inbox
	ctx   context.Context // of everything the session starts
	stop  context.CancelFunc
	tasks sync.WaitGroup // what runs beside the loop
	ended chan struct{}  // closed when the loop has

	mu        sync.Mutex
	closing   bool
	evaluator Evaluator // nil without one; written by the loop only
	clients   map[string]bool

	// Owned by the loop.
	state     notebook.State
	views     map[view]bool
	runtime   runtime
	saver     saver
	checks    checks
	questions questions
	outlines  outlines
	due       time.Time // when outputs may be sent next
	flush     *time.Timer
	saveErr   error
	finished  bool
}

// view is one page's view of the notebook.
type view struct{ client, view string }

// Open opens the notebook at path, a Markdown file that need not exist yet, and
// starts its evaluator. The caller has to Close the session.
func Open(path string, opts Options) (*Session, error) {
	if opts.New == nil && opts.ReadOnly == "" {
		return nil, errors.New("open notebook: no evaluator, and not read-only")
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	f, err := openFile(abs)
	if err != nil {
		return nil, err
	}
	s := &Session{opts: opts, inbox: newInbox(), ended: make(chan struct{}), views: map[view]bool{}, clients: map[string]bool{}}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.state = notebook.NewState(notebook.Parse(f.known), notebook.About{
		Path: abs, Name: filepath.Base(abs), ReadOnly: opts.ReadOnly,
	})
	s.saver = saver{file: f, timer: newTimer()}
	s.flush = newTimer()
	s.outlines = outlines{timer: newTimer(), changed: map[int]bool{}}
	for _, c := range s.state.Document().Cells {
		s.changed(c.ID)
	}
	go s.loop() // Close waits for ended
	return s, nil
}

// newTimer makes a timer that does not run.
func newTimer() *time.Timer {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return t
}

// Deliver takes a client's message: one for [Ref] is the session's, every other
// goes to the widget it names. It does not block.
func (s *Session) Deliver(m kernel.Message) {
	if p, ok := m.(kernel.Presence); ok {
		s.present(p)
		return
	}
	if refOf(m) == Ref {
		s.inbox.put(clientNotice{m})
		return
	}
	s.mu.Lock()
	evaluator := s.evaluator
	s.mu.Unlock()
	if evaluator != nil {
		evaluator.Deliver(m)
		return
	}
	if client, leaving := sender(m); !leaving {
		s.out(kernel.Gone{Client: client, Ref: refOf(m), Reason: "no runtime: run its cell again"})
	}
}

// present notes who is here and tells the evaluator.
func (s *Session) present(p kernel.Presence) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.Here {
		s.clients[p.Client] = true
	} else {
		delete(s.clients, p.Client)
	}
	if s.evaluator != nil {
		s.evaluator.Deliver(p)
	}
}

func refOf(m kernel.Message) string {
	switch m := m.(type) {
	case kernel.Connect:
		return m.Ref
	case kernel.Event:
		return m.Ref
	case kernel.Disconnect:
		return m.Ref
	}
	return ""
}

func sender(m kernel.Message) (client string, leaving bool) {
	switch m := m.(type) {
	case kernel.Connect:
		return m.Client, false
	case kernel.Event:
		return m.Client, false
	}
	return "", true
}

// Snapshot is the notebook as pages see it now.
func (s *Session) Snapshot() notebook.Snapshot {
	var snap notebook.Snapshot
	done := make(chan struct{})
	s.inbox.put(askNotice{func() {
		snap = s.state.Snapshot()
		close(done)
	}})
	select {
	case <-done:
	case <-s.ended:
		select {
		case <-done:
		default:
			snap = s.state.Snapshot() // the loop has ended: nobody writes
		}
	}
	return snap
}

// Close saves, ends the evaluator and waits for all the session started, at most
// until ctx is done. Its error is that of the last save. It may be called again.
func (s *Session) Close(ctx context.Context) error {
	s.mu.Lock()
	first := !s.closing
	s.closing = true
	s.mu.Unlock()
	if first {
		s.inbox.put(askNotice{s.close})
	}
	select {
	case <-s.ended:
		return s.saveErr
	case <-ctx.Done():
		return ctx.Err()
	}
}

// loop is the session's goroutine.
func (s *Session) loop() {
	defer close(s.ended)
	if s.opts.ReadOnly == "" {
		s.startRuntime()
	}
	s.startChecks()
	for !s.finished {
		select {
		case <-s.inbox.ready:
			s.drain(!time.Now().Before(s.due))
		case <-s.flush.C:
			s.drain(true)
		case <-s.saver.timer.C:
			s.save()
		case <-s.outlines.timer.C:
			s.outline()
		}
		s.runNext()
		s.handOver()
	}
	s.tasks.Wait()
}

// drain handles what waits in the inbox; only outputs are left for later if they
// are not due.
func (s *Session) drain(due bool) {
	notices, lost, later := s.inbox.take(due)
	if later {
		s.flush.Reset(time.Until(s.due))
	}
	for _, n := range notices {
		if n, ok := n.(*outputNotice); ok {
			s.pace(len(n.output.Text))
		}
		s.handle(n)
		if s.finished {
			return
		}
	}
	for cell, n := range lost {
		s.apply(notebook.AddOutput{Cell: cell, Output: notebook.Output{Kind: notebook.Note, Text: lostNote(n)}})
	}
}

// pace puts off the outputs after one of that many bytes, by half a second at most.
func (s *Session) pace(size int) {
	now := time.Now()
	if s.due.Before(now) {
		s.due = now.Add(OutputDelay)
	}
	s.due = s.due.Add(time.Duration(size) * time.Second / OutputRate)
	if latest := now.Add(time.Second / 2); s.due.After(latest) {
		s.due = latest
	}
}

func (s *Session) handle(notice any) {
	switch n := notice.(type) {
	case clientNotice:
		s.receive(n.message)
	case overflowNotice:
		s.answer(kernel.Event{Client: n.client, Event: n.event}, 0, errBusy)
	case askNotice:
		n.ask()
	case savedNotice:
		s.saved(n.outcome)
	case answeredNotice:
		s.answered(n)
	case diagnosticsNotice:
		for _, op := range n.list {
			s.apply(op)
		}
	case outlinesNotice:
		s.outlined(n)
	default:
		s.handleRuntime(n)
	}
}

// apply does op and tells pages. An operation of the session's own that is
// refused is a mistake in this package: it is logged.
func (s *Session) apply(op notebook.Op) {
	if err := s.try(op); err != nil {
		s.logger().Error("notebook: operation refused", "op", op, "err", err)
	}
}

func (s *Session) try(op notebook.Op) error {
	state, changes, err := notebook.Apply(s.state, op)
	if err != nil {
		return err
	}
	s.state = state
	for _, c := range changes {
		s.broadcast(c)
		if notebook.ChangesDocument(c) {
			s.saver.changed(time.Now())
		}
		s.checks.due = s.checks.due || changesMeaning(c)
		switch c := c.(type) {
		case notebook.Edited:
			s.changed(c.ID)
		case notebook.Inserted:
			s.changed(c.Cell.ID)
		}
	}
	return nil
}

func (s *Session) out(m kernel.Message) {
	if s.opts.Out != nil {
		s.opts.Out(m)
	}
}

func (s *Session) logger() *slog.Logger {
	if s.opts.Logger != nil {
		return s.opts.Logger
	}
	return slog.Default()
}

// close ends the loop after a last save.
func (s *Session) close() {
	s.finished = true
	s.stop()
	s.retire()
	s.lastSave()
}
