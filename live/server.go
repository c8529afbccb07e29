package live

import (
	"cmp"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
)

// What the mailbox holds besides clients' messages.
type (
	cast struct{ msg any }
	info struct{ msg any }
	stop struct{ reason string }
)

// server runs a definition's callbacks, one message at a time.
type server[S any] struct {
	def    Definition[S]
	ctx    Context[S]
	panics int // in a row
}

func (s *server[S]) start(run func()) { s.ctx.widget.start(run) }

// handle runs the callback for msg. It is the only place where widget code runs.
func (s *server[S]) handle(msg any) {
	switch m := msg.(type) {
	case kernel.Connect:
		s.begin(m)
	case kernel.Event:
		s.event(m)
	case kernel.Disconnect:
		s.disconnect(m)
	case kernel.Uploaded:
		s.uploaded(m)
	case cast:
		_ = s.run("HandleCast", "", "", func() error {
			if h, ok := s.def.(CastHandler[S]); ok {
				return h.HandleCast(&s.ctx, m.msg)
			}
			return fmt.Errorf("%s has no HandleCast", s.ctx.widget.name)
		})
	case info:
		_ = s.run("HandleInfo", "", "", func() error {
			if h, ok := s.def.(InfoHandler[S]); ok {
				return h.HandleInfo(&s.ctx, m.msg)
			}
			return fmt.Errorf("%s has no HandleInfo", s.ctx.widget.name)
		})
	case tick[S]:
		m.call(s)
	case call:
		s.call(m)
	case stop:
		s.stop(m.reason)
	}
}

// begin connects a view. The first one of a client's own server calls Init; if
// that fails there is no server.
func (s *server[S]) begin(m kernel.Connect) {
	w := s.ctx.widget
	defer func() { // whatever Init does, runtime.Goexit too
		if !w.begun() {
			w.abandon("") // the client knows that it failed
		}
	}()
	_ = s.run("HandleConnect", m.Client, m.View, func() error { return s.connect(m) })
}

// connect answers a view with its init data. What its page was told before is
// told again: it may have been loaded anew.
func (s *server[S]) connect(m kernel.Connect) error {
	c := s.ctx.atStage().connected(m.Client)
	if err := s.ctx.widget.initialize(); err != nil {
		return err
	}
	if err := s.enter(m.URL); err != nil {
		return err
	}
	data, err := s.def.HandleConnect(&s.ctx)
	if err != nil {
		return err
	}
	b, err := wire.Append(nil, data)
	if err != nil {
		return fmt.Errorf("the data cannot be sent: %w", err)
	}
	s.ctx.tellModel() // to those who were there before
	s.ctx.widget.kernel.Emit(kernel.Init{Client: m.Client, Ref: m.Ref, View: m.View, Payload: b, Model: s.ctx.mirror.whole()})
	s.ctx.stage.greet(c)
	return nil
}

func (s *server[S]) disconnect(m kernel.Disconnect) {
	s.ctx.atStage().disconnected(m.Client)
	if h, ok := s.def.(DisconnectHandler[S]); ok {
		_ = s.run("HandleDisconnect", m.Client, m.View, func() error { return h.HandleDisconnect(&s.ctx) })
	}
	if s.ctx.widget.client() == "" && s.ctx.stage.clients[m.Client] == nil { // a client's own server waits for it
		s.ctx.uploads().leave(m.Client)
	}
}

// event runs HandleEvent, or what stands for one of the page's own events, and
// answers if that is wanted.
func (s *server[S]) event(m kernel.Event) {
	if m.Event == ping {
		s.reply(m, nil, nil)
		return
	}
	answered := false
	callback, f := s.eventCallback(m)
	if m.Call != 0 { // whatever the callback does, runtime.Goexit too
		defer func() {
			if !answered {
				s.reply(m, nil, fmt.Errorf("%s ended its goroutine", callback))
			}
		}()
	}
	err := s.run(callback, m.Client, m.View, f, func(reply []byte) {
		answered = true
		if m.Call != 0 {
			s.reply(m, reply, nil)
		}
	})
	if err != nil && m.Call != 0 {
		answered = true
		s.reply(m, nil, fmt.Errorf("%s: %w", callback, err))
	}
	answered = true
}

