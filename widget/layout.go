package widget

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/gokino/gokino/kernel"
)

// LayoutType is values in an arrangement, a map: "kind" ("tabs" or "grid"),
// "items" (a list of {"label", "data"}), and of a grid "columns" (a list of
// ratios), "boxed", "gap" and "maxHeight" (CSS pixels, 0 for none).
const LayoutType = "application/vnd.gokino.layout"

// TabPane is one tab of [Tabs].
type TabPane struct {
	Label string
	Value any
}

// Tab is a tab that shows v.
func Tab(label string, v any) TabPane { return TabPane{Label: label, Value: v} }

// TabsLayout shows one of its values at a time.
type TabsLayout struct{ Panes []TabPane }

// Tabs shows one of several values at a time, the first to begin with. Which one
// is each page's own affair. As Kino.Layout.tabs.
func Tabs(panes ...TabPane) TabsLayout { return TabsLayout{panes} }

// Render gives the forms. As text, the values stand one below the other, each
// under its label.
func (t TabsLayout) Render() kernel.Data {
	items := make([]any, len(t.Panes))
	texts := make([]string, len(t.Panes))
	for i, p := range t.Panes {
		data := forms(p.Value)
		items[i] = map[string]any{"label": p.Label, "data": map[string]any(data)}
		texts[i] = p.Label + ":\n" + indented(data)
	}
	return kernel.Data{
		"text/plain": strings.Join(texts, "\n"),
		LayoutType:   map[string]any{"kind": "tabs", "items": items},
	}
}

func (t TabsLayout) parts() []any {
	vs := make([]any, len(t.Panes))
	for i, p := range t.Panes {
		vs[i] = p.Value
	}
	return vs
}

// GridOptions arrange a [Grid]; the zero value is one column.
type GridOptions struct {
	// Columns is how many columns of equal width there are; 0 means 1.
	Columns int

	// Ratios are the widths of the columns, in proportion: 1, 2, 1 makes the one in
	// the middle twice as wide. Not used with Columns.
	Ratios []int

	// Boxed draws a box around the grid.
	Boxed bool

	// Gap is between the values, in CSS pixels; 0 means 8, less than 0 none.
	Gap int

	// MaxHeight is how high it may get before it scrolls, in CSS pixels; 0 means any
	// height.
	MaxHeight int
}

// ratios are the widths of the columns.
func (o GridOptions) ratios() ([]any, error) {
	widths := o.Ratios
	if o.Columns != 0 || len(widths) == 0 {
		widths = make([]int, min(max(o.Columns, 1), maxGridColumns))
		for i := range widths {
			widths[i] = 1
		}
	}
	if n := cmp.Or(o.Columns, len(widths)); n < 0 || n > maxGridColumns {
		return nil, fmt.Errorf("widget.Grid: %d columns, there can be 1 to %d", n, maxGridColumns)
	}
	list := make([]any, len(widths))
	for i, w := range widths {
		if w < 1 {
			return nil, fmt.Errorf("widget.Grid: the ratio %d of column %d is not positive", w, i+1)
		}
		list[i] = w
	}
	return list, nil
}

// maxGridColumns is how many columns a grid can have: more are no layout.
const maxGridColumns = 64

// GridLayout shows its values in rows and columns.
type GridLayout struct {
	Options GridOptions
	Values  []any
}

// Grid shows values in rows and columns, row by row. On a narrow page there is one
// column. As Kino.Layout.grid.
func Grid(opts GridOptions, values ...any) GridLayout { return GridLayout{opts, values} }

// Render gives the forms. As text, the values stand one below the other.
func (g GridLayout) Render() kernel.Data {
	columns, err := g.Options.ratios()
	if err != nil {
		return failed(err)
	}
	items := make([]any, len(g.Values))
	texts := make([]string, len(g.Values))
	for i, v := range g.Values {
		data := forms(v)
		items[i] = layoutItem(data)
		texts[i], _ = data["text/plain"].(string)
	}
	gap := g.Options.Gap
	if gap == 0 {
		gap = 8
	}
	return kernel.Data{
		"text/plain": strings.Join(texts, "\n"),
		LayoutType: map[string]any{
			"kind": "grid", "items": items, "columns": columns,
			"boxed": g.Options.Boxed, "gap": max(gap, 0), "maxHeight": max(g.Options.MaxHeight, 0),
		},
	}
}

func (g GridLayout) parts() []any { return g.Values }

// indented is the text of data, two spaces in.
func indented(data kernel.Data) string {
	text, _ := data["text/plain"].(string)
	return "  " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n  ")
}

// layoutItem is a value in a layout.
func layoutItem(data map[string]any) any { return map[string]any{"data": data} }
