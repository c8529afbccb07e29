package widget

import (
	"fmt"
	"reflect"
	"slices"
)

// newGrid makes rows answer queries, with the columns that are wanted of them.
func newGrid(r rows, opts TableOptions) (*grid, error) {
	g := &grid{rows: r, cols: r.columns(), format: opts.Format, limit: opts.maxRows()}
	if opts.Columns != nil {
		var err error
		if g.rows, g.cols, err = pick(r, opts.Columns); err != nil {
			return nil, err
		}
	}
	if len(g.cols) > maxColumns {
		g.cut = len(g.cols) - maxColumns
		g.cols = g.cols[:maxColumns]
	}
	g.cols = slices.Clone(g.cols)
	g.index = map[string]int{}
	for i := range g.cols {
		c := &g.cols[i]
		if _, twice := g.index[c.Key]; twice {
			return nil, fmt.Errorf("widget: the table has two columns with the key %q", c.Key)
		}
		g.index[c.Key] = i
		if c.Label == "" {
			c.Label = c.Key
		}
		if c.Kind == "" {
			c.Kind = g.kind(i)
		}
		g.dates = append(g.dates, c.Kind == "time" && g.allDates(i))
	}
	return g, nil
}

// allDates reports whether the first times in a column have no clock to show.
func (g *grid) allDates(col int) bool {
	n, _ := g.rows.known()
	for row := range min(n, sample) {
		if v := bare(g.rows.cell(row, col)); v.IsValid() && v.Type() == timeType && !isDate(timeOf(v)) {
			return false
		}
	}
	return true
}

// kind says what the first rows have in a column.
func (g *grid) kind(col int) string {
	n, _ := g.rows.known()
	for row := range min(n, sample) {
		if v := keyed(bare(g.rows.cell(row, col))); v.IsValid() {
			return kindOf(v.Type())
		}
	}
	return "text"
}

// picked are rows with some of their columns.
type picked struct {
	rows
	from []int
}

func (p *picked) cell(row, col int) reflect.Value { return p.rows.cell(row, p.from[col]) }

// pick chooses columns by their keys, and what is said of them where something is.
func pick(r rows, wanted []TableColumn) (rows, []TableColumn, error) {
	has := r.columns()
	p := &picked{rows: r}
	cols := slices.Clone(wanted)
	for i, w := range wanted {
		at := slices.IndexFunc(has, func(c TableColumn) bool { return c.Key == w.Key })
		if at < 0 {
			keys := make([]string, len(has))
			for i, c := range has {
				keys[i] = c.Key
			}
			return nil, nil, fmt.Errorf("widget: the table has no column %q, but %q", w.Key, keys)
		}
		p.from = append(p.from, at)
		if w.Label == "" {
			cols[i].Label = has[at].Label
		}
		if w.Kind == "" {
			cols[i].Kind = has[at].Kind
		}
		if w.Width == 0 {
			cols[i].Width = has[at].Width
		}
		if w.Summary == "" {
			cols[i].Summary = has[at].Summary
		}
	}
	return p, cols, nil
}

// window is what a page shows of a query.
type window struct {
	Offset int        `json:"offset"`
	Cells  [][]string `json:"cells"` // rows of what each cell reads
	IDs    []int      `json:"ids"`   // the rows' numbers in the source
	Total  int        `json:"total"` // rows that the query finds; -1 if that is not known
	Known  int        `json:"known"` // rows that there are at least

	Problem string `json:"problem"` // why there are no more; "" if there is nothing to say
}

// window answers a query.
func (g *grid) window(q TableQuery) (window, error) {
	broken := g.rows.grow(q.Offset + q.Limit) // what came before it is shown
	found, n, err := g.find(q)
	if err != nil {
		return window{}, err
	}
	w := window{Offset: q.Offset, Total: n, Known: n, Cells: [][]string{}, IDs: []int{}}
	if broken != nil {
		w.Problem = broken.Error()
	}
	if _, all := g.rows.known(); !all {
		w.Total = -1
	}
	for i := q.Offset; i < min(q.Offset+q.Limit, n); i++ {
		row := i
		if found != nil {
			row = int(found[i])
		}
		w.IDs = append(w.IDs, row)
		w.Cells = append(w.Cells, g.texts(row, maxCell))
	}
	return w, nil
}

// texts are what the cells of a row read, each cut to max bytes if max is positive.
func (g *grid) texts(row, max int) []string {
	cells := make([]string, len(g.cols))
	for col := range cells {
		cells[col] = string(g.appendText(nil, col, g.rows.cell(row, col)))
		if max > 0 {
			cells[col] = shorten(cells[col], max)
		}
	}
	return cells
}
