package live_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/livetest"
)

// This file has a test for each row of Kino.JS, Kino.JS.Live and its Context that no other
// file has, named after the row; docs/live.md lists them.

// telling tells of itself in every way there is. Its state is the origins of its
// callbacks.
type telling struct{}

type origins struct{ Seen []string }

func (o *origins) note(callback, origin string) {
	o.Seen = append(o.Seen, callback+" "+origin)
}

func (telling) Init(ctx *live.Context[origins], _ int) error {
	ctx.Assigns.note("init", ctx.Origin())
	return nil
}

func (telling) HandleConnect(ctx *live.Context[origins]) (any, error) {
	ctx.Assigns.note("connect", ctx.Origin())
	return len(ctx.Assigns.Seen), nil
}

func (telling) HandleEvent(ctx *live.Context[origins], event string, p live.Payload) error {
	ctx.Assigns.note("event", ctx.Origin())
	switch event {
	case "broadcast":
		ctx.BroadcastEvent("told", p)
	case "send":
		var to string
		if err := p.Decode(&to); err != nil {
			return err
		}
		ctx.SendEvent(to, "told", ctx.Origin())
	case "emit":
		for i := range 3 {
			ctx.EmitEvent(i)
		}
	case "turn":
		var b live.Binary
		if err := p.Decode(&b); err != nil {
			return err
		}
		ctx.BroadcastEvent("turned", live.Binary{Info: b.Info, Data: append(bytes.Clone(b.Data), 9)})
	}
	return nil
}

func (telling) HandleCast(ctx *live.Context[origins], msg any) error {
	ctx.Assigns.note("cast", ctx.Origin())
	ctx.BroadcastEvent("cast", msg)
	return nil
}

func (telling) HandleCall(ctx *live.Context[origins], msg any) (any, error) {
	ctx.Assigns.note("call", ctx.Origin())
	if d, slow := msg.(time.Duration); slow {
		time.Sleep(d)
	}
	if msg == "fail" {
		return nil, errors.New("no luck")
	}
	return fmt.Sprint("answer to ", msg), nil
}

func (telling) HandleDisconnect(ctx *live.Context[origins]) error {
	ctx.Assigns.note("disconnect", ctx.Origin())
	return nil
}

// TestOrigin: who caused a callback, and nobody elsewhere.
func TestOrigin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := livetest.Start(t, telling{}, 0)
		a, b := w.Connect(), w.Connect()
		a.Push("nothing", nil)
		_ = w.Cast(1)
		b.Disconnect()
		b.Reconnect()
		if _, err := w.Call(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		s, err := live.State[origins](t.Context(), w.Widget)
		want := fmt.Sprint([]string{
			"init ", "connect " + a.Origin(), "connect " + b.Origin(), "event " + a.Origin(), "cast ",
			"disconnect " + b.Origin(), "connect " + b.Origin(), "call ",
		})
		if err != nil || fmt.Sprint(s.Seen) != want {
			t.Errorf("origins %v %v, want %s", s.Seen, err, want)
		}
		if a.Origin() == b.Origin() {
			t.Error("two clients have one origin")
		}
	})
}

func TestBroadcastEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := livetest.Start(t, telling{}, 0)
		a, b := w.Connect(), w.Connect()
		a.Push("broadcast", 1)
		b.Push("broadcast", 2)
		for _, c := range []*livetest.Client{a, b} {
			c.WantEvent("told", 1)
			c.WantEvent("told", 2)
			c.NoMessage()
		}
		late := w.Connect() // what came before is in its init data, or nowhere
		late.NoMessage()
	})
}

func TestSendEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := livetest.Start(t, telling{}, 0)
		a, b := w.Connect(), w.Connect()
		a.Push("send", b.Origin())
		b.WantEvent("told", a.Origin())
		a.Push("send", "nobody") // says nothing, to nobody
		b.NoMessage()
		a.NoMessage()
	})
}

func TestEmitEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := livetest.Start(t, telling{}, 0)
		a := w.Connect()
		a.Push("emit", nil)
		for i := range 3 {
			w.WantEmit(i)
		}
		w.NoEmit()
		a.NoMessage()
	})
}

func TestCast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := livetest.Start(t, telling{}, 0)
		a := w.Connect()
		for i := range 3 {
			if err := w.Cast(i); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 3 {
			a.WantEvent("cast", i)
		}
		_ = w.Close(t.Context())
		if err := w.Cast(3); !errors.Is(err, live.ErrClosed) {
			t.Errorf("a cast to a closed widget: %v", err)
		}
	})
}

func TestCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := livetest.Start(t, telling{}, 0)
		if got, err := w.Call(t.Context(), 1); got != "answer to 1" || err != nil {
			t.Errorf("answered %v %v", got, err)
		}
		if _, err := w.Call(t.Context(), "fail"); err == nil || err.Error() != "no luck" {
			t.Errorf("the error of HandleCall: %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if _, err := w.Call(ctx, 10*time.Second); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("a context that ends after a second: %v after %v", err, time.Since(start))
		}
		start = time.Now()
		if _, err := w.Call(t.Context(), 1); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != live.CallTimeout {
			t.Errorf("a context without end: %v after %v", err, time.Since(start))
		}
	})
}

// TestBinaryPayload: a pair of information and bytes, both ways.
func TestBinaryPayload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := livetest.Start(t, telling{}, 0)
		a, b := w.Connect(), w.Connect()
		a.Push("turn", []any{map[string]any{"name": "x"}, []byte{1, 2}})
		for _, c := range []*livetest.Client{a, b} {
			c.WantEvent("turned", live.Binary{Info: map[string]any{"name": "x"}, Data: []byte{1, 2, 9}})
		}
		a.Push("turn", "no pair")
		a.WantFail("HandleEvent")
	})
}

// TestConnectPerView: HandleConnect is called for each view, also of one page.
func TestConnectPerView(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHost()
		w := live.New(telling{}, 0, h.options())
		defer w.Close(t.Context())
		for _, view := range []string{"v1", "v2"} {
			h.Deliver(kernel.Connect{Client: "c", Ref: w.Ref(), View: view})
		}
		synctest.Wait()
		want := []kernel.Message{
			kernel.Init{Client: "c", Ref: w.Ref(), View: "v1", Payload: payload(2)},
			kernel.Init{Client: "c", Ref: w.Ref(), View: "v2", Payload: payload(3)},
		}
		if got := h.take(); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("said %+v, want %+v", got, want)
		}
	})
}

// TestNoLongerAvailable: who shows a widget learns of its end, and so does who
// comes later.
func TestNoLongerAvailable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := livetest.Start(t, telling{}, 0)
		a := w.Connect()
		a.WantInit(2)
		if err := w.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		a.WantGone()
		late := w.Connect()
		late.WantGone()
		late.Push("broadcast", 1)
		late.WantGone()
		a.NoMessage()
	})
}

// TestStaticData: the data of a static widget is encoded once, the same for every
// view, and its assets go along.
func TestStaticData(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHost()
		var assets []kernel.Message
		h.Attach(func(m kernel.Message) { assets = append(assets, m) })
		data := map[string]any{"n": 1}
		w := live.Static(data, h.options())
		defer w.Close(t.Context())
		data["n"] = 2
		for _, client := range []string{"a", "b"} {
			h.Deliver(kernel.Connect{Client: client, Ref: w.Ref(), View: "v"})
		}
		synctest.Wait()
		if len(assets) != 3 {
			t.Fatalf("said %+v", assets)
		}
		if a, ok := assets[0].(kernel.Assets); !ok || a.Hash != w.View().Hash || a.Files[w.View().Entry] == nil {
			t.Errorf("its assets are %+v", assets[0])
		}
		first, second := assets[1].(kernel.Init), assets[2].(kernel.Init)
		if !bytes.Equal(first.Payload, payload(map[string]any{"n": 1})) || !reflect.DeepEqual(first.Payload, second.Payload) {
			t.Errorf("its data is %x and %x", first.Payload, second.Payload)
		}
	})
}

// TestEntry: the entry is main.js if it is not named, and a missing one is an
// error when the widget is made.
func TestEntry(t *testing.T) {
	h := newHost()
	opts := h.options()
	files := fstest.MapFS{"main.js": {}, "other/entry.js": {}}
	for entry, want := range map[string]string{"": "main.js", "other/entry.js": "other/entry.js"} {
		opts.Assets = jsassets.FS(files, entry)
		w := live.Static(nil, opts)
		if got := w.View().Entry; got != want {
			t.Errorf("the entry %q is %q", entry, got)
		}
		_ = w.Close(t.Context())
	}
	opts.Assets = jsassets.FS(files, "index.js")
	_, err := live.Start(telling{}, 0, opts)
	const want = `the entry "index.js" is not among the files ["main.js" "other/entry.js"]`
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("a missing entry: %v", err)
	}
}
