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
	ctx  *live.Context[*Vega]
	opts VegaOptions
	spec string
	text string

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
func NewVega(spec any, opts VegaOptions) *Vega {
	text, err := specOf(spec)
	if err != nil {
		panic(err)
	}
	if opts.Window <= 0 {
		opts.Window = defaultWindow
	}
	v := &Vega{opts: opts, spec: text}
	v.Widget = live.New(vegaLive{}, v, live.Options{Assets: jsassets.Builtin("vega"), Kernel: opts.Kernel, Name: "chart"})
	return v
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
	if err := json.Unmarshal(text, &object); err != nil {
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
	v.change(func() {
		v.rows = append(v.rows, encoded...)
		v.fresh += len(encoded)
	})
	return nil
}

// Set shows these rows and no others.
func (v *Vega) Set(rows ...any) error {
	encoded, err := encodeRows(rows)
	if err != nil {
		return err
	}
	v.change(func() { v.rows, v.fresh, v.all = encoded, 0, true })
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
func (v *Vega) change(f func()) {
	v.mu.Lock()
	f()
	if len(v.rows) >= 2*v.opts.Window { // now and then: it is as long as the window
		v.rows = slices.Clone(v.keptLocked())
	}
	v.fresh = min(v.fresh, len(v.keptLocked()))
	arm := !v.armed
	v.armed = true
	v.mu.Unlock()
	if arm {
		v.ctx.SendAfter(vegaEvery, nil)
	}
}

// keptLocked are the rows that count.
func (v *Vega) keptLocked() [][]byte { return v.rows[max(0, len(v.rows)-v.opts.Window):] }

// list is rows as one JSON array.
func list(rows [][]byte) string {
	return "[" + string(bytes.Join(rows, []byte(","))) + "]"
}

// Render gives the chart as a widget, and what it is as text.
func (v *Vega) Render() kernel.Data {
	return kernel.Data{"text/plain": v.String(), kernel.ViewType: v.View()}
}

// String is the chart as text, where it is one of this package's plots, or says
// what it is.
func (v *Vega) String() string {
	if v.text != "" {
		return v.text
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if n := len(v.keptLocked()); n > 0 {
		return "chart of " + plural(n, "row")
	}
	return "chart"
}

// vegaLive is the definition of the widget.
type vegaLive struct{}

func (vegaLive) Init(ctx *live.Context[*Vega], v *Vega) error {
	ctx.Assigns, v.ctx = v, ctx
	return nil
}

// HandleConnect gives a page what all the others have been told: what is fresh
// comes to it with the rest.
func (vegaLive) HandleConnect(ctx *live.Context[*Vega]) (any, error) {
	v := ctx.Assigns
	v.mu.Lock()
	defer v.mu.Unlock()
	rows := v.keptLocked()
	rows = rows[:len(rows)-v.fresh]
	return map[string]any{"name": v.opts.Name, "spec": v.spec, "dataset": v.opts.Dataset, "window": v.opts.Window, "rows": list(rows)}, nil
}

// HandleInfo tells pages what has changed.
func (vegaLive) HandleInfo(ctx *live.Context[*Vega], _ any) error {
	v := ctx.Assigns
	v.mu.Lock()
	event, rows := "append", v.rows[len(v.rows)-v.fresh:]
	if v.all {
		event, rows = "set", v.keptLocked()
	}
	text := list(rows)
	v.fresh, v.all, v.armed = 0, false, false
	v.mu.Unlock()
	ctx.BroadcastEvent(event, text)
	return nil
}
