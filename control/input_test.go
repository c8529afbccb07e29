package control_test

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gokino/gokino/control"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/livetest"
)

// made puts a control under test.
func made[C interface{ Widget() *live.Widget }](t *testing.T, make func() C) (c C, w *livetest.Widget) {
	t.Helper()
	w = livetest.Of(t, func() *live.Widget {
		c = make()
		return c.Widget()
	})
	return c, w
}

// entered is what a value that a page sends does to an input of type T: it is
// taken as want, or refused with a message that contains refused.
type entered[T any] struct {
	raw     any
	want    T
	empty   bool
	refused string
}

// enters makes an input and has a client enter values in turn.
func enters[T any](make func() *control.Input[T], start T, all ...entered[T]) func(t *testing.T) {
	return func(t *testing.T) {
		in, w := made(t, make)
		if got := in.Value(); !reflect.DeepEqual(got, start) {
			t.Errorf("begins with %v, not %v", got, start)
		}
		c := w.Connect()
		before := in.Value()
		for _, e := range all {
			if e.refused != "" {
				got, _ := w.Connect().Ask("change", e.raw).Reply().(map[string]any)
				if text, _ := got["error"].(string); !strings.Contains(text, e.refused) {
					t.Errorf("%v: the answer is %v", e.raw, got)
				}
				if !reflect.DeepEqual(in.Value(), before) {
					t.Errorf("%v has changed the value to %v", e.raw, in.Value())
				}
				continue
			}
			c.Push("change", e.raw)
			w.WantEmit(control.Change[T]{Value: e.want, Empty: e.empty, Origin: c.Origin()})
			v, ok := in.Get()
			if !reflect.DeepEqual(v, e.want) || ok == e.empty {
				t.Errorf("%v: the value is %v, %v", e.raw, v, ok)
			}
			before = v
		}
		w.NoEmit()
	}
}

var (
	day  = time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	noon = time.Date(2026, 1, 31, 12, 30, 0, 0, time.UTC)
)

func odd(n int) error {
	if n%2 == 0 {
		return errors.New("odd numbers only")
	}
	return nil
}

