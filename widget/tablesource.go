package widget

import (
	"context"
	"fmt"
	"iter"
	"reflect"
	"unicode/utf8"
)

// TableColumn describes a column of a table.
type TableColumn struct {
	// Key names the column in queries, filters and for the formatter; a struct's
	// field or a map's key. It is unique in its table.
	Key string

	// Label is the heading; "" means Key.
	Label string

	// Kind is "number", "time", "bool", "list", "struct" or "text": how values are
	// aligned, and the sign in the heading. "" means what the first rows say.
	Kind string

	// Width is in pixels; 0 means by the content of the first rows.
	Width int

	// Summary is a line about the whole column, below its heading: "12 missing",
	// say. As the summary of a Kino.Table's column.
	Summary string
}

// TableSource is rows that can be asked for by number: what a table sorts and
// filters itself. The methods are called by one goroutine at a time. One that has
// a method Close() error is closed when the table ends, or shows others.
type TableSource interface {
	Columns() []TableColumn
	Len() int
	// Value is the value in a row, 0 to Len()-1, and a column, an index of Columns.
	Value(row, col int) any
}

// TableGrower is a [TableSource] whose rows come bit by bit.
type TableGrower interface {
	TableSource
	// Grow makes Len at least n, if there are as many rows, and reports whether
	// there are no more than Len. What came before an error is shown with it; the
	// table asks again when more is looked at again.
	Grow(n int) (all bool, err error)
}

// TableKeyer is a value in a table that is sorted and filtered by another one: a
// number, a text, a time.Time, or nil where it is empty.
type TableKeyer interface{ TableKey() any }

// TablePager is rows that are sorted and filtered where they are, in a database
// say. As Kino.Table's get_data. Page is called by one goroutine at a time; its
// context ends with the table. A query names columns that there are and no others.
// One that has a method Close() error is closed when
// the table ends, or shows others.
type TablePager interface {
	Columns() []TableColumn
	Page(ctx context.Context, q TableQuery) (TablePage, error)
}

// TablePage is what a [TablePager] answers.
type TablePage struct {
	Rows  [][]any // at most Limit of the query; values in the order of Columns
	Total int     // all rows that the query finds; negative if that is not known
}

// SQLRows is what [database/sql.Rows] is; this package does not import that one.
type SQLRows interface {
	Columns() ([]string, error)
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

// rows is what all sources but pagers become.
type rows interface {
	columns() []TableColumn
	// known is how many rows are there now, and whether that is all of them.
	known() (n int, all bool)
	// grow makes at least n rows known, where there are as many.
	grow(n int) error
	cell(row, col int) reflect.Value
	// row is what the caller put in, for events.
	row(i int) any
	close()
}

// errNoTable says what can be shown as a table.
func errNoTable(data any) error {
	return fmt.Errorf("widget: a %T is no table: it takes a slice of structs, maps, slices or values, a map of slices, an iter.Seq, sql.Rows, a TableSource or a TablePager", data)
}

// rowsOf finds the rows in data; at most limit of those that come one by one.
func rowsOf(data any, limit int) (rows, error) {
	switch d := data.(type) {
	case TableSource:
		s := &sourceRows{source: d, cols: d.Columns(), limit: limit}
		_ = s.grow(few) // whoever looks at the rows is told
		return s, nil
	case SQLRows:
		return readSQL(d, limit)
	}
	v := reflect.ValueOf(data)
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Array:
		return newSliceRows(v), nil
	case reflect.Map:
		if r, ok := newColumnRows(v); ok {
			return r, nil
		}
	case reflect.Func:
		if v.IsNil() {
			break
		}
		if v.Type().CanSeq() {
			return newSeqRows(v.Type().In(0).In(0), v.Seq(), limit), nil
		}
		if v.Type().CanSeq2() {
			return newPairRows(v, limit), nil
		}
	}
	return nil, errNoTable(data)
}

// sourceRows are those of a [TableSource].
type sourceRows struct {
	source TableSource
	cols   []TableColumn
	limit  int  // of rows that come bit by bit
	some   bool // more may come
}

func (s *sourceRows) columns() []TableColumn { return s.cols }

func (s *sourceRows) known() (int, bool) {
	n := s.source.Len()
	if _, grows := s.source.(TableGrower); grows && n > s.limit {
		return s.limit, false
	}
	return n, !s.some
}

func (s *sourceRows) grow(n int) error {
	g, ok := s.source.(TableGrower)
	if !ok {
		return nil
	}
	all, err := g.Grow(min(n, s.limit))
	s.some = !all
	return err
}

func (s *sourceRows) close() { closeSource(s.source) }

