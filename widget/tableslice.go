package widget

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"time"
)

// sample is how many rows are looked at to find the columns of maps and slices,
// which need not be the same in every row.
const sample = 1000

// few is how many are waited for where rows come one by one.
const few = 16

// sliceRows are the elements of a slice, which is not copied.
type sliceRows struct {
	v    reflect.Value
	cols []TableColumn
	get  func(row reflect.Value, col int) reflect.Value
}

func newSliceRows(v reflect.Value) *sliceRows {
	s := &sliceRows{v: v}
	s.cols, s.get = access(v)
	return s
}

func (s *sliceRows) columns() []TableColumn          { return s.cols }
func (s *sliceRows) known() (int, bool)              { return s.v.Len(), true }
func (s *sliceRows) grow(int) error                  { return nil }
func (s *sliceRows) close()                          {}
func (s *sliceRows) cell(row, col int) reflect.Value { return s.get(s.v.Index(row), col) }
func (s *sliceRows) row(i int) any                   { return s.v.Index(i).Interface() }

// accessor gives the value of a column in a row; the zero Value where the row
// has none.
type accessor = func(row reflect.Value, col int) reflect.Value

// access finds the columns of a slice's elements.
func access(v reflect.Value) ([]TableColumn, accessor) {
	elem := v.Type().Elem()
	if fields, ok := fieldsOf(elem); ok {
		return fieldColumns(fields)
	}
	keys, width, whole := shapes(v)
	switch {
	case whole || len(keys) == 0 && width == 0:
		return []TableColumn{{Key: "Value", Label: "Value"}}, func(row reflect.Value, _ int) reflect.Value { return row }
	case len(keys) > 0:
		return keyColumns(keys)
	}
	cols := make([]TableColumn, width)
	for i := range cols {
		cols[i].Key = strconv.Itoa(i + 1)
		cols[i].Label = cols[i].Key
	}
	return cols, func(row reflect.Value, col int) reflect.Value {
		if row = bare(row); isList(row) && col < row.Len() {
			return row.Index(col)
		}
		return reflect.Value{}
	}
}

// fieldsOf lists the fields of a struct type that are columns. A type that says
// itself how it reads is a value, not a row.
func fieldsOf(t reflect.Type) (fields []reflect.StructField, ok bool) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || reads(t) || reads(reflect.PointerTo(t)) {
		return nil, false
	}
	for _, f := range reflect.VisibleFields(t) {
		if f.IsExported() && !(f.Anonymous && isRecord(f.Type)) {
			fields = append(fields, f)
		}
	}
	return fields, len(fields) > 0
}

func isRecord(t reflect.Type) bool {
	_, ok := fieldsOf(t)
	return ok
}

var (
	stringer = reflect.TypeFor[fmt.Stringer]()
	failure  = reflect.TypeFor[error]()
	timeType = reflect.TypeFor[time.Time]()
)

// reads reports whether values of type t say themselves how they read. Most have
// no methods, which is found out sooner.
func reads(t reflect.Type) bool {
	return t.NumMethod() > 0 && (t.Implements(stringer) || t.Implements(failure))
}

func fieldColumns(fields []reflect.StructField) ([]TableColumn, accessor) {
	cols := make([]TableColumn, len(fields))
	for i, f := range fields {
		cols[i] = TableColumn{Key: f.Name, Label: f.Name, Kind: kindOf(f.Type)}
	}
	return cols, func(row reflect.Value, col int) reflect.Value {
		if row.Kind() == reflect.Pointer {
			row = row.Elem()
		}
		if !row.IsValid() {
			return row
		}
		if index := fields[col].Index; len(index) == 1 {
			return row.Field(index[0])
		}
		v, err := row.FieldByIndexErr(fields[col].Index)
		if err != nil { // in an embedded nil pointer
			return reflect.Value{}
		}
		return v
	}
}

