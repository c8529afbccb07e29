package live_test

import (
	"context"
	"crypto/rand"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
	"github.com/gokino/gokino/live"
)

// bump is the widget that benchmarks push events to.
type bump struct{}

type count struct {
	N    int
	Done chan<- struct{} // gets a token when N is a multiple of Each
	Each int
}

func (bump) Init(ctx *live.Context[count], c count) error { ctx.Assigns = c; return nil }

func (bump) HandleConnect(ctx *live.Context[count]) (any, error) { return ctx.Assigns.N, nil }

func (bump) HandleEvent(ctx *live.Context[count], _ string, p live.Payload) error {
	ctx.Assigns.N++
	ctx.BroadcastEvent("count", ctx.Assigns.N)
	ctx.Assigns.tell()
	return nil
}

func (bump) HandleInfo(ctx *live.Context[count], n any) error {
	for range n.(int) {
		ctx.EmitEvent(n)
	}
	return nil
}

func (bump) HandleCast(ctx *live.Context[count], n any) error {
	ctx.SendInfo(n)
	return nil
}

func (c count) tell() {
	if c.N%c.Each == 0 {
		c.Done <- struct{}{}
	}
}

func benchKernel() *kernel.Kernel {
	k := kernel.New(kernel.Options{})
	k.Attach(func(kernel.Message) {})
	return k
}

// floor is what an event, callback and broadcast cost where nothing but the
// words of the problem is left: a lock, a call, the encoding.
func floor(b *testing.B) time.Duration {
	var mu sync.Mutex
	n := 0
	start := time.Now()
	callback := func() []byte { n++; return wire.AppendInt(make([]byte, 0, 8), int64(n)) }
	for range b.N {
		mu.Lock()
		sink = callback()
		mu.Unlock()
	}
	return time.Since(start)
}

var sink []byte

// BenchmarkEvent is event → callback → broadcast in process, the encoding
// included. With "lent" the goroutine that delivers an event runs its callback, as
// the one that reads a page's socket does; else a goroutine of the widget's does,
// for a burst of events or for one after the other.
func BenchmarkEvent(b *testing.B) {
	for _, bench := range []struct {
		name string
		each int
	}{{"lent", 1}, {"burst=1000", 1000}, {"burst=1", 1}} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			done := make(chan struct{}, 1)
			k := benchKernel()
			w := live.New(bump{}, count{Done: done, Each: bench.each}, live.Options{Assets: assets, Kernel: k})
			defer w.Close(context.Background())
			m := kernel.Event{Client: "c", Ref: w.Ref(), View: "v", Event: "bump", Payload: payload(1)}
			bare := floor(b)
			b.ResetTimer()
			for i := range b.N {
				if bench.name == "lent" {
					k.Accept(m).Run()
				} else {
					k.Deliver(m)
				}
				if (i+1)%bench.each == 0 {
					<-done
				}
			}
			if _, err := live.State[count](context.Background(), w); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			b.ReportMetric(float64(b.Elapsed())/float64(bare), "×floor")
		})
	}
}

// BenchmarkEmit is a widget's EmitEvent to 1, 10 and 1000 Go subscribers that
// read what comes, in one burst or each event only when all have read the one
// before; an op is one delivery. ×chan is how many times as many there are as
// where a loop sends to a channel for each subscriber.
func BenchmarkEmit(b *testing.B) {
	for _, burst := range []bool{true, false} {
		for _, n := range []int{1, 10, 1000} {
			name := "singly"
			if burst {
				name = "burst"
			}
			b.Run(name+"/subscribers="+strconv.Itoa(n), func(b *testing.B) { benchEmit(b, n, burst) })
		}
	}
}

