package widget_test

import (
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gokino/gokino/control"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/widget"
)

type planet struct {
	Name   string
	Moons  int
	Radius float64 // km
	Seen   time.Time
	note   string
}

var planets = []planet{
	{"Mercury", 0, 2439.7, day(2026, 1, 3), ""},
	{"Venus", 0, 6051.8, day(2025, 12, 9), ""},
	{"Earth", 1, 6371, day(2026, 2, 1), "here"},
	{"Mars", 2, 3389.5, time.Time{}, ""},
	{"Jupiter", 95, 69911, day(2026, 1, 3), ""},
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// The payloads of a table, as its JavaScript has them.
type (
	tableWindow struct {
		Offset int        `json:"offset"`
		Cells  [][]string `json:"cells"`
		IDs    []int      `json:"ids"`
		Total  int        `json:"total"`
		Known  int        `json:"known"`

		Problem string `json:"problem"`
	}
	tableHead struct {
		Name    string `json:"name"`
		Columns []struct {
			Key  string `json:"key"`
			Kind string `json:"kind"`
		} `json:"columns"`
		Rows  int               `json:"rows"`
		Query widget.TableQuery `json:"query"`
		First tableWindow       `json:"first"`
	}
)

// column is one column of what a query finds.
func column(h *host, t *widget.Table, col int, q widget.TableQuery) []string {
	h.t.Helper()
	if q.Limit == 0 {
		q.Limit = 100
	}
	var w tableWindow
	if err := h.ask("a", t, "rows", q, &w); err != "" {
		h.t.Fatal(err)
	}
	if w.Total >= 0 && len(w.Cells) != max(0, min(q.Limit, w.Total-q.Offset)) {
		h.t.Errorf("%d rows of %d", len(w.Cells), w.Total)
	}
	texts := []string{}
	for _, row := range w.Cells {
		texts = append(texts, row[col])
	}
	return texts
}

// TestTableSources is what is a table, and what its columns are.
func TestTableSources(t *testing.T) {
	type base struct{ ID int }
	type employee struct {
		base
		Name  string
		Boss  *string
		Extra any
	}
	boss := "Ada"
	stop := errors.New("stop")
	for _, test := range []struct {
		name string
		in   any
		want string
	}{
		{"structs", planets[:2], "Name:text Moons:number Radius:number Seen:time | Mercury 0 2439.7 2026-01-03 | Venus 0 6051.8 2025-12-09"},
		{"pointers to structs", []*planet{&planets[2], nil}, "Name:text Moons:number Radius:number Seen:time | Earth 1 6371 2026-02-01 |    "},
		{"pointer to slice", &[]int{1}, "Value:number | 1"},
		{"embedded, pointers, interfaces", []employee{{base{7}, "Bo", &boss, 1.5}, {base{8}, "Cy", nil, nil}}, "ID:number Name:text Boss:text Extra:number | 7 Bo Ada 1.5 | 8 Cy  "},
		{"maps", []map[string]any{{"b": 1, "a": "x"}, {"c": true}}, "a:text b:number c:bool | x 1  |   true"},
		{"mixed rows", []any{map[string]any{"Name": "x"}, planets[0]}, "Name:text Moons:number Radius:number Seen:time | x    | Mercury 0 2439.7 2026-01-03"},
		{"slices", [][]any{{1, "a"}, {2, "b", 3.5}}, "1:number 2:text 3:number | 1 a  | 2 b 3.5"},
		{"values", []string{"a", "b"}, "Value:text | a | b"},
		{"times", []time.Time{day(2026, 1, 2)}, "Value:time | 2026-01-02"},
		{"durations", []time.Duration{time.Second}, "Value:text | 1s"},
		{"lists and structs", []struct {
			L []int
			M map[string]int
			B [2]byte
		}{{L: []int{1}}}, "L:list M:struct B:text | [1] map[] [0 0]"},
		{"bytes", [][]byte{[]byte("hi")}, "Value:text | [104 105]"},
		{"array", [2]int{1, 2}, "Value:number | 1 | 2"},
		{"columns", map[string][]int{"b": {1, 2}, "a": {3}}, "a:number b:number | 3 1 |  2"},
		{"nothing", []planet{}, "Name:text Moons:number Radius:number Seen:time"},
		{"no rows of any", []any{}, "Value:text"},
		{"seq", slices.Values(planets[:1]), "Name:text Moons:number Radius:number Seen:time | Mercury 0 2439.7 2026-01-03"},
		{"seq of maps", slices.Values([]map[string]int{{"a": 1}}), "a:number | 1"},
		{"pairs", maps.All(map[string]int{"x": 1}), "Key:text Value:number | x 1"},
		{"source", squares(3), "n:number n²:number | 0 0 | 1 1 | 2 4"},
		{"SQL", &fakeRows{names: []string{"id", "id", "name"}, values: [][]any{{int64(1), nil, []byte("a")}}}, "id:number id 2:text name:text | 1  a"},
		{"int", 1, "!an int is no table"},
		{"nil", nil, "!a <nil> is no table"},
		{"nil func", iter.Seq[int](nil), "!is no table"},
		{"map of values", map[string]int{"a": 1}, "!is no table"},
		{"SQL that fails", &fakeRows{names: []string{"a"}, err: stop}, "!reading the rows: stop"},
		{"SQL that cannot be closed", &fakeRows{names: []string{"a"}, closing: stop}, "!closing the rows: stop"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := described(newHost(t), test.in)
			if want, fails := strings.CutPrefix(test.want, "!"); fails && !(strings.HasPrefix(got, "!") && strings.Contains(got, strings.TrimPrefix(want, "an "))) || !fails && got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// described shows data as a table and writes down what a page gets.
func described(h *host, data any) (text string) {
	defer func() {
		if p := recover(); p != nil {
			text = fmt.Sprint("!", p)
		}
	}()
	var head tableHead
	h.connect("a", widget.NewTable(data, widget.TableOptions{Kernel: h.k}), &head)
	cols := []string{}
	for _, c := range head.Columns {
		cols = append(cols, c.Key+":"+c.Kind)
	}
	lines := []string{strings.Join(cols, " ")}
	for _, row := range head.First.Cells {
		lines = append(lines, strings.Join(row, " "))
	}
	return strings.Join(lines, " | ")
}

// squares is a source of so many rows.
type squares int

func (squares) Columns() []widget.TableColumn { return []widget.TableColumn{{Key: "n"}, {Key: "n²"}} }
func (s squares) Len() int                    { return int(s) }
func (squares) Value(row, col int) any {
	if col == 1 {
		return row * row
	}
	return row
}

var _ widget.SQLRows = (*sql.Rows)(nil)

// fakeRows are what a database answers.
type fakeRows struct {
	names        []string
	values       [][]any
	at           int
	err, closing error
	closed       bool
}

func (r *fakeRows) Columns() ([]string, error) { return r.names, nil }
func (r *fakeRows) Next() bool                 { r.at++; return r.at <= len(r.values) }
func (r *fakeRows) Err() error                 { return r.err }
func (r *fakeRows) Close() error               { r.closed = true; return r.closing }
func (r *fakeRows) Scan(dest ...any) error {
	for i, d := range dest {
		*d.(*any) = r.values[r.at-1][i]
	}
	return nil
}

// TestTableSQL: a database's rows are read at once, so many as are wanted, and
// closed.
func TestTableSQL(t *testing.T) {
	h := newHost(t)
	r := &fakeRows{names: []string{"n"}}
	for i := range 10 {
		r.values = append(r.values, []any{i})
	}
	table := widget.NewTable(r, widget.TableOptions{Kernel: h.k, MaxRows: 4})
	if !r.closed {
		t.Error("the rows were not closed")
	}
	var w tableWindow
	h.ask("a", table, "rows", widget.TableQuery{Limit: 100}, &w)
	if w.Total != -1 || w.Known != 4 || len(w.Cells) != 4 {
		t.Errorf("%+v", w)
	}
}

// TestTableSort: by value, stable, what is empty last.
func TestTableSort(t *testing.T) {
	h := newHost(t)
	type row struct {
		ID  int
		F   float64
		Any any
		S   string
		Big int64
	}
	nan := math.NaN()
	table := widget.NewTable([]row{
		{0, 2, "b", "B", math.MaxInt64},
		{1, nan, nil, "a", math.MaxInt64 - 1},
		{2, -1, 10, "A", -5},
		{3, 10, 9.5, "é", 0},
		{4, 2, "a", "", 7},
		{5, math.Inf(-1), true, "z", math.MinInt64},
	}, widget.TableOptions{Kernel: h.k})
	by := func(col string, desc bool) widget.TableOrder { return widget.TableOrder{Column: col, Desc: desc} }
	for _, test := range []struct {
		sort []widget.TableOrder
		want string
	}{
		{nil, "0 1 2 3 4 5"},
		{[]widget.TableOrder{by("F", false)}, "5 2 0 4 3 1"},
		{[]widget.TableOrder{by("F", true)}, "3 0 4 2 5 1"},
		{[]widget.TableOrder{by("F", false), by("ID", true)}, "5 2 4 0 3 1"},
		{[]widget.TableOrder{by("S", false)}, "4 2 0 1 5 3"},
		{[]widget.TableOrder{by("Any", false)}, "5 3 2 4 0 1"},
		{[]widget.TableOrder{by("Any", true)}, "0 4 2 3 5 1"},
		{[]widget.TableOrder{by("Big", true)}, "0 1 4 3 2 5"},
	} {
		if got := strings.Join(column(h, table, 0, widget.TableQuery{Sort: test.sort}), " "); got != test.want {
			t.Errorf("%v: %s, want %s", test.sort, got, test.want)
		}
	}
	if err := h.ask("a", table, "rows", widget.TableQuery{Sort: []widget.TableOrder{by("X", false)}}, nil); !strings.Contains(err, `no column "X" to sort by`) {
		t.Error(err)
	}
}

// TestTableFilter: text anywhere, and each column by its own kind.
func TestTableFilter(t *testing.T) {
	h := newHost(t)
	table := widget.NewTable(planets, widget.TableOptions{Kernel: h.k})
	for _, test := range []struct {
		search string
		filter map[string]string
		want   string
	}{
		{"", nil, "Mercury Venus Earth Mars Jupiter"},
		{" MAR ", nil, "Mars"},
		{"2026-0", nil, "Mercury Earth Jupiter"},
		{"nothing like it", nil, ""},
		{"", map[string]string{"Name": "e"}, "Mercury Venus Earth Jupiter"},
		{"", map[string]string{"Name": "=mars"}, "Mars"},
		{"", map[string]string{"Name": "!=mars"}, "Mercury Venus Earth Jupiter"},
		{"", map[string]string{"Name": ">=m"}, "Mercury Venus Mars"},
		{"", map[string]string{"Moons": "0"}, "Mercury Venus"},
		{"", map[string]string{"Moons": ">1"}, "Mars Jupiter"},
		{"", map[string]string{"Moons": "<= 1"}, "Mercury Venus Earth"},
		{"", map[string]string{"Moons": "=1.0"}, "Earth"},
		{"", map[string]string{"Moons": "1..2"}, "Earth Mars"},
		{"", map[string]string{"Radius": "2000..6100.5"}, "Mercury Venus Mars"},
		{"", map[string]string{"Seen": ">2026-01-02"}, "Mercury Earth Jupiter"},
		{"", map[string]string{"Seen": "2025-12..2026-01-03"}, "Mercury Venus Jupiter"},
		{"", map[string]string{"Seen": "=2026-02-01 00:00:00"}, "Earth"},
		{"", map[string]string{"Moons": ">1", "Name": "j"}, "Jupiter"},
		{"e", map[string]string{"Moons": "0", "Seen": " "}, "Mercury Venus"},
		{"", map[string]string{"Name": "="}, ""},
	} {
		got := strings.Join(column(h, table, 0, widget.TableQuery{Search: test.search, Filter: test.filter}), " ")
		if got != test.want {
			t.Errorf("%q %v: %s, want %s", test.search, test.filter, got, test.want)
		}
	}
	sorted := widget.TableQuery{Search: "e", Sort: []widget.TableOrder{{Column: "Name", Desc: true}}}
	for _, search := range []string{"e", "", "E"} { // found before it is in order, and after
		want := []string{"Venus", "Mercury", "Jupiter", "Earth"}
		if sorted.Search = search; search == "" {
			want = []string{"Venus", "Mercury", "Mars", "Jupiter", "Earth"}
		}
		if got := column(h, table, 0, sorted); !slices.Equal(got, want) {
			t.Errorf("%q: %v", search, got)
		}
	}
	sorted.Search = "r"
	if got := column(h, table, 0, sorted); !slices.Equal(got, []string{"Mercury", "Mars", "Jupiter", "Earth"}) {
		t.Error(got)
	}
	if err := h.ask("a", table, "rows", widget.TableQuery{Filter: map[string]string{"X": "1"}}, nil); !strings.Contains(err, `no column "X" to filter`) {
		t.Error(err)
	}
}

// TestTableWindow: a page gets the rows it asks for, in bounds.
func TestTableWindow(t *testing.T) {
	h := newHost(t)
	table := widget.NewTable(squares(2000), widget.TableOptions{Kernel: h.k})
	for _, test := range []struct{ offset, limit, first, n int }{
		{0, 3, 0, 3}, {1998, 10, 1998, 2}, {5000, 10, 0, 0}, {-7, 1, 0, 1}, {0, 1 << 40, 0, 500}, {0, -1, 0, 0}, {1 << 60, 1, 0, 0},
	} {
		var w tableWindow
		if err := h.ask("a", table, "rows", map[string]any{"offset": test.offset, "limit": test.limit}, &w); err != "" {
			t.Error(err)
		}
		if len(w.IDs) != test.n || len(w.Cells) != test.n || w.Total != 2000 || test.n > 0 && w.IDs[0] != test.first {
			t.Errorf("%+v: %d rows from %v of %d", test, len(w.Cells), w.IDs, w.Total)
		}
	}
	if err := h.ask("a", table, "rows", "nonsense", nil); err == "" {
		t.Error("nonsense is answered")
	}
	if err := h.ask("a", table, "nonsense", nil, nil); !strings.Contains(err, `no event "nonsense"`) {
		t.Error(err)
	}
}

// TestTableLazy: an iter.Seq is asked for what is looked at, and ends with the
// table.
func TestTableLazy(t *testing.T) {
	h := newHost(t)
	asked, ended := 0, false
	endless := func(yield func(int) bool) {
		defer func() { ended = true }()
		for i := 0; yield(i); i++ {
			asked++
		}
	}
	table := widget.NewTable(iter.Seq[int](endless), widget.TableOptions{Kernel: h.k, MaxRows: 1000})
	if asked > 30 {
		t.Errorf("%d rows were taken to show 20", asked)
	}
	var w tableWindow
	h.ask("a", table, "rows", widget.TableQuery{Offset: 100, Limit: 50}, &w)
	if asked > 150 || w.Total != -1 || w.Known != 150 || w.Cells[49][0] != "149" {
		t.Errorf("%d taken: %+v", asked, w)
	}
	if got := column(h, table, 0, widget.TableQuery{Limit: 2, Sort: []widget.TableOrder{{Column: "Value", Desc: true}}}); !slices.Equal(got, []string{"999", "998"}) {
		t.Errorf("sorted: %v", got)
	}
	if err := table.Close(context.Background()); err != nil || !ended {
		t.Errorf("the sequence did not end: %v", err)
	}
}

// TestTableFormat: what is read may be another text than the value's.
func TestTableFormat(t *testing.T) {
	h := newHost(t)
	format := func(col string, v any) (string, bool) {
		if v == "Venus" {
			panic("too hot")
		}
		if n, ok := v.(int); ok && col == "Moons" {
			return strings.Repeat("●", n), n < 3
		}
		return "", false
	}
	table := widget.NewTable(planets, widget.TableOptions{Kernel: h.k, Format: format, Columns: []widget.TableColumn{{Key: "Moons", Label: "☾"}, {Key: "Name"}}})
	if got := column(h, table, 0, widget.TableQuery{Sort: []widget.TableOrder{{Column: "Moons", Desc: true}}}); !slices.Equal(got, []string{"95", "●●", "●", "", ""}) {
		t.Error(got)
	}
	if got := column(h, table, 1, widget.TableQuery{Offset: 1, Limit: 1})[0]; got != "panic in Format: too hot" {
		t.Error(got)
	}
	if got := column(h, table, 1, widget.TableQuery{Search: "●●"}); !slices.Equal(got, []string{"Mars"}) {
		t.Error(got)
	}
}

// TestTableClients: each client has its own order; a shared table has one.
func TestTableClients(t *testing.T) {
	h := newHost(t)
	own := widget.NewTable(planets, widget.TableOptions{Kernel: h.k})
	if err := h.ask("a", own, "query", widget.TableQuery{Search: "x"}, nil); !strings.Contains(err, "not shared") {
		t.Error(err)
	}
	shared := widget.NewTable(planets, widget.TableOptions{Kernel: h.k, Shared: true})
	want := widget.TableQuery{Search: "e", Filter: map[string]string{}, Sort: []widget.TableOrder{{Column: "Name"}}, Columns: []string{"Moons", "Name"}}
	h.push("a", shared, "query", widget.TableQuery{Search: "e", Filter: map[string]string{"gone": "1"}, Sort: []widget.TableOrder{{Column: "Name"}, {Column: "gone"}}, Columns: []string{"Moons", "gone", "Name", "Moons"}}, 0)
	var got widget.TableQuery
	if h.heard("query", &got); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	var head tableHead
	if h.connect("late", shared, &head); !reflect.DeepEqual(head.Query, want) || head.First.Cells[0][0] != "Earth" {
		t.Errorf("%+v", head)
	}
}

// TestTableUpdate: other rows, for all that look at it.
func TestTableUpdate(t *testing.T) {
	h := newHost(t)
	table := widget.NewTable(planets, widget.TableOptions{Kernel: h.k, Name: "Planets"})
	var head tableHead
	h.connect("a", table, &head)
	if err := table.Update([]map[string]int{{"n": 1}}); err != nil {
		t.Fatal(err)
	}
	head = tableHead{}
	if h.heard("update", &head); len(head.Columns) != 1 || head.First.Total != 1 || head.Name != "Planets" {
		t.Errorf("%+v", head)
	}
	if table.String() != "Planets\nn\n─\n1" {
		t.Errorf("%s", table)
	}
	if err := table.Update(7); err == nil {
		t.Error("a number is taken for a table")
	}
}

// TestTableSelect: Go code hears what a client selects, in bounds.
func TestTableSelect(t *testing.T) {
	h := newHost(t)
	table := widget.NewTable(planets, widget.TableOptions{Kernel: h.k, Select: widget.SelectMany})
	one := widget.NewTable(planets, widget.TableOptions{Kernel: h.k, Select: widget.SelectOne})
	off := widget.NewTable(planets, widget.TableOptions{Kernel: h.k})
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	next, stop := iter.Pull(table.Events(ctx))
	defer stop()
	h.push("a", table, "select", []int{3, 0}, 0)
	got, _ := next()
	want := widget.TableSelection{Origin: "a", Rows: []int{3, 0}, Values: []any{planets[3], planets[0]}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	for _, test := range []struct {
		table *widget.Table
		rows  []int
		want  string
	}{
		{off, []int{0}, "cannot be selected"},
		{one, []int{0, 1}, "one row"},
		{table, []int{5}, "no row 5"},
		{table, []int{-1}, "no row -1"},
		{table, make([]int, 10_001), "10000 rows of the table can be selected at most"},
	} {
		if err := h.ask("a", test.table, "select", test.rows, nil); !strings.Contains(err, test.want) {
			t.Errorf("%d: %q, want %q", len(test.rows), err, test.want)
		}
	}
}

var _ control.Emitter[widget.TableSelection] = (*widget.Table)(nil)

// TestTableCSV: the whole of what a query finds, in pieces.
func TestTableCSV(t *testing.T) {
	h := newHost(t)
	long := strings.Repeat("x", 5000)
	type row struct {
		N    int
		Text string
	}
	rows := make([]row, 4321)
	for i := range rows {
		rows[i] = row{i, "a, \"b\"\nc"}
	}
	rows[0].Text = long
	table := widget.NewTable(rows, widget.TableOptions{Kernel: h.k})
	var all strings.Builder
	pieces := 0
	for offset := int64(0); offset >= 0; pieces++ {
		var part live.Binary
		q := widget.TableQuery{Offset: int(offset), Filter: map[string]string{"N": "!=7"}, Sort: []widget.TableOrder{{Column: "N", Desc: true}}}
		if err := h.ask("a", table, "csv", q, &part); err != "" {
			t.Fatal(err)
		}
		all.Write(part.Data)
		offset = part.Info.(int64)
	}
	got, err := csv.NewReader(strings.NewReader(all.String())).ReadAll()
	if err != nil || len(got) != 4321 || pieces < 2 {
		t.Fatalf("%d lines in %d pieces, %v", len(got), pieces, err)
	}
	if !slices.Equal(got[0], []string{"N", "Text"}) || !slices.Equal(got[1], []string{"4320", rows[1].Text}) || got[4320][1] != long {
		t.Errorf("%q", got[:2])
	}
}

// pager is a pager that counts what it is asked.
type pager struct {
	total int
	asked []widget.TableQuery
	err   error
}

func (*pager) Columns() []widget.TableColumn {
	return []widget.TableColumn{{Key: "n", Kind: "number"}, {Key: "odd", Kind: "bool"}}
}

func (p *pager) Page(_ context.Context, q widget.TableQuery) (widget.TablePage, error) {
	p.asked = append(p.asked, q)
	page := widget.TablePage{Total: p.total}
	n := p.total
	if n < 0 {
		n = 25
	}
	for i := q.Offset; i < min(q.Offset+q.Limit, n); i++ {
		page.Rows = append(page.Rows, []any{i, i%2 == 1})
	}
	return page, p.err
}

// TestTablePager: sorted and filtered where the rows are.
func TestTablePager(t *testing.T) {
	h := newHost(t)
	p := &pager{total: 1_000_000}
	table := widget.NewTable(p, widget.TableOptions{Kernel: h.k, Select: widget.SelectMany, Columns: []widget.TableColumn{{Key: "odd"}, {Key: "n"}}})
	q := widget.TableQuery{Offset: 500_000, Limit: 2, Search: "s", Filter: map[string]string{"n": ">3"}, Sort: []widget.TableOrder{{Column: "n", Desc: true}}}
	var w tableWindow
	h.ask("a", table, "rows", q, &w)
	if !reflect.DeepEqual(p.asked[len(p.asked)-1], q) {
		t.Errorf("asked %+v", p.asked)
	}
	want := tableWindow{Offset: 500_000, Cells: [][]string{{"false", "500000"}, {"true", "500001"}}, IDs: []int{500_000, 500_001}, Total: 1_000_000, Known: 1_000_000}
	if !reflect.DeepEqual(w, want) {
		t.Errorf("%+v", w)
	}
	var part live.Binary
	if h.ask("a", table, "csv", widget.TableQuery{Offset: 999_999}, &part); string(part.Data) != "true,999999\n" || part.Info != int64(-1) {
		t.Errorf("%q %v", part.Data, part.Info)
	}
	p.total = -1
	if h.ask("a", table, "rows", widget.TableQuery{Limit: 10}, &w); w.Total != -1 || w.Known != 10 {
		t.Errorf("an unknown total: %+v", w)
	}
	if h.ask("a", table, "rows", widget.TableQuery{Offset: 20, Limit: 10}, &w); w.Total != 25 {
		t.Errorf("the end of an unknown total: %+v", w)
	}
	asked := len(p.asked)
	for _, q := range []widget.TableQuery{{Sort: []widget.TableOrder{{Column: "n; drop"}}}, {Filter: map[string]string{"n; drop": "1"}}} {
		if err := h.ask("a", table, "rows", q, nil); !strings.Contains(err, `no column "n; drop"`) || len(p.asked) > asked {
			t.Errorf("a pager is asked by names that there are not: %s", err)
		}
	}
	p.err = errors.New("no such table")
	if err := h.ask("a", table, "rows", widget.TableQuery{Limit: 10}, nil); !strings.Contains(err, "no such table") {
		t.Error(err)
	}
}

// TestTableText is the form without a browser.
func TestTableText(t *testing.T) {
	h := newHost(t)
	table := widget.NewTable(planets[:3], widget.TableOptions{Kernel: h.k, Name: "Planets", Columns: []widget.TableColumn{{Key: "Name"}, {Key: "Radius", Label: "km"}}})
	want := "Planets\nName         km\n───────  ──────\nMercury  2439.7\nVenus    6051.8\nEarth      6371"
	if got := widget.Forms(table)["text/plain"]; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	long := widget.NewTable([]string{strings.Repeat("word ", 20) + "\nend"}, widget.TableOptions{Kernel: h.k})
	if got := long.String(); !strings.Contains(got, "…") || strings.Count(got, "\n") != 2 {
		t.Error(got)
	}
	if got := widget.NewTable(squares(50), widget.TableOptions{Kernel: h.k}).String(); !strings.HasSuffix(got, "\n… 30 more rows") {
		t.Error(got)
	}
}

// TestTableBounds: a huge cell is cut in the page, and says so.
func TestTableBounds(t *testing.T) {
	h := newHost(t)
	table := widget.NewTable([]string{strings.Repeat("é", 1000)}, widget.TableOptions{Kernel: h.k})
	if got := column(h, table, 0, widget.TableQuery{})[0]; got != strings.Repeat("é", 512)+"… 976 more bytes" {
		t.Error(got)
	}
	wide := map[string]int{}
	for i := range 1000 {
		wide[fmt.Sprintf("column %04d", i)] = i
	}
	table = widget.NewTable([]map[string]int{wide}, widget.TableOptions{Kernel: h.k})
	var head struct {
		Columns []any `json:"columns"`
		Cut     int   `json:"cut"`
	}
	if h.connect("a", table, &head); len(head.Columns) != 256 || head.Cut != 744 || !strings.HasSuffix(table.String(), "… 744 more columns") {
		t.Errorf("%d columns, %d more", len(head.Columns), head.Cut)
	}
}

// TestTableRefuses what cannot be meant.
func TestTableRefuses(t *testing.T) {
	h := newHost(t)
	defer func() {
		if p := fmt.Sprint(recover()); !strings.Contains(p, `no column "X", but ["Name" "Moons" "Radius" "Seen"]`) {
			t.Error(p)
		}
	}()
	widget.NewTable(planets, widget.TableOptions{Kernel: h.k, Columns: []widget.TableColumn{{Key: "X"}}})
}

// FuzzTableQuery holds that a table answers whatever a page asks, and with rows
// that there are.
func FuzzTableQuery(f *testing.F) {
	f.Add(0, 10, "e", "Moons", ">1", "Name", true)
	f.Add(-1, 1<<40, "", "Seen", "2025..2026-01", "", false)
	f.Add(3, 1, "\xff", "Radius", "..", "Radius", false)
	f.Fuzz(func(t *testing.T, offset, limit int, search, col, filter, sort string, desc bool) {
		h := newHost(t)
		table := widget.NewTable(planets, widget.TableOptions{Kernel: h.k})
		q := widget.TableQuery{Offset: offset, Limit: limit, Search: search, Filter: map[string]string{col: filter}, Sort: []widget.TableOrder{{Column: sort, Desc: desc}}}
		var w tableWindow
		if err := h.ask("a", table, "rows", q, &w); err != "" {
			if !strings.Contains(err, "no column") {
				t.Error(err)
			}
			return
		}
		for _, id := range w.IDs {
			if id < 0 || id >= len(planets) {
				t.Errorf("row %d", id)
			}
		}
		var c copiedCells
		h.ask("a", table, "copy", map[string]any{"ids": []int{offset, limit, 1}, "offset": offset, "limit": limit, "columns": []string{col, sort}, "search": search}, &c)
		if len(c.Cells) > len(planets) {
			t.Errorf("%d rows are copied", len(c.Cells))
		}
	})
}
