package wire_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"net/netip"
	"net/url"
	"reflect"
	"testing"
	"time"

	"github.com/gokino/gokino/kernel/wire"
)

// ID is written as text, also as a key.
type ID [2]byte

func (id ID) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "id-%x", id[:]), nil }
func (id *ID) UnmarshalText(b []byte) error {
	_, err := fmt.Sscanf(string(b), "id-%02x%02x", &id[0], &id[1])
	return err
}

// Money is written by a method for JSON.
type Money struct{ cents int }

func (m Money) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, `{"units":%d,"cents":%d,"big":12345678901234567890}`, m.cents/100, m.cents%100), nil
}

// OnPointer has its method on the pointer.
type OnPointer struct{ N int }

func (p *OnPointer) MarshalText() ([]byte, error) { return []byte(fmt.Sprint("on ", p.N)), nil }

type under struct {
	A int
	B int `json:"b"`
	C int
}

type Named struct{ X int }

type Loop struct {
	*Loop
	Y int
}

type fieldRules struct {
	under
	*Named
	Inner  Named `json:"inner"`
	Named2 `json:"named"`
	A      string
	Empty  []int          `json:"empty,omitempty"`
	Zero   Named          `json:"zero,omitempty"`
	Zeroed time.Time      `json:"zeroed,omitzero"`
	None   any            `json:"none,omitempty"`
	Ptr    *int           `json:",omitempty"`
	Dash   int            `json:"-,"`
	Skip   int            `json:"-"`
	M      map[string]any `json:"m"`
	hidden int
}

type Named2 struct{ Z int }

type two struct {
	P
	Q
}

type P struct {
	Same int
	Tag  int
}

type Q struct {
	Same  int
	Other int `json:"Tag"`
}

// TestJSON holds that a payload is to JavaScript what encoding/json would have
// made of the value.
func TestJSON(t *testing.T) {
	seven := 7
	for _, v := range []any{
		fieldRules{under: under{1, 2, 3}, A: "a", hidden: 1}, &fieldRules{Named: &Named{4}, Empty: []int{1}, None: 0, Ptr: &seven, Dash: 5},
		two{P{1, 2}, Q{3, 4}}, Loop{Y: 1}, Loop{Loop: &Loop{Y: 2}, Y: 1}, struct{}{}, struct{ error }{},
		map[int]string{2: "b", -1: "a"}, map[uint8]int{1: 1}, map[ID]int{{1}: 1}, map[string][]int{"a": nil}, map[string]int(nil),
		ID{1, 2}, &ID{1, 2}, []ID{{1}}, struct{ ID ID }{}, []any{ID{}, (*ID)(nil)}, []*ID{nil},
		Money{123}, &Money{5}, struct{ Price Money }{Money{1}}, map[string]any{"m": Money{1}},
		&OnPointer{1}, []OnPointer{{2}}, &struct{ P OnPointer }{OnPointer{3}}, struct{ P OnPointer }{OnPointer{4}},
		json.RawMessage(`{"a":[1,2.5,null]}`), json.Number("12"), json.Number("1.5"), json.Number("1e400")[:3],
		big.NewInt(5), netip.MustParseAddr("1.2.3.4"), url.URL{Host: "go.dev"}, &url.URL{Path: "/x"}, time.Second, errors.New("x"),
		float32(0.1), []float32{0.1, 1e30, 0}, []int(nil), []string{}, [2]int{1, 2}, []rune("é"), math.MaxInt64, uint64(math.MaxUint64),
		struct {
			N int     `json:"n,string"`
			B bool    `json:",string"`
			F float64 `json:",omitempty,string"`
		}{1, true, 0.5}, struct{ V any }{ID{9}}, struct{ V any }{nil}, &seven, (*int)(nil), any(&seven), [0]int{}, rune('x'), "a\x00b",
	} {
		want, err := json.Marshal(v)
		if err != nil {
			t.Fatalf("%#v: %v", v, err)
		}
		b, err := wire.Marshal(v)
		if err != nil {
			t.Errorf("%#v: %v", v, err)
			continue
		}
		var got any
		if err := wire.Unmarshal(b, &got); err != nil {
			t.Errorf("%#v: %v", v, err)
			continue
		}
		text, err := json.Marshal(got)
		if err != nil || !reflect.DeepEqual(parsed(t, text), parsed(t, want)) {
			t.Errorf("%#v is %s, want %s (%v)", v, text, want, err)
		}
	}
}

// TestJSONBack holds that types which encoding/json reads are read.
func TestJSONBack(t *testing.T) {
	type all struct {
		ID    ID             `json:"id"`
		IDs   map[ID]int     `json:"ids"`
		Addr  netip.Addr     `json:"addr"`
		Raw   map[int]string `json:"raw"`
		N     int            `json:"n,string"`
		Bytes []byte         `json:"bytes"`
		When  time.Time      `json:"when"`
		Any   any            `json:"any"`
	}
	in := all{
		ID{1, 2}, map[ID]int{{3, 4}: 5}, netip.MustParseAddr("::1"), map[int]string{-1: "x"}, 7,
		[]byte{0, 255}, time.Unix(1, 2).UTC(), []any{int64(math.MaxInt64), 1.5, "s", nil, map[string]any{"n": int64(300)}},
	}
	b, err := wire.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var got all
	if err := wire.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	got.When = got.When.UTC()
	if !reflect.DeepEqual(got, in) {
		t.Errorf("got  %#v\nwant %#v", got, in)
	}
	var id ID
	for _, bad := range []any{"no id", 5, []any{}} {
		b, _ := wire.Marshal(bad)
		if err := wire.Unmarshal(b, &id); err == nil {
			t.Errorf("%v is the ID %v", bad, id)
		}
	}
}

// parsed is JSON as JavaScript reads it.
func parsed(t *testing.T, text []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
