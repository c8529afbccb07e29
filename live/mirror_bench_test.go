package live_test

import (
	"context"
	"testing"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

type (
	untagged struct{ N int }
	mirrored struct {
		N int `live:"n"`
	}
	many struct {
		N    int       `live:"n"`
		Name string    `live:"name"`
		List []float64 `live:"list"`
		On   bool      `live:"on"`
	}
)

// tally is a widget that counts events, in a state of any type.
type tally[S any] struct {
	add  func(*S) int // what it has come to
	done chan<- struct{}
}

// tallies is how many events are sent at a time.
const tallies = 1000

func (tally[S]) HandleConnect(*live.Context[S]) (any, error) { return nil, nil }

func (t tally[S]) HandleEvent(ctx *live.Context[S], _ string, _ live.Payload) error {
	if t.add(&ctx.Assigns)%tallies == 0 {
		t.done <- struct{}{}
	}
	return nil
}

// BenchmarkMirror is an event and its callback, without mirrored state, and with
// one number of it that changes.
func BenchmarkMirror(b *testing.B) {
	b.Run("none", func(b *testing.B) { tallyUp(b, func(s *untagged) int { s.N++; return s.N }) })
	b.Run("one", func(b *testing.B) { tallyUp(b, func(s *mirrored) int { s.N++; return s.N }) })
	b.Run("four", func(b *testing.B) { tallyUp(b, func(s *many) int { s.N++; return s.N }) })
}

func tallyUp[S any](b *testing.B, add func(*S) int) {
	b.ReportAllocs()
	k := benchKernel()
	done := make(chan struct{}, 1)
	w := live.New(tally[S]{add, done}, 0, live.Options{Assets: assets, Kernel: k})
	defer w.Close(context.Background())
	m := kernel.Event{Client: "c", Ref: w.Ref(), View: "v", Event: "add"}
	for i := 0; b.Loop(); i++ {
		k.Deliver(m)
		if (i+1)%tallies == 0 {
			<-done
		}
	}
}
