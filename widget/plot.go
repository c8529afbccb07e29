package widget

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live/option"
)

const (
	maxPoints = 4000 // of a line: more are not to be seen
	sparks    = 60   // letters of a line of text
	plotBars  = 40   // letters of a bar of text
	textBars  = 40   // bars of text
)

// Real are the numbers that can be plotted.
type Real interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

// PlotOptions configure a plot; the zero value is a good plot.
type PlotOptions struct {
	Title        string
	XName, YName string // what the axes say
	Height       int    // pixels, 260 if it is 0
	Bins         int    // of a histogram; 0 means as many as suit the values

	// Kernel hosts the plot; nil means [kernel.Default].
	Kernel *kernel.Kernel
}

// Series is a line of a plot.
type Series struct {
	Name string
	X    []float64 // nil: 0, 1, 2…
	Y    []float64 // NaN is a gap
}

// NewLine plots values, one after the other, as a line. Of many, the least and
// the greatest of each stretch are drawn.
func NewLine[N Real](values []N, opts ...PlotOptions) *Vega {
	return NewLines(option.Of(opts), Series{Y: floats(values)})
}

// NewLines plots lines in one frame.
func NewLines(opts PlotOptions, lines ...Series) *Vega {
	var rows []any
	var text []string
	for _, s := range lines {
		for _, p := range s.points() {
			rows = append(rows, map[string]any{"x": number64(p[0]), "y": number64(p[1]), "line": s.Name})
		}
		text = append(text, strings.TrimSpace(s.Name+" "+spark(s.Y)))
	}
	encoding := map[string]any{"x": axis("x", "quantitative", opts.XName), "y": axis("y", "quantitative", opts.YName)}
	if len(lines) > 1 || len(lines) == 1 && lines[0].Name != "" {
		encoding["color"] = map[string]any{"field": "line", "type": "nominal", "title": nil, "sort": nil}
	}
	return plot(opts, "line", encoding, rows, strings.Join(text, "\n"))
}

// NewBars plots a bar for each label. It panics when there are not as many
// labels as values.
func NewBars[N Real](labels []string, values []N, opts ...PlotOptions) *Vega {
	o := option.Of(opts)
	if len(labels) != len(values) {
		panic(fmt.Sprintf("widget: %d labels for %d bars", len(labels), len(values)))
	}
	rows := make([]any, len(values))
	for i, y := range floats(values) {
		rows[i] = map[string]any{"x": labels[i], "y": number64(y)}
	}
	x := axis("x", "nominal", o.XName)
	x["sort"] = nil // as they are given
	if len(labels) <= 8 {
		x["axis"] = map[string]any{"labelAngle": 0, "labelLimit": 90}
	}
	return plot(o, "bar", map[string]any{"x": x, "y": axis("y", "quantitative", o.YName)}, rows, bars(labels, floats(values)))
}

// NewHistogram plots how often values come in equal ranges. It counts here, so a
// million values cost a page no more than ten.
func NewHistogram[N Real](values []N, opts ...PlotOptions) *Vega {
	o := option.Of(opts)
	edges, counts := histogram(floats(values), o.Bins)
	rows := make([]any, len(counts))
	labels := make([]string, len(counts))
	for i, n := range counts {
		rows[i] = map[string]any{"from": edges[i], "to": edges[i+1], "n": n}
		labels[i] = fmt.Sprintf("%.4g…%.4g", edges[i], edges[i+1])
	}
	x := axis("from", "quantitative", o.XName)
	x["bin"] = map[string]any{"binned": true}
	encoding := map[string]any{"x": x, "x2": map[string]any{"field": "to"}, "y": axis("n", "quantitative", cmp.Or(o.YName, "count"))}
	return plot(o, "bar", encoding, rows, bars(labels, floats(counts)))
}

func axis(field, kind, title string) map[string]any {
	a := map[string]any{"field": field, "type": kind, "title": nil}
	if title != "" {
		a["title"] = title
	}
	return a
}

