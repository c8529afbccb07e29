package control

import (
	"context"
	"iter"
	"time"

	"github.com/gokino/gokino/kernel"
)

// Tick is the event of an [Interval].
type Tick struct {
	Iteration int // 0, 1, 2…
}

// Ticks is a source of [Tick]s.
type Ticks struct{ every time.Duration }

// Interval is a source that ticks: the first time after d, and again d after
// each tick was read, so that ticks do not pile up. As Kino.Control.interval.
// It panics when d is not positive.
func Interval(d time.Duration) Ticks {
	if d <= 0 {
		panic("control: the time between ticks must be positive")
	}
	return Ticks{d}
}

// Topic is empty: ticks are made by the stream that reads them.
func (Ticks) Topic() (*kernel.Kernel, string) { return nil, "" }

// Events yields ticks until ctx is done.
func (t Ticks) Events(ctx context.Context) iter.Seq[Tick] { return typed[Tick](Stream(t).Events(ctx)) }

// typed gives a sequence the type that its events have.
func typed[E any](events iter.Seq[any]) iter.Seq[E] {
	return func(yield func(E) bool) {
		for ev := range events {
			if e, ok := ev.(E); ok && !yield(e) {
				return
			}
		}
	}
}
