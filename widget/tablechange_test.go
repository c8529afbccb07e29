package widget_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/widget"
)

// TestTableChange: rows change, come and go where they are, and pages are told.
func TestTableChange(t *testing.T) {
	h := newHost(t)
	rows := []planet{planets[0], planets[1]}
	table := widget.NewTable(&rows, widget.TableOptions{Kernel: h.k})
	var head tableHead
	h.connect("a", table, &head)
	sorted := widget.TableQuery{Sort: []widget.TableOrder{{Column: "Name", Desc: true}}}
	if got := column(h, table, 0, sorted); !slices.Equal(got, []string{"Venus", "Mercury"}) {
		t.Error(got)
	}
	err := table.Change(t.Context(), func() {
		rows[0].Name = "Zoë"
		rows = append(rows, planets[4])
	})
	if err != nil {
		t.Fatal(err)
	}
	if h.heard("refetch", &head); head.First.Total != 3 || head.First.Cells[0][0] != "Zoë" {
		t.Errorf("%+v", head)
	}
	if got := column(h, table, 0, sorted); !slices.Equal(got, []string{"Zoë", "Venus", "Jupiter"}) {
		t.Error(got)
	}
	if !strings.Contains(table.String(), "Zoë") {
		t.Error(table.String())
	}
	if err := table.Change(t.Context(), func() { panic("no") }); err == nil {
		t.Error("a change that panics succeeds")
	}
	if err := table.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := table.Refetch(t.Context()); err == nil {
		t.Error("a table that ended is read again")
	}
}

