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

// Subscription receives what is published on its topics from the moment it was
// made, in order, nothing dropped: its queue has no bound, as the events come
// from people and clocks. One goroutine reads it; where none does for [Unread],
// the cell that subscribed is told the line that did.
type Subscription struct {
	kernel  *Kernel
	forward func(Delivery) // takes deliveries instead of the queue
	wake    chan struct{}  // holds a token when the queue or topics changed

	mu     sync.Mutex
	queue  []Delivery
	topics []string // those that have not ended
	closed bool
	unread unread
}

// Subscribe listens on topics: the refs of widgets, or names of one's own. It
// must be closed.
func (k *Kernel) Subscribe(topics ...string) *Subscription {
	s := &Subscription{wake: make(chan struct{}, 1)}
	s.unread.began(k.Current())
	return k.subscribe(s, topics)
}

// Forward hands what is published on a topic to f at once, in the goroutine that
// publishes. f must not block nor call the kernel: it puts the delivery into a
// mailbox. The subscription must be closed; Next is not for it. f may still be
// called once while Close runs.
func (k *Kernel) Forward(topic string, f func(Delivery)) *Subscription {
	return k.subscribe(&Subscription{forward: f, wake: make(chan struct{}, 1)}, []string{topic})
}

func (k *Kernel) subscribe(s *Subscription, topics []string) *Subscription {
	s.kernel, s.topics = k, slices.Clone(topics)
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, t := range topics {
		if k.topics[t] == nil {
			k.topics[t] = map[*Subscription]struct{}{}
		}
		k.topics[t][s] = struct{}{}
	}
	return s
}

// Publish hands v to every subscription of topic. It does not block and runs no
// user code; v is given away.
func (k *Kernel) Publish(topic string, v any) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	for s := range k.topics[topic] {
		s.push(Delivery{topic, v})
	}
}

// EndTopic tells the subscriptions of topic that nothing more will come.
func (k *Kernel) EndTopic(topic string) {
	k.mu.Lock()
	subs := k.topics[topic]
	delete(k.topics, topic)
	k.mu.Unlock()
	for s := range subs {
		s.drop(topic)
	}
}

func (s *Subscription) push(d Delivery) {
	if s.forward != nil {
		s.forward(d)
		return
	}
	s.mu.Lock()
	s.queue = append(s.queue, d)
	s.arrived()
	s.mu.Unlock()
	s.signal()
}

func (s *Subscription) drop(topic string) {
	s.mu.Lock()
	s.topics = slices.DeleteFunc(s.topics, func(t string) bool { return t == topic })
	s.mu.Unlock()
	s.signal()
}

// signal leaves one token; a token that waits already does for all.
func (s *Subscription) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Next waits for the next batch of deliveries. It returns nil when the
// subscription is closed, ctx is done, or everything was read and the last
// topic has ended.
func (s *Subscription) Next(ctx context.Context) []Delivery {
	for {
		s.mu.Lock()
		batch := s.queue
		s.queue = nil
		s.unread.reads++
		ended := s.closed || len(s.topics) == 0
		s.mu.Unlock()
		if len(batch) > 0 || ended {
			return batch
		}
		select {
		case <-s.wake:
		case <-ctx.Done():
			return nil
		}
	}
}

// Close ends the subscription; a Next that waits returns nil.
func (s *Subscription) Close() {
	s.mu.Lock()
	topics := s.topics
	s.topics, s.queue, s.closed = nil, nil, true
	s.mu.Unlock()

	s.kernel.mu.Lock()
	for _, t := range topics {
		if subs := s.kernel.topics[t]; subs != nil {
			delete(subs, s)
			if len(subs) == 0 {
				delete(s.kernel.topics, t)
			}
		}
	}
	s.kernel.mu.Unlock()
	s.signal()
}
