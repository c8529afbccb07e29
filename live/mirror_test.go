package live_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/livetest"
)

// This file has the tests of state mirroring.

// panel is a widget with mirrored state; it does what an event's name says.
type panel struct {
	do map[string]func(*live.Context[dial]) error
}

type dial struct {
	Count  int            `live:"count"`
	Name   string         `live:"name"`
	Points []float64      `live:"points"`
	Max    int            `live:"max,readonly"`
	By     map[string]int `live:"by"`
	Any    any            `live:"any"`
	Level  uint8          `live:"level"`
	secret int
}

func (panel) Init(ctx *live.Context[dial], start int) error {
	ctx.Assigns = dial{Count: start, Max: 10, Points: []float64{1}, secret: 5}
	return nil
}

func (p panel) HandleConnect(ctx *live.Context[dial]) (any, error) {
	if f := p.do["connect"]; f != nil {
		return nil, f(ctx)
	}
	return nil, nil
}

func (p panel) HandleEvent(ctx *live.Context[dial], event string, _ live.Payload) error {
	return p.do[event](ctx)
}

type dialDos = map[string]func(*live.Context[dial]) error

var first = map[string]any{
	"count": int64(3), "name": "", "points": []any{int64(1)}, "max": int64(10), "by": nil, "any": nil, "level": int64(0),
}

func with(more map[string]any) map[string]any {
	m := maps.Clone(first)
	maps.Copy(m, more)
	return m
}

func wantModel(t *testing.T, c *livetest.Client, want map[string]any) {
	t.Helper()
	if got := c.Model(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s has the model %v, want %v", c.Origin(), got, want)
	}
}

func TestMirror(t *testing.T) {
	w := livetest.Start(t, panel{dialDos{
		"bump": func(ctx *live.Context[dial]) error { ctx.Assigns.Count++; return nil },
		"there and back": func(ctx *live.Context[dial]) error {
			ctx.Assigns.Count++
			ctx.Assigns.Count--
			return nil
		},
		"two": func(ctx *live.Context[dial]) error {
			ctx.Assigns.Count = 7
			ctx.Assigns.Name = "seven"
			return nil
		},
		"in place": func(ctx *live.Context[dial]) error { ctx.Assigns.Points[0]++; return nil },
		"secret":   func(ctx *live.Context[dial]) error { ctx.Assigns.secret++; return nil },
	}}, 3)
	a, b := w.Connect(), w.Connect()
	wantModel(t, a, first)
	for _, step := range []struct {
		event string
		want  map[string]any
	}{
		{"bump", map[string]any{"count": 4}},
		{"there and back", nil},
		{"secret", nil},
		{"two", map[string]any{"count": 7, "name": "seven"}},
		{"two", nil},
		{"in place", map[string]any{"points": []any{2}}}, // what was sent is not aliased
	} {
		a.Push(step.event, nil)
		for _, c := range []*livetest.Client{a, b} {
			if step.want != nil {
				c.WantModel(step.want)
			}
			c.NoMessage()
		}
	}
	late := w.Connect()
	wantModel(t, late, with(map[string]any{"count": 7, "name": "seven", "points": []any{int64(2)}}))
}

// TestMirrorOnce holds that a change is one message, encoded once, however many
// clients there are, and nothing where nothing changed or nothing is mirrored.
func TestMirrorOnce(t *testing.T) {
	h := newHost()
	w := live.New(panel{dialDos{"bump": func(ctx *live.Context[dial]) error { ctx.Assigns.Count++; return nil }}}, 3, h.options())
	defer w.Close(context.Background())
	for _, c := range []string{"c", "d"} {
		h.Deliver(kernel.Connect{Client: c, Ref: w.Ref(), View: "v"})
	}
	h.Deliver(kernel.Event{Client: "c", Ref: w.Ref(), View: "v", Event: "bump"})
	if _, err := live.State[dial](context.Background(), w); err != nil {
		t.Fatal(err)
	}
	said := h.take()
	if len(said) != 3 {
		t.Fatalf("said %+v", said)
	}
	c, d := said[0].(kernel.Init), said[1].(kernel.Init)
	if &c.Model[0] != &d.Model[0] {
		t.Error("the model was encoded for each view anew")
	}
	if m, ok := said[2].(kernel.Model); !ok || m.Client != "" || string(m.Payload) != "\x81\xa5count\x04" {
		t.Errorf("said %+v", said[2])
	}
}

