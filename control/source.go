package control

import (
	"context"
	"iter"

	"github.com/gokino/gokino/kernel"
)

// Source is something that emits events: a control, an input, a live widget or
// an [Interval]. Sources of different events are merged by [Stream] and
// [Tagged].
type Source interface {
	// Topic names where the events are published.
	Topic() (k *kernel.Kernel, topic string)
}

// Emitter is a source whose events have a type: each control and input is one, a
// live widget is one of any. [Listen] takes it.
type Emitter[E any] interface {
	// Events yields what is emitted from this call on, until ctx is done or the
	// source has ended. The sequence is for one range.
	Events(ctx context.Context) iter.Seq[E]
}

// ender is a source that knows whether it has ended, as a widget does.
type ender interface{ Ended() bool }

// subscribe listens on the topics of sources. The end of one that has ended
// already is seen.
func subscribe(k *kernel.Kernel, sources ...Source) *kernel.Subscription {
	topics := make([]string, len(sources))
	for i, src := range sources {
		_, topics[i] = src.Topic()
	}
	sub := k.Subscribe(topics...)
	for i, src := range sources {
		if e, ok := src.(ender); ok && e.Ended() { // asked after subscribing: no end goes unseen
			k.EndTopic(topics[i])
		}
	}
	return sub
}

// kernelOf is the kernel that the sources belong to.
func kernelOf(sources ...Source) *kernel.Kernel {
	for _, src := range sources {
		if k, _ := src.Topic(); k != nil {
			return k
		}
	}
	return kernel.Default()
}
