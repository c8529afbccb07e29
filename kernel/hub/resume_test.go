package hub_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/internal/page"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/hub"
)

// joined is a page that shows "r" and has heard n broadcasts, 1 to n.
func joined(t *testing.T, h *hub.Hub, n int) *tab {
	tb := newTab(t, h)
	tb.connect("r", "v")
	for i := range n {
		h.Handle(broadcast("r", i+1))
	}
	synctest.Wait()
	if got := numbers(tb.hear()); !slices.Equal(got, count(0, n)) {
		t.Fatal(got)
	}
	return tb
}

// TestResume: a page that comes back gets exactly what it missed, whatever of
// the last batch it had heard and whether it acknowledged.
func TestResume(t *testing.T) {
	for _, test := range []struct {
		name        string
		lost, acked int // of the five heard: how many got lost on the way, how many were acknowledged
	}{
		{"all heard", 0, 0},
		{"two lost", 2, 0},
		{"two lost, some acknowledged", 2, 3},
		{"all acknowledged", 0, 6},
		{"everything lost", 6, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, in := start(t, hub.Options{})
				tb := joined(t, h, 5)
				id := tb.id
				if test.acked > 0 {
					tb.say(page.Acknowledge(test.acked))
				}
				tb.have -= test.lost
				tb.client.Detach(tb.sock)
				h.Handle(broadcast("r", 6))
				h.Handle(broadcast("r", 7))
				in.take()
				tb.dial(newSocket())
				synctest.Wait()
				heard := tb.hear()
				if w := heard[0]; w.Tag != page.Welcome || !w.Resumed || w.N != 1 || w.Client != id {
					t.Fatalf("greeted with %+v", w)
				}
				if got := numbers(heard); !slices.Equal(got, count(6-test.lost, 7)) {
					t.Errorf("heard %v", got)
				}
				if tb.have != 8 {
					t.Error("the page counts", tb.have)
				}
				if got := in.take(); got != nil {
					t.Errorf("the widget noticed: %+v", got)
				}
				h.Handle(broadcast("r", 8))
				synctest.Wait()
				if got := numbers(tb.hear()); !slices.Equal(got, []int{8}) {
					t.Errorf("then %v", got)
				}
			})
		})
	}
}

// TestAfresh: a page that missed what is not held any more starts afresh and
// keeps its name.
func TestAfresh(t *testing.T) {
	for name, have := range map[string]int{"too little": 1, "too much": 100} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, in := start(t, hub.Options{})
				tb := joined(t, h, 5)
				tb.say(page.Acknowledge(4))
				tb.client.Detach(tb.sock)
				in.take()
				id := tb.id
				tb.have = have
				tb.dial(newSocket())
				synctest.Wait()
				heard := tb.hear()
				if w := heard[0]; len(heard) != 1 || w.Resumed || w.Client != id || w.N != 1 {
					t.Fatalf("greeted with %+v", heard)
				}
				if got := in.take(); len(got) != 1 || got[0] != (kernel.Disconnect{Client: id, Ref: "r", View: "v"}) {
					t.Errorf("the widget learns %+v", got)
				}
				h.Handle(broadcast("r", 6)) // the page shows nothing now
				tb.connect("r", "v")
				h.Handle(broadcast("r", 7))
				synctest.Wait()
				if got := numbers(tb.hear()); !slices.Equal(got, []int{0, 7}) {
					t.Errorf("heard %v", got)
				}
			})
		})
	}
}

// TestOutboxFull: a page that does not read is closed with 4002 and starts
// afresh; others do not notice.
func TestOutboxFull(t *testing.T) {
	for name, o := range map[string]hub.Options{
		"messages": {MaxMessages: 10}, "bytes": {MaxBytes: 100},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, _ := start(t, o)
				good := joined(t, h, 0)
				slow := newTab(t, h)
				synctest.Wait()
				slow.hear()
				slow.sock.hold = make(chan struct{})
				slow.connect("r", "v")
				for i := range 50 {
					h.Handle(broadcast("r", i+1))
					synctest.Wait()
					good.hear()
					good.say(page.Acknowledge(good.have))
				}
				if slow.sock.state() != hub.CloseOutboxFull {
					t.Fatal("closed with", slow.sock.state())
				}
				if good.sock.state() != 0 || good.have != 51 {
					t.Errorf("the other page: closed with %d, heard %d", good.sock.state(), good.have)
				}
				slow.client.Detach(slow.sock)
				slow.dial(newSocket())
				slow.connect("r", "v")
				h.Handle(broadcast("r", 51))
				synctest.Wait()
				heard := slow.hear()
				if heard[0].Resumed || !slices.Equal(numbers(heard), []int{0, 51}) {
					t.Errorf("heard %+v", heard)
				}
			})
		})
	}
}

// TestOutboxFullWhileAway: what overflows between connections is not resumed.
func TestOutboxFullWhileAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := start(t, hub.Options{MaxMessages: 10})
		tb := joined(t, h, 3)
		tb.client.Detach(tb.sock)
		for i := range 20 {
			h.Handle(broadcast("r", i))
		}
		tb.dial(newSocket())
		synctest.Wait()
		if heard := tb.hear(); len(heard) != 1 || heard[0].Resumed {
			t.Errorf("heard %+v", heard)
		}
	})
}

