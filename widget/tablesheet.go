package widget

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

// sheet is the rows of a table, wherever they are sorted. It belongs to the
// table's line of callbacks.
type sheet struct {
	grid  *grid      // nil for a pager
	pager TablePager // nil for rows
	data  any        // what it was made of
	cols  []TableColumn
	cut   int // columns that are not shown
	opts  TableOptions
}

func newSheet(data any, opts TableOptions) (*sheet, error) {
	if p, ok := data.(TablePager); ok {
		return newPaged(p, opts)
	}
	r, err := rowsOf(data, opts.maxRows())
	if err != nil {
		return nil, err
	}
	g, err := newGrid(r, opts)
	if err != nil {
		if _, callers := r.(*sourceRows); !callers {
			r.close()
		}
		return nil, err
	}
	return &sheet{grid: g, data: data, cols: g.cols, cut: g.cut, opts: opts}, nil
}

func newPaged(p TablePager, opts TableOptions) (*sheet, error) {
	g, err := newGrid(&pageRows{cols: p.Columns()}, opts)
	if err != nil {
		return nil, err
	}
	return &sheet{pager: p, data: p, cols: g.cols, cut: g.cut, opts: opts}, nil
}

// again looks anew at what the sheet was made of, where that can be read twice.
func (s *sheet) again() (*sheet, error) {
	if s.grid == nil {
		return newSheet(s.data, s.opts)
	}
	switch s.grid.rows.(type) {
	case *seqRows, *sqlRows:
		s.grid.views = nil
		return s, nil
	}
	return newSheet(s.data, s.opts)
}

func (s *sheet) close() {
	if s.grid != nil {
		s.grid.rows.close()
	} else {
		closeSource(s.pager)
	}
}

// window answers a query.
func (s *sheet) window(ctx context.Context, q TableQuery) (window, error) {
	if s.grid != nil {
		return s.grid.window(q)
	}
	g, page, err := s.page(ctx, q)
	if err != nil {
		return window{}, err
	}
	w, err := g.window(TableQuery{Limit: q.Limit})
	w.Offset, w.Total, w.Known = q.Offset, page.Total, page.Total
	for i := range w.IDs {
		w.IDs[i] += q.Offset
	}
	if page.Total < 0 {
		w.Total, w.Known = -1, q.Offset+len(page.Rows)
		if len(page.Rows) < q.Limit {
			w.Total = w.Known
		}
	}
	return w, err
}

// page asks the pager, which may put the names of columns into a query of its own:
// others than there are do not get there.
func (s *sheet) page(ctx context.Context, q TableQuery) (*grid, TablePage, error) {
	if err := s.names(q); err != nil {
		return nil, TablePage{}, err
	}
	page, err := s.pager.Page(ctx, q)
	if err != nil {
		return nil, page, err
	}
	if len(page.Rows) > q.Limit {
		page.Rows = page.Rows[:q.Limit]
	}
	g, err := newGrid(&pageRows{cols: s.pager.Columns(), values: page.Rows}, s.opts)
	return g, page, err
}

// pageRows are those that a [TablePager] gave.
type pageRows struct {
	cols   []TableColumn
	values [][]any
}

func (p *pageRows) columns() []TableColumn { return p.cols }
func (p *pageRows) known() (int, bool)     { return len(p.values), true }
func (p *pageRows) grow(int) error         { return nil }
func (p *pageRows) close()                 {}
func (p *pageRows) row(i int) any          { return p.values[i] }

func (p *pageRows) cell(row, col int) reflect.Value {
	if col >= len(p.values[row]) {
		return reflect.Value{}
	}
	return reflect.ValueOf(p.values[row][col])
}

// listed are the rows of a query, as numbers of rows in a grid.
func (s *sheet) listed(ctx context.Context, q TableQuery) (g *grid, ids []int, err error) {
	if s.grid == nil {
		g, page, err := s.page(ctx, q)
		for i := range page.Rows {
			ids = append(ids, i)
		}
		return g, ids, err
	}
	if err := s.grid.rows.grow(q.Offset + q.Limit); err != nil {
		return nil, nil, err
	}
	found, n, err := s.grid.find(q)
	if err != nil {
		return nil, nil, err
	}
	for i := q.Offset; i < min(q.Offset+q.Limit, n); i++ {
		if found != nil {
			ids = append(ids, int(found[i]))
		} else {
			ids = append(ids, i)
		}
	}
	return s.grid, ids, nil
}

// csv is the lines of a query from its offset on, with the headings before the
// first, and the offset of those after; -1 at the end.
func (s *sheet) csv(ctx context.Context, q TableQuery) (lines []byte, next int, err error) {
	q.Limit = chunkRows
	layout := s.layout(q)
	g, ids, err := s.listed(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if q.Offset == 0 {
		_ = w.Write(at(labels(s.cols), layout)) // a buffer takes everything
	}
	for _, id := range ids {
		row := g.picked(id, layout)
		if len(row) == 1 && row[0] == "" { // as an empty line it would be skipped
			w.Flush()
			b.WriteString("\"\"\n")
			continue
		}
		_ = w.Write(row)
	}
	w.Flush()
	if next = q.Offset + len(ids); len(ids) < q.Limit {
		next = -1
	}
	return b.Bytes(), next, nil
}

func labels(cols []TableColumn) []string {
	names := make([]string, len(cols))
	for i, c := range cols {
		names[i] = c.Label
	}
	return names
}

// text is the first rows as a table of letters.
func (s *sheet) text() string {
	w, err := s.window(context.Background(), TableQuery{Limit: textRows})
	if err != nil {
		return fmt.Sprintf("table: %v", err)
	}
	lines := append([][]string{labels(s.cols)}, w.Cells...)
	widths := make([]int, len(s.cols))
	for _, line := range lines {
		for i := range line {
			line[i] = oneLine(line[i])
			widths[i] = max(widths[i], utf8.RuneCountInString(line[i]))
		}
	}
	rule := make([]string, len(widths))
	for i, width := range widths {
		rule[i] = strings.Repeat("─", width)
	}
	lines = slices.Insert(lines, 1, rule)
	var b strings.Builder
	if s.opts.Name != "" {
		fmt.Fprintln(&b, s.opts.Name)
	}
	for _, line := range lines {
		b.WriteString(strings.TrimRight(s.aligned(line, widths), " "))
		b.WriteByte('\n')
	}
	if s.cut > 0 {
		fmt.Fprintf(&b, "… %d more columns\n", s.cut)
	}
	switch shown := len(w.Cells); {
	case w.Problem != "":
		fmt.Fprintf(&b, "… %s\n", w.Problem)
	case w.Total < 0:
		fmt.Fprintf(&b, "… more rows\n")
	case w.Total > shown:
		fmt.Fprintf(&b, "… %d more rows\n", w.Total-shown)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// aligned joins the cells of a line, numbers to the right.
func (s *sheet) aligned(line []string, widths []int) string {
	var b strings.Builder
	for i, cell := range line {
		if i > 0 {
			b.WriteString("  ")
		}
		space := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
		if s.cols[i].Kind == "number" {
			b.WriteString(space + cell)
		} else {
			b.WriteString(cell + space)
		}
	}
	return b.String()
}

// oneLine cuts a cell's text to what fits a line of letters.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= maxTextCell {
		return s
	}
	return string([]rune(s)[:maxTextCell-1]) + "…"
}
