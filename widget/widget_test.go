package widget_test

import (
	"bytes"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/widget"
)

type point struct {
	x int
	y string
}

type nested struct {
	P     point
	Ptr   *point
	Any   any
	inner []string
	Err   error
	F     func(int) string
}

type temp float64

func (t temp) String() string { return "warm" }

type bad struct{}

func (bad) String() string { panic("boom") }

type onPointer struct{ N int }

func (*onPointer) String() string { return "pointed" }

type hidden struct{ t temp } // fmt does not call methods of unexported fields

type ring struct{ Next any }

type chatty struct{}

func (chatty) String() string { return strings.Repeat("é", 1<<20) }

// TestInspect is how values read in a cell.
func TestInspect(t *testing.T) {
	var nilMap map[string]int
	var nilErr error
	self := map[string]any{}
	self["me"] = self
	loop := &ring{}
	loop.Next = loop
	slice := []any{nil}
	slice[0] = slice
	for _, test := range []struct {
		name string
		in   any
		want string
	}{
		{"nil", nil, "<nil>"},
		{"int", 42, "42"},
		{"float", 1.5, "1.5"},
		{"whole float", 2.0, "2"},
		{"NaN", math.NaN(), "NaN"},
		{"bool", true, "true"},
		{"string", "a\n\"b\"", `"a\n\"b\""`},
		{"named string", reflect.String, "string"},
		{"rune", 'a', "97"},
		{"struct", point{1, "a"}, `{x:1 y:"a"}`},
		{"pointer", &point{1, "a"}, `&{x:1 y:"a"}`},
		{"pointer to slice", &[]string{"a"}, `&["a"]`},
		{"nil pointer", (*point)(nil), "<nil>"},
		{"nil error", nilErr, "<nil>"},
		{"nested", nested{P: point{2, "b"}, Any: "c", inner: []string{"d"}, Err: errors.New("bad")},
			`{P:{x:2 y:"b"} Ptr:<nil> Any:"c" inner:["d"] Err:bad F:<nil>}`},
		{"slice", []string{"a", "b"}, `["a" "b"]`},
		{"bytes", []byte{1, 2}, "[1 2]"},
		{"array", [2]any{1, "a"}, `[1 "a"]`},
		{"empty", []int{}, "[]"},
		{"nil slice", []int(nil), "[]"},
		{"map", map[string]any{"b": 1, "a": "x"}, `map["a":"x" "b":1]`},
		{"nil map", nilMap, "map[]"},
		{"numbers as keys", map[int]string{10: "x", 9: "y", -1: "z"}, `map[-1:"z" 9:"y" 10:"x"]`},
		{"unsigned keys", map[uint]int{10: 1, 9: 2}, "map[9:2 10:1]"},
		{"float keys", map[float64]int{2.5: 1, -1: 2}, "map[-1:2 2.5:1]"},
		{"NaN as key", map[float64]int{math.NaN(): 7}, "map[NaN:7]"},
		{"bool keys", map[bool]int{true: 1, false: 0}, "map[false:0 true:1]"},
		{"struct keys", map[point]int{{2, "a"}: 1, {1, "b"}: 2}, `map[{x:1 y:"b"}:2 {x:2 y:"a"}:1]`},
		{"mixed keys", map[any]int{"a": 1, 2: 2, nil: 3}, `map[<nil>:3 2:2 "a":1]`},
		{"error", errors.New("x\ny"), "x\ny"},
		{"stringer", temp(1), "warm"},
		{"stringer inside", []temp{1}, "[warm]"},
		{"panicking stringer", bad{}, "%!v(PANIC=String method: boom)"},
		{"nil stringer", (*onPointer)(nil), "pointed"},
		{"stringer on pointer", onPointer{1}, "{N:1}"},
		{"hidden stringer", hidden{1}, "{t:1}"},
		{"time", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), "2026-01-02 03:04:05 +0000 UTC"},
		{"duration", time.Second, "1s"},
		{"func", strings.ToUpper, "func(string) string"},
		{"nil func", (func())(nil), "<nil>"},
		{"chan", make(chan int), "chan int"},
		{"interface in slice", []any{nil, []any{"x"}}, `[<nil> ["x"]]`},
		{"map in itself", self, strings.Repeat(`map["me":`, 25) + "…" + strings.Repeat("]", 25)},
		{"slice in itself", slice, strings.Repeat("[", 25) + "…" + strings.Repeat("]", 25)},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := widget.Inspect(test.in); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
	if got := widget.Inspect(loop); !strings.HasPrefix(got, "&{Next:0x") {
		t.Error("a pointer in itself:", got)
	}
}