// TestBigMessage: one message over the bound in bytes still goes out.
func TestBigMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := start(t, hub.Options{MaxBytes: 1000})
		tb := joined(t, h, 0)
		tb.say(page.Acknowledge(1))
		h.Handle(kernel.Broadcast{Ref: "r", Event: "big", Payload: bin(5000)})
		synctest.Wait()
		if heard := tb.hear(); len(heard) != 1 || len(heard[0].Payload) != 5005 {
			t.Errorf("heard %v", tags(heard))
		}
	})
}

// TestReplaced: a second connection of the same client takes over, losing
// nothing, and what still comes by the first is ignored.
func TestReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, in := start(t, hub.Options{})
		tb := joined(t, h, 2)
		old, oldClient := tb.sock, tb.client
		stuck := newSocket()
		stuck.hold = make(chan struct{})
		tb.dial(stuck)
		h.Handle(broadcast("r", 3))
		synctest.Wait()
		if old.state() != hub.CloseReplaced {
			t.Error("the old socket was closed with", old.state())
		}
		if _, err := oldClient.Receive(old, page.Push(2, "r", "v", "stale", nil)); err != nil {
			t.Error(err)
		}
		in.take()
		tb.dial(newSocket()) // while a message is on its way to the second
		h.Handle(broadcast("r", 4))
		synctest.Wait()
		if got := numbers(tb.hear()); !slices.Equal(got, []int{3, 4}) || stuck.state() != hub.CloseReplaced {
			t.Errorf("heard %v", got)
		}
		oldClient.Detach(old) // the reader of the old socket notices late
		h.Handle(broadcast("r", 5))
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if got := numbers(tb.hear()); !slices.Equal(got, []int{5}) {
			t.Errorf("a late Detach ended the connection: %v", got)
		}
		if got := in.take(); got != nil {
			t.Errorf("the widget noticed %+v", got)
		}
	})
}

// TestDedupe: what a page sends again is handled once, and the page is told
// what was handled.
func TestDedupe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, in := start(t, hub.Options{})
		tb := joined(t, h, 0)
		in.take()
		said := slices.Concat(
			page.Push(2, "r", "v", "e", 2), page.Push(3, "r", "v", "e", 3), page.Push(4, "r", "v", "e", 4))
		tb.say(page.Push(2, "r", "v", "e", 2))
		tb.say(page.Push(3, "r", "v", "e", 3))
		tb.client.Detach(tb.sock)
		tb.dial(newSocket())
		synctest.Wait()
		if w := tb.hear()[0]; w.N != 3 {
			t.Errorf("greeted with %+v", w)
		}
		tb.say(said)
		tb.say(said)
		if got := in.take(); len(got) != 3 {
			t.Errorf("handled %+v", got)
		}
	})
}

// TestAckDelay: an ack waits 50 ms for company, then goes alone, once.
func TestAckDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := start(t, hub.Options{})
		tb := joined(t, h, 0)
		time.Sleep(time.Second)
		tb.sock.take()
		start := time.Now()
		for range 5 {
			tb.push("r", "v", "e", nil)
		}
		var acks []page.Message
		for len(acks) == 0 && time.Since(start) < time.Second {
			time.Sleep(time.Millisecond)
			synctest.Wait()
			acks = tb.sock.take()
		}
		if len(acks) != 1 || acks[0].Tag != page.Ack || acks[0].N != 6 || time.Since(start) != 50*time.Millisecond {
			t.Errorf("%+v after %v", acks, time.Since(start))
		}
		time.Sleep(time.Minute)
		if got := tb.sock.take(); got != nil {
			t.Errorf("then %+v", got)
		}
	})
}

// TestGrace: a page without a connection is kept for Grace, then its views end.
func TestGrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, in := start(t, hub.Options{Grace: time.Minute})
		tb := joined(t, h, 1)
		in.take()
		tb.client.Detach(tb.sock)
		time.Sleep(59 * time.Second)
		if in.take() != nil || h.Clients() != 1 {
			t.Fatal("forgotten early")
		}
		tb.dial(newSocket()) // starts over
		tb.client.Detach(tb.sock)
		time.Sleep(59 * time.Second)
		if in.take() != nil || h.Clients() != 1 {
			t.Fatal("the time of grace did not start anew")
		}
		time.Sleep(2 * time.Second)
		if got := in.take(); len(got) != 1 || h.Clients() != 0 {
			t.Errorf("at the end of grace %+v, %d clients", got, h.Clients())
		}
		id := tb.id
		tb.dial(newSocket())
		synctest.Wait()
		if w := tb.hear()[0]; w.Resumed || w.Client == id || w.N != 0 {
			t.Errorf("greeted with %+v", w)
		}
	})
}

// TestWrongSecret: who knows a client's name but not its secret is somebody else.
func TestWrongSecret(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := start(t, hub.Options{})
		tb := joined(t, h, 1)
		for _, secret := range []string{"", "x", tb.secret[:25], tb.secret + "x"} {
			thief := &tab{t: t, hub: h, id: tb.id, secret: secret}
			thief.dial(newSocket())
			synctest.Wait()
			if w := thief.hear(); len(w) != 1 || w[0].Client == tb.id || w[0].Resumed {
				t.Errorf("the secret %q is greeted with %+v", secret, w)
			}
		}
		if tb.sock.state() != 0 {
			t.Error("the page was disturbed:", tb.sock.state())
		}
	})
}
