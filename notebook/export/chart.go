package export

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// chart writes a chart: drawn, where it is lines, bars, points or an area over two
// axes, else as its specification.
func (w *writer) chart(spec string, data map[string]any) {
	name := cmp.Or(figure(data).text("alt"), "Chart")
	s, err := parseChart(spec)
	if err == nil {
		var d *chartData
		if d, err = s.points(); err == nil {
			w.WriteString("<figure>")
			newDrawing(w, s, d).draw(cmp.Or(s.title(), name))
			w.WriteString("</figure>\n")
			return
		}
	}
	w.note(plain(data))
	w.WriteString("<details><summary>Specification</summary>\n")
	w.pre("text", "", spec)
	w.WriteString("</details>\n")
}

// The measures of a drawing, in pixels.
const (
	chartWidth  = 700.0
	leftMargin  = 56.0
	rightMargin = 12.0
	lineHeight  = 18.0
)

// palette10 are the colours of lines, legible on light and dark.
var palette10 = []string{"#4c78a8", "#e0762a", "#54a24b", "#d0484c", "#8f6bb3", "#9a7256", "#c45f9d", "#6f7780", "#93941f", "#2f9aa8", "#4c78a8", "#e0762a"}

// drawing is a chart being drawn as SVG.
type drawing struct {
	*writer
	spec                   *chartSpec
	data                   *chartData
	top, bottom, height    float64
	left, right, low, high float64 // the values at the edges of the plot
	horizontal, vertical   []float64
	step                   float64 // between names
}

func newDrawing(w *writer, s *chartSpec, d *chartData) *drawing {
	g := &drawing{writer: w, spec: s, data: d, top: 8}
	if s.title() != "" {
		g.top += lineHeight
	}
	if len(d.series) > 1 {
		g.top += lineHeight
	}
	g.bottom = g.top + s.height()
	g.height = g.bottom + lineHeight + 6
	if g.axisTitle("x") != "" {
		g.height += lineHeight
	}
	g.scale()
	return g
}

func (g *drawing) axisTitle(name string) string {
	return g.spec.Encoding[name].axisTitle()
}

// scale finds what the edges stand for.
func (g *drawing) scale() {
	xs, ys := []float64{}, []float64{}
	for _, p := range g.data.points {
		if g.spec.mark() == "bar" || g.spec.mark() == "area" {
			ys = append(ys, 0)
		}
		xs, ys = append(xs, p.x), append(ys, p.y)
		if g.data.edges {
			xs = append(xs, p.x2)
		}
	}
	g.left, g.right = extent(xs)
	g.low, g.high = extent(ys)
	g.vertical = ticks(g.low, g.high, 5)
	g.low, g.high = min(g.low, g.vertical[0]), max(g.high, g.vertical[len(g.vertical)-1])
	if g.data.names != nil {
		g.step = (chartWidth - leftMargin - rightMargin) / float64(max(len(g.data.names), 1))
		return
	}
	g.horizontal = ticks(g.left, g.right, 8)
}

// extent is the least and the greatest of the numbers; 0 to 1 where there are none.
func extent(values []float64) (low, high float64) {
	values = slices.DeleteFunc(values, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
	if len(values) == 0 {
		return 0, 1
	}
	low, high = slices.Min(values), slices.Max(values)
	if low == high {
		return low - 0.5, high + 0.5
	}
	return low, high
}

// ticks are about n round numbers from at most low to at least high.
func ticks(low, high float64, n int) []float64 {
	raw := (high - low) / float64(n)
	if raw <= 0 || math.IsInf(raw, 0) || math.IsNaN(raw) {
		return []float64{low, high}
	}
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	step := power
	for _, m := range []float64{1, 2, 5, 10} {
		if step = m * power; step >= raw {
			break
		}
	}
	var all []float64
	for at := math.Floor(low / step); at*step < high+step && len(all) < 4*n && step > 0; at++ {
		all = append(all, at*step)
		if at*step >= high {
			break
		}
	}
	if len(all) < 2 {
		return []float64{low, high}
	}
	return all
}

// x is where a value of the horizontal axis is; of names, the middle of their places.
func (g *drawing) x(v float64) float64 {
	if g.data.names != nil {
		return leftMargin + (v+0.5)*g.step
	}
	return leftMargin + (v-g.left)/(g.right-g.left)*(chartWidth-leftMargin-rightMargin)
}

func (g *drawing) y(v float64) float64 {
	return g.bottom - (v-g.low)/(g.high-g.low)*(g.bottom-g.top)
}

// px is a place on the drawing.
func px(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "0"
	}
	return strconv.FormatFloat(math.Round(min(max(v, -1e6), 1e6)*10)/10, 'f', -1, 64)
}

func (g *drawing) draw(name string) {
	g.markup("<svg class=\"chart\" role=\"img\" aria-label=\"%s\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" width=\"%s\">\n",
		name, px(chartWidth), px(g.height), px(chartWidth))
	if t := g.spec.title(); t != "" {
		g.label("title", leftMargin, lineHeight-4, "start", t)
	}
	g.legend()
	g.axes()
	switch g.spec.mark() {
	case "bar":
		g.bars()
	case "point":
		g.dots()
	default:
		g.lines()
	}
	g.WriteString("</svg>")
}

