package arrowtable_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/gokino/gokino/arrowtable"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/livetest"
	"github.com/gokino/gokino/widget"
)

// batch is a record batch of the columns "n", 0, 1, 2 …, and "name".
func batch(mem memory.Allocator, from, to int) arrow.RecordBatch {
	schema := arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64}, {Name: "name", Type: arrow.BinaryTypes.String, Nullable: true}}, nil)
	b := array.NewRecordBuilder(mem, schema)
	defer b.Release()
	for i := from; i < to; i++ {
		b.Field(0).(*array.Int64Builder).Append(int64(i))
		if i%10 == 7 {
			b.Field(1).AppendNull()
		} else {
			b.Field(1).(*array.StringBuilder).Append(fmt.Sprintf("name %d", i*31%100))
		}
	}
	return b.NewRecordBatch()
}

// checked is an allocator that fails the test where something is not released.
func checked(t *testing.T) memory.Allocator {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	t.Cleanup(func() { mem.AssertSize(t, 0) })
	return mem
}

// page shows a source to a client.
func page(t *testing.T, s *arrowtable.Source, opts widget.TableOptions) *livetest.Client {
	return livetest.Of(t, func() *live.Widget { return widget.NewTable(s, opts).Widget }).Connect()
}

// cells is what the client gets of a query.
func cells(c *livetest.Client, q widget.TableQuery) string {
	if q.Limit == 0 {
		q.Limit = 10
	}
	reply := c.Ask("rows", q).Reply().(map[string]any)
	lines := []string{}
	for _, row := range reply["cells"].([]any) {
		line := fmt.Sprint(row)
		lines = append(lines, line[1:len(line)-1])
	}
	return strings.Join(lines, "|")
}

// TestSources: batches, tables and readers are the same rows, wherever their chunks
// begin.
func TestSources(t *testing.T) {
	mem := checked(t)
	one, two, none := batch(mem, 0, 25), batch(mem, 25, 60), batch(mem, 0, 0)
	defer one.Release()
	defer two.Release()
	defer none.Release()
	sliced := two.NewSlice(5, 20)
	defer sliced.Release()
	table := array.NewTableFromRecords(one.Schema(), []arrow.RecordBatch{one, none, two})
	defer table.Release()
	reader, err := array.NewRecordReader(one.Schema(), []arrow.RecordBatch{one, none, two})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Release()
	for name, test := range map[string]struct {
		s    *arrowtable.Source
		rows int
		last string
	}{
		"batches": {arrowtable.Records(one, none, two), 60, "59 name 29"},
		"slice":   {arrowtable.Records(sliced, one), 40, "24 name 44"},
		"table":   {arrowtable.Table(table), 60, "59 name 29"},
		"reader":  {arrowtable.Reader(reader), 60, "59 name 29"},
		"empty":   {arrowtable.Records(none), 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := page(t, test.s, widget.TableOptions{})
			if got := cells(c, widget.TableQuery{Offset: max(0, test.rows-1), Limit: 5}); got != test.last {
				t.Errorf("the last row: %q", got)
			}
			if n := test.s.Len(); n != test.rows {
				t.Errorf("%d rows, want %d", n, test.rows)
			}
		})
	}
}

// TestSorted: what Arrow has is sorted, filtered and searched as it is meant.
func TestSorted(t *testing.T) {
	mem := checked(t)
	b := batch(mem, 0, 1000)
	defer b.Release()
	c := page(t, arrowtable.Records(b), widget.TableOptions{})
	for _, test := range []struct {
		q    widget.TableQuery
		want string
	}{
		{widget.TableQuery{Limit: 2, Sort: []widget.TableOrder{{Column: "n", Desc: true}}}, "999 name 69|998 name 38"},
		{widget.TableQuery{Limit: 2, Sort: []widget.TableOrder{{Column: "name"}}}, "0 name 0|100 name 0"},
		{widget.TableQuery{Limit: 1, Sort: []widget.TableOrder{{Column: "name", Desc: true}}, Offset: 899}, "900 name 0"},
		{widget.TableQuery{Limit: 1, Sort: []widget.TableOrder{{Column: "name", Desc: true}}, Offset: 999}, "997 "},
		{widget.TableQuery{Filter: map[string]string{"n": "10..12"}}, "10 name 10|11 name 41|12 name 72"},
		{widget.TableQuery{Limit: 1, Search: "NAME 41"}, "11 name 41"},
		{widget.TableQuery{Limit: 1, Filter: map[string]string{"name": "="}}, "7 "},
	} {
		if got := cells(c, test.q); got != test.want {
			t.Errorf("%+v: %q, want %q", test.q, got, test.want)
		}
	}
}

// TestReader: a reader is read as far as one looks.
func TestReader(t *testing.T) {
	mem := checked(t)
	r := &stream{mem: mem, left: 1000}
	c := page(t, arrowtable.Reader(r), widget.TableOptions{MaxRows: 5000})
	if r.read > 3 {
		t.Errorf("%d batches were read to show 20 rows", r.read)
	}
	if got := cells(c, widget.TableQuery{Offset: 99, Limit: 1}); got != "99 name 69" || r.read > 11 {
		t.Errorf("%s after %d batches", got, r.read)
	}
	if got := cells(c, widget.TableQuery{Limit: 1, Sort: []widget.TableOrder{{Column: "n", Desc: true}}}); got != "4999 name 69" || r.read != 500 {
		t.Errorf("%s after %d batches", got, r.read)
	}
}