// TestInspectBounded: huge values are cut, and say so.
func TestInspectBounded(t *testing.T) {
	many := map[int]int{}
	fan := map[string]any{}
	for i := range 100_000 {
		many[i] = i
	}
	for _, k := range "abc" {
		fan[string(k)] = fan // 3^24 ways to the bottom
	}
	type wide struct{ A, B, C, D any }
	text := strings.Repeat("é", 1<<20)
	for name, v := range map[string]any{
		"string": text, "strings": wide{text, text, text, text}, "slice": make([]int, 1<<20), "map": many, "fan": fan,
		"stringer": chatty{}, "error": errors.New(text), "buffer": bytes.NewBufferString(text),
		"rows": make([][100]int, 10_000),
	} {
		got := widget.Inspect(v)
		if len(got) > 2*widget.MaxText || len(got) < widget.MaxText || !strings.Contains(got, "more") {
			t.Errorf("%s: %d bytes, ending in …%s", name, len(got), got[max(0, len(got)-40):])
		}
		if strings.Contains(got, "\ufffd") || strings.Contains(got, `\x`) {
			t.Errorf("%s is cut inside a letter", name)
		}
	}
}

// shown renders itself.
type shown struct{ data kernel.Data }

func (s shown) Render() kernel.Data { return s.data }

type breaks struct{ shown }

func (*breaks) Render() kernel.Data { panic("boom") }

func TestForms(t *testing.T) {
	for _, test := range []struct {
		name string
		in   []any
		want kernel.Data
	}{
		{"text", []any{"a"}, kernel.Data{"text/plain": `"a"`}},
		{"several", []any{1, "a", nil}, kernel.Data{"text/plain": `1, "a", <nil>`}},
		{"renderer", []any{shown{kernel.Data{"text/plain": "t", "text/html": "<b>"}}}, kernel.Data{"text/plain": "t", "text/html": "<b>"}},
		{"without text", []any{shown{kernel.Data{"text/html": "<b>"}}}, kernel.Data{"text/plain": `{data:map["text/html":"<b>"]}`, "text/html": "<b>"}},
		{"text of a wrong type", []any{shown{kernel.Data{"text/plain": 1}}}, kernel.Data{"text/plain": `{data:map["text/plain":1]}`}},
		{"nothing", []any{shown{}}, kernel.Data{"text/plain": "{data:map[]}"}},
		{"nil pointers", []any{(*widget.Table)(nil), (*widget.Frame)(nil), (*widget.Image)(nil), (*breaks)(nil)}, kernel.Data{"text/plain": "<nil>, <nil>, <nil>, <nil>"}},
	} {
		if got := widget.Forms(test.in...); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

// TestRenderPanics: a value whose Render panics is shown as text, and its cell says why.
func TestRenderPanics(t *testing.T) {
	c := newCell(t)
	widget.Show(shown{kernel.Data{"text/plain": "t"}}, &breaks{})
	said := c.heard()
	if len(said) != 2 {
		t.Fatalf("%+v", said)
	}
	report, _ := said[0].(kernel.Report)
	if report.Message != "panic in showing a *widget_test.breaks: boom" || !strings.Contains(report.Stack, "breaks).Render") || report.Scope != 7 {
		t.Errorf("%+v", report)
	}
	if out, _ := said[1].(kernel.Output); out.Data["text/plain"] != "t, &{shown:{data:map[]}}" {
		t.Errorf("%+v", out)
	}
}

// TestRender: what is shown goes to the cell of the calling goroutine.
func TestRender(t *testing.T) {
	old := kernel.Default()
	defer kernel.SetDefault(old)
	var scope *kernel.Scope
	k := kernel.New(kernel.Options{Scope: func() *kernel.Scope { return scope }})
	scope = k.Open(7)
	kernel.SetDefault(k)
	var said []kernel.Message
	k.Attach(func(m kernel.Message) { said = append(said, m) })
	if got := widget.Render("x"); got != "x" {
		t.Error(got)
	}
	widget.Show(1, 2)
	widget.Show()
	want := []kernel.Message{
		kernel.Output{Scope: 7, Data: kernel.Data{"text/plain": `"x"`}},
		kernel.Output{Scope: 7, Data: kernel.Data{"text/plain": "1, 2"}},
	}
	if !reflect.DeepEqual(said, want) {
		t.Errorf("%+v", said)
	}
}

// FuzzInspectString holds that a string reads as Go source of the same string.
func FuzzInspectString(f *testing.F) {
	f.Add("a\x00é\"")
	f.Fuzz(func(t *testing.T, s string) {
		if got := widget.Inspect(s); !strings.HasPrefix(got, `"`) || strings.ContainsAny(got, "\n\x00") {
			t.Errorf("%q reads %s", s, got)
		}
	})
}