func (g *drawing) label(class string, x, y float64, anchor, text string) {
	if r := []rune(text); len(r) > 60 {
		text = string(r[:59]) + "…"
	}
	g.markup("<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>\n", class, px(x), px(y), anchor, text)
}

func (g *drawing) legend() {
	if len(g.data.series) < 2 {
		return
	}
	x := leftMargin
	for i, name := range g.data.series {
		g.markup("<rect x=\"%s\" y=\"%s\" width=\"10\" height=\"10\" fill=\"%s\"/>", px(x), px(g.top-lineHeight+2), palette10[i])
		g.label("key", x+14, g.top-lineHeight+11, "start", name)
		x += 30 + 7*float64(min(len([]rune(name)), 60))
	}
}

func (g *drawing) axes() {
	for _, v := range g.vertical {
		y := g.y(v)
		g.markup("<path class=\"rule\" d=\"M%s %sH%s\"/>", px(leftMargin), px(y), px(chartWidth-rightMargin))
		g.label("tick", leftMargin-6, y+4, "end", short(v))
	}
	g.markup("<path class=\"axis\" d=\"M%s %sH%s\"/>\n", px(leftMargin), px(g.bottom), px(chartWidth-rightMargin))
	for _, v := range g.horizontal {
		if v >= g.left && v <= g.right {
			g.label("tick", g.x(v), g.bottom+lineHeight-2, "middle", short(v))
		}
	}
	every := max(1, int(math.Ceil(48/max(g.step, 1))))
	for i, name := range g.data.names {
		if i%every != 0 {
			continue
		}
		if room := int(g.step * float64(every) / 7); len([]rune(name)) > max(room, 4) {
			name = string([]rune(name)[:max(room, 4)-1]) + "…"
		}
		g.label("tick", g.x(float64(i)), g.bottom+lineHeight-2, "middle", name)
	}
	if t := g.axisTitle("x"); t != "" {
		g.label("name", (leftMargin+chartWidth-rightMargin)/2, g.height-6, "middle", t)
	}
	if t := g.axisTitle("y"); t != "" {
		g.markup("<text class=\"name\" text-anchor=\"middle\" transform=\"translate(12 %s) rotate(-90)\">%s</text>\n", px((g.top+g.bottom)/2), t)
	}
}

// short is a number at an axis.
func short(v float64) string {
	switch a := math.Abs(v); {
	case v == 0:
		return "0"
	case a >= 1e6 || a < 1e-3:
		return strconv.FormatFloat(v, 'g', 4, 64)
	}
	return strconv.FormatFloat(math.Round(v*1e6)/1e6, 'f', -1, 64)
}

func drawn(p chartPoint) bool {
	return !math.IsNaN(p.x) && !math.IsNaN(p.y) && !math.IsInf(p.x, 0) && !math.IsInf(p.y, 0)
}

func (g *drawing) bars() {
	zero := g.y(min(max(0, g.low), g.high))
	for _, p := range g.data.points {
		if !drawn(p) {
			continue
		}
		width := min(max(2, g.step*0.7), 60)
		from := g.x(p.x) - width/2
		if g.data.edges {
			from, width = g.x(p.x)+0.5, max(g.x(p.x2)-g.x(p.x)-1, 0.5)
		}
		y := g.y(p.y)
		g.markup("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>\n",
			px(from), px(min(y, zero)), px(width), px(math.Abs(zero-y)), palette10[p.series])
	}
}

func (g *drawing) dots() {
	for _, p := range g.data.points {
		if drawn(p) {
			g.markup("<circle cx=\"%s\" cy=\"%s\" r=\"3\" fill=\"%s\" fill-opacity=\"0.7\"/>\n", px(g.x(p.x)), px(g.y(p.y)), palette10[p.series])
		}
	}
}

// lines draws a line for each series, with gaps where a value is missing; of an area,
// what is below it too.
func (g *drawing) lines() {
	for i := range max(len(g.data.series), 1) {
		var path []byte
		gap, begin, last := true, 0.0, 0.0
		zero := g.y(min(max(0, g.low), g.high))
		area := []byte{}
		for _, p := range append(slices.Clone(g.data.points), chartPoint{y: math.NaN(), series: i}) {
			if p.series != i {
				continue
			}
			if !drawn(p) {
				if !gap {
					area = fmt.Appendf(area, "L%s %sL%s %sZ", px(last), px(zero), px(begin), px(zero))
				}
				gap = true
				continue
			}
			command := "L"
			if gap {
				command, begin = "M", g.x(p.x)
			}
			gap, last = false, g.x(p.x)
			path = fmt.Appendf(path, "%s%s %s", command, px(g.x(p.x)), px(g.y(p.y)))
			area = fmt.Appendf(area, "%s%s %s", command, px(g.x(p.x)), px(g.y(p.y)))
		}
		if g.spec.mark() == "area" {
			g.markup("<path d=\"%s\" fill=\"%s\" fill-opacity=\"0.5\"/>\n", string(area), palette10[i])
		}
		g.markup("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" stroke-linejoin=\"round\"/>\n", string(path), palette10[i])
	}
}
