package live_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/livetest"
)

// This file has a test for each row of LiveViewSocket and Kino.JS.Live that is
// a matter of the Go half alone, named after the row.

// log is a widget that notes what comes to it, and does what an event's name
// says.
type log struct {
	do map[string]func(*live.Context[notes]) error
}

type notes struct{ seen []any }

func (l log) Init(ctx *live.Context[notes], _ int) error { return l.does(ctx, "init") }

func (l log) HandleConnect(ctx *live.Context[notes]) (any, error) { return ctx.Connected(), nil }

func (l log) HandleEvent(ctx *live.Context[notes], event string, _ live.Payload) error {
	return l.does(ctx, event)
}

func (l log) HandleInfo(ctx *live.Context[notes], msg any) error {
	ctx.Assigns.seen = append(ctx.Assigns.seen, msg)
	return l.does(ctx, "info")
}

func (l log) HandleCall(ctx *live.Context[notes], msg any) (any, error) {
	return ctx.Context(), l.does(ctx, msg.(string))
}

func (l log) does(ctx *live.Context[notes], what string) error {
	if f := l.do[what]; f != nil {
		return f(ctx)
	}
	return nil
}

type dos = map[string]func(*live.Context[notes]) error

// seen is what came to HandleInfo so far.
func seen(t *testing.T, w *livetest.Widget) []any {
	t.Helper()
	synctest.Wait()
	n, err := live.State[notes](t.Context(), w.Widget)
	if err != nil {
		t.Fatal(err)
	}
	return n.seen
}

func wantSeen(t *testing.T, w *livetest.Widget, want ...any) {
	t.Helper()
	if got := seen(t, w); !slices.Equal(got, want) {
		t.Errorf("HandleInfo saw %v, want %v", got, want)
	}
}

func TestID(t *testing.T) {
	id := ""
	w := livetest.Start(t, log{dos{"init": func(ctx *live.Context[notes]) error { id = ctx.ID(); return nil }}}, 0)
	if id == "" || id != w.Ref() {
		t.Errorf("ID is %q, the ref %q", id, w.Ref())
	}
}

func TestConnected(t *testing.T) {
	var got []bool
	note := func(ctx *live.Context[notes]) error { got = append(got, ctx.Connected()); return nil }
	w := livetest.Start(t, log{dos{"init": note, "call": note}}, 0)
	call := func() { _, _ = w.Call(t.Context(), "call") }
	call()
	a, b := w.Connect(), w.Connect()
	a.WantInit(true)
	call()
	a.Disconnect()
	call()
	b.Disconnect()
	call()
	if want := []bool{false, false, true, true, false}; !slices.Equal(got, want) {
		t.Errorf("Connected was %v, want %v", got, want)
	}
}

func TestSendInfo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := livetest.Start(t, log{dos{"go": func(ctx *live.Context[notes]) error {
			ctx.SendInfo("a")
			ctx.SendInfo("b")
			ctx.SendInfo("c")
			return nil
		}}}, 0)
		w.Connect().Push("go", nil)
		wantSeen(t, w, "a", "b", "c")
	})
}

func TestSendAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var stops []func() bool
		w := livetest.Start(t, log{dos{"init": func(ctx *live.Context[notes]) error {
			for i := range 3 {
				stops = append(stops, ctx.SendAfter(time.Duration(3-i)*time.Second, i))
			}
			ctx.SendAfter(0, "now")
			return nil
		}}}, 0)
		wantSeen(t, w, "now")
		time.Sleep(time.Second)
		wantSeen(t, w, "now", 2)
		if stops[2]() || !stops[1]() || stops[1]() {
			t.Error("stop tells the wrong thing")
		}
		time.Sleep(time.Minute)
		wantSeen(t, w, "now", 2, 0)
	})
}

// TestSendAfterTheEnd: what has not been sent when the widget ends is not.
func TestSendAfterTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		handled := false
		w := livetest.Start(t, log{dos{
			"init": func(ctx *live.Context[notes]) error { ctx.SendAfter(time.Second, 1); return nil },
			"info": func(*live.Context[notes]) error { handled = true; return nil },
		}}, 0)
		_ = w.Close(t.Context())
		time.Sleep(time.Minute)
		if handled {
			t.Error("a message came after the end")
		}
	})
}

func TestRepeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var at []time.Duration
		var r *live.Repeater
		w := livetest.Start(t, log{dos{"init": func(ctx *live.Context[notes]) error {
			r = ctx.Repeat(time.Second, func(ctx *live.Context[notes]) error {
				at = append(at, time.Since(start))
				if len(at) == 2 {
					time.Sleep(3500 * time.Millisecond) // the ticks at 3, 4 and 5 s are left out
				}
				ctx.BroadcastEvent("tick", len(at))
				return nil
			})
			return nil
		}}}, 0)
		c := w.Connect()
		time.Sleep(6100 * time.Millisecond)
		for i := range 3 {
			c.WantEvent("tick", i+1)
		}
		r.Stop()
		r.Stop()
		time.Sleep(time.Minute)
		c.NoMessage()
		if !slices.Equal(at, []time.Duration{time.Second, 2 * time.Second, 6 * time.Second}) {
			t.Errorf("called at %v", at)
		}
	})
}

