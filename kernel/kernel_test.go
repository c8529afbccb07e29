package kernel_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"weak"

	"github.com/gokino/gokino/internal/leak"
	"github.com/gokino/gokino/kernel"
)

func TestMain(m *testing.M) { leak.Main(m) }

// recorder keeps what a kernel says.
type recorder struct {
	mu  sync.Mutex
	all []kernel.Message
}

func (r *recorder) Deliver(m kernel.Message) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, m)
}

// box is a widget that keeps what it gets; turn, if it is not nil, is to be run.
type box struct {
	recorder
	turn kernel.Turn
}

func (b *box) Deliver(m kernel.Message) kernel.Turn {
	b.recorder.Deliver(m)
	return b.turn
}

// turns counts.
type turns struct{ started, run int }

func (t *turns) Start() { t.started++ }
func (t *turns) Run()   { t.run++ }

// TestTurn: what Accept returns is the caller's to run, except where only the
// kernel's own goroutines belong to scopes; Deliver leaves nothing to the caller.
func TestTurn(t *testing.T) {
	m := kernel.Event{Client: "c", Ref: "r", View: "v", Event: "e"}
	var its turns
	k := kernel.New(kernel.Options{})
	k.Host("r", &box{turn: &its})
	k.Host("busy", &box{})
	if turn := k.Accept(m); turn != &its || its != (turns{}) {
		t.Errorf("Accept returns %v, and %+v", turn, its)
	}
	if turn := k.Accept(kernel.Event{Ref: "busy"}); turn != nil {
		t.Error(turn)
	}
	if k.Deliver(m); its != (turns{started: 1}) {
		t.Errorf("after Deliver %+v", its)
	}
	k = kernel.New(kernel.Options{Go: func(_ *kernel.Scope, f func()) { go f() }})
	k.Host("r", &box{turn: &its})
	if turn := k.Accept(m); turn != nil || its != (turns{started: 2}) {
		t.Errorf("in a notebook Accept returns %v, and %+v", turn, its)
	}
}

func (r *recorder) take() []kernel.Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := r.all
	r.all = nil
	return all
}

func TestRouting(t *testing.T) {
	var out recorder
	var box box
	k := kernel.New(kernel.Options{Logger: slog.New(slog.DiscardHandler)})
	k.Emit(kernel.Broadcast{Ref: "early"}) // nobody hears it
	k.Attach(out.Deliver)
	k.Host("r", &box)
	if !k.Hosts("r") || k.Hosts("other") {
		t.Error("Hosts")
	}
	toWidget := []kernel.Message{
		kernel.Connect{Client: "c", Ref: "r", View: "v"},
		kernel.Event{Client: "c", Ref: "r", View: "v", Event: "e"},
		kernel.Disconnect{Client: "c", Ref: "r", View: "v"},
	}
	for _, m := range toWidget {
		k.Deliver(m)
	}
	k.Deliver(kernel.Broadcast{Ref: "r"}) // not a client's
	if got := box.take(); !reflect.DeepEqual(got, toWidget) {
		t.Errorf("the widget got %+v", got)
	}

	sub := k.Subscribe("r")
	defer sub.Close()
	k.Drop("r", "why")
	k.Drop("r", "again")
	if got := out.take(); !reflect.DeepEqual(got, []kernel.Message{kernel.Gone{Ref: "r", Reason: "why"}}) {
		t.Errorf("Drop says %+v", got)
	}
	if d := sub.Next(t.Context()); d != nil {
		t.Errorf("after Drop %+v is published", d)
	}
	for _, m := range toWidget {
		k.Deliver(m)
	}
	for _, m := range out.take() {
		if g, ok := m.(kernel.Gone); !ok || g.Client != "c" || g.Ref != "r" {
			t.Errorf("%+v for an unknown ref", m)
		}
	}
	if len(box.take()) != 0 {
		t.Error("a dropped widget is delivered to")
	}
	k.Attach(nil)
	k.Emit(kernel.Broadcast{Ref: "late"})
}

