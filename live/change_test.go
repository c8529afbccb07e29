package live_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/livetest"
)

// This file has the tests of what clients write into mirrored state.

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
