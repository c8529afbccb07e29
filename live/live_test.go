package live_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/internal/leak"
	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
	"github.com/gokino/gokino/live"
)

func TestMain(m *testing.M) { leak.Main(m) }

var assets = jsassets.Inline("main.js", "export function init() {}")

// host is a kernel with a scope as a cell's, and what it said.
type host struct {
	*kernel.Kernel
	scope *kernel.Scope

	mu   sync.Mutex
	said []kernel.Message
}

func newHost() *host {
	h := &host{}
	h.Kernel = kernel.New(kernel.Options{
		Scope: func() *kernel.Scope { return h.scope }, Logger: slog.New(slog.DiscardHandler),
	})
	h.scope = h.Open(7)
	h.Attach(func(m kernel.Message) {
		h.mu.Lock()
		defer h.mu.Unlock()
		if _, ok := m.(kernel.Assets); !ok {
			h.said = append(h.said, m)
		}
	})
	return h
}

func (h *host) options() live.Options {
	return live.Options{Assets: assets, Kernel: h.Kernel, Name: "w"}
}

func (h *host) take() []kernel.Message {
	h.mu.Lock()
	defer h.mu.Unlock()
	said := h.said
	h.said = nil
	return said
}

func payload(v any) []byte {
	b, err := wire.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

func event(ref, name string, v any) kernel.Event {
	return kernel.Event{Client: "c", Ref: ref, View: "v", Event: name, Payload: payload(v)}
}

// state is what def's callbacks note.
type state struct {
	Log []string
	N   int
}

// def has every callback; do, if set, replaces what one of them does.
type def struct {
	do map[string]func(*live.Context[state]) error
}

func (d def) note(ctx *live.Context[state], callback string, args ...any) error {
	ctx.Assigns.Log = append(ctx.Assigns.Log, strings.TrimSpace(fmt.Sprint(callback, " ", ctx.Origin(), " ", strings.TrimSpace(fmt.Sprintln(args...)))))
	if f := d.do[callback]; f != nil {
		return f(ctx)
	}
	return nil
}

func (d def) Init(ctx *live.Context[state], n int) error {
	ctx.Assigns.N = n
	return d.note(ctx, "Init", n)
}
func (d def) HandleConnect(ctx *live.Context[state]) (any, error) {
	return ctx.Assigns.N, d.note(ctx, "HandleConnect")
}
func (d def) HandleEvent(ctx *live.Context[state], event string, p live.Payload) error {
	v, err := p.Value()
	return errors.Join(err, d.note(ctx, "HandleEvent", event, v))
}
func (d def) HandleCast(ctx *live.Context[state], msg any) error {
	return d.note(ctx, "HandleCast", msg)
}
func (d def) HandleCall(ctx *live.Context[state], msg any) (any, error) {
	return msg, d.note(ctx, "HandleCall", msg)
}
func (d def) HandleInfo(ctx *live.Context[state], msg any) error {
	return d.note(ctx, "HandleInfo", msg)
}
func (d def) HandleDisconnect(ctx *live.Context[state]) error { return d.note(ctx, "HandleDisconnect") }
func (d def) Terminate(ctx *live.Context[state])              { _ = d.note(ctx, "Terminate") }

type does = map[string]func(*live.Context[state]) error

// all causes every callback but Init and Terminate, from client "c".
func all(t *testing.T, w *live.Widget) {
	t.Helper()
	k := w.Kernel()
	k.Deliver(kernel.Connect{Client: "c", Ref: w.Ref(), View: "v"})
	k.Deliver(event(w.Ref(), "e", 300))
	k.Deliver(kernel.Disconnect{Client: "c", Ref: w.Ref(), View: "v"})
	if err := w.Cast("cast"); err != nil {
		t.Error("Cast:", err)
	}
	_, _ = w.Call(t.Context(), "call")
}

// TestCallbacks holds the order of callbacks, their arguments and origins.
func TestCallbacks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHost()
		var log []string
		w := live.New(def{does{
			"Init":        func(ctx *live.Context[state]) error { ctx.SendInfo("from Init"); return nil },
			"HandleEvent": func(ctx *live.Context[state]) error { ctx.SendInfo("from HandleEvent"); return nil },
			"Terminate":   func(ctx *live.Context[state]) error { log = ctx.Assigns.Log; return nil },
		}}, 5, h.options())
		all(t, w)
		synctest.Wait()
		if got, err := w.Call(t.Context(), 9); got != 9 || err != nil {
			t.Error("Call:", got, err)
		}
		s, err := live.State[state](t.Context(), w)
		if err != nil || s.N != 5 {
			t.Error("State:", s, err)
		}
		if _, err := live.State[int](t.Context(), w); err == nil {
			t.Error("State of another type")
		}
		if err := w.Close(t.Context()); err != nil {
			t.Error(err)
		}
		const fromEvent = "HandleInfo  from HandleEvent" // somewhere after HandleEvent
		if slices.Index(log, fromEvent) < slices.Index(log, "HandleEvent c e 300") {
			t.Errorf("%q", log)
		}
		log = slices.DeleteFunc(log, func(s string) bool { return s == fromEvent })
		want := []string{
			"Init  5", "HandleInfo  from Init", "HandleConnect c", "HandleEvent c e 300", "HandleDisconnect c",
			"HandleCast  cast", "HandleCall  call", "HandleCall  9", "Terminate",
		}
		if !slices.Equal(log, want) {
			t.Errorf("got  %q\nwant %q", log, want)
		}
		said := h.take()
		if !reflect.DeepEqual(said, []kernel.Message{
			kernel.Init{Client: "c", Ref: w.Ref(), View: "v", Payload: payload(5)},
			kernel.Gone{Ref: w.Ref(), Reason: "it was closed"},
		}) {
			t.Errorf("said %+v", said)
		}
	})
}

