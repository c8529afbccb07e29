package live

import (
	"context"
	"iter"
)

// Events yields what the widget emits from this call on, in order, none dropped,
// until ctx is done or the widget has ended. The sequence is for one range. With
// it a widget is an Emitter for package control.
func (w *Widget) Events(ctx context.Context) iter.Seq[any] {
	sub := w.kernel.Subscribe(w.Ref())
	if w.Ended() { // asked after subscribing: the end does not go unseen
		w.kernel.EndTopic(w.Ref())
	}
	stop := context.AfterFunc(ctx, sub.Close) // should nobody range over it
	return func(yield func(any) bool) {
		defer stop()
		defer sub.Close()
		for batch := sub.Next(ctx); batch != nil; batch = sub.Next(ctx) {
			for _, d := range batch {
				if ctx.Err() != nil || !yield(d.Value) {
					return
				}
			}
		}
	}
}
