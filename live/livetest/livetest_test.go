package livetest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gokino/gokino/internal/leak"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/livetest"
)

func TestMain(m *testing.M) { leak.Main(m) }

// widget does what an event's name says.
type widget struct{}

func (widget) HandleConnect(*live.Context[live.Assigns]) (any, error) { return "hello", nil }

func (widget) HandleEvent(ctx *live.Context[live.Assigns], event string, p live.Payload) error {
	switch event {
	case "all":
		ctx.BroadcastEvent("said", p)
	case "one":
		ctx.SendEvent(ctx.Origin(), "said", p)
	case "emit":
		ctx.EmitEvent(event)
	case "set":
		ctx.Assigns.Assign(live.Assigns{"n": p})
		return ctx.Mirror("n")
	case "fail":
		return fmt.Errorf("no luck")
	}
	return nil
}

// failure runs f and returns what it ends its test with.
func failure(f func(t testing.TB)) (text string) {
	t := &recorder{}
	defer t.end()
	defer func() {
		if p := recover(); p != nil && p != any(t) {
			panic(p)
		}
		text = t.text
	}()
	f(t)
	return t.text
}

type recorder struct {
	printing
	text string
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.text = fmt.Sprintf(format, args...)
	panic(r)
}

func TestWants(t *testing.T) {
	tests := []struct {
		name, failure string // no failure: it passes
		test          func(w *livetest.Widget, a, b *livetest.Client)
	}{
		{"broadcast reaches all", "", func(_ *livetest.Widget, a, b *livetest.Client) {
			a.Push("all", map[string]any{"n": 1.0})
			a.WantEvent("said", map[string]int{"n": 1})
			b.WantEvent("said", map[string]int{"n": 1})
		}},
		{"send reaches one", "", func(_ *livetest.Widget, a, b *livetest.Client) {
			a.Push("one", 1)
			a.WantEvent("said", 1)
			b.NoMessage()
		}},
		{"init first", "", func(_ *livetest.Widget, a, _ *livetest.Client) { a.WantInit("hello") }},
		{"wrong init", `client1 got the init data hello, want bye`, func(_ *livetest.Widget, a, _ *livetest.Client) { a.WantInit("bye") }},
		{"wrong payload", `client1 got the event "said" with 1, want 2`, func(_ *livetest.Widget, a, _ *livetest.Client) {
			a.Push("all", 1)
			a.WantEvent("said", 2)
		}},
		{"wrong event", `client1 got the event "said" with 1, want the event "sad" with 1`, func(_ *livetest.Widget, a, _ *livetest.Client) {
			a.Push("all", 1)
			a.WantEvent("sad", 1)
		}},
		{"a message too many", `client2 got the event "said" with 1, want nothing`, func(_ *livetest.Widget, a, b *livetest.Client) {
			a.Push("all", 1)
			b.NoMessage()
		}},
		{"emitted", "", func(w *livetest.Widget, a, _ *livetest.Client) {
			a.Push("emit", nil)
			w.WantEmit("emit")
			w.NoEmit()
		}},
		{"emitted too much", `emitted "emit", want nothing`, func(w *livetest.Widget, a, _ *livetest.Client) {
			a.Push("emit", nil)
			w.NoEmit()
		}},
		{"emitted something else", `emitted "emit", want 1`, func(w *livetest.Widget, a, _ *livetest.Client) {
			a.Push("emit", nil)
			w.WantEmit(1)
		}},
		{"a failure is told and reported", "", func(w *livetest.Widget, a, b *livetest.Client) {
			a.Push("fail", nil)
			a.WantFail("no luck")
			w.WantReport("no luck")
			b.NoMessage()
		}},
		{"disconnected hears nothing, connected again hears", "", func(_ *livetest.Widget, a, b *livetest.Client) {
			b.NoMessage()
			b.Disconnect()
			a.Push("all", 1)
			a.WantEvent("said", 1)
			b.NoMessage()
			b.Reconnect()
			b.WantInit("hello")
			a.Push("all", 2)
			b.WantEvent("said", 2)
		}},
		{"model", "", func(_ *livetest.Widget, a, b *livetest.Client) {
			a.Push("set", 1.0)
			a.WantModel(map[string]any{"n": 1})
			b.WantModel(map[string]any{"n": 1})
			b.Disconnect()
			a.Push("set", 2)
			a.WantModel(map[string]any{"n": 2})
			if got := a.Model()["n"]; got != int64(2) {
				t.Error(got)
			}
			b.NoMessage()
			b.Reconnect()
			b.WantInit("hello")
			b.NoMessage()
			if got := b.Model()["n"]; got != int64(2) {
				t.Error(got)
			}
		}},
		{"saved", "", func(_ *livetest.Widget, a, _ *livetest.Client) {
			a.Push("set", map[string]any{})
			a.WantModel(map[string]any{"n": map[string]any{}})
			a.Save(map[string]any{"m": 1}).WantError("no such field")
		}},
		{"wrong model", `client1 got the new values map[n:1], want map[n:2]`, func(_ *livetest.Widget, a, _ *livetest.Client) {
			a.Push("set", 1)
			a.WantModel(map[string]any{"n": 2})
		}},
		{"a model too many", `client2 got a model map[n:1], want nothing`, func(_ *livetest.Widget, a, b *livetest.Client) {
			a.Push("set", 1)
			b.NoMessage()
		}},
		{"a report too many", `reported "HandleEvent of`, func(w *livetest.Widget, a, _ *livetest.Client) {
			a.Push("fail", nil)
			w.NoReport()
		}},
		{"closed", "", func(w *livetest.Widget, a, _ *livetest.Client) {
			_ = w.Close(t.Context())
			a.WantGone()
		}},
		{"unencodable payload", `the payload of "all"`, func(_ *livetest.Widget, a, _ *livetest.Client) { a.Push("all", func() {}) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := failure(func(t testing.TB) {
				w := livetest.Start(t, widget{}, 0)
				tt.test(w, w.Connect(), w.Connect())
			})
			if (got == "") != (tt.failure == "") || !strings.Contains(got, tt.failure) {
				t.Errorf("ended with %q, want %q", got, tt.failure)
			}
		})
	}
}