func benchEmit(b *testing.B, n int, burst bool) {
	b.ReportAllocs()
	k := benchKernel()
	w := live.New(bump{}, count{}, live.Options{Assets: assets, Kernel: k})
	emits := max(1, b.N/n)
	bare := channels(n, emits, burst)
	var readers sync.WaitGroup
	var unread atomic.Int64
	all := make(chan struct{})
	for range n {
		sub := k.Subscribe(w.Ref())
		readers.Go(func() {
			defer sub.Close()
			for got := 0; got < emits; {
				got += len(sub.Next(context.Background()))
				if !burst && unread.Add(-1) == 0 {
					all <- struct{}{}
				}
			}
		})
	}
	b.ResetTimer()
	if burst {
		if err := w.Cast(emits); err != nil {
			b.Fatal(err)
		}
	} else {
		for range emits {
			unread.Store(int64(n))
			k.Publish(w.Ref(), 1)
			<-all
		}
	}
	readers.Wait()
	b.StopTimer()
	b.ReportMetric(float64(emits*n)/b.Elapsed().Seconds(), "deliveries/s")
	b.ReportMetric(float64(bare)/float64(b.Elapsed()), "×chan")
	if err := w.Close(context.Background()); err != nil {
		b.Fatal(err)
	}
}

// channels is how long emits take to n channels that each have a reader.
func channels(n, emits int, burst bool) time.Duration {
	var readers sync.WaitGroup
	var unread atomic.Int64
	all := make(chan struct{})
	subscribers := make([]chan any, n)
	for i := range subscribers {
		c := make(chan any, 256)
		subscribers[i] = c
		readers.Go(func() {
			for range c {
				if !burst && unread.Add(-1) == 0 {
					all <- struct{}{}
				}
			}
		})
	}
	start := time.Now()
	for e := range emits {
		unread.Store(int64(n))
		for _, c := range subscribers {
			c <- e
		}
		if !burst {
			<-all
		}
	}
	for _, c := range subscribers {
		close(c)
	}
	readers.Wait()
	return time.Since(start)
}

// BenchmarkStart is starting a widget; B/widget is what an idle one keeps, ×floor
// the time beside that of a value under a name that nobody can guess.
func BenchmarkStart(b *testing.B) {
	k := benchKernel()
	n := max(b.N, 10_000) // for a figure that means something with -benchtime=1x too
	bare := named(n)
	widgets := make([]*live.Widget, n)
	before := heap()
	b.ResetTimer()
	for i := range n {
		widgets[i] = live.New(bump{}, count{}, live.Options{Assets: assets, Kernel: k, Name: "bump"})
	}
	b.StopTimer()
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/start")
	b.ReportMetric(float64(heap()-before)/float64(n), "B/widget")
	b.ReportMetric(float64(b.Elapsed())/float64(bare), "×floor")
	runtime.KeepAlive(widgets)
	for _, w := range widgets {
		if err := w.Close(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}

// named is how long n values take.
func named(n int) time.Duration {
	values := map[string]*count{}
	start := time.Now()
	for range n {
		values[rand.Text()] = &count{}
	}
	return time.Since(start)
}

// heap is how many bytes are in use.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

// TestIdleWidget holds what an idle widget costs: no goroutine, and little
// memory (the goal is 600 bytes; the bound leaves room for the map's growth).
func TestIdleWidget(t *testing.T) {
	const n = 10_000
	k := benchKernel()
	widgets := make([]*live.Widget, n)
	before, goroutines := heap(), runtime.NumGoroutine()
	for i := range n {
		widgets[i] = live.New(bump{}, count{}, live.Options{Assets: assets, Kernel: k, Name: "bump"})
	}
	if per := (heap() - before) / n; per > 1000 {
		t.Errorf("%d bytes a widget", per)
	} else {
		t.Logf("%d bytes a widget", per)
	}
	if more := runtime.NumGoroutine() - goroutines; more > 0 {
		t.Errorf("%d goroutines more", more)
	}
	runtime.KeepAlive(widgets)
	if left := k.Root().Close(t.Context()); left != nil {
		t.Error(len(left), "widgets are left")
	}
}