// plot makes the chart, with its form as text.
func plot(opts PlotOptions, mark string, encoding map[string]any, rows []any, text string) *Vega {
	spec := map[string]any{
		"$schema":  "https://vega.github.io/schema/vega-lite/v6.json",
		"mark":     map[string]any{"type": mark, "tooltip": true},
		"encoding": encoding,
		"data":     map[string]any{"values": rows},
		"width":    "container",
		"height":   opts.Height,
	}
	if opts.Height <= 0 {
		spec["height"] = 260
	}
	text = cmp.Or(text, "no values")
	if opts.Title != "" {
		spec["title"] = opts.Title
		text = opts.Title + "\n" + text
	}
	v := NewVega(spec, VegaOptions{Name: cmp.Or(opts.Title, mark+" plot"), Kernel: opts.Kernel})
	v.chart.text = text
	return v
}

// number64 is a number as JSON can say it: nil for what it cannot.
func number64(f float64) any {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil
	}
	return f
}

func floats[N Real](values []N) []float64 {
	fs := make([]float64, len(values))
	for i, v := range values {
		fs[i] = float64(v)
	}
	return fs
}

// points are those of a line that are drawn: all, or of each stretch the least
// and the greatest.
func (s Series) points() [][2]float64 {
	n := len(s.Y)
	if s.X != nil {
		n = min(n, len(s.X))
	}
	at := func(i int) [2]float64 {
		if s.X == nil {
			return [2]float64{float64(i), s.Y[i]}
		}
		return [2]float64{s.X[i], s.Y[i]}
	}
	stretch := max(1, (2*n+maxPoints-1)/maxPoints)
	var points [][2]float64
	for from := 0; from < n; from += stretch {
		to := min(from+stretch, n)
		low, high := from, from
		for i := from; i < to; i++ {
			if s.Y[i] < s.Y[low] {
				low = i
			}
			if s.Y[i] > s.Y[high] {
				high = i
			}
		}
		points = append(points, at(min(low, high)))
		if low != high {
			points = append(points, at(max(low, high)))
		}
	}
	return points
}

// histogram counts values in n equal ranges; NaN and infinities are left out.
func histogram(values []float64, n int) (edges []float64, counts []int) {
	values = slices.DeleteFunc(slices.Clone(values), func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
	if len(values) == 0 {
		return []float64{0}, nil
	}
	low, high := slices.Min(values), slices.Max(values)
	if n <= 0 {
		n = min(60, int(math.Ceil(2*math.Cbrt(float64(len(values)))))) // the rule of Rice
	}
	n = min(n, 10_000)
	if low == high {
		low, high, n = low-0.5, high+0.5, 1
	}
	width := high/float64(n) - low/float64(n)
	edges, counts = make([]float64, n+1), make([]int, n)
	for i := range edges {
		at := float64(i) / float64(n)
		edges[i] = low*(1-at) + high*at // the difference may be no float
	}
	for _, v := range values {
		counts[min(max(int((v/2-low/2)/(width/2)), 0), n-1)]++
	}
	return edges, counts
}

// spark is a line of values as letters.
func spark(values []float64) string {
	letters := []rune("▁▂▃▄▅▆▇█")
	var b strings.Builder
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			low, high = min(low, v), max(high, v)
		}
	}
	if low > high {
		return ""
	}
	for i := range min(len(values), sparks) {
		v := values[i*len(values)/min(len(values), sparks)]
		switch {
		case math.IsNaN(v):
			b.WriteByte(' ')
		case high == low:
			b.WriteRune(letters[3])
		default:
			share := (min(max(v, low), high) - low) / (high - low)
			b.WriteRune(letters[int(share*7.999)])
		}
	}
	fmt.Fprintf(&b, "  %.4g … %.4g", low, high)
	return b.String()
}

// bars are values as lines of text.
func bars(labels []string, values []float64) string {
	var b strings.Builder
	width, most := 0, 0.0
	shown := min(len(labels), textBars)
	for i := range shown {
		width = max(width, len([]rune(oneLine(labels[i]))))
		if a := math.Abs(values[i]); !math.IsInf(a, 0) && a > most {
			most = a
		}
	}
	for i := range shown {
		length := 0
		if most > 0 && !math.IsNaN(values[i]) {
			length = int(min(1, math.Abs(values[i])/most) * plotBars)
		}
		label := oneLine(labels[i])
		fmt.Fprintf(&b, "%s%s  %s %s\n", label, strings.Repeat(" ", width-len([]rune(label))), strings.Repeat("█", length), string(appendFloat(nil, values[i], 64)))
	}
	if len(labels) > shown {
		fmt.Fprintf(&b, "… %d more\n", len(labels)-shown)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