// TestInputs: of each kind, what it begins with, which values become which values
// of Go, and which are refused.
func TestInputs(t *testing.T) {
	type size int8
	type text = entered[string]
	for name, run := range map[string]func(*testing.T){
		"text": enters(func() *control.Input[string] { return control.Text("Name") }, "",
			text{raw: "Ada", want: "Ada"}, text{raw: 3, refused: "no value"}, text{raw: "", want: ""}),
		"text with a default": enters(func() *control.Input[string] {
			return control.Text("Name", control.TextOptions{Default: "Ada"})
		}, "Ada", text{raw: "Grace", want: "Grace"}, text{raw: nil, want: "", empty: true}),
		"textarea": enters(func() *control.Input[string] { return control.Textarea("About") }, "",
			text{raw: "a\r\nb", want: "a\nb"}),
		"password": enters(func() *control.Input[string] { return control.Password("Secret") }, "", text{raw: "x", want: "x"}),
		"url": enters(func() *control.Input[string] { return control.URL("Page") }, "",
			text{raw: "https://go.dev ", want: "https://go.dev"}, text{raw: "go.dev", refused: "whole URL"},
			text{raw: "mailto:a@b", want: "mailto:a@b"}, text{raw: "", want: "", empty: true}),
		"color": enters(func() *control.Input[string] { return control.Color("Shade") }, "#6583ff",
			text{raw: "#FFAA00", want: "#ffaa00"}, text{raw: "red", refused: "#6583ff"}),
		"number": enters(func() *control.Input[int] {
			return control.Number("Age", control.NumberOptions[int]{Min: 0, Max: 120, Validate: odd})
		}, 0, entered[int]{raw: 7, want: 7}, entered[int]{raw: 9.0, want: 9}, entered[int]{raw: 9.5, refused: "whole"},
			entered[int]{raw: 121, refused: "from 0 to 120"}, entered[int]{raw: -1, refused: "from 0 to 120"},
			entered[int]{raw: 8, refused: "odd numbers only"}, entered[int]{raw: "7", refused: "no value"},
			entered[int]{raw: nil, empty: true}),
		"small number": enters(func() *control.Input[size] {
			return control.Number("Size", control.NumberOptions[size]{Default: 3})
		}, 3, entered[size]{raw: -128, want: -128}, entered[size]{raw: 128, refused: "out of range"},
			entered[size]{raw: 1e300, refused: "out of range"}, entered[size]{raw: math.NaN(), refused: "whole"}),
		"unsigned": enters(func() *control.Input[uint64] {
			return control.Number("N", control.NumberOptions[uint64]{ShowZero: true})
		}, 0, entered[uint64]{raw: uint64(math.MaxUint64), want: math.MaxUint64}, entered[uint64]{raw: -1, refused: "out of range"}),
		"float": enters(func() *control.Input[float32] { return control.Number[float32]("Weight") }, 0,
			entered[float32]{raw: 0.5, want: 0.5}, entered[float32]{raw: 2, want: 2},
			entered[float32]{raw: 1e300, refused: "too large"}, entered[float32]{raw: math.NaN(), refused: "not a number"}),
		"range": enters(func() *control.Input[float64] { return control.Range[float64]("Level") }, 0,
			entered[float64]{raw: 42, want: 42}, entered[float64]{raw: 101, refused: "from 0 to 100"}),
		"range with bounds": enters(func() *control.Input[int] {
			return control.Range("Level", control.RangeOptions[int]{Min: 5, Max: 9, Step: 2})
		}, 5, entered[int]{raw: 9, want: 9}),
		"checkbox": enters(func() *control.Input[bool] {
			return control.Checkbox("Agree", control.CheckboxOptions{Default: true})
		}, true, entered[bool]{raw: false, want: false}, entered[bool]{raw: "yes", refused: "no value"}),
		"select": enters(func() *control.Input[[]int] {
			return control.Select("Row", []control.Choice[[]int]{{Value: []int{1}, Label: "one"}, {Value: []int{2}, Label: "two"}})
		}, []int{1}, entered[[]int]{raw: 1, want: []int{2}}, entered[[]int]{raw: 2, refused: "no value"},
			entered[[]int]{raw: -1, refused: "no value"}),
		"radio": enters(func() *control.Input[string] {
			return control.Radio("Size", control.Choices("S", "M"), control.SelectOptions[string]{Selected: 1})
		}, "M", text{raw: 0, want: "S"}),
		"multiselect": enters(func() *control.Input[[]string] {
			return control.MultiSelect("Days", control.Choices("Mon", "Tue", "Wed"), control.MultiSelectOptions[string]{Selected: []int{1}})
		}, []string{"Tue"}, entered[[]string]{raw: []int{2, 0, 2}, want: []string{"Mon", "Wed"}},
			entered[[]string]{raw: []int{3}, refused: "no value"}, entered[[]string]{raw: 1, refused: "no value"},
			entered[[]string]{raw: []int{}, want: nil}),
		"date": enters(func() *control.Input[time.Time] {
			return control.Date("Day", control.DateOptions{Min: day, Max: day.AddDate(0, 1, 0)})
		}, time.Time{}, entered[time.Time]{raw: "2026-01-31", want: day}, entered[time.Time]{raw: "2026-01-30", refused: "from 2026-01-31"},
			entered[time.Time]{raw: "tomorrow", refused: "not a date"}, entered[time.Time]{raw: "", empty: true}),
		"datetime": enters(func() *control.Input[time.Time] {
			return control.DateTime("Moment", control.DateOptions{Default: noon.In(time.FixedZone("", 3600))})
		}, noon, entered[time.Time]{raw: "2026-01-31T12:31Z", want: noon.Add(time.Minute)},
			entered[time.Time]{raw: "2026-01-31", refused: "not a datetime"}),
		"time": enters(func() *control.Input[time.Duration] {
			return control.Time("At", control.TimeOptions{Default: 90 * time.Minute, Max: 12 * time.Hour})
		}, 90*time.Minute, entered[time.Duration]{raw: "11:59", want: 11*time.Hour + 59*time.Minute},
			entered[time.Duration]{raw: "12:01", refused: "00:00 to 12:00"}, entered[time.Duration]{raw: "noon", refused: "not a time"},
			entered[time.Duration]{raw: "", empty: true}),
	} {
		t.Run(name, run)
	}
}

