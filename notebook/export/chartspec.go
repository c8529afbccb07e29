package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// chartSpec is what is understood of a Vega-Lite specification: one mark over two
// axes, with its data in it.
type chartSpec struct {
	Title    any
	Height   any
	Mark     any
	Encoding map[string]channel
	Data     struct {
		Values []map[string]any
		Name   string
	}
	Datasets map[string][]map[string]any

	// What makes it another kind of chart.
	Layer, Facet, Hconcat, Vconcat, Concat, Repeat, Transform, Marks json.RawMessage
}

// channel is where a field is drawn.
type channel struct {
	Field, Type, Aggregate, TimeUnit string
	Title                            json.RawMessage
	Bin                              any
}

// errChart says that a chart is one of those that only Vega can draw.
var errChart = errors.New("only Vega draws this chart")

// parseChart reads a specification; errChart where it says more than is understood.
func parseChart(text string) (*chartSpec, error) {
	var s chartSpec
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return nil, fmt.Errorf("%w: %w", errChart, err)
	}
	for _, other := range []json.RawMessage{s.Layer, s.Facet, s.Hconcat, s.Vconcat, s.Concat, s.Repeat, s.Transform, s.Marks} {
		if other != nil {
			return nil, errChart
		}
	}
	for name, c := range s.Encoding {
		known := map[string]bool{"x": true, "y": true, "x2": true, "color": true, "tooltip": true, "opacity": true}[name]
		bin, _ := formOf(c.Bin)
		binned := c.Bin == nil || c.Bin == false || bin.is("binned")
		if !known || c.Aggregate != "" || c.TimeUnit != "" || !binned {
			return nil, errChart
		}
	}
	if s.Encoding["x"].Field == "" || s.Encoding["y"].Field == "" {
		return nil, errChart
	}
	if s.mark() == "" {
		return nil, errChart
	}
	return &s, nil
}

// mark is "line", "area", "bar" or "point", "" for others.
func (s *chartSpec) mark() string {
	name, ok := s.Mark.(string)
	if f, is := formOf(s.Mark); is {
		name, ok = f.text("type"), true
	}
	switch name {
	case "line", "area", "bar", "point":
	case "circle", "square":
		name = "point"
	default:
		ok = false
	}
	if !ok {
		return ""
	}
	return name
}

func (s *chartSpec) title() string {
	if f, ok := formOf(s.Title); ok {
		return f.text("text")
	}
	t, _ := s.Title.(string)
	return t
}

// rows are the data.
func (s *chartSpec) rows() []map[string]any {
	if s.Data.Values != nil {
		return s.Data.Values
	}
	return s.Datasets[s.Data.Name]
}

// height is the height of the plot in pixels.
func (s *chartSpec) height() float64 {
	h, ok := s.Height.(float64)
	if !ok {
		return 200
	}
	return min(max(h, 40), 1000)
}

// axisTitle is what stands at an axis: its field, unless the title says something
// else, or null.
func (c channel) axisTitle() string {
	if c.Title == nil {
		return c.Field
	}
	var t string
	_ = json.Unmarshal(c.Title, &t) // null, and what is no text, is no title
	return t
}

// chartPoint is a row as it is drawn. What is no number is NaN.
type chartPoint struct {
	x, x2, y float64
	series   int
}

// chartData are rows in the order of the data.
type chartData struct {
	points []chartPoint
	names  []string // on the horizontal axis, where that has names; nil for numbers
	series []string // the lines, in the order they come
	edges  bool     // bars go from x to x2
}

// maxChart is how many rows are drawn.
const maxChart = 20_000

// points takes the rows apart.
func (s *chartSpec) points() (*chartData, error) {
	rows := s.rows()
	if len(rows) > maxChart {
		return nil, errChart
	}
	x, x2, y := s.Encoding["x"], s.Encoding["x2"].Field, s.Encoding["y"]
	if y.Type != "" && y.Type != "quantitative" {
		return nil, errChart
	}
	d := &chartData{edges: x2 != ""}
	names, series := map[string]int{}, map[string]int{}
	named := x.Type == "nominal" || x.Type == "ordinal"
	if named {
		d.names = []string{}
	} else if x.Type == "temporal" {
		return nil, errChart
	}
	for _, row := range rows {
		p := chartPoint{x: numeral(row[x.Field]), x2: numeral(row[x2]), y: numeral(row[y.Field])}
		if named {
			p.x = float64(indexIn(names, &d.names, fmt.Sprint(row[x.Field])))
		}
		if c := s.Encoding["color"].Field; c != "" {
			p.series = indexIn(series, &d.series, fmt.Sprint(row[c]))
		}
		d.points = append(d.points, p)
	}
	if len(d.names) > 200 || len(d.series) > 12 {
		return nil, errChart
	}
	return d, nil
}

func numeral(v any) float64 {
	if f, ok := v.(float64); ok {
		return f
	}
	return math.NaN()
}

// indexIn is the place of a name in list, which gets it when it is new.
func indexIn(known map[string]int, list *[]string, name string) int {
	i, ok := known[name]
	if !ok {
		i = len(*list)
		known[name] = i
		*list = append(*list, name)
	}
	return i
}
