package kernel

import (
	"context"
	"slices"
	"sync"
)

// Delivery is one value published on a topic.
type Delivery struct {
	Topic string
	Value any
}

// maxBatch is how many deliveries Next returns at most.
const maxBatch = 256

// Subscription receives what is published on its topics from the moment it was
// made, in order, nothing dropped: what it has not read has no bound, as the
// events come from people and clocks. One goroutine reads it; where none does for
// [Unread], the cell that subscribed is told the line that did.
type Subscription struct {
	kernel  *Kernel
	forward func(Delivery) // takes deliveries instead of Next
	wake    chan struct{}  // holds a token when there may be something new

	mu     sync.Mutex
	places []*place // in the topics that have not ended
	batch  []Delivery
	closed bool
	unread unread
}

// Subscribe listens on topics: the refs of widgets, or names of one's own. It
// must be closed.
func (k *Kernel) Subscribe(topics ...string) *Subscription {
	s := &Subscription{kernel: k, wake: make(chan struct{}, 1)}
	s.unread.began(k.Current())
	k.mu.Lock()
	defer k.mu.Unlock()
	for i, name := range topics {
		if !slices.Contains(topics[:i], name) {
			p := k.listenedLocked(name).enter(s)
			p.wait() // so that the first value is noticed, should nobody read
			s.places = append(s.places, p)
		}
	}
	return s
}

// Forward hands what is published on a topic to f at once, in the goroutine that
// publishes. f must not block nor call the kernel: it puts the delivery into a
// mailbox. The subscription must be closed; Next is not for it. f may still be
// called once while Close runs.
func (k *Kernel) Forward(topic string, f func(Delivery)) *Subscription {
	s := &Subscription{kernel: k, forward: f, wake: make(chan struct{}, 1)}
	k.mu.Lock()
	defer k.mu.Unlock()
	t := k.listenedLocked(topic)
	s.places = []*place{{sub: s, topic: t}}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.forward = append(t.forward, s)
	return s
}

// listenedLocked is the topic that one more subscription listens on.
func (k *Kernel) listenedLocked(name string) *topic {
	t := k.topics[name]
	if t == nil {
		t = newTopic(name)
		k.topics[name] = t
	}
	t.heard++
	return t
}

// Publish hands v to every subscription of topic. It does not block and runs no
// user code; v is given away.
func (k *Kernel) Publish(topic string, v any) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if t := k.topics[topic]; t != nil {
		t.publish(v, false, &k.turn)
	}
}

// EndTopic tells the subscriptions of topic that nothing more will come.
func (k *Kernel) EndTopic(topic string) {
	k.mu.Lock()
	t := k.topics[topic]
	delete(k.topics, topic)
	k.mu.Unlock()
	if t != nil {
		t.publish(nil, true, &k.turn)
	}
}

// signal leaves one token; a token that waits already does for all.
func (s *Subscription) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Next waits for the next batch of deliveries, which is the caller's until the
// next call. It returns nil when the subscription is closed, ctx is done, or
// everything was read and the last topic has ended.
func (s *Subscription) Next(ctx context.Context) []Delivery {
	for {
		batch, ended := s.read()
		if len(batch) > 0 {
			return batch
		}
		if ended {
			return nil
		}
		if !s.wait() {
			continue
		}
		select {
		case <-s.wake:
		case <-ctx.Done():
			return nil
		}
	}
}

// read takes what is there; ended if nothing will follow.
func (s *Subscription) read() (batch []Delivery, ended bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unread.reads++
	clear(s.batch)
	s.batch = s.batch[:0]
	for len(s.batch) < maxBatch {
		p := s.first()
		if p == nil {
			break
		}
		if p.at.end {
			s.places = slices.DeleteFunc(s.places, func(other *place) bool { return other == p })
			continue
		}
		s.batch = append(s.batch, Delivery{p.topic.name, p.at.value})
		p.at = p.at.next.Load()
	}
	return s.batch, len(s.places) == 0
}

// first is the place with the oldest value that was not read; nil if all was.
func (s *Subscription) first() (p *place) {
	for {
		before := p
		p = nil
		for _, other := range s.places {
			if other.at.next.Load() != nil && (p == nil || other.at.turn < p.at.turn) {
				p = other
			}
		}
		// Something older may have come to a place that was looked at before.
		if p == before || len(s.places) == 1 {
			return p
		}
	}
}

// wait has every topic wake the subscription; false if there is something to read.
func (s *Subscription) wait() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.places {
		if !p.wait() {
			return false
		}
	}
	return !s.closed
}

// Close ends the subscription; a Next that waits returns nil.
func (s *Subscription) Close() {
	s.mu.Lock()
	places := s.places
	s.places, s.closed = nil, true
	s.mu.Unlock()
	for _, p := range places {
		p.leave()
		s.kernel.unheard(p.topic)
	}
	s.signal()
}

// unheard forgets a topic that nobody listens on any more.
func (k *Kernel) unheard(t *topic) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if t.heard--; t.heard == 0 && k.topics[t.name] == t {
		delete(k.topics, t.name)
	}
}
