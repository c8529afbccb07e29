package control

import (
	"context"
	"iter"

	"github.com/gokino/gokino/kernel"
)

// Presence is the event of [Clients]: the page of Client has come, or, if Here is false,
// is away. A page is away when it was closed and while it has lost its connection; one
// that comes back soon has the same name, one that is loaded anew another.
type Presence = kernel.Presence

// Presences is a source of the coming and going of pages.
type Presences struct{ kernel *kernel.Kernel }

// Clients is the source of the pages of this notebook, or of this program: all that
// show it, whatever they show of it. Their names are the origins of other events. As
// monitor_clients of Kino.Bridge.
func Clients() Presences { return Presences{kernel.Default()} }

// Now are the clients whose pages are here, sorted.
func (p Presences) Now() []string { return p.kernel.Clients() }

// Topic names where the events are published.
func (p Presences) Topic() (k *kernel.Kernel, topic string) {
	return p.kernel, kernel.PresenceTopic
}

// Events yields who comes and goes from this call on, until ctx is done.
func (p Presences) Events(ctx context.Context) iter.Seq[Presence] {
	return typed[Presence](Stream(p).Events(ctx))
}