// TestAssetsOnce holds that assets go out once per hash, and again to a host
// that attaches later.
func TestAssetsOnce(t *testing.T) {
	var first, second recorder
	k := kernel.New(kernel.Options{})
	a := kernel.Assets{Hash: "h", Files: map[string][]byte{"main.js": nil}}
	k.EmitAssets(a)
	k.Attach(first.Deliver)
	k.EmitAssets(a)
	k.EmitAssets(kernel.Assets{}) // of a built-in widget
	k.Attach(second.Deliver)
	for _, r := range []*recorder{&first, &second} {
		if got := r.take(); !reflect.DeepEqual(got, []kernel.Message{a}) {
			t.Errorf("%+v", got)
		}
	}
}

// TestAssetsHoldNobodyUp: while the host does not read assets, clients still
// reach widgets, and who says something else waits for the host alone.
func TestAssetsHoldNobodyUp(t *testing.T) {
	k := kernel.New(kernel.Options{})
	var box box
	k.Host("r", &box)
	sending, read := make(chan struct{}), make(chan struct{})
	k.Attach(func(kernel.Message) { close(sending); <-read })
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		k.EmitAssets(kernel.Assets{Hash: "h"})
	}()
	<-sending
	k.Host("other", &box)
	k.Deliver(kernel.Disconnect{Client: "c", Ref: "r", View: "v"})
	if n := len(box.take()); n != 1 {
		t.Errorf("%d messages reached the widget", n)
	}
	close(read)
	<-sent
}

func TestPlainName(t *testing.T) {
	for in, want := range map[string]string{
		"main.state": "main.state", "main.stateꓸ12": "main.state", "map[Tꓸ1]Uꓸ2": "map[T]U", "ꓸ": "ꓸ",
	} {
		if got := kernel.PlainName(in); got != want {
			t.Errorf("PlainName(%q) = %q", in, got)
		}
	}
}

func TestDefault(t *testing.T) {
	old := kernel.Default()
	defer kernel.SetDefault(old)
	if kernel.Default() != old {
		t.Error("two defaults")
	}
	k := kernel.New(kernel.Options{})
	kernel.SetDefault(k)
	if kernel.Default() != k || kernel.Context() != k.Root().Context() {
		t.Error("SetDefault")
	}
	if a, b := kernel.NewRef(), kernel.NewRef(); a == b || len(a) < 20 {
		t.Error("refs can be guessed", a, b)
	}
}

// TestCurrent holds that the runtime says which scope a goroutine belongs to.
func TestCurrent(t *testing.T) {
	var current *kernel.Scope
	var started []*kernel.Scope
	k := kernel.New(kernel.Options{
		Scope: func() *kernel.Scope { return current },
		Go:    func(s *kernel.Scope, f func()) { started = append(started, s); go f() },
	})
	s := k.Open(7)
	if k.Current() != k.Root() || k.Lookup(7) != s || k.Lookup(8) != nil || s.ID() != 7 || s.Kernel() != k {
		t.Error("scopes are mixed up")
	}
	current = s
	if k.Current() != s || kernel.ScopeOf(s.Context()) != s || kernel.ScopeOf(t.Context()) != nil {
		t.Error("the current scope")
	}
	s.Go("f", func(context.Context) {})
	if !slices.Equal(started, []*kernel.Scope{s}) {
		t.Error("Options.Go was not asked")
	}
	s.Close(t.Context())
	if k.Lookup(7) != nil {
		t.Error("a closed scope is found")
	}
}

func TestShowAndReport(t *testing.T) {
	var out recorder
	var log bytes.Buffer
	k := kernel.New(kernel.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	k.Attach(out.Deliver)
	s := k.Open(7)
	k.Show(s, kernel.Data{"text/plain": "x"})
	k.Report(s, "m", "stack")
	k.Report(k.Root(), "outside", "")
	want := []kernel.Message{
		kernel.Output{Scope: 7, Data: kernel.Data{"text/plain": "x"}},
		kernel.Report{Scope: 7, Message: "m", Stack: "stack"},
	}
	if got := out.take(); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if !strings.Contains(log.String(), "outside") {
		t.Errorf("the log has %q", log.String())
	}
}

// TestScopeClose holds that closing a scope ends all it owns and waits.
// TestScopeClosedKeepsNothing: what knows a closed scope keeps nothing of what it
// owned alive.
func TestScopeClosedKeepsNothing(t *testing.T) {
	s := kernel.New(kernel.Options{}).Open(1)
	thing := new([1 << 10]byte)
	gone := weak.Make(thing)
	s.Own("thing", func(context.Context) error { thing[0]++; return nil })
	s.Close(t.Context())
	for range 3 {
		runtime.GC()
	}
	if gone.Value() != nil {
		t.Error("a closed scope holds on to what it owned")
	}
	runtime.KeepAlive(s)
}

func TestScopeClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := kernel.New(kernel.Options{}).Open(1)
		var ended []string
		var mu sync.Mutex
		note := func(what string) {
			mu.Lock()
			defer mu.Unlock()
			ended = append(ended, what)
		}
		s.Go("goroutine", func(ctx context.Context) {
			<-ctx.Done()
			time.Sleep(time.Second)
			note("goroutine")
		})
		s.Own("thing", func(context.Context) error { note("thing"); return nil })
		release := s.Own("released", func(context.Context) error { note("released"); return nil })
		release()
		release()
		start := time.Now()
		if left := s.Close(t.Context()); left != nil {
			t.Error("left:", left)
		}
		if time.Since(start) != time.Second {
			t.Error("Close returned after", time.Since(start))
		}
		slices.Sort(ended)
		if !slices.Equal(ended, []string{"goroutine", "thing"}) {
			t.Error(ended)
		}
		if s.Close(t.Context()) != nil || s.Context().Err() == nil {
			t.Error("a second Close")
		}
	})
}

