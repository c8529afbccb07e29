package widget_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/widget"
)

type chartForm struct {
	Spec    string `json:"spec"`
	Rows    string `json:"rows"`
	Dataset string `json:"dataset"`
	Window  int    `json:"window"`
}

// TestVega: rows that are appended come in one message for many, a late page has
// them all, and no more are kept than are wanted.
func TestVega(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHost(t)
		v := widget.NewVega(`{"mark": "line"}`, widget.VegaOptions{Kernel: h.k, Window: 3, Dataset: "points"})
		type point struct {
			X int       `json:"x"`
			T time.Time `json:"t"`
		}
		at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		must(t, v.Append(point{1, at}))
		must(t, v.Append([]map[string]int{{"x": 2}, {"x": 3}}))
		var form chartForm
		if h.connect("early", v, &form); form != (chartForm{`{"mark": "line"}`, "[]", "points", 3}) {
			t.Errorf("%+v", form)
		}
		var rows string
		if h.heard("append", &rows); rows != `[{"x":1,"t":"2026-01-02T03:04:05Z"},{"x":2},{"x":3}]` {
			t.Error(rows)
		}
		for i := 4; i <= 10; i++ {
			must(t, v.Append(map[string]int{"x": i}))
		}
		if h.heard("append", &rows); rows != `[{"x":8},{"x":9},{"x":10}]` {
			t.Error(rows)
		}
		if h.connect("late", v, &form); form.Rows != rows || v.String() != "line chart, 3 rows" {
			t.Errorf("%+v %s", form, v)
		}
		must(t, v.Set(map[string]int{"x": 0}))
		must(t, v.Append(map[string]int{"x": 1}))
		if h.heard("set", &rows); rows != `[{"x":0},{"x":1}]` {
			t.Error(rows)
		}
		v.Clear()
		if h.heard("set", &rows); rows != `[]` {
			t.Error(rows)
		}
		if err := v.Append(1, math.NaN()); err == nil || !strings.Contains(err.Error(), "row 2 of the chart's data") {
			t.Error(err)
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestVegaSpec is what a specification may be.
func TestVegaSpec(t *testing.T) {
	h := newHost(t)
	for _, test := range []struct {
		spec any
		want string // of the panic; "" is none
	}{
		{`{"mark": "bar"}`, ""},
		{[]byte(`{}`), ""},
		{map[string]any{"mark": "bar"}, ""},
		{struct{ Mark string }{"bar"}, ""},
		{`{"mark":`, "unexpected end"},
		{`[]`, "is a JSON array, not an object"},
		{5, "is a JSON number, not an object"},
		{nil, "is null"},
		{func() {}, "unsupported type"},
	} {
		func() {
			defer func() {
				p := recover()
				if got := fmt.Sprint(p); (p != nil) != (test.want != "") || !strings.Contains(got, test.want) {
					t.Errorf("%v: %v, want %q", test.spec, p, test.want)
				}
			}()
			widget.NewVega(test.spec, widget.VegaOptions{Kernel: h.k})
		}()
	}
}

// TestPlots are the forms without a browser, and that a page is spared.
func TestPlots(t *testing.T) {
	h := newHost(t)
	opts := widget.PlotOptions{Kernel: h.k}
	million := make([]float64, 1_000_000)
	for i := range million {
		million[i] = math.Sin(float64(i) / 1000)
	}
	for _, test := range []struct {
		name string
		plot *widget.Vega
		text string
	}{
		{"line", widget.NewLine([]int{1, 5, 3, 9}, opts), "▁▄▂█  1 … 9"},
		{"lines", widget.NewLines(opts, widget.Series{Name: "a", Y: []float64{2, math.NaN(), 2}}, widget.Series{Name: "b", X: []float64{1}, Y: []float64{7}}), "a ▄ ▄  2 … 2\nb ▄  7 … 7"},
		{"bars", widget.NewBars([]string{"x", "long"}, []float64{2, -1}, opts), "x     " + strings.Repeat("█", 40) + " 2\nlong  " + strings.Repeat("█", 20) + " -1"},
		{"histogram", widget.NewHistogram([]float64{1, 1, 2, 3, math.NaN()}, widget.PlotOptions{Bins: 2, Kernel: h.k}), "1…2  " + strings.Repeat("█", 40) + " 2\n2…3  " + strings.Repeat("█", 40) + " 2"},
		{"histogram of one", widget.NewHistogram([]uint8{4, 4}, opts), "3.5…4.5  " + strings.Repeat("█", 40) + " 2"},
		{"histogram of extremes", widget.NewHistogram([]float64{-math.MaxFloat64, math.MaxFloat64, math.MaxFloat64}, widget.PlotOptions{Bins: 2, Kernel: h.k}),
			"-1.798e+308…0  " + strings.Repeat("█", 20) + " 1\n0…1.798e+308   " + strings.Repeat("█", 40) + " 2"},
		{"histogram of nothing", widget.NewHistogram([]float64{math.Inf(1)}, opts), "no values"},
		{"nothing", widget.NewLine([]float64{}, opts), "no values"},
	} {
		if got := test.plot.String(); got != test.text {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, got, test.text)
		}
	}
	var form chartForm
	h.connect("a", widget.NewLine(million, opts), &form)
	if n := strings.Count(form.Spec, `"x":`); n > 4001 || n < 2000 || !strings.Contains(form.Spec, `"y":0.99999`) || !strings.Contains(form.Spec, `"y":-0.99999`) {
		t.Errorf("%d points of a million", n)
	}
	h.connect("a", widget.NewHistogram(million, opts), &form)
	if n := strings.Count(form.Spec, `"n":`); n > 60 {
		t.Errorf("%d bins", n)
	}
}
