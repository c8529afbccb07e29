package control

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/gokino/gokino/kernel"
)

// Streamed is a merged sequence of events; each [Streamed.Events] listens anew.
type Streamed struct{ sources []Source }

// Stream merges the events of sources. It panics if one is nil. As
// Kino.Control.stream.
func Stream(sources ...Source) Streamed {
	for i, src := range sources {
		if src == nil {
			panic(fmt.Sprintf("control: source %d of the stream is nil", i))
		}
	}
	return Streamed{sources}
}

// Events yields what the sources emit from this call on, each source's in order,
// until ctx is done or the last source has ended. A stream with an interval ends
// only with ctx. The sequence is for one range: a second needs a second call.
func (s Streamed) Events(ctx context.Context) iter.Seq[any] {
	events := s.indexed(ctx)
	return func(yield func(any) bool) {
		for _, ev := range events {
			if !yield(ev) {
				return
			}
		}
	}
}

// TaggedStream is a merged sequence of events with the tags of their sources.
type TaggedStream[K comparable] struct {
	tags    []K
	sources []Source
}

// Tagged merges the events of sources, each with the key of its source. It panics if
// one is nil. As Kino.Control.tagged_stream.
func Tagged[K comparable](sources map[K]Source) TaggedStream[K] {
	var t TaggedStream[K]
	for tag, src := range sources {
		if src == nil {
			panic(fmt.Sprintf("control: source %v of the stream is nil", tag))
		}
		t.tags, t.sources = append(t.tags, tag), append(t.sources, src)
	}
	return t
}

// Events yields tags and events as [Streamed.Events] yields events.
func (t TaggedStream[K]) Events(ctx context.Context) iter.Seq2[K, any] {
	events := Streamed{t.sources}.indexed(ctx)
	return func(yield func(K, any) bool) {
		for i, ev := range events {
			if !yield(t.tags[i], ev) {
				return
			}
		}
	}
}

// indexed yields events with the index of their source.
func (s Streamed) indexed(ctx context.Context) iter.Seq2[int, any] {
	l := s.open()
	stop := context.AfterFunc(ctx, l.sub.Close) // should nobody range over it
	return func(yield func(int, any) bool) {
		defer stop()
		l.events(ctx)(yield)
	}
}

// listening is a stream whose subscription is made.
type listening struct {
	sub    *kernel.Subscription
	index  map[string]int // of sources, by topic
	clocks []*clock
}

type clock struct {
	Ticks
	index int
	next  time.Time
	n     int
}

func (s Streamed) open() *listening {
	l := &listening{index: map[string]int{}}
	var emitters []Source
	for i, src := range s.sources {
		if t, ok := src.(Ticks); ok {
			l.clocks = append(l.clocks, &clock{Ticks: t, index: i, next: time.Now().Add(t.every)})
			continue
		}
		emitters = append(emitters, src)
		_, topic := src.Topic()
		if _, twice := l.index[topic]; !twice {
			l.index[topic] = i
		}
	}
	l.sub = subscribe(kernelOf(emitters...), emitters...)
	return l
}

func (l *listening) events(ctx context.Context) iter.Seq2[int, any] {
	return func(yield func(int, any) bool) {
		defer l.sub.Close()
		for ctx.Err() == nil {
			batch, ended := l.wait(ctx)
			for _, d := range batch {
				if ctx.Err() != nil || !yield(l.index[d.Topic], d.Value) {
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
func (l *listening) tick(yield func(int, any) bool) bool {
	now := time.Now()
	for _, c := range l.clocks {
		if c.next.After(now) {
			continue
		}
		if !yield(c.index, Tick{c.n}) {
			return false
		}
		c.n++
		c.next = time.Now().Add(c.every)
	}
	return true
}
