package live

import (
	"context"
	"sync"
	"time"

	"github.com/gokino/gokino/kernel"
)

// life is what a widget has going besides its mailbox. The zero value has
// nothing going.
type life struct {
	mu    sync.Mutex
	ended bool
	more  *going // made when first needed: most widgets never do
}

// going is all that ends with the widget.
type going struct {
	alarms  map[*alarm]struct{}
	topics  map[string]*kernel.Subscription
	late    map[*From]struct{} // calls that are answered later
	ctx     context.Context
	cancel  context.CancelFunc
	monitor chan struct{}
}

// alarm is a timer that is stopped when the widget ends.
type alarm struct{ timer *time.Timer }

func (l *life) goingLocked() *going {
	if l.more == nil {
		l.more = &going{alarms: map[*alarm]struct{}{}, topics: map[string]*kernel.Subscription{}, late: map[*From]struct{}{}}
	}
	return l.more
}

// arm starts an alarm that rings once, unless the widget has ended.
func (l *life) arm(a *alarm, d time.Duration, ring func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return
	}
	a.timer = time.AfterFunc(d, ring)
	l.goingLocked().alarms[a] = struct{}{}
}

// disarm forgets an alarm and reports whether it was still wanted.
func (l *life) disarm(a *alarm) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.more == nil {
		return false
	}
	if _, wanted := l.more.alarms[a]; !wanted {
		return false
	}
	delete(l.more.alarms, a)
	a.timer.Stop()
	return true
}

// again lets an alarm ring once more.
func (l *life) again(a *alarm, d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.more == nil {
		return
	}
	if _, wanted := l.more.alarms[a]; wanted {
		a.timer.Reset(d)
	}
}

// context ends with the widget, not when its cell is interrupted, and says whose
// it is.
func (l *life) context(w *Widget) context.Context {
	l.mu.Lock()
	defer l.mu.Unlock()
	g := l.goingLocked()
	if g.ctx == nil {
		g.ctx, g.cancel = context.WithCancel(context.WithValue(context.WithoutCancel(w.scope.Context()), selfKey{}, w))
		if l.ended {
			g.cancel()
		}
	}
	return g.ctx
}

// selfKey finds the widget whose callback a context comes from.
type selfKey struct{}

// end stops everything but the monitor: no more callbacks will be caused by it.
func (l *life) end() {
	l.mu.Lock()
	l.ended = true
	g := l.more
	if g == nil {
		l.mu.Unlock()
		return
	}
	for a := range g.alarms {
		a.timer.Stop()
	}
	topics, late := g.topics, g.late
	g.alarms, g.topics, g.late = nil, nil, nil
	if g.cancel != nil {
		g.cancel()
	}
	l.mu.Unlock()
	for _, s := range topics {
		s.Close()
	}
	for f := range late {
		f.answer(answer{err: ErrClosed})
	}
}

// gone tells who monitors the widget. It comes after end.
func (l *life) gone() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if g := l.goingLocked(); g.monitor == nil {
		g.monitor = make(chan struct{})
	}
	select {
	case <-l.more.monitor:
	default:
		close(l.more.monitor)
	}
}

func (l *life) done() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	g := l.goingLocked()
	if g.monitor == nil {
		g.monitor = make(chan struct{})
	}
	return g.monitor
}
