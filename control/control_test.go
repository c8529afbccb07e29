package control_test

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/control"
	"github.com/gokino/gokino/internal/leak"
	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

func TestMain(m *testing.M) { leak.Main(m) }

// emitter emits what is cast to it.
type emitter struct{}

func (emitter) HandleConnect(*live.Context[int]) (any, error) { return nil, nil }

func (emitter) HandleCast(ctx *live.Context[int], msg any) error {
	ctx.EmitEvent(msg)
	return nil
}

// cell is a kernel in which the calling goroutine belongs to a cell.
type cell struct {
	*kernel.Kernel
	scope *kernel.Scope

	mu      sync.Mutex
	reports []kernel.Report
}

func newCell() *cell {
	c := &cell{}
	c.Kernel = kernel.New(kernel.Options{Scope: func() *kernel.Scope { return c.scope }})
	c.scope = c.Open(1)
	c.Attach(func(m kernel.Message) {
		c.mu.Lock()
		defer c.mu.Unlock()
		if r, ok := m.(kernel.Report); ok {
			c.reports = append(c.reports, r)
		}
	})
	return c
}

func (c *cell) widget() *live.Widget {
	return live.New(emitter{}, 0, live.Options{Assets: jsassets.Inline("main.js", ""), Kernel: c.Kernel})
}

// emit has w emit values and waits until it did.
func emit(t *testing.T, w *live.Widget, values ...any) {
	t.Helper()
	for _, v := range values {
		if err := w.Cast(v); err != nil {
			t.Error(err)
		}
	}
	if _, err := live.State[int](t.Context(), w); err != nil {
		t.Error(err)
	}
}

func end(t *testing.T, w *live.Widget) {
	t.Helper()
	if err := w.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestStream: values of several widgets, in each one's order, from the call of
// Events on, until the last widget ends.
func TestStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCell()
		a, b := c.widget(), c.widget()
		emit(t, a, "before")
		events := control.Stream(a, b).Events(t.Context())
		emit(t, a, 1, 2)
		emit(t, b, 3)
		end(t, a)
		var later sync.WaitGroup
		later.Go(func() {
			time.Sleep(time.Second)
			emit(t, b, 4)
			end(t, b)
		})
		if got := slices.Collect(events); !slices.Equal(got, []any{1, 2, 3, 4}) {
			t.Error(got)
		}
		later.Wait()
		if got := slices.Collect(events); got != nil {
			t.Error("a second range:", got)
		}
		if got := slices.Collect(control.Stream(a, b).Events(t.Context())); got != nil {
			t.Error("of widgets that have ended:", got)
		}
		if got := slices.Collect(control.Stream().Events(t.Context())); got != nil {
			t.Error("of nothing:", got)
		}
	})
}

// TestStreamStops: a stream ends with its context or the range, and lets go of
// its topics.
func TestStreamStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCell()
		w := c.widget()
		ctx, cancel := context.WithCancel(t.Context())
		unread := control.Stream(w).Events(ctx)
		events := control.Stream(w).Events(ctx)
		emit(t, w, 1, 2, 3)
		for v := range events {
			if v == 2 {
				break
			}
		}
		emit(t, w, 4)
		go func() { time.Sleep(time.Second); cancel() }()
		for range control.Stream(w).Events(ctx) {
			t.Error("something came")
		}
		synctest.Wait()
		if got := slices.Collect(unread); got != nil {
			t.Error("after its context ended:", got)
		}
		end(t, w)
	})
}

