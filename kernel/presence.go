package kernel

import (
	"maps"
	"slices"

	"github.com/gokino/gokino/kernel/wire"
)

// Presence says that a client's page has come, or is away: it was closed, or has lost
// its connection. One that comes back within the hub's grace period has the same name.
type Presence struct {
	Client string
	Here   bool
}

func (m Presence) append(b []byte) []byte {
	return wire.AppendBool(appendStrings(b, tagPresence, 1, m.Client), m.Here)
}

// PresenceTopic is where each [Presence] is published.
const PresenceTopic = "gokino clients"

// presence notes who is here and tells who listens, if that is news.
func (k *Kernel) presence(m Presence) {
	k.telling.Lock()
	defer k.telling.Unlock()
	k.mu.Lock()
	_, was := k.clients[m.Client]
	if m.Here {
		k.clients[m.Client] = struct{}{}
	} else {
		delete(k.clients, m.Client)
	}
	k.mu.Unlock()
	if was != m.Here {
		k.Publish(PresenceTopic, m)
	}
}

// Clients are the clients whose pages are here now, sorted.
func (k *Kernel) Clients() []string {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return slices.Sorted(maps.Keys(k.clients))
}
