package widget

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/option"
)

const (
	vegaEvery     = 50 * time.Millisecond // at most so often rows are sent
	defaultWindow = 10_000
)

// VegaOptions configure a chart; the zero value is a good chart.
type VegaOptions struct {
	// Name is what screen readers call the chart; "" means the specification's
	// description or title.
	Name string

	// Dataset is the data set that rows are appended to; "" means the one that the
	// specification's own data names, and one without data gets one.
	Dataset string

	// Window is how many rows are kept, the latest; 10,000 if it is 0.
	Window int

	// Kernel hosts the chart; nil means [kernel.Default].
	Kernel *kernel.Kernel
}

// Vega is a chart on display. Its methods may be called from any goroutine.
type Vega struct {
	*live.Widget
	chart *chart
}

// chart is what a [Vega] is a handle on. It does not know the handle, so that the
// collector sees when nobody has that any more.
type chart struct {
	ctx  *live.Context[*chart]
	opts VegaOptions
	spec string
	text string // what it is as text; "" for one that is not this package's plot

	mu    sync.Mutex
	rows  [][]byte // JSON; those that count are the last, at most Window
	fresh int      // of rows, those at the end that no page has been told of
	all   bool     // pages are to be told of all rows, and to forget theirs
	armed bool     // a message that tells pages is on its way
}

// NewVega shows a Vega-Lite or Vega specification: JSON as a string or as bytes,
// or a value that encoding/json turns into such. Its data is inline, or comes
// with [Vega.Append]; a page fetches none from elsewhere. As Kino.VegaLite.
//
// It panics when spec is no JSON object, as live.New does.
func NewVega(spec any, opts ...VegaOptions) *Vega {
	o := option.Of(opts)
	text, err := specOf(spec)
	if err != nil {
		panic(err)
	}
	if o.Window <= 0 {
		o.Window = defaultWindow
	}
	c := &chart{opts: o, spec: text}
	w := live.New(vegaLive{}, c, live.Options{Assets: jsassets.Builtin("vega"), Kernel: o.Kernel, Name: "chart"})
	return &Vega{Widget: w, chart: c}
}

// specOf is a specification as JSON text.
func specOf(spec any) (string, error) {
	var text []byte
	switch s := spec.(type) {
	case string:
		text = []byte(s)
	case []byte:
		text = s
	default:
		var err error
		if text, err = json.Marshal(spec); err != nil {
			return "", fmt.Errorf("widget: the chart's specification: %w", err)
		}
	}
	var object map[string]json.RawMessage
	var other *json.UnmarshalTypeError
	switch err := json.Unmarshal(text, &object); {
	case errors.As(err, &other):
		return "", fmt.Errorf("widget: the chart's specification is a JSON %s, not an object", other.Value)
	case err != nil:
		return "", fmt.Errorf("widget: the chart's specification: %w", err)
	}
	if object == nil {
		return "", errors.New("widget: the chart's specification is null")
	}
	return string(text), nil
}

// Append adds rows of data, which are values that encoding/json turns into
// objects; a slice counts as the rows in it. They are encoded now. As
// Kino.VegaLite.push and push_many.
func (v *Vega) Append(rows ...any) error {
	encoded, err := encodeRows(rows)
	if err != nil {
		return err
	}
	v.chart.change(func(c *chart) {
		c.rows = append(c.rows, encoded...)
		c.fresh += len(encoded)
	})
	return nil
}

// Set shows these rows and no others.
func (v *Vega) Set(rows ...any) error {
	encoded, err := encodeRows(rows)
	if err != nil {
		return err
	}
	v.chart.change(func(c *chart) { c.rows, c.fresh, c.all = encoded, 0, true })
	return nil
}

// Clear takes all rows away. As Kino.VegaLite.clear.
func (v *Vega) Clear() { _ = v.Set() }

func encodeRows(rows []any) (encoded [][]byte, err error) {
	for _, row := range rows {
		if s := reflect.ValueOf(row); s.Kind() == reflect.Slice && s.Type().Elem().Kind() != reflect.Uint8 {
			for i := range s.Len() {
				if encoded, err = encodeRow(encoded, s.Index(i).Interface()); err != nil {
					return nil, err
				}
			}
		} else if encoded, err = encodeRow(encoded, row); err != nil {
			return nil, err
		}
	}
	return encoded, nil
}

func encodeRow(encoded [][]byte, row any) ([][]byte, error) {
	b, err := json.Marshal(row)
	if err != nil {
		return nil, fmt.Errorf("widget: row %d of the chart's data: %w", len(encoded)+1, err)
	}
	return append(encoded, b), nil
}

// change changes the rows and lets that be seen, soon.
func (c *chart) change(f func(*chart)) {
	c.mu.Lock()
	f(c)
	if len(c.rows) >= 2*c.opts.Window { // now and then: it is as long as the window
		c.rows = slices.Clone(c.keptLocked())
	}
	c.fresh = min(c.fresh, len(c.keptLocked()))
	arm := !c.armed
	c.armed = true
	c.mu.Unlock()
	if arm {
		c.ctx.SendAfter(vegaEvery, nil)
	}
}

// keptLocked are the rows that count.
func (c *chart) keptLocked() [][]byte { return c.rows[max(0, len(c.rows)-c.opts.Window):] }

// list is rows as one JSON array.
func list(rows [][]byte) string {
	return "[" + string(bytes.Join(rows, []byte(","))) + "]"
}

// Render gives the chart as a widget, and what it is as text.
func (v *Vega) Render() kernel.Data {
	return kernel.Data{"text/plain": v.String(), kernel.ViewType: v.View()}
}

// String is the chart as text, where it is one of this package's plots, or says
// what it is of.
func (v *Vega) String() string { return v.chart.said() }

// vegaLive is the definition of the widget.
type vegaLive struct{}

func (vegaLive) Init(ctx *live.Context[*chart], c *chart) error {
	ctx.Assigns, c.ctx = c, ctx
	return nil
}

// HandleConnect gives a page what all the others have been told: what is fresh
// comes to it with the rest.
func (vegaLive) HandleConnect(ctx *live.Context[*chart]) (any, error) {
	c := ctx.Assigns
	c.mu.Lock()
	defer c.mu.Unlock()
	rows := c.keptLocked()
	rows = rows[:len(rows)-c.fresh]
	return map[string]any{"name": c.opts.Name, "spec": c.spec, "dataset": c.opts.Dataset, "window": c.opts.Window, "rows": list(rows)}, nil
}

// HandleInfo tells pages what has changed.
func (vegaLive) HandleInfo(ctx *live.Context[*chart], _ any) error {
	c := ctx.Assigns
	c.mu.Lock()
	event, rows := "append", c.rows[len(c.rows)-c.fresh:]
	if c.all {
		event, rows = "set", c.keptLocked()
	}
	text := list(rows)
	c.fresh, c.all, c.armed = 0, false, false
	c.mu.Unlock()
	ctx.BroadcastEvent(event, text)
	return nil
}
