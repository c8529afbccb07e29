package livetest_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/livetest"
)

type counter struct{}

type total struct{ Count int }

func (counter) Init(ctx *live.Context[total], start int) error { ctx.Assigns.Count = start; return nil }

func (counter) HandleConnect(ctx *live.Context[total]) (any, error) { return ctx.Assigns.Count, nil }

func (counter) HandleEvent(ctx *live.Context[total], event string, p live.Payload) error {
	var by int
	if err := p.Decode(&by); err != nil {
		return err
	}
	ctx.Assigns.Count += by
	ctx.BroadcastEvent("count", ctx.Assigns.Count)
	ctx.EmitEvent(ctx.Assigns.Count)
	return nil
}

// A test is an ordinary function of a package's tests; t is its argument.
func Example() {
	t := &printing{}
	func(t testing.TB) {
		w := livetest.Start(t, counter{}, 10)
		a, b := w.Connect(), w.Connect()
		a.Push("bump", 1)
		a.WantEvent("count", 11)
		b.WantEvent("count", 11)
		w.WantEmit(11)
		b.NoMessage()
	}(t)
	fmt.Println("passed:", !t.Failed())
	t.end()
	// Output: passed: true
}

// printing is a testing.TB for an example.
type printing struct {
	testing.TB
	failed  bool
	cleanup []func()
}

func (p *printing) Helper()           {}
func (p *printing) Failed() bool      { return p.failed }
func (p *printing) Error(args ...any) { p.failed = true; fmt.Println(args...) }
func (p *printing) Fatalf(format string, args ...any) {
	p.failed = true
	fmt.Printf(format+"\n", args...)
	panic(p)
}
func (p *printing) Cleanup(f func())         { p.cleanup = append(p.cleanup, f) }
func (p *printing) Context() context.Context { return context.Background() }
func (p *printing) end() {
	for _, f := range p.cleanup {
		f()
	}
}