// TestScopeCloseBounded holds that Close names what does not end in time.
func TestScopeCloseBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := kernel.New(kernel.Options{}).Open(1)
		let := make(chan struct{})
		for _, name := range []string{"b", "a"} {
			s.Go(name, func(context.Context) { <-let })
		}
		s.Go("good", func(ctx context.Context) { <-ctx.Done() })
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		if left := s.Close(ctx); !slices.Equal(left, []string{"a", "b"}) || time.Since(start) != time.Minute {
			t.Errorf("left %v after %v", left, time.Since(start))
		}
		close(let)
	})
}

// TestScopeMisbehaviour: panics and Goexit in what a scope runs end nothing else.
func TestScopeMisbehaviour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out recorder
		k := kernel.New(kernel.Options{})
		k.Attach(out.Deliver)
		s := k.Open(1)
		s.Go("panics", func(context.Context) { panic("boom") })
		s.Go("exits", func(context.Context) { runtime.Goexit() })
		synctest.Wait()
		s.Own("panics at its end", func(context.Context) error { panic("bang") })
		s.Own("exits at its end", func(context.Context) error { runtime.Goexit(); return nil })
		s.Own("error", func(context.Context) error { return errors.New("x") })
		s.Guard("a call", func() { panic("bing") })
		if left := s.Close(t.Context()); left != nil {
			t.Error("left:", left)
		}
		var said []string
		for _, m := range out.take() {
			r := m.(kernel.Report)
			said = append(said, r.Message)
			if r.Scope != 1 || r.Stack == "" {
				t.Errorf("%+v", r)
			}
		}
		if !slices.Equal(said, []string{"panic: boom", "panic in a call: bing", "panic: bang"}) {
			t.Error(said)
		}
	})
}

// TestScopeClosedAlready: what is made in a closed scope ends at once.
func TestScopeClosedAlready(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := kernel.New(kernel.Options{}).Open(1)
		s.Cancel()
		if s.Context().Err() == nil {
			t.Error("Cancel")
		}
		s.Close(t.Context())
		ended := false
		s.Own("late", func(context.Context) error { ended = true; return nil })()
		if !ended {
			t.Error("a late thing lives on")
		}
		s.Go("late", func(ctx context.Context) { <-ctx.Done() })
	})
}

// TestScopeMany holds that owning and closing take linear time.
func TestScopeMany(t *testing.T) {
	const n = 50_000
	s := kernel.New(kernel.Options{}).Open(1)
	releases := make([]func(), n)
	for i := range n {
		releases[i] = s.Own("x", func(context.Context) error { releases[i](); return nil })
	}
	if left := s.Close(t.Context()); left != nil {
		t.Error(len(left), "are left")
	}
}

