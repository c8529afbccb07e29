package control

import (
	"context"
	"sync"

	"github.com/gokino/gokino/kernel"
)

// Listener is a function that is called for events in the background.
type Listener struct {
	cancel context.CancelFunc
	done   chan struct{}
}

// Listen calls f for each event of source, one after the other, until the
// source ends, the listener is stopped or the calling cell runs again or is
// deleted. It listens before it returns: an event emitted afterwards is heard.
//
// A panic in f is shown in the cell that called Listen, and listening goes on.
// As Kino.listen.
func Listen[E any](source Emitter[E], f func(event E)) *Listener {
	return listen(source, func(_ context.Context, scope *kernel.Scope, ev E) bool {
		scope.Guard("a listener", func() { f(ev) })
		return true
	}, func() {})
}

// ListenState is Listen with a state: f gets the state that the call before
// returned, state at first, and says whether to go on. A call that panics leaves
// the state as it was. As Kino.listen with a state.
func ListenState[E, S any](source Emitter[E], state S, f func(event E, state S) (next S, more bool)) *Listener {
	return listen(source, func(_ context.Context, scope *kernel.Scope, ev E) bool {
		more := true
		scope.Guard("a listener", func() { state, more = f(ev, state) })
		return more
	}, func() {})
}

// ListenAsync is Listen with up to limit calls of f at the same time; further
// events wait for their turn, in order. The listener has ended when its last call
// has. It panics when limit is not positive. As Kino.async_listen, which has no
// limit.
func ListenAsync[E any](source Emitter[E], limit int, f func(event E)) *Listener {
	if limit <= 0 {
		panic("control: ListenAsync with room for no call")
	}
	var running sync.WaitGroup
	room := make(chan struct{}, limit)
	return listen(source, func(ctx context.Context, scope *kernel.Scope, ev E) bool {
		select {
		case room <- struct{}{}:
		case <-ctx.Done():
			return false
		}
		running.Add(1)
		scope.Kernel().Go(scope, func() {
			defer running.Done()
			defer func() { <-room }()
			scope.Guard("a listener", func() { f(ev) })
		})
		return true
	}, running.Wait)
}

// listen calls each for the events of source in a goroutine of the calling cell,
// until it returns false, and last at the end.
func listen[E any](source Emitter[E], each func(context.Context, *kernel.Scope, E) bool, last func()) *Listener {
	scope := scopeFor(source)
	ctx, cancel := context.WithCancel(scope.Context())
	l := &Listener{cancel: cancel, done: make(chan struct{})}
	events := source.Events(ctx)
	scope.Go("listener", func(context.Context) {
		defer close(l.done)
		defer last()
		defer cancel() // the scope may live on
		for ev := range events {
			if ctx.Err() != nil || !each(ctx, scope, ev) {
				return
			}
		}
	})
	return l
}

// scopeFor is the scope of the caller in the kernel that a source belongs to.
func scopeFor(source any) *kernel.Scope {
	if source == nil {
		panic("control: there is no source to listen to: it is nil")
	}
	if src, ok := source.(Source); ok {
		return kernelOf(src).Current()
	}
	return kernel.Default().Current()
}

// Stop ends the listener and waits for the calls of its function that run. It
// must not be called from that function.
func (l *Listener) Stop() {
	l.cancel()
	<-l.done
}

// Done is closed when the listener has ended.
func (l *Listener) Done() <-chan struct{} { return l.done }

// String is what a cell shows that ends with a Listen.
func (l *Listener) String() string {
	select {
	case <-l.done:
		return "listener, ended"
	default:
		return "listening"
	}
}