// TestSending holds what the sending methods say, and that payloads are encoded
// at once.
func TestSending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHost()
		w := live.New(def{does{"HandleEvent": func(ctx *live.Context[state]) error {
			m := map[string]any{"n": 1}
			ctx.BroadcastEvent("b", m)
			m["n"] = 2
			ctx.SendEvent(ctx.Origin(), "s", m)
			ctx.EmitEvent("emitted")
			ctx.BroadcastEvent("bad", func() {})
			ctx.SendEvent("c", "bin", live.Binary{Info: 1, Data: []byte{2}})
			if ctx.Ref() == "" {
				t.Error("no ref")
			}
			return nil
		}}}, 0, h.options())
		defer w.Close(t.Context())
		k, topic := w.Topic()
		sub := k.Subscribe(topic)
		defer sub.Close()
		h.Deliver(event(w.Ref(), "e", nil))
		synctest.Wait()
		said := h.take()
		if len(said) != 4 {
			t.Fatalf("said %+v", said)
		}
		if r, ok := said[2].(kernel.Report); !ok || r.Scope != 7 || !strings.Contains(r.Message, `"bad"`) {
			t.Errorf("the bad payload is reported as %+v", said[2])
		}
		want := []kernel.Message{
			kernel.Broadcast{Ref: w.Ref(), Event: "b", Payload: payload(map[string]any{"n": 1})},
			kernel.Send{Client: "c", Ref: w.Ref(), Event: "s", Payload: payload(map[string]any{"n": 2})},
			kernel.Send{Client: "c", Ref: w.Ref(), Event: "bin", Payload: payload([]any{1, []byte{2}})},
		}
		if got := slices.Delete(said, 2, 3); !reflect.DeepEqual(got, want) {
			t.Errorf("said %+v", got)
		}
		if d := sub.Next(t.Context()); len(d) != 1 || d[0].Value != "emitted" {
			t.Errorf("emitted %+v", d)
		}
	})
}

// TestFailures: an error or a panic in each callback is shown to the client that
// caused it and in the cell, and the widget lives on.
func TestFailures(t *testing.T) {
	for _, callback := range []string{"HandleConnect", "HandleEvent", "HandleDisconnect", "HandleCast", "HandleCall", "HandleInfo", "Terminate"} {
		for kind, fail := range map[string]func(*live.Context[state]) error{
			"error": func(*live.Context[state]) error { return errors.New("boom") },
			"panic": func(*live.Context[state]) error { panic("boom") },
			"exit":  func(*live.Context[state]) error { runtime.Goexit(); return nil },
		} {
			if callback == "Terminate" && kind == "error" {
				continue // it returns none
			}
			t.Run(callback+" "+kind, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { failing(t, callback, kind, fail) })
			})
		}
	}
}