// TestMirrorOrder holds where a patch is among what a callback asks for: after
// what is sent at once and the page's address, before title, events and reply.
func TestMirrorOrder(t *testing.T) {
	w := livetest.Start(t, panel{dialDos{
		"all": func(ctx *live.Context[dial]) error {
			ctx.Assigns.Count++
			return errors.Join(ctx.PushEvent("pushed", 1), ctx.PageTitle("one"), ctx.Reply("done"),
				ctx.PushRedirect("/away", nil), func() error { ctx.BroadcastEvent("said", 1); return nil }())
		},
	}}, 3)
	a := w.Connect()
	r := a.Ask("all", nil)
	a.WantEvent("said", 1)
	a.WantModel(map[string]any{"count": 4})
	a.WantTitle("one")
	a.WantEvent("pushed", 1)
	r.WantReply("done")
	a.WantRedirect("/away", nil)

	w = livetest.Start(t, roamer{}, 0)
	a = w.Connect()
	a.WantTitle("/")
	a.Push("go", nil)
	a.WantPatch("/there")
	a.WantModel(map[string]any{"at": "/there"})
	a.WantTitle("/there")
}

// roamer mirrors where it is.
type roamer struct{}

type place struct {
	At string `live:"at"`
}

func (roamer) HandleConnect(*live.Context[place]) (any, error) { return nil, nil }

func (roamer) HandleParams(ctx *live.Context[place], u *url.URL) error {
	ctx.Assigns.At = u.Path
	return ctx.PageTitle(u.Path)
}

func (roamer) HandleEvent(ctx *live.Context[place], _ string, _ live.Payload) error {
	return ctx.PushPatch("/there", nil)
}

// TestMirrorConnect holds that what HandleConnect changes reaches the other
// clients, and the new one once.
func TestMirrorConnect(t *testing.T) {
	fail := false
	w := livetest.Start(t, panel{dialDos{
		"connect": func(ctx *live.Context[dial]) error {
			ctx.Assigns.Count++
			if fail {
				return errors.New("no")
			}
			return nil
		},
	}}, 3)
	a := w.Connect()
	a.NoMessage()
	b := w.Connect()
	a.WantModel(map[string]any{"count": 5})
	wantModel(t, b, with(map[string]any{"count": 5}))
	a.NoMessage()
	b.NoMessage()
	fail = true
	c := w.Connect()
	c.WantFail("no")
	a.WantModel(map[string]any{"count": 6})
	b.WantModel(map[string]any{"count": 6})
}

// TestMirrorFailure holds what becomes of state that a callback changed before
// it failed: it stays, and clients have it before they hear of the failure.
func TestMirrorFailure(t *testing.T) {
	w := livetest.Start(t, panel{dialDos{
		"error": func(ctx *live.Context[dial]) error {
			ctx.Assigns.Count++
			return errors.Join(ctx.PageTitle("no"), errors.New("an error"))
		},
		"panic": func(ctx *live.Context[dial]) error { ctx.Assigns.Count++; panic("a panic") },
	}}, 3)
	a, b := w.Connect(), w.Connect()
	a.Push("error", nil)
	a.WantModel(map[string]any{"count": 4})
	a.WantFail("an error")
	a.Push("panic", nil)
	a.WantModel(map[string]any{"count": 5})
	a.WantFail("a panic")
	b.WantModel(map[string]any{"count": 4})
	b.WantModel(map[string]any{"count": 5})
	for _, c := range []*livetest.Client{a, b} {
		c.NoMessage()
		wantModel(t, c, with(map[string]any{"count": 5}))
	}
}

