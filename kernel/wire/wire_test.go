package wire_test

import (
	"bytes"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/vmihailenco/msgpack/v5"

	"github.com/gokino/gokino/kernel/wire"
)

type inner struct {
	A int `json:"a"`
	B any `json:"b,omitempty"`
}

type outer struct {
	inner
	Name  string         `json:"name"`
	List  []inner        `json:"list"`
	Map   map[string]any `json:"map"`
	Ptr   *inner         `json:"ptr"`
	Skip  int            `json:"-"`
	Bytes []byte         `json:"bytes"`
}

// TestRoundTrip holds which Go values payloads decode into.
func TestRoundTrip(t *testing.T) {
	when := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	for _, test := range []struct {
		name     string
		in, want any
	}{
		{"nil", nil, nil},
		{"bool", true, true},
		{"small", 7, int64(7)},
		{"negative", -7, int64(-7)},
		{"byte", uint8(200), int64(200)},
		{"300", 300, int64(300)},
		{"-300", -300, int64(-300)},
		{"70000", int32(70000), int64(70000)},
		{"-70000", -70000, int64(-70000)},
		{"uint32", uint32(math.MaxUint32), int64(math.MaxUint32)},
		{"max", int64(math.MaxInt64), int64(math.MaxInt64)},
		{"min", int64(math.MinInt64), int64(math.MinInt64)},
		{"over int64", uint64(math.MaxUint64), uint64(math.MaxUint64)},
		{"float", 1.5, 1.5},
		{"float32", float32(1.5), 1.5},
		{"string", "é", "é"},
		{"long string", strings.Repeat("x", 70000), strings.Repeat("x", 70000)},
		{"bytes", []byte{1, 2}, []byte{1, 2}},
		{"no bytes", []byte(nil), []byte{}},
		{"slice", []any{1, "a", []byte{3}, 1000}, []any{int64(1), "a", []byte{3}, int64(1000)}},
		{"empty slice", []any(nil), []any{}},
		{"ints", []int{1, 500}, []any{int64(1), int64(500)}},
		{"map", map[string]any{"a": 1000, "b": []any{uint16(999)}}, map[string]any{"a": int64(1000), "b": []any{int64(999)}}},
		{"struct", inner{A: 300}, map[string]any{"a": int64(300)}},
		{"pointer", &inner{A: 1, B: float32(2)}, map[string]any{"a": int64(1), "b": 2.0}},
		{"time", when, when},
	} {
		t.Run(test.name, func(t *testing.T) {
			b, err := wire.Marshal(test.in)
			if err != nil {
				t.Fatal(err)
			}
			var got any
			if err := wire.Unmarshal(b, &got); err != nil {
				t.Fatal(err)
			}
			if when, ok := got.(time.Time); ok {
				got = when.UTC()
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %T %v, want %T %v", got, got, test.want, test.want)
			}
		})
	}
}

// TestStruct holds that fields go by their json tags, and that numbers in
// interfaces are widened wherever they are.
func TestStruct(t *testing.T) {
	in := outer{
		inner: inner{A: 1, B: uint16(1000)}, Name: "n", Skip: 9, Bytes: []byte{1},
		List: []inner{{A: 2, B: []byte("x")}}, Map: map[string]any{"k": 2000}, Ptr: &inner{B: int16(-1000)},
	}
	b, err := wire.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var got outer
	if err := wire.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	want := outer{
		inner: inner{A: 1, B: int64(1000)}, Name: "n", Bytes: []byte{1},
		List: []inner{{A: 2, B: []byte("x")}}, Map: map[string]any{"k": int64(2000)}, Ptr: &inner{B: int64(-1000)},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %#v\nwant %#v", got, want)
	}
}

// TestAppendIsStable holds that equal maps give equal bytes.
func TestAppendIsStable(t *testing.T) {
	m := map[string]any{}
	typed := map[string]string{}
	for i := range 40 {
		m[strings.Repeat("k", i)], typed[strings.Repeat("k", i)] = i, "v"
	}
	for _, v := range []any{m, typed} {
		first, _ := wire.Marshal(v)
		for range 10 {
			if again, _ := wire.Marshal(v); !bytes.Equal(first, again) {
				t.Fatalf("%T is encoded in two ways", v)
			}
		}
	}
}

type node struct {
	Next *node `json:"next"`
	Any  any   `json:"any"`
}

type garbage struct{}

func (garbage) EncodeMsgpack(e *msgpack.Encoder) error { return e.EncodeArrayLen(3) }

type panicky struct{}

func (panicky) EncodeMsgpack(*msgpack.Encoder) error { panic("boom") }

// TestAppendRefuses holds that what has no form on the wire is an error, above
// all a value that contains itself: the stack would be exhausted.
func TestAppendRefuses(t *testing.T) {
	loop := &node{}
	loop.Next = loop
	slice := make([]any, 1)
	slice[0] = slice
	m := map[string]any{}
	m["m"] = m
	mixed := &node{}
	mixed.Any = []any{map[string]any{"x": mixed}}
	var deep any
	for range wire.MaxDepth + 1 {
		deep = []any{deep}
	}
	for name, v := range map[string]any{
		"pointer cycle": loop, "slice cycle": slice, "map cycle": m, "mixed cycle": mixed, "deep": deep,
		"deep below a struct": node{Any: deep}, "function": func() {}, "channel": make(chan int),
		"function inside": []any{map[string]any{"f": func() {}}}, "bad encoder": garbage{}, "panicking encoder": panicky{},
		"bad encoder inside": []any{garbage{}},
	} {
		if b, err := wire.Marshal(v); err == nil {
			t.Errorf("%s: encoded as % x", name, b)
		} else if len(err.Error()) > 300 {
			t.Errorf("%s: a very long error: %v", name, err)
		}
	}
}

