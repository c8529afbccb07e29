package kernel_test

import (
	"encoding/hex"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/gokino/gokino/internal/golden"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
)

func payload(v any) []byte {
	b, err := wire.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// messages has one of each, by the name of its section in the golden file.
func messages() []kernel.Message {
	return []kernel.Message{
		kernel.Connect{Client: "c", Ref: "r", View: "v", URL: "/list?page=2"},
		kernel.Event{Client: "c", Ref: "r", View: "v", Event: "bump", Payload: payload(map[string]any{"by": 1}), Call: 9},
		kernel.Disconnect{Client: "c", Ref: "r", View: "v"},
		kernel.Uploaded{Client: "c", Ref: "r", Entry: "e", Received: 70000, Type: "text/plain", Path: "/tmp/f", Error: "too_large"},
		kernel.Init{Client: "c", Ref: "r", View: "v", Payload: payload([]any{"info", []byte{1, 2}}), Model: payload(map[string]any{"count": 1})},
		kernel.Broadcast{Ref: "r", Event: "count", Payload: payload(300)},
		kernel.Send{Client: "c", Ref: "r", Event: "count", Payload: payload(nil)},
		kernel.Reply{Client: "c", Ref: "r", View: "v", Call: 9, Payload: payload("saved"), Error: "no"},
		kernel.Act{Client: "c", Ref: "r", Action: "title", Payload: payload("Inbox")},
		kernel.Model{Client: "c", Ref: "r", Payload: payload(map[string]any{"count": 2})},
		kernel.Grant{Client: "c", Ref: "r", Entry: "e", Token: "t", Size: 1 << 33, Idle: 10000},
		kernel.Revoke{Ref: "r", Token: "t"},
		kernel.Fail{Client: "c", Ref: "r", View: "v", Message: "HandleConnect: no"},
		kernel.Gone{Client: "", Ref: "r", Reason: "it was closed"},
		kernel.Assets{Hash: "h", Files: map[string][]byte{"main.js": []byte("export"), "a.css": []byte("b{}"), "z": {}}},
		kernel.Service{Token: "t", Addr: "/tmp/socket"},
		kernel.Stale{Scope: 7},
		kernel.Presence{Client: "c", Here: true},
		kernel.Output{Scope: 7, Data: kernel.Data{
			"text/plain": "live widget x", "image/png": []byte{137},
			kernel.ViewType: kernel.View{Ref: "r", Hash: "h", Entry: "main.js"},
		}},
		kernel.Report{Scope: 7, Message: "panic: x", Stack: "goroutine 1"},
	}
}

// TestGolden holds the bytes of every message on a link, and that they come
// back as they were.
func TestGolden(t *testing.T) {
	a := golden.New("The messages between a kernel and its host: the Go value, then its bytes.")
	for _, m := range messages() {
		frame := kernel.Encode(m)
		name := strings.TrimPrefix(fmt.Sprintf("%T", m), "kernel.")
		a.Add(name, fmt.Sprintf("%+v\n%s", m, hex.EncodeToString(frame)))
		got, err := kernel.Decode(frame)
		if err != nil || !reflect.DeepEqual(got, m) {
			t.Errorf("%s comes back as %+v, %v", name, got, err)
		}
		tag, ok := kernel.Tag(frame)
		if !ok || tag <= 0 || tag >= kernel.FirstForeignTag {
			t.Errorf("the tag of %s is %d, %v", name, tag, ok)
		}
	}
	golden.Check(t, "testdata/messages.txtar", a)
}

// TestDecodeRefuses holds that every message cut short, with too much at its
// end, or of another number of elements is refused.
func TestDecodeRefuses(t *testing.T) {
	for _, m := range messages() {
		frame := kernel.Encode(m)
		for n := range frame {
			if got, err := kernel.Decode(frame[:n]); err == nil {
				t.Errorf("%T cut to %d of %d bytes decodes as %+v", m, n, len(frame), got)
			}
		}
		if _, err := kernel.Decode(append(frame, 0xc0)); err == nil {
			t.Errorf("%T with a byte too many decodes", m)
		}
		frame[0]++
		if _, err := kernel.Decode(append(frame, 0xc0)); err == nil {
			t.Errorf("%T with an element too many decodes", m)
		}
	}
	for _, b := range [][]byte{nil, {0x90}, {0x91, 99}, {0x91, 0}, {0xc0}, {0x94, 0xff, 0, 0, 0}} {
		if m, err := kernel.Decode(b); err == nil {
			t.Errorf("% x decodes as %+v", b, m)
		}
	}
	if _, ok := kernel.Tag([]byte{0x90}); ok {
		t.Error("an empty array has a tag")
	}
}

// TestBuiltinView holds that the view of a built-in widget travels by its name.
func TestBuiltinView(t *testing.T) {
	want := kernel.Output{Scope: 7, Data: kernel.Data{
		"text/plain": "button", kernel.ViewType: kernel.View{Ref: "r", Builtin: "control"},
	}}
	if got, err := kernel.Decode(kernel.Encode(want)); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestUnencodableOutput holds that an output with a form that cannot travel
// still says so in its cell.
func TestUnencodableOutput(t *testing.T) {
	m, err := kernel.Decode(kernel.Encode(kernel.Output{Scope: 1, Data: kernel.Data{"x": func() {}}}))
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := m.(kernel.Output).Data["text/plain"].(string); !strings.Contains(text, "func()") {
		t.Errorf("%+v", m)
	}
}

// FuzzDecode holds that no bytes make Decode panic, and that what it accepts
// can be encoded and is the same then.
func FuzzDecode(f *testing.F) {
	for _, m := range messages() {
		f.Add(kernel.Encode(m))
	}
	f.Add([]byte{0x93, 25, 1, 0xdf, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := kernel.Decode(b)
		kernel.Tag(b)
		if err != nil {
			return
		}
		again, err := kernel.Decode(kernel.Encode(m))
		if err != nil {
			t.Fatalf("% x decodes as %+v, but encoded again not: %v", b, m, err)
		}
		if !reflect.DeepEqual(kernel.Encode(again), kernel.Encode(m)) {
			t.Fatalf("%+v became %+v", m, again)
		}
	})
}
