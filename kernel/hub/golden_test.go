package hub_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/gokino/gokino/internal/golden"
	"github.com/gokino/gokino/internal/page"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/hub"
	"github.com/gokino/gokino/kernel/wire"
)

// pageSays is one of each message a page sends.
var pageSays = []struct {
	name  string
	bytes []byte
}{
	{"hello, new", page.Hello("", "", 0)},
	{"hello, returning", page.Hello("CLIENT", "SECRET", 70000)},
	{"connect", page.Connect(1, "r", "v")},
	{"connect, with a URL", page.ConnectAt(1, "r", "v", "/list?page=2")},
	{"event", page.Push(2, "r", "v", "bump", map[string]any{"by": 1, "s": "é"})},
	{"event, binary", page.Push(3, "r", "v", "upload", []any{map[string]any{"name": "a"}, []byte{0, 255}})},
	{"event, nothing", page.Push(4, "r", "v", "click", nil)},
	{"event, asking", page.Ask(5, "r", "v", "save", 1, 9)},
	{"disconnect", page.Disconnect(300, "r", "v")},
	{"ack", page.Acknowledge(64)},
}

// show is how the golden file has a message: as JSON (binary in base64), then
// its bytes.
func show(t *testing.T, b []byte) string {
	var v any
	if err := wire.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s\n%s", text, hex.EncodeToString(b))
}

// TestGoldenPageSays holds the bytes of what pages say; the pages' own tests
// read the same file.
func TestGoldenPageSays(t *testing.T) {
	a := golden.New("What a page says to the hub: as JSON, binary in base64, then its bytes.")
	for _, s := range pageSays {
		a.Add(s.name, show(t, s.bytes))
	}
	golden.Check(t, "testdata/page-says.txtar", a)
}

// TestGoldenPageHears holds the bytes of what pages hear, one message each.
func TestGoldenPageHears(t *testing.T) {
	a := golden.New("What a page hears from the hub: as JSON, binary in base64, then its bytes.")
	synctest.Test(t, func(t *testing.T) {
		in := &inbox{}
		h := hub.New(hub.Options{Deliver: done(in.deliver)})
		defer h.Close()
		tb := newTab(t, h)
		heard := func() []byte {
			synctest.Wait()
			tb.hear()
			b := tb.sock.bytes
			tb.sock.bytes = nil
			return b
		}
		welcome := heard()
		text := show(t, welcome)
		for secret, name := range map[string]string{tb.id: strings.Repeat("C", 26), tb.secret: strings.Repeat("S", 26)} {
			text = strings.ReplaceAll(text, secret, name)
			text = strings.ReplaceAll(text, hex.EncodeToString([]byte(secret)), hex.EncodeToString([]byte(name)))
		}
		a.Add("welcome", text)
		id := tb.id
		tb.connect("r", "v")
		for _, m := range []struct {
			name string
			kernel.Message
		}{
			{"init", kernel.Init{Client: id, Ref: "r", View: "v", Payload: payload(t, map[string]any{"count": 300})}},
			{"init, with a model", kernel.Init{Client: id, Ref: "r", View: "v", Model: payload(t, map[string]any{"count": 300, "data": []byte{1, 2}})}},
			{"init, nothing", kernel.Init{Client: id, Ref: "r", View: "v"}},
			{"event, broadcast", kernel.Broadcast{Ref: "r", Event: "count", Payload: payload(t, -1.5)}},
			{"event, sent", kernel.Send{Client: id, Ref: "r", Event: "frame", Payload: payload(t, []any{"info", []byte{1, 2}})}},
			{"reply", kernel.Reply{Client: id, Ref: "r", View: "v", Call: 9, Payload: payload(t, "saved")}},
			{"reply, an error", kernel.Reply{Client: id, Ref: "r", View: "v", Call: 10, Error: "HandleEvent: no"}},
			{"act", kernel.Act{Client: id, Ref: "r", Action: "title", Payload: payload(t, "Inbox (3)")}},
			{"model", kernel.Model{Ref: "r", Payload: payload(t, map[string]any{"count": 301})}},
			{"model, to one", kernel.Model{Client: id, Ref: "r", Payload: payload(t, map[string]any{"count": 302})}},
			{"fail", kernel.Fail{Client: id, Ref: "r", View: "v", Message: "HandleEvent: no"}},
			{"gone", kernel.Gone{Ref: "r", Reason: "it was closed"}},
		} {
			h.Handle(m.Message)
			a.Add(m.name, show(t, slices.Clone(firstMessage(t, heard()))))
		}
		tb.push("r", "v", "e", nil)
		tb.hub.Handle(kernel.Fail{Client: id})
		both := heard()
		a.Add("ack", show(t, both[len(firstMessage(t, both)):]))
	})
	golden.Check(t, "testdata/page-hears.txtar", a)
}

func payload(t *testing.T, v any) []byte {
	b, err := wire.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// firstMessage cuts off what was sent along, an ack.
func firstMessage(t *testing.T, b []byte) []byte {
	r := wire.NewReader(b)
	first := r.Value()
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
	return first
}

// FuzzAttach holds that no hello makes the hub panic.
func FuzzAttach(f *testing.F) {
	for _, s := range pageSays {
		f.Add(s.bytes)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h := hub.New(hub.Options{Deliver: done(func(kernel.Message) {})})
		defer h.Close()
		_, _ = h.Attach(newSocket(), b)
	})
}

// FuzzReceive holds that nothing a page says makes the hub panic, and that what
// reaches widgets has a whole payload.
func FuzzReceive(f *testing.F) {
	for _, s := range pageSays {
		f.Add(s.bytes)
	}
	f.Add(slices.Concat(pageSays[2].bytes, pageSays[4].bytes, page.Acknowledge(64)))
	f.Fuzz(func(t *testing.T, b []byte) {
		var h *hub.Hub
		h = hub.New(hub.Options{MaxMessages: 4, Deliver: done(func(m kernel.Message) {
			switch m := m.(type) {
			case kernel.Connect:
				h.Handle(kernel.Init{Client: m.Client, Ref: m.Ref, View: m.View})
			case kernel.Event:
				if _, err := kernel.Decode(kernel.Encode(m)); err != nil {
					t.Errorf("%+v cannot travel: %v", m, err)
				}
			}
		})})
		defer h.Close()
		s := newSocket()
		c, err := h.Attach(s, page.Hello("", "", 0))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = c.Receive(s, b)
	})
}
