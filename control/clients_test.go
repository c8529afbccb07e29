package control_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gokino/gokino/control"
	"github.com/gokino/gokino/kernel"
)

// TestClients: who comes and goes is heard once each, in order, and who is here known.
func TestClients(t *testing.T) {
	before := kernel.Default()
	defer kernel.SetDefault(before)
	k := kernel.New(kernel.Options{})
	kernel.SetDefault(k)
	k.Deliver(kernel.Presence{Client: "early", Here: true})
	clients := control.Clients()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	events := clients.Events(ctx)
	for _, client := range []string{"b", "b", "a", "-early", "-nobody", "-b"} {
		name, away := strings.CutPrefix(client, "-")
		k.Deliver(kernel.Presence{Client: name, Here: !away})
	}
	if got := clients.Now(); !slices.Equal(got, []string{"a"}) {
		t.Errorf("here: %q", got)
	}
	var heard []string
	for p := range events {
		heard = append(heard, fmt.Sprint(p.Client, " ", p.Here))
		if len(heard) == 4 {
			cancel()
		}
	}
	if got := fmt.Sprintf("%q", heard); got != `["b true" "a true" "early false" "b false"]` {
		t.Error(got)
	}
}
