package live_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/livetest"
)

// slow takes a second for each event.
type slow struct{}

func (slow) HandleConnect(*live.Context[int]) (any, error) { return nil, nil }

func (slow) HandleEvent(ctx *live.Context[int], event string, _ live.Payload) error {
	time.Sleep(time.Second)
	if event == "panic" {
		panic("oh")
	}
	ctx.BroadcastEvent("done", event)
	return nil
}

// TestPing: the answer to a ping comes when all that was pushed before has been
// handled, and definitions know nothing of it.
func TestPing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := livetest.Start(t, slow{}, 0)
		a, b := w.Connect(), w.Connect()
		a.WantInit(nil)
		b.WantInit(nil)
		start := time.Now()
		a.Push("one", nil)
		b.Push("two", nil)
		answer := a.Ask("lv:ping", nil)
		a.WantEvent("done", "one")
		a.WantEvent("done", "two")
		answer.WantReply(nil)
		if took := time.Since(start); took != 2*time.Second {
			t.Errorf("the answer came after %v", took)
		}
		b.WantEvent("done", "one")
		b.WantEvent("done", "two")
		b.NoMessage()
	})
}

// TestPingIsNoCallback: a widget that panics each time is closed, pinged or not.
func TestPingIsNoCallback(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := livetest.Start(t, slow{}, 0)
		a := w.Connect()
		a.WantInit(nil)
		for range live.MaxPanics - 1 {
			a.Push("panic", nil)
			answer := a.Ask("lv:ping", nil)
			a.WantFail("oh")
			answer.WantReply(nil)
		}
		a.Push("panic", nil)
		a.WantFail("oh")
		a.WantGone()
		<-w.Monitor()
	})
}
