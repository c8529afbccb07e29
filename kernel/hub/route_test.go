package hub_test

import (
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/internal/page"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/hub"
)

// start makes a hub whose widgets answer every Connect.
func start(t *testing.T, o hub.Options) (*hub.Hub, *inbox) {
	var h *hub.Hub
	in := &inbox{}
	o.Deliver = echo(&h, in)
	h = hub.New(o)
	t.Cleanup(h.Close)
	return h, in
}

// TestAudience holds who hears what.
func TestAudience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, in := start(t, hub.Options{})
		a, b, c := newTab(t, h), newTab(t, h), newTab(t, h)
		synctest.Wait()
		for _, tb := range []*tab{a, b, c} {
			if w := tb.hear(); len(w) != 1 || w[0].Tag != page.Welcome || w[0].Resumed || w[0].Client != tb.client.ID() {
				t.Fatalf("greeted with %+v", w)
			}
		}
		a.connect("r", "1")
		a.connect("r", "2")
		b.connect("r", "1")
		b.connect("other", "1")
		h.Handle(broadcast("r", 1))
		h.Handle(kernel.Send{Client: b.id, Ref: "r", Event: "n", Payload: number(2)})
		h.Handle(kernel.Send{Client: c.id, Ref: "r", Event: "n", Payload: number(3)}) // not in the audience
		h.Handle(kernel.Send{Client: "nobody", Ref: "r", Event: "n"})
		h.Handle(kernel.Fail{Client: c.id, Ref: "r", View: "9", Message: "no"})
		h.Handle(kernel.Output{}) // not for clients
		synctest.Wait()
		for _, test := range []struct {
			tab  *tab
			want []int
		}{
			{a, []int{page.Init, page.Init, page.Event}},
			{b, []int{page.Init, page.Init, page.Event, page.Event}},
			{c, []int{page.Fail}},
		} {
			if got := test.tab.hear(); !slices.Equal(tags(got), test.want) {
				t.Errorf("heard %+v, want %v", got, test.want)
			}
		}
		in.take()

		a.disconnect("r", "1")
		a.disconnect("r", "1") // a second time says nothing
		if got := in.take(); len(got) != 1 {
			t.Errorf("two disconnects of a view say %+v", got)
		}
		h.Handle(broadcast("r", 4))
		synctest.Wait()
		if got := numbers(a.hear()); !slices.Equal(got, []int{4}) {
			t.Errorf("with one of two views left it hears %v", got)
		}
		a.disconnect("r", "2")
		h.Handle(broadcast("r", 5))
		synctest.Wait()
		if got := a.hear(); got != nil {
			t.Errorf("without a view it hears %+v", got)
		}

		b.hear()
		h.Handle(kernel.Gone{Ref: "r", Reason: "over"})
		h.Handle(broadcast("r", 6))
		synctest.Wait()
		if got := b.hear(); len(got) != 1 || got[0].Text != "over" || got[0].Ref != "r" {
			t.Errorf("after Gone it hears %+v", got)
		}
		if h.Clients() != 3 {
			t.Error(h.Clients(), "clients")
		}
	})
}

// TestGoneForOne: Gone with a client ends the views of that client alone, those
// that wait for their init data too.
func TestGoneForOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := &inbox{}
		h := hub.New(hub.Options{Deliver: done(in.deliver)})
		defer h.Close()
		a, b := newTab(t, h), newTab(t, h)
		a.connect("r", "v")
		b.connect("r", "v")
		synctest.Wait()
		a.hear()
		b.hear()
		h.Handle(kernel.Gone{Client: a.id, Ref: "r", Reason: "unknown"})
		h.Handle(kernel.Init{Client: a.id, Ref: "r", View: "v"}) // too late
		h.Handle(kernel.Init{Client: b.id, Ref: "r", View: "v"})
		synctest.Wait()
		if got := tags(a.hear()); !slices.Equal(got, []int{page.Gone}) {
			t.Error("a heard", got)
		}
		if got := tags(b.hear()); !slices.Equal(got, []int{page.Init}) {
			t.Error("b heard", got)
		}
	})
}

// TestModel: a model comes with the init data; what changes of it goes to those
// who have it, or to one of them.
func TestModel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := &inbox{}
		h := hub.New(hub.Options{Deliver: done(in.deliver)})
		defer h.Close()
		a, b, c := newTab(t, h), newTab(t, h), newTab(t, h)
		for _, tb := range []*tab{a, b, c} {
			tb.connect("r", "v")
		}
		synctest.Wait()
		for _, tb := range []*tab{a, b, c} {
			tb.hear() // the welcome
		}
		for _, tb := range []*tab{a, b} {
			h.Handle(kernel.Init{Client: tb.id, Ref: "r", View: "v", Payload: number(1), Model: number(2)})
		}
		h.Handle(kernel.Model{Ref: "r", Payload: number(3)})
		h.Handle(kernel.Model{Client: a.id, Ref: "r", Payload: number(4)})
		h.Handle(kernel.Model{Client: c.id, Ref: "r", Payload: number(5)}) // waits for its init data
		h.Handle(kernel.Model{Client: "nobody", Ref: "r", Payload: number(6)})
		synctest.Wait()
		for _, heard := range []struct {
			tab  *tab
			want []int
		}{{a, []int{page.Init, page.Model, page.Model}}, {b, []int{page.Init, page.Model}}, {c, nil}} {
			got := heard.tab.hear()
			if !slices.Equal(tags(got), heard.want) {
				t.Errorf("heard %+v, want %v", got, heard.want)
				continue
			}
			for i, m := range got {
				if m.Int() != []int{1, 3, 4}[i] || i == 0 && string(m.Model) != string(number(2)) {
					t.Errorf("heard %+v", got)
				}
			}
		}
	})
}

