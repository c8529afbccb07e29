package widget

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// TableQuery asks for a window of a table.
type TableQuery struct {
	Offset int `json:"offset"` // the first row, 0 for the first of all
	Limit  int `json:"limit"`  // how many rows at most

	// Sort orders rows by the first column, those alike by the second, and so on;
	// without it rows are as they came.
	Sort []TableOrder `json:"sort"`

	// Search finds rows with this text in any column, in upper or lower case.
	Search string `json:"search"`

	// Filter has what is looked for in single columns, by key: text that is
	// contained, or "=text", "!=text", "<5", "<=5", ">5", ">=5", "5..10".
	Filter map[string]string `json:"filter"`

	// Columns are the keys of the columns that the client shows, in its order; none
	// for all as they are. Answers have all columns nevertheless.
	Columns []string `json:"columns"`
}

// TableOrder is one of the columns that a [TableQuery] sorts by.
type TableOrder struct {
	Column string `json:"column"` // its key
	Desc   bool   `json:"desc"`   // the greatest first; what is empty is last either way
}

// keptViews is how many orders and selections of rows are kept: each is 4 bytes
// a row. Clients that look at the same share one.
const keptViews = 6

// grid answers queries over rows. It holds no row twice: a view is a list of
// row numbers.
type grid struct {
	rows   rows
	cols   []TableColumn
	index  map[string]int // by key
	dates  []bool         // by column: of times whose clock says nothing
	format func(column string, value any) (string, bool)
	limit  int // of rows that are sorted and searched
	cut    int // columns that are not shown
	views  []view
}

// view is the rows of an order or a query, the latest used last in grid.views.
type view struct {
	name string
	rows []int32 // nil: all, as they came
}

// find gives the rows of a query in order; nil rows are the first n as they came.
func (g *grid) find(q TableQuery) (found []int32, n int, err error) {
	order, err := g.orderName(q.Sort)
	if err != nil {
		return nil, 0, err
	}
	f, name, err := g.finder(q)
	if err != nil {
		return nil, 0, err
	}
	if order == "" && name == "" {
		n, _ = g.rows.known()
		return nil, n, nil
	}
	if err := g.rows.grow(g.limit); err != nil {
		return nil, 0, err
	}
	n, _ = g.rows.known()
	ordered := fmt.Sprintf("%d %s", n, order)
	if name == "" {
		return g.view(ordered, func() []int32 { return g.sorted(all(n), q.Sort) }), n, nil
	}
	where := fmt.Sprintf(" where %s", name)
	found = g.view(fmt.Sprint(n, where), func() []int32 { return g.selected(n, f) })
	if order != "" {
		chosen := found
		found = g.view(ordered+where, func() []int32 {
			if i := g.kept(ordered); i >= 0 {
				return among(g.views[i].rows, chosen, n)
			}
			return g.sorted(slices.Clone(chosen), q.Sort)
		})
	}
	return found, len(found), nil
}

// all are the numbers of n rows.
func all(n int) []int32 {
	rows := make([]int32, n)
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows
}

// among are those of the n rows that are chosen, in the order of all.
func among(all, chosen []int32, n int) []int32 {
	is := make([]bool, n)
	for _, row := range chosen {
		is[row] = true
	}
	found := make([]int32, 0, len(chosen))
	for _, row := range all {
		if is[row] {
			found = append(found, row)
		}
	}
	return found
}

// orderName names an order and checks it.
func (g *grid) orderName(order []TableOrder) (string, error) {
	var name strings.Builder
	for _, o := range order {
		if _, ok := g.index[o.Column]; !ok {
			return "", fmt.Errorf("the table has no column %q to sort by", o.Column)
		}
		fmt.Fprintf(&name, "%q %t,", o.Column, o.Desc)
	}
	return name.String(), nil
}

// finder reads what a query looks for, and names it; "" is everything.
func (g *grid) finder(q TableQuery) (f finder, name string, err error) {
	var b strings.Builder
	f.search = appendFolded(nil, []byte(strings.TrimSpace(q.Search)))
	if len(f.search) > 0 {
		fmt.Fprintf(&b, "%q", f.search)
		f.noNumber = !only(f.search, "0123456789+-.einfa") // exponents, Inf and NaN
		f.noTime = !only(f.search, "0123456789+-:. ")
	}
	for _, key := range slices.Sorted(maps.Keys(q.Filter)) {
		col, ok := g.index[key]
		if !ok {
			return f, "", fmt.Errorf("the table has no column %q to filter", key)
		}
		if text := strings.TrimSpace(q.Filter[key]); text != "" {
			f.by = append(f.by, columnFilter{col, parseFilter(text)})
			fmt.Fprintf(&b, " %q %q", key, text)
		}
	}
	return f, b.String(), nil
}

// view finds rows that were made before, or makes them.
func (g *grid) view(name string, rows func() []int32) []int32 {
	at := g.kept(name)
	if at < 0 {
		if len(g.views) == keptViews {
			g.views = slices.Delete(g.views, 0, 1) // before the new one is made: no more are ever there
		}
		g.views = append(g.views, view{name, rows()})
		return g.views[len(g.views)-1].rows
	}
	v := g.views[at]
	g.views = append(slices.Delete(g.views, at, at+1), v)
	return v.rows
}

// kept is where a view is, -1 if it is not.
func (g *grid) kept(name string) int {
	return slices.IndexFunc(g.views, func(v view) bool { return v.name == name })
}

// selected are those of the n rows that a query finds. They are looked at as they
// lie in memory, whatever their order.
func (g *grid) selected(n int, f finder) []int32 {
	found := []int32{}
	for row := range n {
		if f.finds(g, row) {
			found = append(found, int32(row))
		}
	}
	return slices.Clip(found)
}