// keyColumns are those of maps, and of structs among them.
func keyColumns(keys []string) ([]TableColumn, accessor) {
	cols := make([]TableColumn, len(keys))
	for i, key := range keys {
		cols[i] = TableColumn{Key: key, Label: key}
	}
	return cols, func(row reflect.Value, col int) reflect.Value {
		switch row = bare(row); {
		case isDict(row):
			return row.MapIndex(reflect.ValueOf(keys[col]).Convert(row.Type().Key()))
		case row.IsValid() && isRecord(row.Type()):
			f, ok := row.Type().FieldByName(keys[col])
			if !ok || !f.IsExported() {
				return reflect.Value{}
			}
			v, _ := row.FieldByIndexErr(f.Index)
			return v
		}
		return reflect.Value{}
	}
}

// shapes looks at the first rows: the names they have (of a struct in their
// order, of maps sorted), or how long the longest is. Whole says that a row is
// neither map, struct nor slice.
func shapes(v reflect.Value) (keys []string, width int, whole bool) {
	seen := map[string]bool{}
	for i := range min(v.Len(), sample) {
		row := bare(v.Index(i))
		var names []string
		switch {
		case !row.IsValid():
		case isDict(row):
			for it := row.MapRange(); it.Next(); {
				names = append(names, it.Key().String())
			}
			slices.Sort(names)
		case isRecord(row.Type()):
			fields, _ := fieldsOf(row.Type())
			for _, f := range fields {
				names = append(names, f.Name)
			}
		case isList(row):
			width = max(width, row.Len())
		default:
			return nil, 0, true
		}
		for _, name := range names {
			if !seen[name] {
				seen[name] = true
				keys = append(keys, name)
			}
		}
	}
	return keys, width, len(keys) > 0 && width > 0
}

func isDict(v reflect.Value) bool {
	return v.Kind() == reflect.Map && v.Type().Key().Kind() == reflect.String && !reads(v.Type())
}

func isList(v reflect.Value) bool {
	if v.Kind() != reflect.Slice && v.Kind() != reflect.Array || reads(v.Type()) {
		return false
	}
	return v.Type().Elem().Kind() != reflect.Uint8 // bytes are one value
}

// bare takes interfaces and pointers off v, but not those that read by
// themselves; the zero Value for nil.
func bare(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return reflect.Value{}
		}
		if v.Kind() == reflect.Pointer && reads(v.Type()) && !reads(v.Type().Elem()) {
			return v
		}
		v = v.Elem()
	}
	return v
}

// kindOf is the kind of a column whose values have type t, "" where each row
// may have another.
func kindOf(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == timeType:
		return "time"
	case t.Kind() == reflect.Interface:
		return ""
	case reads(t):
		return "text"
	case t.Kind() == reflect.Bool:
		return "bool"
	case isNumber(t.Kind()):
		return "number"
	case t.Kind() == reflect.Map || t.Kind() == reflect.Struct:
		return "struct"
	case (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) && t.Elem().Kind() != reflect.Uint8:
		return "list"
	default:
		return "text"
	}
}

func isNumber(k reflect.Kind) bool { return k >= reflect.Int && k <= reflect.Float64 }

// columnRows are the columns of a map of slices.
type columnRows struct {
	cols   []TableColumn
	values []reflect.Value
	n      int
}

func newColumnRows(v reflect.Value) (*columnRows, bool) {
	if !isDict(v) {
		return nil, false
	}
	byName := map[string]reflect.Value{}
	for it := v.MapRange(); it.Next(); {
		if byName[it.Key().String()] = bare(it.Value()); !isList(bare(it.Value())) {
			return nil, false
		}
	}
	t := &columnRows{}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		column := byName[name]
		t.cols = append(t.cols, TableColumn{Key: name, Label: name, Kind: kindOf(column.Type().Elem())})
		t.values = append(t.values, column)
		t.n = max(t.n, column.Len())
	}
	return t, len(t.cols) > 0
}

func (t *columnRows) columns() []TableColumn { return t.cols }
func (t *columnRows) known() (int, bool)     { return t.n, true }
func (t *columnRows) grow(int) error         { return nil }
func (t *columnRows) close()                 {}

func (t *columnRows) cell(row, col int) reflect.Value {
	if row >= t.values[col].Len() {
		return reflect.Value{}
	}
	return t.values[col].Index(row)
}

func (t *columnRows) row(i int) any {
	row := map[string]any{}
	for c, column := range t.cols {
		if v := t.cell(i, c); v.IsValid() {
			row[column.Key] = v.Interface()
		}
	}
	return row
}
