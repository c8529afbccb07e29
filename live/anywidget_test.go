package live_test

import (
	"context"
	"reflect"
	"testing"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

// TestAnyWidget holds what an anywidget's Go half is: its model, its changes and
// its messages; what its module does is tested in a browser.
func TestAnyWidget(t *testing.T) {
	for name, start := range map[string]func(live.Options) *live.Widget{
		"map": func(o live.Options) *live.Widget {
			return live.AnyWidget("export default {}", "", map[string]any{"value": 1}, o)
		},
		"assigns": func(o live.Options) *live.Widget {
			return live.AnyWidget("export default {}", "", live.Assigns{"value": 1}, o)
		},
		"struct": func(o live.Options) *live.Widget { return live.AnyWidget("export default {}", "", gauge{1}, o) },
		"pointer": func(o live.Options) *live.Widget {
			return live.AnyWidget("export default {}", "", &gauge{1}, o)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHost()
			w := start(h.options())
			defer w.Close(context.Background())
			events := h.Subscribe(w.Ref())
			defer events.Close()
			h.Deliver(kernel.Connect{Client: "c", Ref: w.Ref(), View: "v"})
			push := func(event string, v any) {
				h.Deliver(kernel.Event{Client: "c", Ref: w.Ref(), View: "v", Event: event, Payload: payload(v), Call: 1})
			}
			push("lv:set", map[string]any{"value": 2})
			push(live.CustomEvent, live.Custom{Content: map[string]any{"a": 1}, Buffers: [][]byte{{1, 2}}})
			push("other", nil)
			if err := w.Cast(live.Custom{Content: "hello"}); err != nil {
				t.Fatal(err)
			}
			if err := w.Cast(live.Custom{Content: "you", Buffers: [][]byte{{3}}, Client: "c"}); err != nil {
				t.Fatal(err)
			}
			settle(t, w)
			ref := w.Ref()
			want := []kernel.Message{
				kernel.Init{Client: "c", Ref: ref, View: "v", Payload: payload(nil), Model: payload(map[string]any{"value": 1})},
				kernel.Model{Ref: ref, Payload: payload(map[string]any{"value": 2})},
				kernel.Reply{Client: "c", Ref: ref, View: "v", Call: 1},
				kernel.Reply{Client: "c", Ref: ref, View: "v", Call: 1},
			}
			said := h.take()
			if len(said) < 4 || !reflect.DeepEqual(said[:4], want) {
				t.Fatalf("said %+v, want %+v", said, want)
			}
			if b, ok := said[len(said)-2].(kernel.Broadcast); !ok || b.Event != live.CustomEvent || string(b.Payload) != string(payload(live.Custom{Content: "hello"})) {
				t.Errorf("said %+v", said)
			}
			if s, ok := said[len(said)-1].(kernel.Send); !ok || s.Client != "c" {
				t.Errorf("said %+v", said)
			}
			var got []any
			for len(got) < 2 {
				for _, d := range events.Next(t.Context()) {
					got = append(got, d.Value)
				}
			}
			if got[0] != (live.Change{Key: "value", Value: 2, Client: "c"}) {
				t.Errorf("emitted %#v", got[0])
			}
			if m := got[1].(live.Custom); m.Client != "c" || string(m.Buffers[0]) != "\x01\x02" || m.Content.(map[string]any)["a"] != int64(1) {
				t.Errorf("emitted %#v", got[1])
			}
		})
	}
}

type gauge struct {
	Value int `live:"value"`
}

// settle waits until a widget has handled what it was sent.
func settle(t *testing.T, w *live.Widget) {
	t.Helper()
	_, _ = live.State[any](t.Context(), w)
}
