package live

import (
	"errors"
	"sync"
	"time"
)

// SendAfter puts msg into the widget's own mailbox when d has passed;
// [InfoHandler] receives it. stop takes it back and reports whether it came in
// time. What has not been sent when the widget ends never is. As
// Process.send_after.
func (c *Context[S]) SendAfter(d time.Duration, msg any) (stop func() bool) {
	w, a := c.widget, &alarm{}
	w.life.arm(a, d, func() {
		if w.life.disarm(a) {
			w.box.post(info{msg})
		}
	})
	return func() bool { return w.life.disarm(a) }
}

// Repeat calls fn every so often, among the widget's callbacks and in their
// order, until it is stopped or the widget ends. Ticks that come while one
// waits or runs are left out, so that a slow fn does not fall behind. What fn
// returns or panics with is reported as of any callback; after a panic it is
// called no more. Repeat panics when the time between calls is not positive.
func (c *Context[S]) Repeat(every time.Duration, fn func(*Context[S]) error) *Repeater {
	if every <= 0 {
		panic("live: the time between calls must be positive")
	}
	w := c.widget
	r := &Repeater{every: every, life: &w.life, next: time.Now().Add(every)}
	r.post = func() bool { return w.box.post(tick[S]{r, fn}) }
	r.life.arm(&r.alarm, every, r.ring)
	return r
}

// Repeater is a function that [Context.Repeat] goes on calling. It is safe for
// concurrent use.
type Repeater struct {
	every time.Duration
	life  *life
	post  func() bool
	alarm alarm

	mu      sync.Mutex
	next    time.Time
	waiting bool // a tick is in the mailbox or being handled
	stopped bool
}

// tick is a call that is due, in the mailbox.
type tick[S any] struct {
	repeater *Repeater
	fn       func(*Context[S]) error
}

// Stop ends the calls. One that runs goes on; none begins afterwards.
func (r *Repeater) Stop() {
	r.mu.Lock()
	r.stopped = true
	r.mu.Unlock()
	r.life.disarm(&r.alarm)
}

// ring is the timer's.
func (r *Repeater) ring() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stopped {
		return
	}
	if !r.waiting {
		r.waiting = r.post() // for a full mailbox the next tick will do
	}
	now := time.Now()
	for !r.next.After(now) { // ticks keep to the clock, however late one was
		r.next = r.next.Add(max(r.every, now.Sub(r.next).Truncate(r.every)))
	}
	r.life.again(&r.alarm, r.next.Sub(now))
}

// wanted says whether a tick from the mailbox is to be handled.
func (r *Repeater) wanted() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return !r.stopped
}

func (r *Repeater) handled() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waiting = false
}

// call calls a repeated function, unless it was stopped meanwhile.
func (t tick[S]) call(s *server[S]) {
	if !t.repeater.wanted() {
		return
	}
	defer t.repeater.handled()
	if err := s.run("Repeat", "", "", func() error { return t.fn(&s.ctx) }); errors.Is(err, errPanic) {
		t.repeater.Stop()
	}
}
