package server_test

import (
	"testing"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/server"
)

// TestPresence: pages of a program are here while they are connected, and Go code hears
// them come and go.
func TestPresence(t *testing.T) {
	k := kernel.New(kernel.Options{})
	s := newSiteOf(t, k, server.Options{})
	heard := k.Subscribe(kernel.PresenceTopic)
	defer heard.Close()
	b := &browser{t: t}
	name := b.open(s.url).Client
	b.open(s.url) // the same page, anew
	_ = b.conn.Close()
	var got []any
	for len(got) < 2 {
		batch := heard.Next(t.Context())
		if batch == nil {
			t.Fatalf("heard %+v", got)
		}
		for _, d := range batch {
			got = append(got, d.Value)
		}
	}
	if got[0] != any(kernel.Presence{Client: name, Here: true}) || got[1] != any(kernel.Presence{Client: name}) {
		t.Errorf("heard %+v", got)
	}
	if got := k.Clients(); len(got) != 0 {
		t.Errorf("here: %q", got)
	}
}