// TestJoinRule: twenty clients join while broadcasts race; each sees its
// snapshot first, then every later broadcast once and in order.
func TestJoinRule(t *testing.T) {
	const clients, broadcasts = 20, 300
	var h *hub.Hub
	var line sync.Mutex // the widget's: what it says for one ref is in order
	state := 0
	h = hub.New(hub.Options{Deliver: done(func(m kernel.Message) {
		if c, ok := m.(kernel.Connect); ok {
			line.Lock()
			defer line.Unlock()
			h.Handle(kernel.Init{Client: c.Client, Ref: c.Ref, View: c.View, Payload: number(state)})
		}
	})})
	var wg sync.WaitGroup
	tabs := make([]*tab, clients)
	for i := range tabs {
		wg.Go(func() {
			tabs[i] = newTab(t, h)
			tabs[i].connect("r", "v")
		})
	}
	wg.Go(func() {
		for range broadcasts {
			line.Lock()
			state++
			h.Handle(broadcast("r", state))
			line.Unlock()
		}
	})
	wg.Wait()
	line.Lock()
	state++
	h.Handle(broadcast("r", state)) // so that each hears at least one
	line.Unlock()
	for i, tb := range tabs {
		var heard []page.Message
		for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
			heard = append(heard, tb.hear()...)
			if n := numbers(heard); len(n) > 0 && n[len(n)-1] == broadcasts+1 {
				break
			}
		}
		if len(heard) < 3 || heard[1].Tag != page.Init {
			t.Fatalf("client %d heard %v first", i, tags(heard))
		}
		snapshot := heard[1].Int()
		if got := numbers(heard[1:]); !slices.Equal(got, count(snapshot, broadcasts+1)) {
			t.Errorf("client %d: %v", i, got)
		}
	}
	h.Close()
}

// TestReceive holds what reaches widgets, and that payloads pass unseen.
func TestReceive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, in := start(t, hub.Options{})
		a := newTab(t, h)
		a.say(slices.Concat(
			page.Connect(1, "r", "v"),
			page.Push(2, "r", "v", "e", []any{"info", []byte{1}}),
			page.Disconnect(3, "r", "v"),
		))
		id := a.client.ID()
		want := []kernel.Message{
			kernel.Connect{Client: id, Ref: "r", View: "v"},
			kernel.Event{Client: id, Ref: "r", View: "v", Event: "e", Payload: []byte{0x92, 0xa4, 'i', 'n', 'f', 'o', 0xc4, 1, 1}},
			kernel.Disconnect{Client: id, Ref: "r", View: "v"},
		}
		if got := in.take(); !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v", got)
		}
	})
}

// TestProtocolErrors holds what a client may not say.
func TestProtocolErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, in := start(t, hub.Options{MaxViews: 2})
		for name, msg := range map[string][]byte{
			"garbage":         {0xc1},
			"no array":        {0x01},
			"unknown tag":     {0x93, 9, 1, 0xc0},
			"few elements":    {0x93, 1, 1, 0xa1},
			"cut off":         page.Push(1, "r", "v", "e", "payload")[:9],
			"a gap":           page.Connect(2, "r", "v"),
			"number zero":     append(page.Connect(1, "r", "v"), page.Connect(3, "r", "v")...),
			"ack beyond sent": page.Acknowledge(5),
			"negative ack":    page.Acknowledge(-1),
			"hello again":     page.Hello("", "", 0),
			"deep payload":    append([]byte{0x96, 2, 1, 0xa0, 0xa0, 0xa0}, deep(200)...),
			"many views":      slices.Concat(page.Connect(1, "r", "1"), page.Connect(2, "r", "2"), page.Connect(3, "r", "3")),
		} {
			a := newTab(t, h)
			if _, err := a.client.Receive(a.sock, msg); err == nil {
				t.Errorf("%s is accepted", name)
			}
		}
		in.take()
		a := newTab(t, h)
		if _, err := a.client.Receive(a.sock, append(page.Connect(1, "r", "v"), 0xc1)); err == nil {
			t.Error("garbage after a message is accepted")
		} else if len(in.take()) != 1 {
			t.Error("what came before the garbage was not handled")
		}
	})
}

func deep(n int) (b []byte) {
	for range n {
		b = append(b, 0x91)
	}
	return append(b, 0xc0)
}

