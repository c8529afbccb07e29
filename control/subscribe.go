package control

import (
	"context"
)

// Subscription brings the events of a source on a channel, for code that waits
// for several things at once with select.
type Subscription[E any] struct {
	// C bears the events, each once, in order. It is closed when the source has
	// ended, after Unsubscribe, and when the cell that subscribed runs again.
	C <-chan E

	cancel context.CancelFunc
	done   chan struct{}
}

// Subscribe sends each event of source to a channel, from this call on. Events
// that are not received wait, without a bound; none is dropped. As
// Kino.Control.subscribe.
func Subscribe[E any](source Emitter[E]) *Subscription[E] {
	scope := scopeFor(source)
	ctx, cancel := context.WithCancel(scope.Context())
	c := make(chan E)
	s := &Subscription[E]{C: c, cancel: cancel, done: make(chan struct{})}
	events := source.Events(ctx)
	scope.Go("subscription", func(context.Context) {
		defer close(s.done)
		defer close(c)
		defer cancel()
		for ev := range events {
			select {
			case c <- ev:
			case <-ctx.Done():
				return
			}
		}
	})
	return s
}

// Unsubscribe ends the subscription; events that were not received are gone.
func (s *Subscription[E]) Unsubscribe() {
	s.cancel()
	<-s.done
}