// TestMirrorUnsendable holds that a value that cannot be sent is reported once,
// that the others are sent, and that it is sent when it can be.
func TestMirrorUnsendable(t *testing.T) {
	w := livetest.Start(t, panel{dialDos{
		"break": func(ctx *live.Context[dial]) error { ctx.Assigns.Any = func() {}; ctx.Assigns.Count++; return nil },
		"bump":  func(ctx *live.Context[dial]) error { ctx.Assigns.Count++; return nil },
		"mend":  func(ctx *live.Context[dial]) error { ctx.Assigns.Any = 1; return nil },
	}}, 3)
	a := w.Connect()
	a.Push("break", nil)
	a.WantModel(map[string]any{"count": 4})
	w.WantReport(`the state's "any" cannot be sent`)
	a.Push("bump", nil)
	a.WantModel(map[string]any{"count": 5})
	a.Push("mend", nil)
	a.WantModel(map[string]any{"any": 1})
	a.Push("break", nil)
	a.WantModel(map[string]any{"count": 6})
	w.WantReport(`the state's "any" cannot be sent`)
}

// bag has state with keys made at run time.
type bag struct{ keys []string }

func (b bag) Init(ctx *live.Context[live.Assigns], state live.Assigns) error {
	ctx.Assigns = state
	return ctx.Mirror(b.keys...)
}

func (bag) HandleConnect(*live.Context[live.Assigns]) (any, error) { return nil, nil }

func (bag) HandleEvent(ctx *live.Context[live.Assigns], key string, value live.Payload) error {
	var v any
	if err := value.Decode(&v); err != nil {
		return err
	}
	if v == "delete" {
		delete(ctx.Assigns, key)
		return nil
	}
	ctx.Assigns.Assign(live.Assigns{key: v})
	return nil
}

func TestMirrorAssigns(t *testing.T) {
	t.Run("some keys", func(t *testing.T) {
		w := livetest.Start(t, bag{[]string{"b", "a"}}, live.Assigns{"a": 1, "c": 2})
		x := w.Connect()
		wantModel(t, x, map[string]any{"a": int64(1), "b": nil})
		x.Push("a", 5)
		x.WantModel(map[string]any{"a": 5})
		x.Push("c", 5)
		x.NoMessage()
		x.Push("b", "x")
		x.WantModel(map[string]any{"b": "x"})
		x.Push("b", "delete")
		x.WantModel(map[string]any{"b": nil})
		x.Save(map[string]any{"c": 1}).WantError("no such field")
		r := x.Save(map[string]any{"a": 6})
		x.WantModel(map[string]any{"a": 6})
		r.WantReply(nil)
		x.Save(map[string]any{"a": "six"}).WantError("is no int")
	})
	t.Run("all keys", func(t *testing.T) {
		w := livetest.Start(t, bag{}, live.Assigns{"a": 1})
		x := w.Connect()
		wantModel(t, x, map[string]any{"a": int64(1)})
		x.Push("new", []any{1})
		x.WantModel(map[string]any{"new": []any{1}})
		x.Save(map[string]any{"newer": 1}).WantError("no such field")
		y := w.Connect()
		wantModel(t, y, map[string]any{"a": int64(1), "new": []any{int64(1)}})
	})
	t.Run("many keys", func(t *testing.T) {
		all := live.Assigns{}
		for i := range 100 {
			all[fmt.Sprint("k", i)] = i
		}
		w := livetest.Start(t, bag{}, all)
		x, y := w.Connect(), w.Connect()
		if got := x.Model(); len(got) != 100 || got["k99"] != int64(99) {
			t.Error(got)
		}
		for key := range all {
			all[key] = "changed"
		}
		r := x.Save(map[string]any{})
		y.WantModel(all)
		x.WantModel(all)
		r.WantReply(nil)
	})
	t.Run("none yet", func(t *testing.T) {
		w := livetest.Start(t, bag{[]string{"a"}}, live.Assigns(nil))
		x := w.Connect()
		r := x.Save(map[string]any{"a": 6})
		x.WantModel(map[string]any{"a": 6})
		r.WantReply(nil)
	})
}

