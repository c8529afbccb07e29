package live

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync/atomic"
	"time"
)

// CallTimeout bounds a [Widget.Call] whose context has no deadline, as in Kino.
const CallTimeout = 5 * time.Second

// ErrNoReply is what a [CallHandler] returns when it answers later, with the
// [From] it took from [Context.From].
var ErrNoReply = errors.New("live: the answer comes later")

// ErrSelfCall says that a widget called itself from one of its callbacks.
var ErrSelfCall = errors.New("live: a widget that calls itself would wait for itself")

type (
	call struct {
		msg  any
		from *From
	}
	answer struct {
		value any
		err   error
	}
	peek struct{} // asks for the assigns
)

// From is who waits for the answer to a [Widget.Call]. As the from of
// GenServer.handle_call. It is safe for concurrent use.
type From struct {
	life  *life
	done  atomic.Bool
	reply chan answer // has room for the one answer
}

// Reply answers the call; a second answer is ignored.
func (f *From) Reply(value any, err error) {
	f.answer(answer{value, err})
	f.life.forgetReply(f)
}

func (f *From) answer(a answer) {
	if f.done.CompareAndSwap(false, true) {
		f.reply <- a
	}
}

func (f *From) answered() bool { return f.done.Load() }

// From is the caller in HandleCall, for an answer that comes later: HandleCall
// then returns [ErrNoReply]. In every other callback it is nil.
func (c *Context[S]) From() *From { return c.from }

// Call sends msg to the widget's [CallHandler] and waits for its answer, until
// ctx is done or, where ctx has no deadline, for [CallTimeout].
//
// A widget must not call itself from a callback: it would wait for itself. With
// the callback's own [Context.Context] that is ErrSelfCall at once.
//
// Where clients have servers of their own, [Widget.Server] names one; else it is
// [ErrPerClient].
func (w *Widget) Call(ctx context.Context, msg any) (any, error) {
	if w.door() != nil {
		return nil, fmt.Errorf("calling %s: %w", w.name, ErrPerClient)
	}
	if ctx.Value(selfKey{}) == w {
		return nil, fmt.Errorf("calling %s: %w", w.name, ErrSelfCall)
	}
	if _, bounded := ctx.Deadline(); !bounded {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, CallTimeout)
		defer cancel()
	}
	from := &From{life: &w.life, reply: make(chan answer, 1)} // the widget never waits for the caller
	if !w.box.post(call{msg, from}) {
		return nil, w.refusal()
	}
	select {
	case a := <-from.reply:
		return a.value, a.err
	case <-ctx.Done():
		return nil, fmt.Errorf("live: calling %s: %w", w.name, ctx.Err())
	}
}

// State returns a copy of the widget's assigns, taken between two callbacks. S
// must be the type they have.
func State[S any](ctx context.Context, w *Widget) (state S, err error) {
	v, err := w.Call(ctx, peek{})
	if err != nil {
		return state, err
	}
	state, ok := v.(S)
	if !ok {
		return state, fmt.Errorf("live: the assigns of %s are %T, not %T", w.name, v, state)
	}
	return state, nil
}

// shown is a state as others get it: keys made at run time are not the widget's
// own map.
func shown[S any](state S) any {
	switch s := any(state).(type) {
	case Assigns:
		return maps.Clone(s)
	case map[string]any:
		return maps.Clone(s)
	}
	return state
}

// edit changes the assigns.
type edit[S any] struct{ f func(*S) }

func (edit[S]) of() any { return *new(S) }

// Update calls f with the widget's assigns, as one of its callbacks: what f
// changes of mirrored state is sent. It returns when that has happened. S must
// be the type of the assigns.
func Update[S any](ctx context.Context, w *Widget, f func(*S)) error {
	_, err := w.Call(ctx, edit[S]{f})
	return err
}

// call answers a Call, whatever happens.
func (s *server[S]) call(m call) {
	a := answer{err: fmt.Errorf("live: HandleCall of %s panicked", s.ctx.widget.name)}
	defer func() {
		s.ctx.from = nil
		if errors.Is(a.err, ErrNoReply) {
			s.ctx.widget.life.awaitReply(m.from)
			return
		}
		m.from.answer(a)
	}()
	switch m := m.msg.(type) {
	case peek:
		a = answer{value: shown(s.ctx.Assigns)}
		return
	case exporting:
		a.err = fmt.Errorf("live: HandleExport of %s panicked", s.ctx.widget.name)
		_ = s.run("HandleExport", "", "", func() error {
			e, err := s.export()
			a = answer{e, err}
			return nil // who asks gets the error
		})
		return
	case edit[S]:
		a.err = s.run("Update", "", "", func() error { m.f(&s.ctx.Assigns); return nil })
		return
	case interface{ of() any }:
		a.err = fmt.Errorf("live: the assigns of %s are %T, not %T", s.ctx.widget.name, s.ctx.Assigns, m.of())
		return
	}
	h, ok := s.def.(CallHandler[S])
	if !ok {
		a = answer{err: fmt.Errorf("live: %s has no HandleCall", s.ctx.widget.name)}
		return
	}
	s.ctx.from = m.from
	_ = s.run("HandleCall", "", "", func() error {
		a.value, a.err = h.HandleCall(&s.ctx, m.msg)
		return nil // the caller gets the error
	})
}

// export asks the definition, after Init where no client has come before.
func (s *server[S]) export() (e Export, err error) {
	if err := s.ctx.widget.initialize(); err != nil {
		return e, err
	}
	return s.def.(Exporter[S]).HandleExport(&s.ctx)
}

// awaitReply remembers a call that is answered later, so that its caller learns
// of it when the widget ends before.
func (l *life) awaitReply(f *From) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !f.answered() {
		l.goingLocked().late[f] = struct{}{}
	}
}

func (l *life) forgetReply(f *From) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.more != nil {
		delete(l.more.late, f)
	}
}