func TestTopics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := kernel.New(kernel.Options{})
		k.Publish("a", "nobody hears it")
		sub := k.Subscribe("a", "b", "a")
		other := k.Subscribe("b")
		for i := range 1000 {
			k.Publish([]string{"a", "b"}[i%2], i)
		}
		k.EndTopic("a")
		k.Publish("a", "too late")
		got := nextOf(t, sub, 1000)
		if len(got) != 1000 || got[999] != (kernel.Delivery{Topic: "b", Value: 999}) || got[0].Topic != "a" {
			t.Errorf("%d deliveries", len(got))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if sub.Next(ctx) != nil || ctx.Err() == nil {
			t.Error("Next does not wait for its context")
		}
		go func() { k.Publish("b", "last"); k.EndTopic("b") }()
		if d := sub.Next(t.Context()); len(d) != 1 || d[0].Value != "last" {
			t.Error(d)
		}
		for range 2 {
			if sub.Next(t.Context()) != nil {
				t.Error("after the last topic ended")
			}
		}
		sub.Close()
		if len(nextOf(t, other, 501)) != 501 {
			t.Error("the other subscription")
		}
		go other.Close()
		if other.Next(t.Context()) != nil {
			t.Error("after Close")
		}
		other.Close()
	})
}

// nextOf reads n deliveries, unless they end before.
func nextOf(t *testing.T, s *kernel.Subscription, n int) (all []kernel.Delivery) {
	for len(all) < n {
		batch := s.Next(t.Context())
		if batch == nil {
			break
		}
		all = append(all, batch...)
	}
	return all
}

// TestTopicsInOrder: what is published after one has seen something on another
// topic comes after it.
func TestTopicsInOrder(t *testing.T) {
	const n = 2000
	k := kernel.New(kernel.Options{})
	topics := []string{"a"}
	for i := range 500 { // it takes a while to look through all
		topics = append(topics, fmt.Sprint("between", i))
	}
	sub := k.Subscribe(append(topics, "b")...)
	defer sub.Close()
	turns := map[string]chan int{"a": make(chan int, 1), "b": make(chan int, 1)}
	other := map[string]string{"a": "b", "b": "a"}
	var publishers sync.WaitGroup
	for name, turn := range turns {
		publishers.Go(func() {
			for i := range turn {
				k.Publish(name, i)
				if i == n-1 {
					close(turns[other[name]])
					return
				}
				turns[other[name]] <- i + 1
			}
		})
	}
	turns["a"] <- 0
	for i, d := range nextOf(t, sub, n) {
		if d.Value != i {
			t.Fatalf("%v on %s is delivery %d", d.Value, d.Topic, i)
		}
	}
	publishers.Wait()
}

// TestTopicsForget: what all have read is kept by nobody.
func TestTopicsForget(t *testing.T) {
	k := kernel.New(kernel.Options{})
	sub := k.Subscribe("t")
	defer sub.Close()
	defer k.Forward("t", func(kernel.Delivery) {}).Close()
	const n = 300
	var forgotten atomic.Int64
	for range n {
		v := new([1024]byte)
		runtime.AddCleanup(v, func(int) { forgotten.Add(1) }, 0)
		k.Publish("t", v)
	}
	nextOf(t, sub, n)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if d := sub.Next(ctx); d != nil {
		t.Error(d)
	}
	for range 100 {
		runtime.GC()
		if forgotten.Load() == n {
			break
		}
		time.Sleep(10 * time.Millisecond) // cleanups run in a goroutine of the runtime
	}
	if got := forgotten.Load(); got != n {
		t.Errorf("%d of %d values are kept", n-got, n)
	}
	runtime.KeepAlive(sub)
}

// TestPublishRace: publishers, subscriptions that come and go, and topics that
// end; each reader sees each publisher's values in order.
func TestPublishRace(t *testing.T) {
	k := kernel.New(kernel.Options{})
	var readers, writers sync.WaitGroup
	for range 8 {
		sub := k.Subscribe("t")
		readers.Go(func() {
			defer sub.Close()
			var last [4]int
			for d := sub.Next(t.Context()); d != nil; d = sub.Next(t.Context()) {
				for _, one := range d {
					v := one.Value.([2]int)
					if v[1] != last[v[0]]+1 {
						t.Errorf("%d after %d", v[1], last[v[0]])
					}
					last[v[0]] = v[1]
				}
			}
			if last != [4]int{500, 500, 500, 500} {
				t.Error("something was dropped:", last)
			}
		})
	}
	for w := range 4 {
		writers.Go(func() {
			for i := range 500 {
				k.Publish("t", [2]int{w, i + 1})
				k.Subscribe("t").Close()
			}
		})
	}
	writers.Wait()
	k.EndTopic("t")
	readers.Wait()
}