// closeSource closes what has something to close.
func closeSource(source any) {
	if c, ok := source.(interface{ Close() error }); ok {
		_ = c.Close() // nobody is there any more to be told
	}
}
func (s *sourceRows) cell(r, c int) reflect.Value { return reflect.ValueOf(s.source.Value(r, c)) }
func (s *sourceRows) row(i int) any {
	values := make([]any, len(s.cols))
	for c := range values {
		values[c] = s.source.Value(i, c)
	}
	return values
}

// seqRows come one by one and are kept, so that they can be shown again.
type seqRows struct {
	sliceRows
	next  func() (reflect.Value, bool)
	stop  func()
	limit int
	ended bool
}

func newSeqRows(elem reflect.Type, seq iter.Seq[reflect.Value], limit int) *seqRows {
	s := &seqRows{limit: limit}
	s.v = reflect.New(reflect.SliceOf(elem)).Elem()
	s.next, s.stop = iter.Pull(seq)
	if !isRecord(elem) {
		_ = s.grow(few) // their columns are not in the type
	}
	s.sliceRows = *newSliceRows(s.v)
	return s
}

// newPairRows are those of an iter.Seq2: a column each for key and value.
func newPairRows(v reflect.Value, limit int) *seqRows {
	yield := v.Type().In(0)
	pair := reflect.StructOf([]reflect.StructField{
		{Name: "Key", Type: yield.In(0)},
		{Name: "Value", Type: yield.In(1)},
	})
	return newSeqRows(pair, func(yield func(reflect.Value) bool) {
		for key, value := range v.Seq2() {
			p := reflect.New(pair).Elem()
			p.Field(0).Set(key)
			p.Field(1).Set(value)
			if !yield(p) {
				return
			}
		}
	}, limit)
}

func (s *seqRows) known() (int, bool) { return s.v.Len(), s.ended }

func (s *seqRows) grow(n int) error {
	for !s.ended && s.v.Len() < min(n, s.limit) {
		value, ok := s.next()
		if !ok {
			s.ended = true
			return nil
		}
		at := s.v.Len()
		if at == s.v.Cap() {
			s.v.Grow(max(at/4, few))
		}
		s.v.SetLen(at + 1)
		s.v.Index(at).Set(value)
	}
	return nil
}

func (s *seqRows) close() { s.ended = true; s.stop() }

// readSQL reads what a database answered: all at once, since the cell that asked
// may close its connection when it ends.
func readSQL(r SQLRows, limit int) (_ rows, err error) {
	defer func() {
		if e := r.Close(); err == nil && e != nil {
			err = fmt.Errorf("widget: closing the rows: %w", e)
		}
	}()
	names, err := r.Columns()
	if err != nil {
		return nil, fmt.Errorf("widget: the columns of the rows: %w", err)
	}
	t := &sqlRows{all: true}
	for _, name := range names {
		t.cols = append(t.cols, TableColumn{Key: name})
	}
	t.cols = distinct(t.cols)
	for r.Next() {
		if len(t.values) == limit {
			t.all = false
			break
		}
		values, dest := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			dest[i] = &values[i]
		}
		if err := r.Scan(dest...); err != nil {
			return nil, fmt.Errorf("widget: row %d: %w", len(t.values)+1, err)
		}
		for i, v := range values {
			if b, ok := v.([]byte); ok && utf8.Valid(b) { // how many drivers give text
				values[i] = string(b)
			}
		}
		t.values = append(t.values, values)
	}
	if err := r.Err(); err != nil {
		return nil, fmt.Errorf("widget: reading the rows: %w", err)
	}
	return t, nil
}

type sqlRows struct {
	cols   []TableColumn
	values [][]any
	all    bool
}

func (t *sqlRows) columns() []TableColumn      { return t.cols }
func (t *sqlRows) known() (int, bool)          { return len(t.values), t.all }
func (t *sqlRows) grow(int) error              { return nil }
func (t *sqlRows) close()                      {}
func (t *sqlRows) cell(r, c int) reflect.Value { return reflect.ValueOf(t.values[r][c]) }
func (t *sqlRows) row(i int) any               { return t.values[i] }

// distinct makes the keys of columns differ: a query may name two alike.
func distinct(cols []TableColumn) []TableColumn {
	seen := map[string]bool{}
	for i, c := range cols {
		key := c.Key
		for n := 2; seen[key]; n++ {
			key = fmt.Sprintf("%s %d", c.Key, n)
		}
		seen[key] = true
		if c.Label == "" {
			c.Label = c.Key
		}
		c.Key = key
		cols[i] = c
	}
	return cols
}