// finder is what a query looks for.
type finder struct {
	search []byte // folded; in any column
	by     []columnFilter

	noNumber, noTime bool // no number and no time reads like search

	text, folded []byte // of the cell at hand
}

type columnFilter struct {
	col int
	condition
}

func (f *finder) finds(g *grid, row int) bool {
	for i := range f.by {
		c := &f.by[i]
		v := g.rows.cell(row, c.col)
		if !c.match(v, func() []byte { return f.read(g, c.col, v) }) {
			return false
		}
	}
	if len(f.search) == 0 {
		return true
	}
	for col := range g.cols {
		v := g.rows.cell(row, col)
		if g.format == nil && f.cannot(v) {
			continue
		}
		if bytes.Contains(f.read(g, col, v), f.search) {
			return true
		}
	}
	return false
}

// cannot reports whether the searched text has letters that a value of this type
// never reads: then its text, which takes long to make, need not be made.
func (f *finder) cannot(v reflect.Value) bool {
	if v = bare(v); !v.IsValid() {
		return true
	}
	switch t := v.Type(); {
	case t == timeType:
		return f.noTime
	case isNumber(t.Kind()):
		return f.noNumber && t.NumMethod() == 0
	}
	return false
}

// only reports whether text has no other bytes than these.
func only(text []byte, allowed string) bool {
	return len(bytes.Trim(text, allowed)) == 0
}

// read is a cell's text, folded, until the next.
func (f *finder) read(g *grid, col int, v reflect.Value) []byte {
	f.text = g.appendText(f.text[:0], col, v)
	f.folded = appendFolded(f.folded[:0], f.text)
	return f.folded
}

// appendText appends what a cell reads.
func (g *grid) appendText(b []byte, col int, v reflect.Value) []byte {
	if g.format != nil {
		if s, ok := g.formatted(col, v); ok {
			return append(b, s...)
		}
	}
	if g.dates[col] {
		if v = bare(v); v.IsValid() && v.Type() == timeType && isDate(timeOf(v)) {
			return timeOf(v).AppendFormat(b, time.DateOnly)
		}
	}
	return appendCell(b, v)
}

// formatted is what the formatter makes of a cell. One that panics spoils that
// cell, not the table.
func (g *grid) formatted(col int, v reflect.Value) (text string, ok bool) {
	defer func() {
		if p := recover(); p != nil {
			text, ok = fmt.Sprintf("panic in Format: %v", p), true
		}
	}()
	var value any
	if v.IsValid() && v.CanInterface() {
		value = v.Interface()
	}
	return g.format(g.cols[col].Key, value)
}

// sorted orders rows in place. Rows alike stay as they were.
func (g *grid) sorted(rows []int32, order []TableOrder) []int32 {
	for _, o := range slices.Backward(order) {
		g.sortBy(rows, g.index[o.Column], o.Desc)
	}
	return rows
}

// sortBy orders rows by one column, by the narrowest kind of key that all of its
// values have.
func (g *grid) sortBy(rows []int32, col int, desc bool) {
	switch g.narrowest(rows, col) {
	case words:
		sortKeys(rows, desc, strings.Compare, func(row int32) (string, bool) {
			k := keyOf(g.rows.cell(int(row), col))
			return k.s, k.class != none
		})
	case moment:
		sortKeys(rows, desc, instant.compare, func(row int32) (instant, bool) {
			k := keyOf(g.rows.cell(int(row), col))
			return instant{k.t.Unix(), k.t.Nanosecond()}, k.class != none
		})
	case number:
		sortKeys(rows, desc, cmp.Compare[float64], func(row int32) (float64, bool) {
			k := keyOf(g.rows.cell(int(row), col))
			return k.float(), k.class != none
		})
	default:
		sortKeys(rows, desc, key.compare, func(row int32) (key, bool) {
			k := keyOf(g.rows.cell(int(row), col))
			return k, k.class != none
		})
	}
}

// instant is a time without its zone, which the collector would follow.
type instant struct {
	seconds int64
	nanos   int
}

func (i instant) compare(o instant) int {
	return cmp.Or(cmp.Compare(i.seconds, o.seconds), cmp.Compare(i.nanos, o.nanos))
}

// exact is the greatest integer up to which floats are exact.
const exact = 1 << 53

// narrowest is the class that all values of a column have, none where they
// differ or where integers are greater than a float can say.
func (g *grid) narrowest(rows []int32, col int) class {
	found := none
	for _, row := range rows {
		k := keyOf(g.rows.cell(int(row), col))
		if k.class == none {
			continue
		}
		if found == none {
			found = k.class
		}
		if k.class != found || k.i > exact || k.i < -exact {
			return none
		}
	}
	return found
}

// sortKeys orders rows by their keys; rows without one go last.
func sortKeys[K any](rows []int32, desc bool, compare func(a, b K) int, keyOf func(int32) (K, bool)) {
	type keyed struct {
		key K
		row int32
		at  int32 // where it was: those alike stay in their order
	}
	all := make([]keyed, 0, len(rows))
	var last []int32
	for at, row := range rows {
		if k, ok := keyOf(row); ok {
			all = append(all, keyed{k, row, int32(at)})
		} else {
			last = append(last, row)
		}
	}
	slices.SortFunc(all, func(a, b keyed) int {
		c := compare(a.key, b.key)
		if desc {
			c = -c
		}
		if c == 0 {
			return cmp.Compare(a.at, b.at)
		}
		return c
	})
	for i, k := range all {
		rows[i] = k.row
	}
	copy(rows[len(all):], last)
}
