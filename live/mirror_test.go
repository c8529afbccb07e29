package live_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"strings"
	"testing"

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

// TestMirrorWrite holds what a client's write does: without HandleChange it is
// decoded into the field if it fits there, and everyone sees the result before
// the writer is answered.
func TestMirrorWrite(t *testing.T) {
	for _, test := range []struct {
		name    string
		write   map[string]any
		patch   map[string]any
		refused string
	}{
		{"one", map[string]any{"count": 4}, map[string]any{"count": 4}, ""},
		{"several", map[string]any{"count": 4, "name": "x", "points": []float64{1.5, 2}, "by": map[string]any{"a": 1}},
			map[string]any{"count": 4, "name": "x", "points": []float64{1.5, 2}, "by": map[string]any{"a": 1}}, ""},
		{"the same", map[string]any{"count": 3}, nil, ""},
		{"none", map[string]any{}, nil, ""},
		{"anything into any", map[string]any{"any": []any{"x", map[string]any{"y": 1}}}, map[string]any{"any": []any{"x", map[string]any{"y": 1}}}, ""},
		{"null into a slice", map[string]any{"points": nil}, map[string]any{"points": nil}, ""},
		{"null into an int", map[string]any{"count": nil}, nil, "count: null is no int"},
		{"a text into an int", map[string]any{"count": "4"}, nil, `count: the text "4" is no int`},
		{"a fraction into an int", map[string]any{"count": 1.5}, nil, "count: 1.5 is no int"},
		{"an object into an int", map[string]any{"count": map[string]any{}}, nil, "count: an object is no int"},
		{"too much for uint8", map[string]any{"level": 256}, nil, "level: 256 is no uint8"},
		{"below uint8", map[string]any{"level": -1}, nil, "level: -1 is no uint8"},
		{"as much as uint8 holds", map[string]any{"level": 255}, map[string]any{"level": 255}, ""},
		{"too much for an int", map[string]any{"count": uint64(1) << 63}, nil, "is no int"},
		{"read only", map[string]any{"max": 11}, nil, "max: it is read only"},
		{"unknown", map[string]any{"secret": 11}, nil, "secret: no such field is mirrored"},
		{"one of two", map[string]any{"count": "x", "name": "y"}, map[string]any{"name": "y"}, `count: the text "x" is no int`},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := livetest.Start(t, panel{}, 3)
			a, b := w.Connect(), w.Connect()
			answer := a.Save(test.write)
			if test.patch != nil {
				a.WantModel(test.patch)
				b.WantModel(test.patch)
			}
			if test.refused != "" {
				answer.WantError(test.refused)
			} else {
				answer.WantReply(nil)
			}
			a.NoMessage()
			b.NoMessage()
			w.NoReport()
		})
	}
	t.Run("malformed", func(t *testing.T) {
		w := livetest.Start(t, panel{}, 3)
		a := w.Connect()
		a.Ask("lv:set", "count").WantError("map expected")
		a.NoMessage()
	})
	t.Run("nothing is mirrored", func(t *testing.T) {
		w := livetest.Start(t, counter{}, 3)
		a := w.Connect()
		a.Save(map[string]any{"Count": 4}).WantError("nothing of the state is mirrored")
		if len(a.Model()) != 0 {
			t.Error(a.Model())
		}
	})
}

// careful decides on writes.
type careful struct{ panel }

func (careful) HandleChange(ctx *live.Context[dial], key string, value live.Payload) error {
	switch key {
	case "count":
		var n int
		if err := value.Decode(&n); err != nil {
			return err
		}
		if n < 0 {
			return fmt.Errorf("%d is below zero", n)
		}
		ctx.Assigns.Count = min(n, ctx.Assigns.Max) // put right
		return nil
	case "name":
		panic("no names")
	}
	if ctx.Origin() == "client2" {
		return errors.New("only client1 may")
	}
	return ctx.Change(key, value)
}