func failing(t *testing.T, callback, kind string, fail func(*live.Context[state]) error) {
	h := newHost()
	failed := false
	do := does{"HandleConnect": func(ctx *live.Context[state]) error { ctx.SendInfo("info"); return nil }}
	do[callback] = func(ctx *live.Context[state]) error {
		if failed {
			return nil
		}
		failed = true
		return fail(ctx)
	}
	w := live.New(def{do}, 1, h.options())
	all(t, w)
	synctest.Wait()
	var fails []kernel.Fail
	var reports []kernel.Report
	collect := func() {
		for _, m := range h.take() {
			switch m := m.(type) {
			case kernel.Fail:
				fails = append(fails, m)
			case kernel.Report:
				reports = append(reports, m)
			}
		}
	}
	collect()
	byClient := callback == "HandleConnect" || callback == "HandleEvent"
	if byClient != (len(fails) == 1) {
		t.Errorf("the client was told %+v", fails)
	}
	if byClient && (fails[0].Client != "c" || fails[0].View != "v" || !strings.HasPrefix(fails[0].Message, callback)) {
		t.Errorf("the client was told %+v", fails[0])
	}
	if got, err := w.Call(t.Context(), 3); got != 3 || err != nil {
		t.Error("the widget is dead:", got, err)
	}
	if err := w.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if h.Hosts(w.Ref()) || !w.Ended() {
		t.Error("the widget did not end")
	}
	collect()
	wanted := 1
	if kind == "exit" || callback == "HandleCall" && kind == "error" {
		wanted = 0 // an exit is meant; the caller got the error
	}
	if len(reports) != wanted {
		t.Fatalf("reports: %+v", reports)
	}
	for _, r := range reports {
		if r.Scope != 7 || !strings.Contains(r.Message, callback) || !strings.Contains(r.Message, "boom") || (r.Stack != "") != (kind == "panic") {
			t.Errorf("reported as %+v", r)
		}
	}
}

// TestCallErrors holds what a caller gets when HandleCall fails.
func TestCallErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHost()
		boom := errors.New("boom")
		for name, f := range map[string]func(*live.Context[state]) error{
			"error": func(*live.Context[state]) error { return boom },
			"panic": func(*live.Context[state]) error { panic(boom) },
			"exit":  func(*live.Context[state]) error { runtime.Goexit(); return nil },
		} {
			w := live.New(def{does{"HandleCall": f}}, 0, h.options())
			start := time.Now()
			if _, err := w.Call(t.Context(), 1); err == nil || time.Since(start) > 0 {
				t.Errorf("%s: %v after %v", name, err, time.Since(start))
			} else if name == "error" && !errors.Is(err, boom) {
				t.Error(err)
			}
			if err := w.Close(t.Context()); err != nil {
				t.Error(err)
			}
		}
	})
}

// TestMaxPanics: panics in a row close the widget visibly; who waits for an
// answer gets one.
func TestMaxPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHost()
		hold := make(chan struct{})
		terminated := false
		w := live.New(def{does{
			"HandleEvent": func(*live.Context[state]) error { <-hold; panic("boom") },
			"Terminate":   func(*live.Context[state]) error { terminated = true; return nil },
		}}, 0, h.options())
		for range live.MaxPanics - 1 {
			h.Deliver(event(w.Ref(), "e", 0))
		}
		_ = w.Cast("a callback that succeeds: not in a row")
		for range live.MaxPanics + 1 {
			h.Deliver(event(w.Ref(), "e", 0))
		}
		answer := make(chan error)
		go func() {
			_, err := w.Call(t.Context(), 1)
			answer <- err
		}()
		synctest.Wait()
		start := time.Now()
		close(hold)
		if err := <-answer; !errors.Is(err, live.ErrClosed) || time.Since(start) > 0 {
			t.Errorf("a call that waited: %v after %v", err, time.Since(start))
		}
		synctest.Wait()
		said := h.take()
		if g, ok := said[len(said)-1].(kernel.Gone); !ok || !strings.Contains(g.Reason, "panicked 3 times") {
			t.Errorf("the last said is %+v", said[len(said)-1])
		}
		if !terminated || !w.Ended() {
			t.Error("not terminated")
		}
		if err := w.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if err := w.Cast(1); !errors.Is(err, live.ErrClosed) {
			t.Error("Cast:", err)
		}
	})
}

// bare has only what is required.
type bare struct{}

func (bare) HandleConnect(*live.Context[int]) (any, error) { return nil, nil }

// TestMissingCallbacks: what has no callback is an error where somebody waits
// for it, and nothing where nobody does.
func TestMissingCallbacks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHost()
		w := live.New(bare{}, 0, h.options())
		all(t, w)
		if _, err := w.Call(t.Context(), 1); err == nil {
			t.Error("Call succeeds")
		}
		synctest.Wait()
		var got []string
		for _, m := range h.take() {
			got = append(got, fmt.Sprintf("%T", m))
		}
		if want := []string{"kernel.Init", "kernel.Fail", "kernel.Report", "kernel.Report"}; !slices.Equal(got, want) {
			t.Errorf("%q", got)
		}
		if err := w.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// TestBadData: init data that cannot be sent is the client's error.