func TestHelloErrors(t *testing.T) {
	h, _ := start(t, hub.Options{MaxClients: 1})
	for name, hello := range map[string][]byte{
		"nothing":       nil,
		"garbage":       {0xc1},
		"other message": page.Connect(1, "r", "v"),
		"other version": {0x95, 0, 9, 0xa0, 0xa0, 0},
		"more fields":   {0x96, 0, 1, 0xa0, 0xa0, 0, 0},
		"two messages":  append(page.Hello("", "", 0), page.Connect(1, "r", "v")...),
		"negative have": page.Hello("", "", -1),
		"cut off":       page.Hello("", "", 0)[:3],
	} {
		if _, err := h.Attach(newSocket(), hello); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if h.Clients() != 0 {
		t.Error("clients were made")
	}
	newTab(t, h)
	if _, err := h.Attach(newSocket(), page.Hello("", "", 0)); err != hub.ErrFull {
		t.Error("one client too many:", err)
	}
	h.Close()
	if _, err := h.Attach(newSocket(), page.Hello("", "", 0)); err != hub.ErrClosed {
		t.Error("after Close:", err)
	}
}

// TestBatches: what waits goes out as one message, a long backlog as several.
func TestBatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := start(t, hub.Options{})
		sock := newSocket()
		sock.hold = make(chan struct{}, 100)
		a := &tab{t: t, hub: h}
		a.dial(sock)
		synctest.Wait() // the greeting is being sent
		a.connect("r", "v")
		for i := range 1000 {
			h.Handle(broadcast("r", i+1))
		}
		sock.hold <- struct{}{}
		synctest.Wait()
		if n := len(sock.take()); n != 1 {
			t.Errorf("%d messages in the first batch", n)
		}
		sock.hold <- struct{}{}
		synctest.Wait()
		heard := sock.take()
		if got := numbers(heard); !slices.Equal(got, count(0, 1000)) {
			t.Errorf("%d messages in the second batch", len(got))
		}
		if last := heard[len(heard)-1]; last.Tag != page.Ack || last.N != 1 {
			t.Errorf("an ack does not go with what goes anyway: %+v", last)
		}
		for range 3 {
			h.Handle(kernel.Broadcast{Ref: "r", Event: "big", Payload: bin(700_000)})
		}
		for i := range 3 {
			if i < 2 {
				sock.hold <- struct{}{}
			} else {
				close(sock.hold)
			}
			synctest.Wait()
			if n := len(sock.take()); n != 1 {
				t.Errorf("batch %d of 700 KB has %d messages", i, n)
			}
		}
	})
}

func bin(n int) []byte {
	return append([]byte{0xc6, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}, make([]byte, n)...)
}

// TestCloseWaits: Close ends every connection and waits for the flushes.
func TestCloseWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, in := start(t, hub.Options{})
		stuck := newSocket()
		stuck.hold = make(chan struct{})
		a := &tab{t: t, hub: h}
		a.dial(stuck)
		b := newTab(t, h)
		b.connect("r", "v")
		c := newTab(t, h)
		c.client.Detach(c.sock)
		h.Close()
		for i, tb := range []*tab{a, b} {
			if tb.sock.state() != hub.CloseServer {
				t.Errorf("socket %d was closed with %d", i, tb.sock.state())
			}
		}
		in.take()
		h.Close()
		h.Handle(broadcast("r", 1))
		b.client.Detach(b.sock)
		if _, err := b.client.Receive(b.sock, page.Push(2, "r", "v", "e", nil)); err != nil || in.take() != nil {
			t.Error("a client of a closed hub is heard", err)
		}
		time.Sleep(time.Hour) // no timer is left to do anything
		if got := in.take(); got != nil {
			t.Errorf("after Close %+v", got)
		}
	})
}

// TestManyAtOnce: clients, widgets and connections all at the same time, for the
// race detector; each client hears a gapless sequence.
func TestManyAtOnce(t *testing.T) {
	var h *hub.Hub
	h = hub.New(hub.Options{Deliver: done(func(m kernel.Message) {
		switch m := m.(type) {
		case kernel.Connect:
			h.Handle(kernel.Init{Client: m.Client, Ref: m.Ref, View: m.View, Payload: number(0)})
		case kernel.Event:
			h.Handle(kernel.Send{Client: m.Client, Ref: m.Ref, Event: "echo", Payload: m.Payload})
		}
	})})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			ref := fmt.Sprint("r", i%3)
			tb := newTab(t, h)
			for tb.hear(); tb.id == ""; tb.hear() {
				runtime.Gosched()
			}
			for round := range 50 {
				tb.connect(ref, "v")
				tb.push(ref, "v", "e", round)
				h.Handle(kernel.Fail{Client: tb.id, Ref: ref, Message: "x"})
				if round%5 == 0 {
					tb.client.Detach(tb.sock)
					tb.hear()
					tb.dial(newSocket())
				}
				tb.hear()
				tb.say(page.Acknowledge(tb.have))
			}
		})
		wg.Go(func() {
			for n := range 200 {
				h.Handle(broadcast(fmt.Sprint("r", i%3), n))
				if n%50 == 0 {
					h.Handle(kernel.Gone{Ref: "r2", Reason: "x"})
				}
			}
		})
	}
	wg.Wait()
	h.Close()
}
