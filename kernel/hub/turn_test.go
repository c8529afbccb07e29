package hub_test

import (
	"slices"
	"testing"
	"testing/synctest"

	"github.com/gokino/gokino/internal/page"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/hub"
)

// lender is a widget whose turn somebody has to take.
type lender struct {
	h       *hub.Hub
	ref     string
	started int
}

func (l *lender) Start() { l.started++ }
func (l *lender) Run()   { l.h.Handle(broadcast(l.ref, 1)) }

// TestTurn: what a client hears because of its own message waits for Flush and
// leaves as one socket message; nobody else waits. One message brings one turn at
// most, a broken one none.
func TestTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h *hub.Hub
		widgets := map[string]*lender{"r": {ref: "r"}, "s": {ref: "s"}}
		h = hub.New(hub.Options{Deliver: func(m kernel.Message) kernel.Turn {
			switch m := m.(type) {
			case kernel.Connect:
				h.Handle(kernel.Init{Client: m.Client, Ref: m.Ref, View: m.View})
			case kernel.Event:
				return widgets[m.Ref]
			}
			return nil
		}})
		defer h.Close()
		widgets["r"].h, widgets["s"].h = h, h
		a, b := newTab(t, h), newTab(t, h)
		for _, tb := range []*tab{a, b} {
			tb.connect("r", "v")
			synctest.Wait()
			tb.hear()
		}

		turn, err := a.client.Receive(a.sock, page.Push(2, "r", "v", "e", 1))
		if turn != widgets["r"] || err != nil {
			t.Fatal(turn, err)
		}
		turn.Run()
		turn.Run()
		synctest.Wait()
		if got := tags(a.hear()); got != nil {
			t.Errorf("before Flush it hears %v", got)
		}
		if got := tags(b.hear()); !slices.Equal(got, []int{page.Event, page.Event}) {
			t.Errorf("the other page hears %v", got)
		}
		a.client.Flush()
		if got := tags(a.hear()); !slices.Equal(got, []int{page.Event, page.Event}) {
			t.Errorf("after Flush it hears %v", got)
		}
		h.Handle(broadcast("r", 2))
		synctest.Wait()
		if got := tags(a.hear()); !slices.Equal(got, []int{page.Event}) {
			t.Errorf("later it hears %v", got)
		}

		turn, err = a.client.Receive(a.sock, slices.Concat(page.Push(3, "r", "v", "e", 1), page.Push(4, "s", "v", "e", 1)))
		if turn != widgets["s"] || err != nil || widgets["r"].started != 1 || widgets["s"].started != 0 {
			t.Error("of two turns:", turn, err, *widgets["r"], *widgets["s"])
		}
		a.client.Flush()
		turn, err = a.client.Receive(a.sock, append(page.Push(5, "r", "v", "e", 1), 0xc1))
		if turn != nil || err == nil || widgets["r"].started != 2 {
			t.Error("of a broken message:", turn, err, *widgets["r"])
		}
		h.Handle(broadcast("r", 3))
		synctest.Wait()
		if got := tags(a.hear()); !slices.Equal(got, []int{page.Event}) {
			t.Errorf("nothing is held back, and it hears %v", got)
		}
	})
}
