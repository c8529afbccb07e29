package kernel

import (
	"slices"
	"sync"
	"sync/atomic"
)

// topic is what is published under one name from the moment somebody listens. It
// is one chain of values for all: a subscription has its place in it, and what
// every subscription has passed is garbage. So publishing costs no more for a
// thousand listeners that are busy than for one.
type topic struct {
	name  string
	heard int // subscriptions; the kernel's mutex guards it

	mu      sync.Mutex
	tail    *link
	waiting []*place // of subscriptions that have read everything and sleep
	forward []*Subscription
}

// link is one value of a chain, or the empty one at its end.
type link struct {
	turn  uint64 // among the values of all topics; more than what was published before
	value any
	end   bool                 // of the topic, in the place of a value
	next  atomic.Pointer[link] // nil at the end of the chain; set when all else is
}

// place is where in a topic a subscription has got to.
type place struct {
	sub   *Subscription
	topic *topic
	at    *link // the next to read, the empty one if there is none; nil if all is forwarded

	waits atomic.Bool // is in topic.waiting; the topic's mutex guards changes
	index int         // there
}

func newTopic(name string) *topic { return &topic{name: name, tail: &link{}} }

// publish appends a value, or the end, and wakes who waits for it.
func (t *topic) publish(v any, end bool, turn *atomic.Uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	last := t.tail
	t.tail = &link{}
	last.turn, last.value, last.end = turn.Add(1), v, end
	last.next.Store(t.tail)
	for i, p := range t.waiting {
		p.waits.Store(false)
		p.sub.arrived()
		p.sub.signal()
		t.waiting[i] = nil
	}
	t.waiting = t.waiting[:0]
	if !end {
		for _, s := range t.forward {
			s.forward(Delivery{t.name, v})
		}
	}
}

// enter makes a place at the end of the chain.
func (t *topic) enter(s *Subscription) *place {
	t.mu.Lock()
	defer t.mu.Unlock()
	return &place{sub: s, topic: t, at: t.tail}
}

// wait has the subscription woken by the next value; false if there is one.
func (p *place) wait() bool {
	if p.waits.Load() {
		return true // it has waited since before
	}
	t := p.topic
	t.mu.Lock()
	defer t.mu.Unlock()
	if p.at != t.tail {
		return false
	}
	p.waits.Store(true)
	p.index = len(t.waiting)
	t.waiting = append(t.waiting, p)
	return true
}

// leave takes the place out of those that are told.
func (p *place) leave() {
	t := p.topic
	t.mu.Lock()
	defer t.mu.Unlock()
	if p.sub.forward != nil {
		t.forward = slices.DeleteFunc(t.forward, func(s *Subscription) bool { return s == p.sub })
	}
	if !p.waits.Swap(false) {
		return
	}
	last := len(t.waiting) - 1
	t.waiting[p.index] = t.waiting[last]
	t.waiting[p.index].index = p.index
	t.waiting[last] = nil
	t.waiting = t.waiting[:last]
}