// TestPanel: label, value and the rest can be changed from Go; pages are told, and
// late ones begin with it. What is disabled or loading takes nothing.
func TestPanel(t *testing.T) {
	in, w := made(t, func() *control.Input[int] {
		return control.Number("Age", control.NumberOptions[int]{Help: "in years", Placeholder: "7", Max: 120, Debounce: control.EveryKey})
	})
	c := w.Connect()
	c.WantInit(map[string]any{
		"kind": "number", "label": "Age", "help": "in years", "placeholder": "7", "value": nil, "debounce": 0, "min": 0, "max": 120,
	})
	in.SetLabel("Years")
	in.SetLabel("Years") // says nothing new
	c.WantEvent("patch", map[string]any{"label": "Years"})
	if err := in.Set(30); err != nil {
		t.Error(err)
	}
	c.WantEvent("patch", map[string]any{"value": 30, "error": ""})
	if err := in.Set(121); err == nil || in.Value() != 30 {
		t.Error(err, in.Value())
	}
	in.SetError("too young")
	c.WantEvent("patch", map[string]any{"error": "too young"})
	in.SetPlaceholder("9")
	c.WantEvent("patch", map[string]any{"placeholder": "9"})
	in.SetLoading(true)
	c.WantEvent("patch", map[string]any{"loading": true})
	c.Ask("change", 31).WantReply(map[string]any{"error": "This cannot be used now."})
	in.SetLoading(false)
	c.WantEvent("patch", map[string]any{"loading": false})
	in.SetDisabled(true)
	c.WantEvent("patch", map[string]any{"disabled": true})
	c.Ask("change", 31).WantReply(map[string]any{"error": "This cannot be used now."})
	in.Reset()
	c.WantEvent("patch", map[string]any{"value": nil, "error": ""})
	w.NoEmit()
	late := w.Connect()
	late.WantInit(map[string]any{
		"kind": "number", "label": "Years", "help": "in years", "placeholder": "9", "value": nil, "debounce": 0, "min": 0, "max": 120,
		"loading": false, "disabled": true, "error": "",
	})
	if got := in.String(); got != `number "Years"` {
		t.Error(got)
	}
	if forms := in.Render(); forms["text/plain"] != `number "Years"` || forms[kernel.ViewType].(kernel.View).Builtin != "control" {
		t.Error(forms)
	}
}

// TestShared: what one client enters all see, once, and Go code hears of it if it
// is another value than before.
func TestShared(t *testing.T) {
	in, w := made(t, func() *control.Input[string] { return control.Text("Name") })
	a, b := w.Connect(), w.Connect()
	answer := a.Ask("change", "Ada")
	for _, c := range []*livetest.Client{a, b} {
		c.WantEvent("patch", map[string]any{"value": "Ada", "error": "", "origin": a.Origin()})
	}
	answer.WantReply(map[string]any{"value": "Ada"})
	b.Ask("change", "Ada").WantReply(map[string]any{"value": "Ada"})
	w.WantEmit(control.Change[string]{Value: "Ada", Origin: a.Origin()})
	w.NoEmit()
	a.NoMessage()
	if in.String() != `text "Name": Ada` {
		t.Error(in)
	}
	a.Push("other", nil)
	a.WantFail("knows no event")
}

// TestValueSurvives: an input has the value of its predecessor when its cell runs
// again and makes the same one, wherever in the cell; another default, label or
// bound begins anew, and so does another cell. Events are each run's own.
func TestValueSurvives(t *testing.T) {
	before := kernel.Default()
	defer kernel.SetDefault(before)
	var scope *kernel.Scope
	k := kernel.New(kernel.Options{Scope: func() *kernel.Scope { return scope }})
	kernel.SetDefault(k)
	run := func(cell int, f func()) {
		if scope != nil {
			if left := scope.Close(t.Context()); left != nil {
				t.Error(left)
			}
		}
		scope = k.OpenCell(cell, 1)
		f()
		scope.Settle()
	}
	var old *control.Input[int]
	number := func(label string, o control.NumberOptions[int]) *control.Input[int] { return control.Number(label, o) }
	run(1, func() {
		old = number("N", control.NumberOptions[int]{Max: 10})
		if err := errors.Join(old.Set(7), number("N", control.NumberOptions[int]{Max: 10}).Set(8), number("M", control.NumberOptions[int]{}).Set(9)); err != nil {
			t.Error(err)
		}
	})
	run(1, func() {
		control.Text("another first")
		first, second := number("N", control.NumberOptions[int]{Max: 10}), number("N", control.NumberOptions[int]{Max: 10})
		if first.Value() != 7 || second.Value() != 8 {
			t.Error("the values are", first.Value(), second.Value())
		}
		if first.Widget().Ref() == old.Widget().Ref() || !old.Ended() {
			t.Error("the old one lives on")
		}
		if got := slices.Collect(old.Events(t.Context())); got != nil {
			t.Error("the old one emits", got)
		}
		for _, o := range []control.NumberOptions[int]{{Max: 11}, {Default: 1, Max: 10}, {Max: 10, Min: 1}} {
			if n := number("N", o); n.Value() != o.Default {
				t.Errorf("%+v begins with %d", o, n.Value())
			}
		}
		if n := number("other", control.NumberOptions[int]{Max: 10}); n.Value() != 0 {
			t.Error("another label begins with", n.Value())
		}
	})
	run(1, func() { // M was not made in the run before
		if n := number("M", control.NumberOptions[int]{}); n.Value() != 0 {
			t.Error("an input that was gone for a run begins with", n.Value())
		}
	})
	run(2, func() {
		if n := number("N", control.NumberOptions[int]{Max: 10}); n.Value() != 0 {
			t.Error("in another cell it begins with", n.Value())
		}
	})
	scope.Close(t.Context())
}

