package livetest

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/upload"
	"github.com/gokino/gokino/live"
)

// Patience is how long a Want… waits.
const Patience = 5 * time.Second

// Widget is a widget under test. Its methods are for the test's goroutine and
// end the test where something is wrong.
type Widget struct {
	*live.Widget

	t       testing.TB
	emitted queue[any]
	reports queue[string]

	storing sync.Once
	store   *upload.Store // of clients' files; nil before the first
	dir     string

	mu      sync.Mutex
	clients []*Client
}

// Start starts a widget as [live.New] does and closes it when the test ends. Of
// options, of which there may be one, the kernel is the test's own, and assets
// are not needed.
func Start[S, A any](t testing.TB, def live.Definition[S], arg A, options ...live.Options) *Widget {
	t.Helper()
	var opts live.Options
	if len(options) > 0 {
		opts = options[0]
	}
	w := &Widget{t: t, emitted: newQueue[any](), reports: newQueue[string]()}
	opts.Kernel = w.kernel()
	if opts.Assets.Entry() == "" {
		opts.Assets = jsassets.Inline("main.js", "export function init() {}")
	}
	started, err := live.Start(def, arg, opts)
	if err != nil {
		t.Fatalf("starting the widget: %v", err)
	}
	w.take(started)
	return w
}

// Of is a widget under test that other code makes, a control for example: made is
// called while the process's default kernel is one of the test's own, so tests
// that use it do not run at the same time. The widget is closed when the test
// ends.
func Of(t testing.TB, made func() *live.Widget) *Widget {
	t.Helper()
	w := &Widget{t: t, emitted: newQueue[any](), reports: newQueue[string]()}
	before := kernel.Default()
	defer kernel.SetDefault(before)
	kernel.SetDefault(w.kernel())
	w.take(made())
	return w
}

// kernel makes a kernel whose messages go to the widget's clients.
func (w *Widget) kernel() *kernel.Kernel {
	var cell *kernel.Scope
	k := kernel.New(kernel.Options{Scope: func() *kernel.Scope { return cell }, Logger: slog.New(slog.DiscardHandler)})
	cell = k.Open(1)
	k.Attach(w.route)
	return k
}

// take puts a widget that has started under test.
func (w *Widget) take(started *live.Widget) {
	w.Widget = started
	emitted := started.Kernel().Forward(started.Ref(), func(d kernel.Delivery) { w.emitted.put(d.Value) })
	w.t.Cleanup(func() {
		emitted.Close()
		ctx, cancel := context.WithTimeout(context.Background(), Patience)
		defer cancel()
		if err := started.Close(ctx); err != nil {
			w.t.Error(err)
		}
		w.closeStore()
	})
}

// route takes what the widget says to the clients it is for.
func (w *Widget) route(m kernel.Message) {
	w.mu.Lock()
	clients := slices.Clone(w.clients)
	w.mu.Unlock()
	switch m := m.(type) {
	case kernel.Broadcast:
		for _, c := range clients {
			c.hear(m.Event, m.Payload)
		}
	case kernel.Report:
		w.reports.put(m.Message)
	case kernel.Grant:
		w.storing.Do(w.openStore)
		w.store.Handle(m)
	case kernel.Revoke:
		w.store.Handle(m)
	default:
		w.store.Handle(m) // it ends with Gone
		for _, c := range clients {
			c.take(m)
		}
	}
}

// Connect opens the widget in a new page. It ends the test if HandleConnect
// fails.
func (w *Widget) Connect() *Client {
	w.t.Helper()
	w.mu.Lock()
	c := &Client{w: w, origin: fmt.Sprintf("client%d", len(w.clients)+1), queue: newQueue[message](), answers: newQueue[message]()}
	w.clients = append(w.clients, c)
	w.mu.Unlock()
	c.Reconnect()
	return c
}

// settle waits until the widget has handled all it was sent before.
func (w *Widget) settle() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	servers := []*live.Widget{w.Widget}
	for _, client := range w.Servers() {
		servers = append(servers, w.Server(client))
	}
	for _, server := range servers {
		if server != nil {
			_, _ = live.State[any](ctx, server) // one that has ended is settled
		}
	}
	if ctx.Err() != nil {
		w.t.Fatalf("the widget is still busy after %v", Patience)
	}
}

// WantEmit waits for the next value that the widget emits to Go code and
// compares it by reflect.DeepEqual.
func (w *Widget) WantEmit(want any) {
	w.t.Helper()
	got, ok := w.emitted.next()
	if !ok {
		w.t.Fatalf("nothing was emitted, want %#v", want)
	}
	if !same(got, want) {
		w.t.Fatalf("emitted %#v, want %#v", got, want)
	}
}

// Emitted waits for the next value that the widget emits to Go code and returns
// it, for tests that want a part of it.
func (w *Widget) Emitted() any {
	w.t.Helper()
	got, ok := w.emitted.next()
	if !ok {
		w.t.Fatalf("nothing was emitted")
	}
	return got
}

// NoEmit ends the test if the widget has emitted what no WantEmit has taken.
func (w *Widget) NoEmit() {
	w.t.Helper()
	w.settle()
	if v, ok := w.emitted.have(); ok {
		w.t.Fatalf("emitted %#v, want nothing", v)
	}
}

// WantReport waits for the next error or panic that the widget's cell would show
// and wants it to contain text.
func (w *Widget) WantReport(text string) {
	w.t.Helper()
	got, ok := w.reports.next()
	if !ok {
		w.t.Fatalf("nothing was reported, want %q", text)
	}
	if !strings.Contains(got, text) {
		w.t.Fatalf("reported %q, want %q in it", got, text)
	}
}

// WantExport wants the widget's export to be, now, a block with this info string
// and payload. Payloads are compared as JSON.
func (w *Widget) WantExport(info string, payload any) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	e, err := w.Export(ctx)
	if err != nil {
		w.t.Fatalf("the export: %v", err)
	}
	got, err := e.Markdown()
	if err != nil {
		w.t.Fatal(err)
	}
	want, err := live.Export{Info: info, Payload: payload}.Markdown()
	if err != nil {
		w.t.Fatalf("%v cannot be wanted: %v", payload, err)
	}
	if got != want {
		w.t.Fatalf("the export is\n%s\nwant\n%s", got, want)
	}
}

// NoReport ends the test if there is an error or panic that no WantReport has
// taken.
func (w *Widget) NoReport() {
	w.t.Helper()
	w.settle()
	if text, ok := w.reports.have(); ok {
		w.t.Fatalf("reported %q, want nothing", text)
	}
}
