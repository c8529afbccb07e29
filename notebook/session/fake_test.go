package session_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/session"
)

// fake is an evaluator whose cells are Go functions, by source.
type fake struct {
	events session.Events
	world  *world
	goMod  string

	mu        sync.Mutex
	eval      uint64
	interrupt context.CancelFunc
	closed    chan struct{}
}

// world is what the fakes of one test share.
type world struct {
	cells    map[string]func(*run) notebook.Result
	startErr error
	closing  func() // called first by Close, if set
	goMod    string // what GoMod answers

	mu  sync.Mutex
	log []string
}

func (w *world) note(s string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.log = append(w.log, s)
}

func (w *world) noted() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string{}, w.log...)
}

// fakeMemory is what every fake reports before it is ready.
var fakeMemory = notebook.Memory{Used: 10, Limit: 100}

// run is one evaluation by a fake.
type run struct {
	context.Context
	f    *fake
	cell int
	eval uint64
}

func (r *run) out(kind, text string) {
	r.f.events.Output(session.Output{Cell: r.cell, Eval: r.eval, Output: notebook.Output{Kind: kind, Text: text}})
}

func (w *world) factory(goMod string, events session.Events) session.Evaluator {
	w.note("new " + goMod)
	return &fake{events: events, world: w, goMod: goMod, closed: make(chan struct{})}
}

func (f *fake) Start(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f.events.Progress(session.Progress{Step: "compile", Done: 1, Total: 2})
	f.events.Memory(fakeMemory)
	f.world.note("start")
	return f.world.startErr
}

func (f *fake) Link() string { return "delta" }

func (f *fake) GoMod() string { return f.world.goMod }

func (f *fake) Evaluate(ctx context.Context, cell int, source string) notebook.Result {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	f.mu.Lock()
	f.eval++
	f.interrupt = cancel
	r := &run{ctx, f, cell, f.eval}
	f.mu.Unlock()
	if body := f.world.cells[source]; body != nil {
		return body(r)
	}
	r.out(notebook.Stdout, source+"\n")
	return notebook.Result{Status: notebook.StatusOK}
}

func (f *fake) Interrupt() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.interrupt != nil {
		f.interrupt()
	}
}

func (f *fake) Forget(_ context.Context, cell int) { f.world.note("forget " + string(rune('0'+cell))) }

func (f *fake) Deliver(m kernel.Message) {
	if p, ok := m.(kernel.Presence); ok {
		f.world.note(fmt.Sprint(p.Client, " ", p.Here))
	}
	if c, ok := m.(kernel.Connect); ok {
		f.events.Message(kernel.Init{Client: c.Client, Ref: c.Ref, View: c.View})
	}
}

func (f *fake) Close() error {
	if f.world.closing != nil {
		f.world.closing()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.interrupt != nil {
		f.interrupt()
	}
	close(f.closed)
	f.world.note("close")
	return nil
}

// fails, waits and so on are bodies of cells.
func fails(r *run) notebook.Result {
	return notebook.Result{Status: notebook.StatusError, Error: &notebook.CellError{Message: "boom", Line: 2}}
}

func waits(r *run) notebook.Result {
	r.out(notebook.Stdout, "waiting")
	<-r.Done()
	return notebook.Result{Status: notebook.StatusInterrupted}
}

func dies(r *run) notebook.Result {
	r.f.events.Died("signal: killed")
	return notebook.Result{Status: notebook.StatusDied, Error: &notebook.CellError{Message: "signal: killed"}}
}

func newWorld() *world {
	return &world{cells: map[string]func(*run) notebook.Result{"fail": fails, "wait": waits, "die": dies}}
}

// page is a client of a session under test.
type page struct {
	t    *testing.T
	s    *session.Session
	path string

	mu   sync.Mutex
	said []kernel.Message
}

// open opens a session with one page on it. Call it in a bubble: the session is
// closed at its end.
func open(t *testing.T, w *world, path string, opts session.Options) *page {
	t.Helper()
	p := &page{t: t, path: path}
	if opts.ReadOnly == "" && opts.New == nil {
		opts.New = w.factory
	}
	opts.Logger = slog.New(slog.DiscardHandler)
	opts.Out = func(m kernel.Message) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.said = append(p.said, m)
	}
	s, err := session.Open(path, opts)
	if err != nil {
		t.Fatal(err)
	}
	p.s = s
	t.Cleanup(func() { s.Close(context.Background()) })
	s.Deliver(kernel.Connect{Client: "c", Ref: session.Ref, View: "page"})
	synctest.Wait()
	return p
}

func (p *page) do(event string, payload map[string]any) {
	p.t.Helper()
	b, err := wire.Marshal(payload)
	if err != nil {
		p.t.Fatal(err)
	}
	p.raw(event, b)
}

func (p *page) raw(event string, payload []byte) {
	p.s.Deliver(kernel.Event{Client: "c", Ref: session.Ref, View: "page", Event: event, Payload: payload})
	synctest.Wait()
}

// got gives the payloads of the events with this name so far.
func (p *page) got(event string) []map[string]any {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	var list []map[string]any
	for _, m := range p.said {
		var payload []byte
		switch m := m.(type) {
		case kernel.Broadcast:
			if m.Event != event {
				continue
			}
			payload = m.Payload
		case kernel.Send:
			if m.Event != event {
				continue
			}
			payload = m.Payload
		default:
			continue
		}
		var v map[string]any
		if err := wire.Unmarshal(payload, &v); err != nil {
			p.t.Fatal(err)
		}
		list = append(list, v)
	}
	return list
}

func (p *page) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.said = nil
}

func (p *page) states() map[int]notebook.RunState {
	states := map[int]notebook.RunState{}
	for _, c := range p.s.Snapshot().Cells {
		if c.Kind == notebook.Code {
			states[c.ID] = c.State
			if c.Stale {
				states[c.ID] += " stale"
			}
		}
	}
	return states
}

func (p *page) insert(source string) {
	p.do("insert", map[string]any{"index": len(p.s.Snapshot().Cells), "kind": "code", "source": source})
}

func (p *page) file() string {
	p.t.Helper()
	b, err := os.ReadFile(p.path)
	if errors.Is(err, os.ErrNotExist) {
		return ""
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return string(b)
}

func write(t *testing.T, contents string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "demo.md")
	if err := os.WriteFile(path, []byte(contents), 0o640); err != nil {
		t.Fatal(err)
	}
	return path
}