// TestDepth holds that what Append accepts, Unmarshal accepts: to MaxDepth and
// not further.
func TestDepth(t *testing.T) {
	var v any
	for range wire.MaxDepth {
		v = []any{v}
	}
	b, err := wire.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var got any
	if err := wire.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if err := wire.Unmarshal(append([]byte{0x91}, b...), &got); err == nil {
		t.Error("a value deeper than MaxDepth is decoded")
	}
	if err := wire.Unmarshal(bytes.Repeat([]byte{0x91}, 10<<20), &got); err == nil {
		t.Error("10 MB of open arrays are decoded")
	}
}

func TestUnmarshalRefuses(t *testing.T) {
	var target struct{ A int8 }
	for name, test := range map[string]struct {
		b []byte
		v any
	}{
		"cut off":        {[]byte{0x92, 1}, new(any)},
		"rest":           {[]byte{1, 2}, new(any)},
		"never used":     {[]byte{0xc1}, new(any)},
		"huge array":     {[]byte{0xdd, 0xff, 0xff, 0xff, 0xff}, new(any)},
		"huge map":       {[]byte{0xdf, 0xff, 0xff, 0xff, 0xff}, new(map[string]any)},
		"huge string":    {[]byte{0xdb, 0xff, 0xff, 0xff, 0xff, 'a'}, new(string)},
		"unknown ext":    {[]byte{0xd4, 0x55, 0}, new(any)},
		"nil":            {[]byte{1}, nil},
		"not a pointer":  {[]byte{1}, 1},
		"nil pointer":    {[]byte{1}, (*int)(nil)},
		"string in int":  {[]byte{0xa1, 'a'}, new(int)},
		"array in field": {[]byte{0x81, 0xa1, 'A', 0x90}, &target},
	} {
		if err := wire.Unmarshal(test.b, test.v); err == nil {
			t.Errorf("%s: decoded", name)
		}
	}
	var got any = 1
	if err := wire.Unmarshal(nil, &got); err != nil || got != nil {
		t.Errorf("an empty payload decodes as %v, %v", got, err)
	}
}

// TestUnmarshalIntoCycle holds that what the target held before cannot hang it.
func TestUnmarshalIntoCycle(t *testing.T) {
	n := &node{}
	n.Next = n
	if err := wire.Unmarshal([]byte{0x81, 0xa3, 'a', 'n', 'y', 0xcd, 1, 0}, n); err != nil || n.Any != int64(256) {
		t.Error(n.Any, err)
	}
}

// TestReader reads one of everything.
func TestReader(t *testing.T) {
	var b []byte
	b = wire.AppendArray(b, 1<<16)
	b = wire.AppendMap(b, 20)
	b = wire.AppendMap(b, 1<<16)
	b = wire.AppendNil(b)
	b = wire.AppendBool(b, true)
	b = wire.AppendBool(b, false)
	b = wire.AppendFloat(b, 2)
	b = wire.AppendBytes(b, make([]byte, 300))
	b = wire.AppendValue(b, nil)
	r := wire.NewReader(b)
	if n := r.Array(); n != 1<<16 {
		t.Error("array", n)
	}
	if n, m := r.Map(), r.Map(); n != 20 || m != 1<<16 {
		t.Error("map", n, m)
	}
	if s := r.String(); s != "" {
		t.Error("string of nil", s)
	}
	if !r.Bool() || r.Bool() {
		t.Error("bool")
	}
	if v := r.Value(); len(v) != 9 {
		t.Error("value", v)
	}
	if p := r.Bytes(); len(p) != 300 {
		t.Error("bytes", len(p))
	}
	if p := r.Bytes(); p != nil {
		t.Error("bytes of nil", p)
	}
	if err := r.End(); err != nil || r.More() {
		t.Error(err)
	}
}

// TestReaderErrors holds that the first error sticks and later reads are zero.
func TestReaderErrors(t *testing.T) {
	for name, read := range map[string]func(*wire.Reader){
		"array":    func(r *wire.Reader) { r.Array() },
		"map":      func(r *wire.Reader) { r.Map() },
		"int":      func(r *wire.Reader) { r.Int() },
		"uint":     func(r *wire.Reader) { r.Uint() },
		"bool":     func(r *wire.Reader) { r.Bool() },
		"string":   func(r *wire.Reader) { _ = r.String() },
		"bytes":    func(r *wire.Reader) { r.Bytes() },
		"bad ext":  func(r *wire.Reader) { r.Value(); r.Value() },
		"leftover": func(r *wire.Reader) { _ = r.End() },
	} {
		b := []byte{0xc7, 0, 0, 0xc1, 1} // an empty extension, then a byte that starts nothing
		r := wire.NewReader(b)
		read(r)
		first := r.Err()
		if first == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		if r.Array() != 0 || r.Int() != 0 || r.String() != "" || r.Bytes() != nil || r.Value() != nil || r.Bool() || r.Map() != 0 || r.More() {
			t.Errorf("%s: something was read after an error", name)
		}
		if !errors.Is(r.End(), first) {
			t.Errorf("%s: the first error was replaced", name)
		}
	}
	for _, b := range [][]byte{{0xff}, {0xcf, 0x80, 0, 0, 0, 0, 0, 0, 0}} {
		r := wire.NewReader(b)
		if r.Uint(); r.Err() == nil {
			t.Errorf("Uint reads % x", b)
		}
	}
}