// TestInterval: ticks come at their times, counted, and do not pile up while
// one is handled; two intervals and a widget share a stream.
func TestInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var at []time.Duration
		var n []int
		for ev := range control.Stream(control.Interval(time.Second)).Events(t.Context()) {
			n, at = append(n, ev.(control.Tick).Iteration), append(at, time.Since(start))
			if len(n) == 2 {
				time.Sleep(10 * time.Second)
			}
			if len(n) == 4 {
				break
			}
		}
		if !slices.Equal(n, []int{0, 1, 2, 3}) || !slices.Equal(at, []time.Duration{1e9, 2e9, 13e9, 14e9}) {
			t.Error(n, at)
		}

		c := newCell()
		w := c.widget()
		ctx, cancel := context.WithTimeout(t.Context(), 6500*time.Millisecond)
		defer cancel()
		events := control.Stream(control.Interval(2*time.Second), w, control.Interval(3*time.Second)).Events(ctx)
		emit(t, w, "x")
		end(t, w) // the clocks go on
		var got []any
		for ev := range events {
			got = append(got, ev)
		}
		want := []any{"x", control.Tick{0}, control.Tick{0}, control.Tick{1}, control.Tick{2}, control.Tick{1}}
		if !slices.Equal(got, want) {
			t.Error(got)
		}
	})
	defer func() {
		if recover() == nil {
			t.Error("Interval(0) does not panic")
		}
	}()
	control.Interval(0)
}

// TestListen: the function is called in order, in the background, until the
// source ends; a panic in it is shown in the cell and listening goes on.
func TestListen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCell()
		w := c.widget()
		var got []any
		l := control.Listen(w, func(v any) {
			got = append(got, v)
			if v == "panic" {
				panic("boom")
			}
		})
		emit(t, w, 1, "panic", 2)
		if l.String() != "listening" {
			t.Error(l)
		}
		end(t, w)
		<-l.Done()
		if l.String() != "listener, ended" {
			t.Error(l)
		}
		if !slices.Equal(got, []any{1, "panic", 2}) {
			t.Error(got)
		}
		if len(c.reports) != 1 || c.reports[0].Scope != 1 || c.reports[0].Message != "panic in a listener: boom" || c.reports[0].Stack == "" {
			t.Errorf("%+v", c.reports)
		}
		l.Stop()
		if left := c.scope.Close(t.Context()); left != nil {
			t.Error(left)
		}
	})
}

// TestListenEnds: with Stop, which waits for the call that runs; with the
// cell; and where the function ends its goroutine.
func TestListenEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCell()
		w := c.widget()
		calls := 0
		l := control.Listen(w, func(any) { time.Sleep(time.Second); calls++ })
		emit(t, w, 1, 2, 3)
		synctest.Wait()
		l.Stop()
		emit(t, w, 4)
		if calls != 1 {
			t.Errorf("%d calls", calls)
		}
		exits := control.Listen(w, func(any) { runtime.Goexit() })
		emit(t, w, 5)
		<-exits.Done()

		byCell := control.Listen(w, func(any) { calls++ })
		if left := c.scope.Close(t.Context()); left != nil {
			t.Error(left)
		}
		<-byCell.Done()
		if calls != 1 {
			t.Errorf("%d calls", calls)
		}
		late := control.Listen(w, func(any) { t.Error("called in a cell that has ended") })
		<-late.Done()
	})
}

// TestListenInterval: a clock belongs to the default kernel's cell.
func TestListenInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		old := kernel.Default()
		defer kernel.SetDefault(old)
		c := newCell()
		kernel.SetDefault(c.Kernel)
		var at []any
		l := control.Listen(control.Interval(time.Minute), func(v control.Tick) { at = append(at, v) })
		time.Sleep(150 * time.Second)
		if left := c.scope.Close(t.Context()); left != nil {
			t.Error(left)
		}
		<-l.Done()
		if !slices.Equal(at, []any{control.Tick{0}, control.Tick{1}}) {
			t.Error(at)
		}
	})
}

// counted is a context that counts the functions that wait for its end.
type counted struct {
	context.Context
	waiting *int
}

func (counted) Done() <-chan struct{} { return make(chan struct{}) }

func (c counted) AfterFunc(func()) (stop func() bool) {
	*c.waiting++
	return func() bool { *c.waiting--; return true }
}

// TestEventsLetGoOfContext: a stream that was read leaves nothing in a context
// that lives on.
func TestEventsLetGoOfContext(t *testing.T) {
	waiting := 0
	ctx := counted{context.Background(), &waiting}
	w := newCell().widget()
	defer end(t, w)
	events := control.Stream(w).Events(ctx)
	emit(t, w, 1)
	for range events {
		break
	}
	if waiting != 0 {
		t.Errorf("%d functions wait for the end of the context", waiting)
	}
}
