package wire_test

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/vmihailenco/msgpack/v5"

	"github.com/gokino/gokino/kernel/wire"
)

func seed(f *testing.F) {
	for _, v := range []any{nil, 1, -1, 300, 1.5, "a", []byte{1}, []any{1, []any{}}, map[string]any{"a": 1, "b": "x"}} {
		b, err := wire.Marshal(v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte{0xdd, 0xff, 0xff, 0xff, 0xff})
	f.Add(bytes.Repeat([]byte{0x91}, 200))
}

// FuzzReader holds that no bytes make the reader panic, that it consumes what it
// says, and that it accepts what another implementation accepts as valid.
func FuzzReader(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		r := wire.NewReader(b)
		value := r.Value()
		if r.Err() == nil && !bytes.HasPrefix(b, value) {
			t.Fatalf("Value of % x is % x", b, value)
		}
		if r.Err() == nil && len(value) == 0 {
			t.Fatalf("an empty value of % x", b)
		}
		dec := msgpack.NewDecoder(bytes.NewReader(b))
		raw, err := dec.DecodeRaw()
		if r.Err() == nil && err == nil && !bytes.Equal(raw, value) {
			t.Fatalf("Value of % x is % x, another decoder says % x", b, value, raw)
		}
		if r.Err() == nil && err != nil {
			t.Fatalf("Value accepts % x, another decoder says %v", b, err)
		}
		for range 4 { // whatever is asked of it
			r := wire.NewReader(b)
			r.Array()
			r.Uint()
			_ = r.String()
			r.Bytes()
			r.Map()
			r.Bool()
			r.Int()
			_ = r.End()
		}
	})
}

// FuzzUnmarshal holds that no bytes make Unmarshal panic, and that what it
// yields can be encoded again to the same value.
func FuzzUnmarshal(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, target := range []any{new(string), new([]int), new(map[string]any), new(outer), new([]byte), new(node), new(ID), new(map[int]ID)} {
			_ = wire.Unmarshal(b, target)
		}
		var v any
		if wire.Unmarshal(b, &v) != nil {
			return
		}
		again, err := wire.Marshal(v)
		if err != nil {
			t.Fatalf("% x decodes as %#v, which cannot be encoded: %v", b, v, err)
		}
		var w any
		if err := wire.Unmarshal(again, &w); err != nil {
			t.Fatalf("%#v is encoded as % x, which cannot be decoded: %v", v, again, err)
		}
		third, _ := wire.Marshal(w)
		if !bytes.Equal(again, third) {
			t.Fatalf("%#v and %#v differ", v, w)
		}
	})
}

// FuzzAppend holds that another implementation reads what is written here.
func FuzzAppend(f *testing.F) {
	f.Add(int64(1), uint64(1), "s", []byte("b"), 1.5, true)
	f.Fuzz(func(t *testing.T, i int64, u uint64, s string, p []byte, x float64, yes bool) {
		if x != x {
			return // NaN equals nothing
		}
		b, err := wire.Marshal([]any{i, u, s, p, x, yes, map[string]any{s: i}})
		if err != nil {
			t.Fatal(err)
		}
		dec := msgpack.NewDecoder(bytes.NewReader(b))
		if n, err := dec.DecodeArrayLen(); n != 7 || err != nil {
			t.Fatal(n, err)
		}
		gotI, _ := dec.DecodeInt64()
		gotU, _ := dec.DecodeUint64()
		gotS, _ := dec.DecodeString()
		gotP, _ := dec.DecodeBytes()
		gotX, _ := dec.DecodeFloat64()
		gotB, _ := dec.DecodeBool()
		gotM, err := dec.DecodeMap()
		if err != nil || gotI != i || gotU != u || gotS != s || !bytes.Equal(gotP, p) || gotX != x || gotB != yes {
			t.Fatal(err, gotI, gotU, gotS, gotP, gotX, gotB)
		}
		if len(gotM) != 1 || !reflect.ValueOf(gotM[s]).CanConvert(reflect.TypeFor[int64]()) {
			t.Fatal(gotM)
		}
	})
}