// TestUpdate holds that Go code changes the state as a callback does.
func TestUpdate(t *testing.T) {
	w := livetest.Start(t, panel{}, 3)
	a := w.Connect()
	if err := live.Update(t.Context(), w.Widget, func(s *dial) { s.Count = 9 }); err != nil {
		t.Fatal(err)
	}
	a.WantModel(map[string]any{"count": 9})
	if err := live.Update(t.Context(), w.Widget, func(s *inner) { s.A = 9 }); err == nil || !strings.Contains(err.Error(), "dial, not live_test.inner") {
		t.Error(err)
	}
	if err := live.Update(t.Context(), w.Widget, func(*dial) { panic("no") }); err == nil || !strings.Contains(err.Error(), "no") {
		t.Error(err)
	}
	w.WantReport("panic in Update")
	a.NoMessage()
}

// TestMirrorPerClient holds that with a server for each client the model, its
// patches, and what is forgotten are each client's own.
func TestMirrorPerClient(t *testing.T) {
	w := livetest.Start(t, panel{dialDos{
		"connect": func(ctx *live.Context[dial]) error { ctx.Assigns.Name = ctx.Origin(); return nil },
		"bump":    func(ctx *live.Context[dial]) error { ctx.Assigns.Count++; return nil },
	}}, 3, live.Options{PerClient: true})
	a, b := w.Connect(), w.Connect()
	wantModel(t, a, with(map[string]any{"name": "client1"}))
	wantModel(t, b, with(map[string]any{"name": "client2"}))
	a.Push("bump", nil)
	a.WantModel(map[string]any{"count": 4})
	r := b.Save(map[string]any{"count": 9})
	b.WantModel(map[string]any{"count": 9})
	r.WantReply(nil)
	a.NoMessage()
	b.NoMessage()
	a.Disconnect()
	a.Reconnect()
	wantModel(t, a, with(map[string]any{"name": "client1", "count": 4}))
	if err := live.Update(t.Context(), w.Server("client2"), func(s *dial) { s.Count = 1 }); err != nil {
		t.Fatal(err)
	}
	b.WantModel(map[string]any{"count": 1})
	a.NoMessage()
}

// ticker counts in each kind of callback.
type ticker struct{}

type ticks struct {
	N int `live:"n"`
}

func (ticker) Init(ctx *live.Context[ticks], every time.Duration) error {
	ctx.Repeat(every, func(ctx *live.Context[ticks]) error { ctx.Assigns.N += 1000; return nil })
	ctx.SendAfter(every/2, "later")
	ctx.Subscribe("topic")
	return nil
}

func (ticker) HandleConnect(*live.Context[ticks]) (any, error) { return nil, nil }

func (ticker) HandleCast(ctx *live.Context[ticks], _ any) error { ctx.Assigns.N++; return nil }

func (ticker) HandleCall(ctx *live.Context[ticks], _ any) (any, error) {
	ctx.Assigns.N += 10
	return nil, errors.New("for the caller")
}

func (ticker) HandleInfo(ctx *live.Context[ticks], _ any) error { ctx.Assigns.N += 100; return nil }

func (ticker) HandleDisconnect(ctx *live.Context[ticks]) error { ctx.Assigns.N += 10000; return nil }

// TestMirrorCallbacks holds that whatever kind of callback changes the state,
// clients are told, before the callback's caller is.
func TestMirrorCallbacks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := livetest.Start(t, ticker{}, time.Second)
		a, b := w.Connect(), w.Connect()
		want := func(n int) {
			t.Helper()
			a.WantModel(map[string]any{"n": n})
		}
		if err := w.Cast(nil); err != nil {
			t.Fatal(err)
		}
		want(1)
		if _, err := w.Call(t.Context(), nil); err == nil {
			t.Error("no error")
		}
		want(11)
		w.Kernel().Publish("topic", "news")
		want(111)
		time.Sleep(time.Second / 2)
		want(211) // SendAfter
		time.Sleep(time.Second / 2)
		want(1211) // Repeat
		b.Disconnect()
		want(11211)
		a.NoMessage()
	})
}