func TestHandleChange(t *testing.T) {
	w := livetest.Start(t, careful{}, 3)
	a, b := w.Connect(), w.Connect()
	write := func(by *livetest.Client, key string, value any) *livetest.Answer {
		return by.Save(map[string]any{key: value})
	}
	r := write(a, "count", 5)
	a.WantModel(map[string]any{"count": 5})
	r.WantReply(nil)
	write(a, "count", -1).WantError("count: -1 is below zero")
	r = write(a, "count", 50)
	a.WantModel(map[string]any{"count": 10})
	r.WantReply(nil)
	write(a, "count", 60).WantReply(nil) // put right to what it is
	write(a, "max", 60).WantError("read only")
	write(a, "name", "x").WantError("no names")
	w.WantReport("no names")
	r = write(a, "level", 1)
	a.WantModel(map[string]any{"level": 1})
	r.WantReply(nil)
	write(a, "level", "x").WantError(`the text "x" is no uint8`)
	b.WantModel(map[string]any{"count": 5})
	b.WantModel(map[string]any{"count": 10})
	b.WantModel(map[string]any{"level": 1})
	write(b, "level", 2).WantError("only client1 may")
	a.NoMessage()
	b.NoMessage()
	w.NoReport()
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

type (
	nameless struct {
		A int `live:""`
	}
	unexported struct {
		a int `live:"a"`
	}
	twice struct {
		A int `live:"a"`
		B int `live:"a"`
	}
	optional struct {
		A int `live:"a,omitempty"`
	}
	strange struct {
		A func() `live:"a"`
	}
	outer struct {
		inner
		B int `live:"b"`
		C int `live:"-"`
	}
	inner struct {
		A int `live:"a"`
	}
)

// shape is a widget with a state of any type.
type shape[S any] struct{}

func (shape[S]) Init(ctx *live.Context[S], state S) error { ctx.Assigns = state; return nil }

func (shape[S]) HandleConnect(*live.Context[S]) (any, error) { return nil, nil }

func (shape[S]) HandleEvent(ctx *live.Context[S], _ string, _ live.Payload) error {
	return ctx.Mirror("a")
}

func startError[S any](state S) string {
	h := newHost()
	w, err := live.Start(shape[S]{}, state, h.options())
	if err != nil {
		return err.Error()
	}
	_ = w.Close(context.Background())
	return ""
}

// TestMirrorTags holds which states are refused, and what is mirrored of those
// that are put together.
func TestMirrorTags(t *testing.T) {
	for _, test := range []struct{ err, want string }{
		{startError(nameless{}), `nameless.A has the tag live:"": it names no key`},
		{startError(unexported{a: 1}), `unexported.a has the tag live:"a": the field is not exported`},
		{startError(twice{}), `twice has two fields with the tag live:"a"`},
		{startError(optional{}), `there is no option "omitempty"`},
		{startError(strange{A: func() {}}), `the state's "a" cannot be sent`},
		{startError(1), ""},
		{startError(&twice{}), `twice has two fields`},
	} {
		if !strings.Contains(test.err, test.want) || test.want == "" && test.err != "" {
			t.Errorf("%q, want %q", test.err, test.want)
		}
	}
	wantModel(t, livetest.Start(t, shape[outer]{}, outer{inner: inner{1}, B: 2}).Connect(), map[string]any{"a": int64(1), "b": int64(2)})
	wantModel(t, livetest.Start(t, shape[*inner]{}, &inner{1}).Connect(), map[string]any{"a": int64(1)})
	w := livetest.Start(t, shape[*inner]{}, (*inner)(nil))
	a := w.Connect()
	wantModel(t, a, map[string]any{"a": nil})
	a.Save(map[string]any{"a": 1}).WantError("nil pointer")
	a.Push("mirror", nil)
	a.WantFail("Mirror is for a state of type Assigns")
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

// FuzzWrite holds that no bytes that a client writes make the widget panic, and
// that what is in the state afterwards is what clients have.
func FuzzWrite(f *testing.F) {
	for _, v := range []any{first, map[string]any{"level": 300, "count": 1.5}, nil, map[string]any{"any": []byte{1}}} {
		f.Add(payload(v))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h := newHost()
		w := live.New(panel{}, 3, h.options())
		defer w.Close(context.Background())
		h.Deliver(kernel.Event{Client: "c", Ref: w.Ref(), View: "v", Event: "lv:set", Payload: b, Call: 1})
		h.Deliver(kernel.Connect{Client: "c", Ref: w.Ref(), View: "v"})
		if _, err := live.State[dial](context.Background(), w); err != nil {
			t.Fatal(err)
		}
		answered := false
		for _, m := range h.take() {
			switch m := m.(type) {
			case kernel.Reply:
				answered = true
			case kernel.Report:
				t.Errorf("% x: %s", b, m.Message)
			}
		}
		if !answered {
			t.Errorf("% x is not answered", b)
		}
	})
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
