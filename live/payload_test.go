package live_test

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/gokino/gokino/live"
)

// TestBinary: bytes with something said about them travel both ways, in a
// payload of their own and inside others.
func TestBinary(t *testing.T) {
	type wrapped struct {
		Name string       `json:"name"`
		File *live.Binary `json:"file"`
	}
	file := live.Binary{Info: map[string]any{"size": int64(1000)}, Data: bytes.Repeat([]byte{7}, 1000)}
	p, err := live.NewPayload(file)
	if err != nil {
		t.Fatal(err)
	}
	var got live.Binary
	if err := p.Decode(&got); err != nil || !reflect.DeepEqual(got, file) {
		t.Errorf("%+v, %v", got, err)
	}
	v, err := p.Value()
	if pair, ok := v.([]any); err != nil || !ok || len(pair) != 2 || !reflect.DeepEqual(pair[0], file.Info) || !reflect.DeepEqual(pair[1], file.Data) {
		t.Errorf("%+v, %v", v, err)
	}
	if p, err = live.NewPayload(wrapped{"n", &file}); err != nil {
		t.Fatal(err)
	}
	var back wrapped
	if err := p.Decode(&back); err != nil || !reflect.DeepEqual(back, wrapped{"n", &file}) {
		t.Errorf("%+v, %v", back, err)
	}
	if p, err = live.NewPayload(live.Binary{}); err != nil || !bytes.Equal(p.Raw(), []byte{0x92, 0xc0, 0xc4, 0}) {
		t.Errorf("% x, %v", p.Raw(), err)
	}
	loop := []any{nil}
	loop[0] = loop
	if _, err := live.NewPayload(live.Binary{Info: loop}); err == nil {
		t.Error("an info that contains itself")
	}
}

// TestPayloadRefuses holds that what does not fit is an error.
func TestPayloadRefuses(t *testing.T) {
	for _, test := range []struct{ in, target any }{
		{"x", new(int)},
		{[]any{1}, new(live.Binary)},
		{[]any{1, 2, 3}, new(live.Binary)},
		{[]any{1, 2}, new(live.Binary)},
		{7, new(live.Binary)},
	} {
		p, err := live.NewPayload(test.in)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Decode(test.target); err == nil {
			t.Errorf("%v decodes into %T as %+v", test.in, test.target, test.target)
		}
	}
	var n int
	if err := (live.Payload{}).Decode(&n); err != nil || n != 0 {
		t.Error("the zero payload:", n, err)
	}
	if _, err := live.NewPayload(func() {}); err == nil {
		t.Error("a function is encoded")
	}
}
