package hub_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/hub"
)

// TestPresence: a client is here while it has a connection, under one name; a connection
// that replaces another is no news.
func TestPresence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var told []kernel.Presence
		h, _ := start(t, hub.Options{Presence: func(p kernel.Presence) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, p)
		}})
		a := newTab(t, h)
		synctest.Wait()
		a.hear()
		first := a.sock
		a.dial(newSocket())
		a.client.Detach(first)
		a.client.Detach(a.sock)
		a.client.Detach(a.sock)
		a.dial(newSocket())
		b := newTab(t, h)
		h.Close()
		synctest.Wait()
		name := map[string]string{a.client.ID(): "a", b.client.ID(): "b"}
		var got []string
		for _, p := range told {
			got = append(got, fmt.Sprint(name[p.Client], " ", p.Here))
		}
		if !slices.Equal(got, []string{"a true", "a false", "a true", "b true"}) {
			t.Errorf("%q", got)
		}
	})
}
