package widget

import (
	"context"
	"iter"

	"github.com/gokino/gokino/kernel"
)

// Sequence is what [Animate] draws from: a stream or a source of package control.
type Sequence[E any] interface {
	// Events yields what comes from this call on, until ctx is done.
	Events(ctx context.Context) iter.Seq[E]
}

// Animate makes a frame that shows what f makes of each event, one after the
// other, until the events end or the calling cell runs again. What came last stays.
// A panic in f is shown in the cell, and leaves the frame as it was. As
// Kino.animate.
func Animate[E any](events Sequence[E], f func(event E) any) *Frame {
	return AnimateState(events, struct{}{}, func(ev E, s struct{}) (any, struct{}, bool) { return f(ev), s, true })
}

// AnimateState is Animate with a state: f gets the state that the call before
// returned, state at first, and says whether to go on; the value of the last call
// is not shown if it does not. A call that panics leaves the state as it was. As
// Kino.animate with a state.
func AnimateState[E, S any](events Sequence[E], state S, f func(event E, state S) (v any, next S, more bool)) *Frame {
	frame := NewFrame()
	scope := kernel.Default().Current()
	ctx, cancel := context.WithCancel(scope.Context())
	seq := events.Events(ctx) // what comes from now on is not missed
	scope.Go("animation", func(context.Context) {
		defer cancel()
		for ev := range seq {
			next, more := state, true
			scope.Guard("an animation", func() {
				var v any
				if v, next, more = f(ev, state); more {
					frame.Render(v)
				}
			})
			if state = next; !more {
				return
			}
		}
	})
	return frame
}