// TestRead: a run reads the values that inputs had when it began, or, for its own,
// when they were made; what it waits for or listens to has those of now.
func TestRead(t *testing.T) {
	before := kernel.Default()
	defer kernel.SetDefault(before)
	var scope *kernel.Scope
	k := kernel.New(kernel.Options{Scope: func() *kernel.Scope { return scope }})
	kernel.SetDefault(k)
	first := k.OpenCell(1, 1)
	scope = first
	in := control.Text("Name", control.TextOptions{Default: "a"})
	set(t, in, "b")
	if in.Read() != "a" || in.Value() != "b" {
		t.Error("in its own run:", in.Read(), in.Value())
	}
	first.Settle()
	if in.Read() != "b" {
		t.Error("after the run:", in.Read())
	}
	second := k.OpenCell(2, 2)
	scope = second
	set(t, in, "c")
	if in.Read() != "b" || in.Value() != "c" {
		t.Error("in a run of another cell:", in.Read(), in.Value())
	}
	third := k.OpenCell(3, 3)
	first.Close(t.Context())
	if scope = third; in.Read() != "c" {
		t.Error("of an input that ended under the run:", in.Read())
	}
	if scope = second; in.Read() != "b" {
		t.Error("of an input that ended under an earlier run:", in.Read())
	}
	second.Settle()
	third.Settle()
	second.Close(t.Context())
	third.Close(t.Context())
}

func set[T any](t *testing.T, in *control.Input[T], v T) {
	t.Helper()
	if err := in.Set(v); err != nil {
		t.Error(err)
	}
}

// TestPanics: what can only be a mistake in the program says so at once.
func TestPanics(t *testing.T) {
	type nested struct{ In struct{} }
	type tagged struct {
		N int `min:"x"`
	}
	type typed struct {
		N int `type:"textarea"`
	}
	for want, f := range map[string]func(){
		"2 times control.ButtonOptions":   func() { control.Button("b", control.ButtonOptions{}, control.ButtonOptions{}) },
		"has no choices":                  func() { control.Select[int]("s", nil) },
		"multiselect \"m\" has no choice": func() { control.MultiSelect[int]("m", nil) },
		"the default of number": func() {
			control.Number("n", control.NumberOptions[int]{Default: 11, Max: 10})
		},
		"source 1 of the stream is nil": func() { control.Stream(control.Interval(1), nil) },
		"source b of the stream is nil": func() { control.Tagged(map[string]control.Source{"b": nil}) },
		"no source to listen to":        func() { control.Listen[any](nil, func(any) {}) },
		"no source to":                  func() { control.Subscribe[any](nil) },
		"a keyboard tells of":           func() { control.Keyboard(0) },
		"two fields named": func() {
			control.Form([]control.FormField{{Name: "a"}, {Name: "a"}})
		},
		"no field \"b\" to reset": func() {
			control.Form([]control.FormField{{Name: "a"}}, control.FormOptions[control.Values]{ResetFields: []string{"b"}})
		},
		"there is no fit":          func() { control.Image("i", control.ImageOptions{Fit: "tight"}) },
		"no struct":                func() { control.FormOf(3) },
		"no input for a struct":    func() { control.FormOf(nested{}) },
		`the tag min:"x"`:          func() { control.FormOf(tagged{}) },
		`type:"textarea" does not`: func() { control.FormOf(typed{}) },
	} {
		t.Run(want, func(t *testing.T) {
			defer func() {
				if p, _ := recover().(string); !strings.Contains(p, want) {
					t.Errorf("the panic is %q", p)
				}
			}()
			f()
		})
	}
}

// TestToldIsWhatHolds: what Go code sets while the input is busy is told as it is when
// pages hear of it, so that the order in which several goroutines tell does not count.
func TestToldIsWhatHolds(t *testing.T) {
	entered, release := make(chan bool), make(chan bool)
	in, w := made(t, func() *control.Input[int] {
		return control.Number("Age", control.NumberOptions[int]{Validate: func(n int) error {
			if n == 1 {
				entered <- true
				<-release
			}
			return nil
		}})
	})
	c := w.Connect()
	c.WantInit(map[string]any{"kind": "number", "label": "Age", "value": nil})
	busy := make(chan bool)
	go func() { c.Push("change", 1); close(busy) }()
	<-entered
	_ = in.Set(2)
	in.SetLabel("Years")
	_ = in.Set(3)
	in.SetLabel("Months")
	close(release)
	<-busy
	c.WantEvent("patch", map[string]any{"value": 1, "error": "", "origin": c.Origin()})
	for range 2 {
		c.WantEvent("patch", map[string]any{"value": 1, "error": ""}) // the page was last
		c.WantEvent("patch", map[string]any{"label": "Months"})
	}
}