func TestBadData(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHost()
		w := live.New(unsendable{}, 0, h.options())
		defer w.Close(t.Context())
		h.Deliver(kernel.Connect{Client: "c", Ref: w.Ref(), View: "v"})
		synctest.Wait()
		if f, ok := h.take()[0].(kernel.Fail); !ok || !strings.Contains(f.Message, "cannot be sent") {
			t.Errorf("%+v", f)
		}
	})
}

type unsendable struct{}

func (unsendable) HandleConnect(*live.Context[int]) (any, error) { return make(chan int), nil }

type wrongEvent struct{ bare }

func (wrongEvent) HandleEvent(*live.Context[int], string, any) error { return nil }

type wrongState struct{ bare }

func (wrongState) HandleCast(*live.Context[string], any) error { return nil }

type wrongInit struct{ bare }

func (wrongInit) Init(*live.Context[int], string) error { return nil }

type wrongTerminate struct{ bare }

func (wrongTerminate) Terminate(*live.Context[int]) error { return nil }

type onPointer struct{ bare }

func (*onPointer) HandleEvent(*live.Context[int], string, live.Payload) error { return nil }

type failingInit struct{ bare }

func (failingInit) Init(*live.Context[int], int) error { return errors.New("boom") }

// TestRefused holds that a definition that cannot work is refused, with words
// that say why.
func TestRefused(t *testing.T) {
	h := newHost()
	for _, test := range []struct {
		def  live.Definition[int]
		want string
	}{
		{wrongEvent{}, "live_test.wrongEvent.HandleEvent is func(*live.Context[int], string, interface {}) error, but the callback must be func(*live.Context[int], string, live.Payload) error"},
		{wrongState{}, "HandleCast"},
		{wrongInit{}, "Init"},
		{wrongTerminate{}, "Terminate"},
		{onPointer{}, "&onPointer{}"},
		{failingInit{}, "Init: boom"},
		{nil, "nil"},
	} {
		if _, err := live.Start(test.def, 0, h.options()); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%T: %v", test.def, err)
		}
	}
	if _, err := live.Start(bare{}, 0, live.Options{Kernel: h.Kernel}); err == nil || !strings.Contains(err.Error(), "assets") {
		t.Error("without assets:", err)
	}
	w, err := live.Start(&onPointer{}, 0, h.options())
	if err != nil {
		t.Fatal("a pointer with its methods:", err)
	}
	if err := w.Close(t.Context()); err != nil {
		t.Error(err)
	}
	defer func() {
		if recover() == nil {
			t.Error("New does not panic")
		}
	}()
	live.New(failingInit{}, 0, h.options())
}