// TestReaderFails: an error is told after the rows that came before it.
func TestReaderFails(t *testing.T) {
	r := &stream{mem: checked(t), left: 3, err: errors.New("the line is broken")}
	c := page(t, arrowtable.Reader(r), widget.TableOptions{})
	reply := c.Ask("rows", widget.TableQuery{Offset: 25, Limit: 10}).Reply().(map[string]any)
	if len(reply["cells"].([]any)) != 5 || reply["problem"] != "arrowtable: reading after row 30: the line is broken" {
		t.Errorf("%v", reply)
	}
	c.Ask("rows", widget.TableQuery{Limit: 10, Search: "name"}).WantError("the line is broken")
}

// stream reads batches of ten rows.
type stream struct {
	mem        memory.Allocator
	left, read int
	err        error
	current    arrow.RecordBatch
	references int
}

func (*stream) Schema() *arrow.Schema {
	b := batch(memory.DefaultAllocator, 0, 0)
	defer b.Release()
	return b.Schema()
}

func (r *stream) Next() bool {
	r.drop()
	if r.left == 0 {
		return false
	}
	r.left--
	r.current = batch(r.mem, 10*r.read, 10*r.read+10)
	r.read++
	return true
}

func (r *stream) drop() {
	if r.current != nil {
		r.current.Release()
		r.current = nil
	}
}

func (r *stream) RecordBatch() arrow.RecordBatch { return r.current }
func (r *stream) Record() arrow.RecordBatch      { return r.current }
func (r *stream) Err() error {
	if r.left > 0 {
		return nil
	}
	return r.err
}
func (r *stream) Retain() { r.references++ }
func (r *stream) Release() {
	if r.references--; r.references == 0 {
		r.drop()
	}
}

// TestReleases: what is retained is released when the table ends, or shows others;
// refreshing it releases nothing.
func TestReleases(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	r := &stream{mem: mem, left: 100}
	var table *widget.Table
	w := livetest.Of(t, func() *live.Widget {
		table = widget.NewTable(arrowtable.Reader(r), widget.TableOptions{})
		return table.Widget
	})
	if err := table.Refetch(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := cells(w.Connect(), widget.TableQuery{Offset: 3, Limit: 1}); got != "3 name 93" {
		t.Error(got)
	}
	b := batch(mem, 0, 5)
	if err := table.Update(arrowtable.Records(b)); err != nil {
		t.Fatal(err)
	}
	b.Release()
	if got := cells(w.Connect(), widget.TableQuery{Offset: 4, Limit: 1}); got != "4 name 24" || r.references != 0 {
		t.Errorf("%s, %d references to the reader", got, r.references)
	}
	if err := table.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	mem.AssertSize(t, 0)
}

// TestNoCopy: a string is Arrow's own memory.
func TestNoCopy(t *testing.T) {
	b := batch(memory.DefaultAllocator, 0, 3)
	defer b.Release()
	s := arrowtable.Records(b)
	defer s.Close()
	column := b.Column(1).(*array.String)
	if got := s.Value(1, 1).(string); unsafe.StringData(got) != unsafe.StringData(column.Value(1)) {
		t.Error("it is a copy")
	}
}

// TestNames: columns may have no name, or the same.
func TestNames(t *testing.T) {
	i := arrow.PrimitiveTypes.Int64
	schema := arrow.NewSchema([]arrow.Field{{Name: "a", Type: i}, {Name: "", Type: i}, {Name: "a", Type: i}}, nil)
	b := array.NewRecordBatch(schema, []arrow.Array{ints(1), ints(2), ints(3)}, 1)
	keys := []string{}
	for _, c := range arrowtable.Records(b).Columns() {
		keys = append(keys, c.Key)
	}
	if got := strings.Join(keys, ","); got != "a,column 2,a 2" {
		t.Error(got)
	}
}

func ints(v ...int64) arrow.Array {
	b := array.NewInt64Builder(memory.DefaultAllocator)
	b.AppendValues(v, nil)
	return b.NewArray()
}

// TestRefuses what cannot be a table.
func TestRefuses(t *testing.T) {
	a := batch(memory.DefaultAllocator, 0, 1)
	schema := arrow.NewSchema([]arrow.Field{{Name: "x", Type: arrow.PrimitiveTypes.Int64}}, nil)
	b := array.NewRecordBatch(schema, []arrow.Array{ints(1)}, 1)
	for want, batches := range map[string][]arrow.RecordBatch{"there is no batch": nil, "batch 1 has another schema": {a, b}} {
		func() {
			defer func() {
				if p := fmt.Sprint(recover()); !strings.Contains(p, want) {
					t.Errorf("%q, want %q", p, want)
				}
			}()
			arrowtable.Records(batches...)
		}()
	}
}

// BenchmarkSort orders a million rows of Arrow.
func BenchmarkSort(b *testing.B) {
	rows := batch(memory.DefaultAllocator, 0, 1_000_000)
	for _, column := range []string{"n", "name"} {
		b.Run(column, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c := livetest.Of(b, func() *live.Widget {
					return widget.NewTable(arrowtable.Records(rows), widget.TableOptions{}).Widget
				}).Connect()
				start := time.Now()
				cells(c, widget.TableQuery{Limit: 100, Sort: []widget.TableOrder{{Column: column, Desc: true}}})
				b.ReportMetric(float64(time.Since(start).Milliseconds()), "ms/answer")
			}
		})
	}
}
