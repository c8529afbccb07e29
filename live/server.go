package live

import (
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
)

// What the mailbox holds besides clients' messages.
type (
	cast struct{ msg any }
	info struct{ msg any }
	call struct {
		msg   any
		reply chan answer
	}
	answer struct {
		value any
		err   error
	}
	peek struct{}
	stop struct{ reason string }
)

// server runs a definition's callbacks, one message at a time.
type server[S any] struct {
	def    Definition[S]
	ctx    Context[S]
	panics int // in a row
}

// handle runs the callback for msg. It is the only place where widget code runs.
func (s *server[S]) handle(msg any) {
	switch m := msg.(type) {
	case kernel.Connect:
		s.run("HandleConnect", m.Client, m.View, func() error { return s.connect(m) })
	case kernel.Event:
		s.run("HandleEvent", m.Client, m.View, func() error { return s.event(m) })
	case kernel.Disconnect:
		if h, ok := s.def.(DisconnectHandler[S]); ok {
			s.run("HandleDisconnect", m.Client, m.View, func() error { return h.HandleDisconnect(&s.ctx) })
		}
	case cast:
		s.run("HandleCast", "", "", func() error {
			if h, ok := s.def.(CastHandler[S]); ok {
				return h.HandleCast(&s.ctx, m.msg)
			}
			return fmt.Errorf("%s has no HandleCast", s.ctx.widget.name)
		})
	case info:
		s.run("HandleInfo", "", "", func() error {
			if h, ok := s.def.(InfoHandler[S]); ok {
				return h.HandleInfo(&s.ctx, m.msg)
			}
			return fmt.Errorf("%s has no HandleInfo", s.ctx.widget.name)
		})
	case call:
		s.call(m)
	case stop:
		s.stop(m.reason)
	}
}

func (s *server[S]) connect(m kernel.Connect) error {
	data, err := s.def.HandleConnect(&s.ctx)
	if err != nil {
		return err
	}
	b, err := wire.Append(nil, data)
	if err != nil {
		return fmt.Errorf("the data cannot be sent: %w", err)
	}
	s.ctx.widget.kernel.Emit(kernel.Init{Client: m.Client, Ref: m.Ref, View: m.View, Payload: b})
	return nil
}

func (s *server[S]) event(m kernel.Event) error {
	h, ok := s.def.(EventHandler[S])
	if !ok {
		return fmt.Errorf("%s has no HandleEvent for the event %q", s.ctx.widget.name, m.Event)
	}
	return h.HandleEvent(&s.ctx, m.Event, Payload{m.Payload})
}

// call answers a Call, whatever happens.
func (s *server[S]) call(m call) {
	a := answer{err: fmt.Errorf("live: HandleCall of %s panicked", s.ctx.widget.name)}
	defer func() { m.reply <- a }()
	if _, ok := m.msg.(peek); ok {
		a = answer{value: s.ctx.Assigns}
		return
	}
	h, ok := s.def.(CallHandler[S])
	if !ok {
		a = answer{err: fmt.Errorf("live: %s has no HandleCall", s.ctx.widget.name)}
		return
	}
	s.run("HandleCall", "", "", func() error {
		a.value, a.err = h.HandleCall(&s.ctx, m.msg)
		return nil // the caller gets the error
	})
}

// stop ends the widget.
func (s *server[S]) stop(reason string) {
	defer func() { // whatever Terminate does, runtime.Goexit too
		s.ctx.widget.kernel.Drop(s.ctx.widget.ref, reason)
		s.ctx.widget.leaveScope()
	}()
	if t, ok := s.def.(Terminator[S]); ok {
		s.run("Terminate", "", "", func() error { t.Terminate(&s.ctx); return nil })
	}
}

// errPanic stands for a panic that was reported with its stack.
var errPanic = errors.New("it panicked")

// run calls one callback for client and tells of its failure: the client, and
// the cell that made the widget.
func (s *server[S]) run(callback, client, view string, f func() error) {
	w := s.ctx.widget
	err := s.guard(callback, client, view, f)
	if err == nil {
		s.panics = 0
		return
	}
	w.fail(client, view, callback, err)
	if !errors.Is(err, errPanic) {
		s.panics = 0
		w.kernel.Report(w.scope, fmt.Sprintf("%s of %s: %v", callback, w.name, err), "")
		return
	}
	if s.panics++; s.panics == MaxPanics {
		w.abandon(fmt.Sprintf("it panicked %d times in a row", MaxPanics))
	}
}

// guard calls f with the origin set and turns a panic into an error.
func (s *server[S]) guard(callback, client, view string, f func() error) (err error) {
	s.ctx.origin = client
	returned := false
	defer func() {
		s.ctx.origin = ""
		if returned {
			return
		}
		if p := recover(); p != nil {
			w := s.ctx.widget
			w.kernel.Report(w.scope, fmt.Sprintf("panic in %s of %s: %v", callback, w.name, p), string(debug.Stack()))
			err = fmt.Errorf("%w: %v", errPanic, p)
			return
		}
		s.ctx.widget.fail(client, view, callback, errors.New("it ended its goroutine")) // run goes no further
	}()
	err = f()
	returned = true
	return err
}

// fail tells the client that caused a callback that it failed.
func (w *Widget) fail(client, view, callback string, err error) {
	if client != "" && callback != "HandleDisconnect" {
		w.kernel.Emit(kernel.Fail{Client: client, Ref: w.ref, View: view, Message: fmt.Sprintf("%s: %v", callback, err)})
	}
}

// abandon closes the widget from its own line.
func (w *Widget) abandon(reason string) {
	w.box.mu.Lock()
	defer w.box.mu.Unlock()
	if w.box.closed {
		return
	}
	for _, msg := range w.box.queue {
		if c, ok := msg.(call); ok {
			c.reply <- answer{err: ErrClosed} // the channel has room
		}
	}
	w.box.queue = nil
	w.box.pushLocked(stop{reason})
	w.box.closed = true
	w.box.idle = make(chan struct{})
}