// TestTableChangeAlone: while rows change nobody reads them. The race detector looks.
func TestTableChangeAlone(t *testing.T) {
	h := newHost(t)
	rows := []int{}
	table := widget.NewTable(&rows, widget.TableOptions{Kernel: h.k})
	done := make(chan error)
	go func() {
		var err error
		for range 50 {
			_, e := table.Export(t.Context())
			err = errors.Join(err, e)
		}
		done <- err
	}()
	for i := range 50 {
		if err := table.Change(t.Context(), func() { rows = append(rows, i) }); err != nil {
			t.Fatal(err)
		}
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	if got := column(h, table, 0, widget.TableQuery{Limit: 100}); len(got) != 50 {
		t.Errorf("%d rows", len(got))
	}
}

// TestTableRefetch: what can be read once is shown again, all else is read again.
func TestTableRefetch(t *testing.T) {
	h := newHost(t)
	p := &pager{total: 10}
	grown := map[string][]int{"a": {1}}
	for _, test := range []struct {
		data   any
		change func()
		want   int
	}{
		{p, func() { p.total = 12 }, 12},
		{grown, func() { grown["a"] = append(grown["a"], 2) }, 2},
		{slices.Values([]int{1, 2, 3}), nil, 3},
		{&fakeRows{names: []string{"n"}, values: [][]any{{1}}}, nil, 1},
	} {
		table := widget.NewTable(test.data, widget.TableOptions{Kernel: h.k})
		var head tableHead
		h.connect("a", table, &head)
		if test.change != nil {
			test.change()
		}
		if err := table.Refetch(t.Context()); err != nil {
			t.Fatal(err)
		}
		if h.heard("refetch", &head); head.First.Total != test.want {
			t.Errorf("%T: %d rows, want %d", test.data, head.First.Total, test.want)
		}
	}
}

// TestTableUpdateColumns: other rows may have other columns to be shown.
func TestTableUpdateColumns(t *testing.T) {
	h := newHost(t)
	table := widget.NewTable(planets, widget.TableOptions{Kernel: h.k, Columns: []widget.TableColumn{{Key: "Name"}}})
	if err := table.Update([]map[string]int{{"n": 1, "m": 2}}); err == nil {
		t.Error("a column that is gone is shown")
	}
	if err := table.Update([]map[string]int{{"n": 1, "m": 2}}, widget.TableColumn{Key: "m", Label: "M"}); err != nil || table.String() != "M\n─\n2" {
		t.Errorf("%v\n%s", err, table)
	}
}

// source is a [widget.TableSource] with all that one may have.
type source struct {
	squares
	there, closed int
	failing       error
}

func (s *source) Len() int { return s.there }

func (s *source) Grow(n int) (bool, error) {
	if s.failing != nil {
		return false, s.failing
	}
	s.there = min(max(s.there, n), int(s.squares))
	return s.there == int(s.squares), nil
}

func (s *source) Close() error { s.closed++; return nil }

func (s *source) Formats() []string { return []string{"JSON"} }

func (s *source) Export(_ context.Context, q widget.TableQuery, format string) (widget.TableFile, error) {
	return widget.TableFile{Name: "x.json", Type: "application/json", Data: []byte(fmt.Sprint(q.Search, q.Limit))}, nil
}

// TestTableGrower: rows that come bit by bit are asked for as they are looked at,
// and an error is told, not kept.
func TestTableGrower(t *testing.T) {
	h := newHost(t)
	s := &source{squares: 2000}
	table := widget.NewTable(s, widget.TableOptions{Kernel: h.k, MaxRows: 1500})
	if s.there > 30 {
		t.Errorf("%d rows were taken to show 20", s.there)
	}
	var w tableWindow
	if h.ask("a", table, "rows", widget.TableQuery{Offset: 100, Limit: 50}, &w); w.Total != -1 || w.Known != 150 || w.Cells[49][1] != "22201" {
		t.Errorf("%+v", w)
	}
	s.failing = errors.New("the line is broken")
	if h.ask("a", table, "rows", widget.TableQuery{Offset: 140, Limit: 50}, &w); w.Problem != "the line is broken" || len(w.Cells) != 10 || w.Total != -1 {
		t.Errorf("%+v", w)
	}
	if err := h.ask("a", table, "rows", widget.TableQuery{Limit: 1, Search: "1"}, nil); !strings.Contains(err, "the line is broken") {
		t.Errorf("some rows are searched: %s", err)
	}
	s.failing = nil
	if got := column(h, table, 0, widget.TableQuery{Limit: 1, Sort: []widget.TableOrder{{Column: "n", Desc: true}}}); !slices.Equal(got, []string{"1499"}) {
		t.Error(got)
	}
}

// TestTableCloses: a source is closed when the table ends or shows others, and not
// when it is read again.
func TestTableCloses(t *testing.T) {
	h := newHost(t)
	first, second := &source{squares: 3}, &source{squares: 3}
	table := widget.NewTable(first, widget.TableOptions{Kernel: h.k})
	for _, step := range []struct {
		name string
		do   func() error
		want [2]int
	}{
		{"refetch", func() error { return table.Refetch(t.Context()) }, [2]int{0, 0}},
		{"update", func() error { return errors.Join(table.Update(second), table.Refetch(t.Context())) }, [2]int{1, 0}},
		{"close", func() error { return table.Close(context.Background()) }, [2]int{1, 1}},
	} {
		if err := step.do(); err != nil {
			t.Fatal(step.name, err)
		}
		if got := [2]int{first.closed, second.closed}; got != step.want {
			t.Errorf("%s: closed %v times, want %v", step.name, got, step.want)
		}
	}
}

// copiedCells is what a page gets for the clipboard.
type copiedCells struct {
	Cells [][]string `json:"cells"`
	More  bool       `json:"more"`
}

// TestTableCopy: whole cells, of the columns and rows that are wanted, in the order
// that is seen.
func TestTableCopy(t *testing.T) {
	h := newHost(t)
	long := strings.Repeat("x", 5000)
	rows := slices.Clone(planets)
	rows[0].Name = long
	byName := []map[string]any{{"column": "Name", "desc": false}}
	tables := map[string]*widget.Table{
		"rows":  widget.NewTable(rows, widget.TableOptions{Kernel: h.k}),
		"pager": widget.NewTable(&pager{total: 100_000}, widget.TableOptions{Kernel: h.k}),
		"many":  widget.NewTable(squares(30_000), widget.TableOptions{Kernel: h.k}),
		"large": widget.NewTable(slices.Repeat([]string{strings.Repeat("y", 1<<20)}, 20), widget.TableOptions{Kernel: h.k}),
	}
	for _, test := range []struct {
		table string
		ask   map[string]any
		want  [][]string
	}{
		{"rows", map[string]any{"offset": 0, "limit": 2, "columns": []string{"Moons", "Name"}}, [][]string{{"0", long}, {"0", "Venus"}}},
		{"rows", map[string]any{"offset": 3, "limit": 99, "columns": []string{"Name"}, "sort": byName}, [][]string{{"Venus"}, {long}}},
		{"rows", map[string]any{"ids": []int{1, 4, 2}, "columns": []string{"Name"}, "sort": byName}, [][]string{{"Earth"}, {"Jupiter"}, {"Venus"}}},
		{"rows", map[string]any{"ids": []int{1, 4}, "columns": []string{"Name"}, "search": "venus"}, [][]string{{"Venus"}}},
		{"rows", map[string]any{"ids": []int{}, "columns": []string{"Name"}}, [][]string{}},
		{"rows", map[string]any{"offset": -5, "limit": -5}, [][]string{}},
		{"pager", map[string]any{"ids": []int{90_000, 7}}, [][]string{{"7", "true"}, {"90000", "false"}}},
		{"pager", map[string]any{"offset": 5, "limit": 1, "columns": []string{"odd"}}, [][]string{{"true"}}},
	} {
		var got copiedCells
		if err := h.ask("a", tables[test.table], "copy", test.ask, &got); err != "" {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got.Cells, test.want) || got.More {
			t.Errorf("%s %v: %.200v", test.table, test.ask, got)
		}
	}
	for name, want := range map[string]int{"many": 10_000, "pager": 10_000, "large": 7} {
		var got copiedCells
		h.ask("a", tables[name], "copy", map[string]any{"offset": 0, "limit": 1 << 40}, &got)
		if len(got.Cells) != want || !got.More {
			t.Errorf("%s: %d rows, more: %t", name, len(got.Cells), got.More)
		}
	}
}

// TestTableLayout: a file has the columns that are seen, in their order.
func TestTableLayout(t *testing.T) {
	h := newHost(t)
	table := widget.NewTable(planets[:1], widget.TableOptions{Kernel: h.k, Columns: []widget.TableColumn{{Key: "Name", Label: "Planet"}, {Key: "Moons"}, {Key: "Radius"}}})
	for _, test := range []struct {
		columns []string
		want    string
	}{
		{nil, "Planet,Moons,Radius\nMercury,0,2439.7\n"},
		{[]string{"Radius", "Name"}, "Radius,Planet\n2439.7,Mercury\n"},
		{[]string{"gone"}, "Planet,Moons,Radius\nMercury,0,2439.7\n"},
	} {
		var part live.Binary
		if err := h.ask("a", table, "csv", widget.TableQuery{Columns: test.columns}, &part); err != "" || string(part.Data) != test.want {
			t.Errorf("%v: %q %s", test.columns, part.Data, err)
		}
	}
}

// TestTableExport: a source may write files of its own.
func TestTableExport(t *testing.T) {
	h := newHost(t)
	table := widget.NewTable(&source{squares: 3}, widget.TableOptions{Kernel: h.k})
	var head struct {
		Formats []string `json:"formats"`
	}
	if h.connect("a", table, &head); !slices.Equal(head.Formats, []string{"JSON"}) {
		t.Errorf("%v", head.Formats)
	}
	var file live.Binary
	if err := h.ask("a", table, "export", map[string]any{"format": "JSON", "search": "s", "limit": 9}, &file); err != "" || string(file.Data) != "s0" || fmt.Sprint(file.Info) != "[x.json application/json]" {
		t.Errorf("%q %v %s", file.Data, file.Info, err)
	}
	if err := h.ask("a", table, "export", map[string]any{"format": "XML"}, &file); !strings.Contains(err, `no format "XML"`) {
		t.Error(err)
	}
}

// version is sorted by its number, not by its letters.
type version struct{ major int }

func (v version) String() string { return fmt.Sprintf("v%d", v.major) }
func (v version) TableKey() any {
	if v.major < 0 {
		return nil
	}
	return v.major
}

// TestTableKeyer: a value says what it is sorted and filtered by.
func TestTableKeyer(t *testing.T) {
	h := newHost(t)
	table := widget.NewTable([]version{{10}, {9}, {-1}, {100}}, widget.TableOptions{Kernel: h.k})
	if got := column(h, table, 0, widget.TableQuery{Sort: []widget.TableOrder{{Column: "Value"}}}); !slices.Equal(got, []string{"v9", "v10", "v100", "v-1"}) {
		t.Error(got)
	}
	if got := column(h, table, 0, widget.TableQuery{Filter: map[string]string{"Value": ">9"}}); !slices.Equal(got, []string{"v10", "v100"}) {
		t.Error(got)
	}
	var head tableHead
	if h.connect("a", table, &head); head.Columns[0].Kind != "number" {
		t.Error(head.Columns)
	}
}

// TestTableHostile: whatever is in a cell, a reader of CSV finds it again, in its row.
func TestTableHostile(t *testing.T) {
	h := newHost(t)
	hostile := []string{"=1+2", "@SUM(A1)", "a,b", `q"q`, "l1\nl2", "\ttab", "\ufeffbom", "nul\x00", "", "\\.", " space ", strings.Repeat("x", 1<<20), "bad\xff"}
	type nested struct{ A, b int }
	type record struct {
		Name   string
		In     nested
		P      *nested
		M      map[string]int
		secret int
	}
	for name, test := range map[string]struct {
		data any
		want [][]string
	}{
		"one column": {hostile, [][]string{{"Value"}}},
		"structs": {[]*record{{Name: "n", In: nested{1, 2}, P: &nested{3, 4}, M: map[string]int{"x": 1}, secret: 7}, nil}, [][]string{
			{"Name", "In", "P", "M"}, {"n", "{A:1 b:2}", "{A:3 b:4}", `map["x":1]`}, {"", "", "", ""},
		}},
		"mixed keys": {[]map[string]any{{"b": 1}, {"a\nb": nil}, nil}, [][]string{{"b", "a\nb"}, {"1", ""}, {"", ""}, {"", ""}}},
		"no rows":    {[]record{}, [][]string{{"Name", "In", "P", "M"}}},
		"no columns": {[]struct{}{{}, {}}, [][]string{{"Value"}, {"{}"}, {"{}"}}},
	} {
		want := test.want
		if name == "one column" {
			for _, s := range hostile {
				want = append(want, []string{s})
			}
		}
		var part live.Binary
		if err := h.ask("a", widget.NewTable(test.data, widget.TableOptions{Kernel: h.k}), "csv", widget.TableQuery{}, &part); err != "" {
			t.Fatal(name, err)
		}
		if got, err := csv.NewReader(bytes.NewReader(part.Data)).ReadAll(); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v\n%.400q\nwant\n%.400q", name, err, got, want)
		}
	}
}