// eventCallback is what handles an event.
func (s *server[S]) eventCallback(m kernel.Event) (name string, f func() error) {
	if m.Event == setEvent {
		return "HandleChange", func() error { return s.write(Payload{m.Payload}) }
	}
	return "HandleEvent", func() error {
		if name, own := strings.CutPrefix(m.Event, pageEvent); own {
			return s.pageEvent(name, Payload{m.Payload})
		}
		h, ok := s.def.(EventHandler[S])
		if !ok {
			return fmt.Errorf("%s has no HandleEvent for the event %q", s.ctx.widget.name, m.Event)
		}
		return h.HandleEvent(&s.ctx, m.Event, Payload{m.Payload})
	}
}

func (s *server[S]) reply(m kernel.Event, payload []byte, err error) {
	r := kernel.Reply{Client: m.Client, Ref: m.Ref, View: m.View, Call: m.Call, Payload: payload}
	if err != nil {
		r.Error = err.Error()
	}
	s.ctx.widget.kernel.Emit(r)
}

// stop ends the widget. A server that could not begin has nothing to terminate.
func (s *server[S]) stop(reason string) {
	w := s.ctx.widget
	defer func() { // whatever Terminate does, runtime.Goexit too
		s.ctx.uploads().leave("")
		w.drop(reason)
		w.life.gone()
		if w.seat != nil {
			w.seat.gone()
		}
	}()
	w.life.end()
	if !w.begun() {
		return
	}
	if t, ok := s.def.(Terminator[S]); ok {
		_ = s.run("Terminate", "", "", func() error { t.Terminate(&s.ctx); return nil })
	}
}

// errPanic stands for a panic that was reported with its stack.
var errPanic = errors.New("it panicked")

// run calls one callback for client and then does what it asked for, or tells of
// its failure: the client, and the cell that made the widget. It returns the
// failure. The answer to an event, if there is to be one, goes out among the rest.
func (s *server[S]) run(callback, client, view string, f func() error, answer ...func(reply []byte)) error {
	w := s.ctx.widget
	err := s.guard(callback, client, view, f)
	if err == nil {
		err = s.settle(client, view, answer)
	}
	if err == nil {
		s.panics = 0
		s.forget()
		return nil
	}
	s.ctx.tellModel() // the state is what the callback left
	s.forget()
	if s.ctx.stage != nil {
		s.ctx.stage.forget()
	}
	w.fail(client, view, callback, err)
	if !errors.Is(err, errPanic) {
		s.panics = 0
		if errors.As(err, new(refusal)) {
			return err
		}
		w.kernel.Report(w.scope, fmt.Sprintf("%s of %s: %v", callback, w.name, err), "")
		return err
	}
	if s.panics++; s.panics == MaxPanics {
		w.abandon(fmt.Sprintf("it panicked %d times in a row", MaxPanics))
	}
	return err
}

// settle does what a callback asked for.
func (s *server[S]) settle(client, view string, answer []func([]byte)) error {
	st := s.ctx.stage
	if st == nil {
		s.ctx.tellModel()
		for _, f := range answer {
			f(nil)
		}
		return nil
	}
	patches, err := s.patch(view)
	if err != nil {
		return err
	}
	st.navigate(patches)
	s.ctx.tellModel()
	st.flush(patches)
	for _, f := range answer {
		f(st.reply)
	}
	st.finish()
	return nil
}

// guard calls f with the origin set and turns a panic into an error.
func (s *server[S]) guard(callback, client, view string, f func() error) (err error) {
	own := s.ctx.widget.client()
	s.ctx.origin = cmp.Or(client, own)
	returned := false
	defer func() {
		s.ctx.origin = own
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
		w.kernel.Emit(kernel.Fail{Client: client, Ref: w.view.Ref, View: view, Message: fmt.Sprintf("%s: %v", callback, err)})
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
			c.from.answer(answer{err: ErrClosed})
		}
	}
	w.box.queue = nil
	w.box.putLocked(stop{reason})
	w.box.closed = true
	w.box.idle = make(chan struct{})
}