// TestRepeatEnds: with the widget, and after a panic.
func TestRepeatEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		w := livetest.Start(t, log{dos{"init": func(ctx *live.Context[notes]) error {
			ctx.Repeat(time.Second/2, func(*live.Context[notes]) error { panic("boom") })
			ctx.Repeat(time.Second, func(*live.Context[notes]) error { calls++; return errors.New("again") })
			return nil
		}}}, 0)
		time.Sleep(3500 * time.Millisecond)
		w.WantReport("panic in Repeat")
		for range 3 {
			w.WantReport("again")
		}
		_ = w.Close(t.Context())
		time.Sleep(time.Minute)
		if calls != 3 {
			t.Errorf("called %d times, want 3", calls)
		}
	})
}

func TestSubscribe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := livetest.Start(t, log{dos{
			"init": func(ctx *live.Context[notes]) error {
				ctx.Subscribe("news")
				ctx.Subscribe("news") // comes once all the same
				return nil
			},
			"publish": func(ctx *live.Context[notes]) error {
				ctx.Publish("news", 1)
				ctx.PublishOthers("news", 2)
				ctx.Publish("sports", 3)
				return nil
			},
			"leave": func(ctx *live.Context[notes]) error { ctx.Unsubscribe("news"); ctx.Unsubscribe("never"); return nil },
		}}, 0)
		c := w.Connect()
		c.Push("publish", nil)
		w.Kernel().Publish("news", "plain")
		c.Push("leave", nil)
		synctest.Wait()
		w.Kernel().Publish("news", "late")
		got := seen(t, w)
		if len(got) != 2 {
			t.Fatalf("saw %+v", got)
		}
		own, plain := got[0].(live.Message), got[1].(live.Message)
		if plain.Payload != "plain" { // the two publishers are two goroutines
			own, plain = plain, own
		}
		if own.Topic != "news" || own.Payload != 1 || own.From != w.Ref() || plain.Payload != "plain" || plain.From != "" {
			t.Errorf("saw %+v", got)
		}
		_ = w.Close(t.Context())
		w.Kernel().Publish("news", "after the end")
	})
}

// TestSubscribeToAWidget: the topic of a widget brings what it emits.
func TestSubscribeToAWidget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := livetest.Start(t, log{dos{
			"init": func(ctx *live.Context[notes]) error { ctx.Subscribe(ctx.Ref()); return nil },
			"emit": func(ctx *live.Context[notes]) error { ctx.EmitEvent("e"); return nil },
		}}, 0)
		w.Connect().Push("emit", nil)
		wantSeen(t, w, live.Message{Topic: w.Ref(), Payload: "e"})
	})
}

func TestAssign(t *testing.T) {
	var a live.Assigns
	if err := a.Update("n", nil); !errors.Is(err, live.ErrNoKey) {
		t.Errorf("Update of a missing key: %v", err)
	}
	a.Assign(live.Assigns{"n": 1, "s": "x"})
	a.Assign(live.Assigns{"s": "y"})
	if err := a.Update("n", func(v any) any { return v.(int) + 1 }); err != nil || a["n"] != 2 || a["s"] != "y" {
		t.Errorf("%v %v", a, err)
	}
}

// TestCallOneself: a callback that calls its own widget learns of it at once.
func TestCallOneself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var w *livetest.Widget
		var err error
		w = livetest.Start(t, log{dos{"self": func(ctx *live.Context[notes]) error {
			_, err = w.Call(ctx.Context(), "x")
			return nil
		}}}, 0)
		if _, callErr := w.Call(t.Context(), "self"); callErr != nil {
			t.Fatal(callErr)
		}
		if !errors.Is(err, live.ErrSelfCall) || time.Since(start) > 0 {
			t.Errorf("calling itself: %v after %v", err, time.Since(start))
		}
	})
}

// TestReplyLater: HandleCall may answer after it returned, once.
func TestReplyLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var from *live.From
		w := livetest.Start(t, log{dos{
			"later": func(ctx *live.Context[notes]) error {
				from = ctx.From()
				ctx.SendAfter(time.Second, "answer")
				return live.ErrNoReply
			},
			"never": func(ctx *live.Context[notes]) error { return live.ErrNoReply },
			"info": func(ctx *live.Context[notes]) error {
				if ctx.From() != nil {
					t.Error("a caller in HandleInfo")
				}
				from.Reply(5, nil)
				from.Reply(6, nil)
				return nil
			},
		}}, 0)
		if got, err := w.Call(t.Context(), "later"); got != 5 || err != nil {
			t.Errorf("answered %v %v", got, err)
		}
		go func() {
			time.Sleep(time.Second)
			_ = w.Close(context.Background())
		}()
		if _, err := w.Call(t.Context(), "never"); !errors.Is(err, live.ErrClosed) {
			t.Errorf("never answered: %v", err)
		}
	})
}

func TestMonitor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := livetest.Start(t, log{}, 0)
		early := w.Monitor()
		ctx, err := w.Call(t.Context(), "context")
		if err != nil {
			t.Fatal(err)
		}
		select {
		case <-early:
			t.Error("a living widget has ended")
		case <-ctx.(context.Context).Done():
			t.Error("the context of a living widget has ended")
		default:
		}
		_ = w.Close(t.Context())
		<-early
		<-w.Monitor()
		<-ctx.(context.Context).Done()
	})
}

func TestStatic(t *testing.T) {
	h := newHost()
	w := live.Static(map[string]int{"n": 1}, h.options())
	defer w.Close(t.Context())
	if w.String() != "live widget w" {
		t.Errorf("its text is %q", w)
	}
	defer func() {
		if recover() == nil {
			t.Error("data that cannot be encoded was taken")
		}
	}()
	live.Static(func() {}, h.options())
}
