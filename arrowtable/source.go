package arrowtable

import (
	"fmt"
	"sort"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/gokino/gokino/widget"
)

// Source is Arrow data as the rows of a table, for [widget.NewTable] and
// [widget.Table.Update]. It is to be given to one table, which closes it; until
// then it is used by one goroutine at a time.
type Source struct {
	columns []widget.TableColumn
	values  []valuer
	reader  array.RecordReader // nil when it has no more
	err     error              // of the reader

	batches []arrow.RecordBatch // retained
	ends    []int               // of each, the number of the row after its last
	at      int                 // the batch that was read last
}

var _ widget.TableGrower = (*Source)(nil)

// Records are the rows of record batches, which have the same schema. They are
// retained until the source is closed. It panics where schemas differ, and without
// a batch: there would be no columns.
func Records(batches ...arrow.RecordBatch) *Source {
	if len(batches) == 0 {
		panic("arrowtable.Records: there is no batch")
	}
	s := newSource(batches[0].Schema())
	for i, b := range batches {
		if !b.Schema().Equal(batches[0].Schema()) {
			panic(fmt.Sprintf("arrowtable.Records: batch %d has another schema than the first: %v", i, b.Schema()))
		}
		s.add(b)
	}
	return s
}

// Table is the rows of a table, which is retained until the source is closed.
func Table(t arrow.Table) *Source {
	r := array.NewTableReader(t, 0) // as large as chunks are: nothing is copied
	defer r.Release()
	s := newSource(t.Schema())
	for r.Next() {
		s.add(r.RecordBatch())
	}
	return s
}

// Reader is the rows that r reads, taken as they are looked at; TableOptions.MaxRows
// bounds them. It retains r until that has no more, or the source is closed: a file
// that r reads must be open as long.
func Reader(r array.RecordReader) *Source {
	r.Retain()
	s := newSource(r.Schema())
	s.reader = r
	return s
}

func newSource(schema *arrow.Schema) *Source {
	s := &Source{}
	seen := map[string]bool{}
	for i, f := range schema.Fields() {
		key := f.Name
		for n := 2; key == "" || seen[key]; n++ { // names may be empty, and alike
			key = fmt.Sprintf("%s %d", f.Name, n)
			if f.Name == "" {
				key = fmt.Sprintf("column %d", i+n-1)
			}
		}
		seen[key] = true
		s.columns = append(s.columns, widget.TableColumn{Key: key, Label: f.Name, Kind: kind(f.Type)})
		s.values = append(s.values, valuerOf(f.Type))
	}
	return s
}

func (s *Source) add(b arrow.RecordBatch) {
	if b.NumRows() == 0 {
		return
	}
	b.Retain()
	s.batches = append(s.batches, b)
	s.ends = append(s.ends, s.Len()+int(b.NumRows()))
}

// Columns are the fields of the schema.
func (s *Source) Columns() []widget.TableColumn { return s.columns }

// Len is how many rows are there so far.
func (s *Source) Len() int {
	if len(s.ends) == 0 {
		return 0
	}
	return s.ends[len(s.ends)-1]
}

// Grow reads on until there are n rows. As [widget.TableGrower].
func (s *Source) Grow(n int) (all bool, err error) {
	for s.reader != nil && s.err == nil && s.Len() < n {
		if s.reader.Next() {
			s.add(s.reader.RecordBatch())
			continue
		}
		if err := s.reader.Err(); err != nil {
			s.err = fmt.Errorf("arrowtable: reading after row %d: %w", s.Len(), err)
		}
		s.drop()
	}
	return s.reader == nil && s.err == nil, s.err
}

func (s *Source) drop() {
	if s.reader != nil {
		s.reader.Release()
		s.reader = nil
	}
}

// Value is the Go value of a cell: nil for null, a time.Time, a time.Duration, a
// [Clock], [Decimal] or [Bytes], a number, bool or string; of what is nested its
// JSON. Strings and bytes are Arrow's own memory, there until the source is closed.
func (s *Source) Value(row, col int) any {
	b, i := s.find(row)
	column := b.Column(col)
	if column.IsNull(i) {
		return nil
	}
	return s.values[col](column, i)
}

// find gives the batch of a row, and which of its rows that is. Rows are mostly
// asked for one after the other.
func (s *Source) find(row int) (arrow.RecordBatch, int) {
	if s.at >= len(s.ends) || row >= s.ends[s.at] || row < s.begin(s.at) {
		s.at = sort.SearchInts(s.ends, row+1)
	}
	return s.batches[s.at], row - s.begin(s.at)
}

func (s *Source) begin(batch int) int {
	if batch == 0 {
		return 0
	}
	return s.ends[batch-1]
}

// Close releases what the source has retained. A table does that when it ends.
func (s *Source) Close() error {
	s.drop()
	for _, b := range s.batches {
		b.Release()
	}
	s.batches, s.ends = nil, nil
	return nil
}
