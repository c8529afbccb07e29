package control

import (
	"context"
	"fmt"
	"runtime/debug"

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
func Listen(source Source, f func(event any)) *Listener {
	scope := current(source).Current()
	opened := Stream(source).open()
	ctx, cancel := context.WithCancel(scope.Context())
	l := &Listener{cancel: cancel, done: make(chan struct{})}
	scope.Go("listener", func(context.Context) {
		defer close(l.done)
		defer cancel() // the scope may live on
		for ev := range opened.events(ctx) {
			call(scope, f, ev)
		}
	})
	return l
}

// current is the kernel a source belongs to.
func current(source Source) *kernel.Kernel {
	if k, _ := source.Topic(); k != nil {
		return k
	}
	return kernel.Default()
}

func call(scope *kernel.Scope, f func(any), ev any) {
	defer func() {
		if p := recover(); p != nil {
			scope.Kernel().Report(scope, fmt.Sprintf("panic in a listener: %v", p), string(debug.Stack()))
		}
	}()
	f(ev)
}

// Stop ends the listener and waits for the call of f that runs, if any. It must
// not be called from f.
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
