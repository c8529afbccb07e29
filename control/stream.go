package control

import (
	"context"
	"iter"
	"time"

	"github.com/gokino/gokino/kernel"
)

// Source is something that emits events: a widget, or an [Interval].
type Source interface {
	// Topic names where the events are published.
	Topic() (k *kernel.Kernel, topic string)
}

// interval is a source of ticks.
type interval struct{ every time.Duration }

// Topic is empty: ticks are made by the stream that reads them.
func (interval) Topic() (*kernel.Kernel, string) { return nil, "" }

// Tick is the event of an [Interval].
type Tick struct {
	Iteration int // 0, 1, 2…
}

// Interval is a source that ticks: the first time after d, and again d after
// each tick was read, so that ticks do not pile up. As Kino.Control.interval.
// It panics when d is not positive.
func Interval(d time.Duration) Source {
	if d <= 0 {
		panic("control: the time between ticks must be positive")
	}
	return interval{d}
}

// Streamed is a merged sequence of events; each [Streamed.Events] listens anew.
type Streamed struct{ sources []Source }

// Stream merges the events of sources.
func Stream(sources ...Source) Streamed { return Streamed{sources} }

// Events yields what the sources emit from this call on, until ctx is done or
// the last source has ended. A stream with an interval ends only with ctx. The
// sequence is for one range: a second needs a second call.
func (s Streamed) Events(ctx context.Context) iter.Seq[any] {
	l := s.open()
	stop := context.AfterFunc(ctx, l.sub.Close) // should nobody range over it
	return func(yield func(any) bool) {
		defer stop()
		l.events(ctx)(yield)
	}
}

// listening is a stream whose subscriptions are made.
type listening struct {
	sub    *kernel.Subscription
	clocks []*clock
}

type clock struct {
	interval
	next time.Time
	n    int
}

func (s Streamed) open() *listening {
	l := &listening{}
	var k *kernel.Kernel
	var topics []string
	for _, src := range s.sources {
		if i, ok := src.(interval); ok {
			l.clocks = append(l.clocks, &clock{interval: i, next: time.Now().Add(i.every)})
			continue
		}
		var topic string
		k, topic = src.Topic()
		topics = append(topics, topic)
	}
	if k == nil {
		k = kernel.Default()
	}
	l.sub = k.Subscribe(topics...)
	for _, src := range s.sources {
		if e, ok := src.(ender); ok && e.Ended() { // asked after subscribing: no end goes unseen
			_, topic := src.Topic()
			k.EndTopic(topic)
		}
	}
	return l
}

// ender is a source that knows whether it has ended, as a widget does.
type ender interface{ Ended() bool }

func (l *listening) events(ctx context.Context) iter.Seq[any] {
	return func(yield func(any) bool) {
		defer l.sub.Close()
		for ctx.Err() == nil {
			batch, ended := l.wait(ctx)
			for _, d := range batch {
				if ctx.Err() != nil || !yield(d.Value) {
					return
				}
			}
			if ended || !l.tick(yield) {
				return
			}
		}
	}
}

// wait returns what was published, at the latest when the next clock is due.
func (l *listening) wait(ctx context.Context) (batch []kernel.Delivery, ended bool) {
	if len(l.clocks) == 0 {
		batch = l.sub.Next(ctx)
		return batch, batch == nil
	}
	due := l.clocks[0].next
	for _, c := range l.clocks[1:] {
		if c.next.Before(due) {
			due = c.next
		}
	}
	until, cancel := context.WithDeadline(ctx, due)
	defer cancel()
	if batch = l.sub.Next(until); batch == nil {
		<-until.Done() // the widgets have ended, the clocks go on
	}
	return batch, ctx.Err() != nil
}

// tick yields the ticks that are due.
func (l *listening) tick(yield func(any) bool) bool {
	now := time.Now()
	for _, c := range l.clocks {
		if c.next.After(now) {
			continue
		}
		if !yield(Tick{c.n}) {
			return false
		}
		c.n++
		c.next = time.Now().Add(c.every)
	}
	return true
}