// TestOrder: what one goroutine sends is handled in order, and callbacks never
// overlap.
func TestOrder(t *testing.T) {
	const senders, each = 8, 200
	h := newHost()
	w := live.New(counting{}, 0, h.options())
	var wg sync.WaitGroup
	for s := range senders {
		wg.Go(func() {
			for i := range each {
				if err := w.Cast([2]int{s, i}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	got, err := live.State[map[int]int](t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	for s := range senders {
		if got[s] != each {
			t.Errorf("of sender %d %d messages came in order", s, got[s])
		}
	}
	if err := w.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

// counting counts each sender's messages that come in order.
type counting struct{}

func (counting) Init(ctx *live.Context[map[int]int], _ int) error {
	ctx.Assigns = map[int]int{}
	return nil
}
func (counting) HandleConnect(*live.Context[map[int]int]) (any, error) { return nil, nil }
func (counting) HandleCast(ctx *live.Context[map[int]int], msg any) error {
	if m := msg.([2]int); ctx.Assigns[m[0]] == m[1] {
		ctx.Assigns[m[0]]++
	}
	return nil
}

// TestMailboxFull: over MaxMailbox messages are refused and the sender told.
func TestMailboxFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHost()
		hold := make(chan struct{})
		w := live.New(def{does{"HandleCall": func(*live.Context[state]) error { <-hold; return nil }}}, 0, h.options())
		go func() { _, _ = w.Call(t.Context(), 1) }()
		synctest.Wait()
		for i := range live.MaxMailbox {
			if err := w.Cast(i); err != nil {
				t.Fatal(i, err)
			}
		}
		if err := w.Cast(0); !errors.Is(err, live.ErrBusy) {
			t.Error(err)
		}
		h.Deliver(event(w.Ref(), "e", 0))
		if f, ok := h.take()[0].(kernel.Fail); !ok || f.Client != "c" {
			t.Errorf("%+v", f)
		}
		close(hold)
		if err := w.Close(t.Context()); err != nil { // there is always room for the end
			t.Error(err)
		}
	})
}

// TestCallTimeout: a call is bounded, by its context or CallTimeout, and the
// widget goes on.
func TestCallTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHost()
		w := live.New(def{does{"HandleCall": func(*live.Context[state]) error { time.Sleep(time.Minute); return nil }}}, 0, h.options())
		start := time.Now()
		if _, err := w.Call(t.Context(), 1); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != live.CallTimeout {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		if got, err := w.Call(ctx, 2); got != 2 || err != nil {
			t.Error(got, err)
		}
		if err := w.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// TestClose: what waits is handled, then Terminate runs, all before Close
// returns; after it nothing is taken.
func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHost()
		var log []string
		w := live.New(def{does{
			"HandleCast": func(*live.Context[state]) error { time.Sleep(time.Second); return nil },
			"Terminate":  func(ctx *live.Context[state]) error { log = ctx.Assigns.Log; return nil },
		}}, 0, h.options())
		sub := h.Subscribe(w.Ref())
		defer sub.Close()
		for i := range 3 {
			_ = w.Cast(i)
		}
		start := time.Now()
		var wg sync.WaitGroup
		for range 2 { // both wait
			wg.Go(func() {
				if err := w.Close(t.Context()); err != nil || time.Since(start) != 3*time.Second {
					t.Errorf("%v after %v", err, time.Since(start))
				}
			})
		}
		synctest.Wait()
		h.Deliver(kernel.Connect{Client: "c", Ref: w.Ref(), View: "v"}) // while it is being closed
		wg.Wait()
		if len(log) != 5 {
			t.Errorf("%q", log)
		}
		if err := w.Cast(1); !errors.Is(err, live.ErrClosed) {
			t.Error("Cast:", err)
		}
		if _, err := w.Call(t.Context(), 1); !errors.Is(err, live.ErrClosed) {
			t.Error("Call:", err)
		}
		if sub.Next(t.Context()) != nil {
			t.Error("its topic goes on")
		}
		w.Deliver(event(w.Ref(), "e", 0)) // one that had found the widget before it ended
		h.Deliver(event(w.Ref(), "e", 0))
		said := h.take()
		for i, client := range []string{"c", "", "c", "c"} {
			if g, ok := said[i].(kernel.Gone); !ok || g.Client != client {
				t.Errorf("%d: %+v", i, said[i])
			}
		}
		if left := h.scope.Close(t.Context()); left != nil {
			t.Error(left)
		}
	})
}

// TestCloseBounded: a callback that does not end cannot hold Close; the clients
// are told, and Terminate still runs in the end.
func TestCloseBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHost()
		hold := make(chan struct{})
		terminated := false
		w := live.New(def{does{
			"HandleCast": func(*live.Context[state]) error { <-hold; return nil },
			"Terminate":  func(*live.Context[state]) error { terminated = true; return nil },
		}}, 0, h.options())
		_ = w.Cast(1)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if left := h.scope.Close(ctx); !slices.Equal(left, []string{"widget w"}) {
			t.Error("left:", left)
		}
		synctest.Wait()
		if said := h.take(); len(said) != 1 || !w.Ended() {
			t.Errorf("said %+v", said)
		}
		close(hold)
		synctest.Wait()
		if !terminated || len(h.take()) != 0 {
			t.Error("the end after the end")
		}
	})
}

// TestScope: a widget ends with the scope of the goroutine that made it; in a
// scope that has ended it ends at once.
func TestScope(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHost()
		w := live.New(def{}, 0, h.options())
		if left := h.scope.Close(t.Context()); left != nil || !w.Ended() {
			t.Error(left)
		}
		terminated := false
		late := live.New(def{does{"Terminate": func(*live.Context[state]) error { terminated = true; return nil }}}, 0, h.options())
		synctest.Wait()
		if !late.Ended() || !terminated {
			t.Error("it lives in a closed scope")
		}
	})
}

func TestRender(t *testing.T) {
	h := newHost()
	o := h.options()
	o.Name = ""
	w := live.New(bare{}, 0, o)
	defer w.Close(t.Context())
	want := kernel.View{Ref: w.Ref(), Hash: assets.Hash(), Entry: "main.js"}
	data := w.Render()
	if data["text/plain"] != "live widget live_test.bare" || data[kernel.ViewType] != want || w.View() != want {
		t.Errorf("%+v", data)
	}
}
