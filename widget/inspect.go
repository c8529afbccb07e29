package widget

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/gokino/gokino/kernel"
)

// Bounds of [Inspect]'s text.
const (
	MaxText  = 64 << 10 // bytes, about; the rest is counted in elements, not shown
	minText  = 64       // bytes of each string, however much was written before
	maxDepth = 24       // of values in values: maps and slices can contain themselves
)

// Inspect prints v the way Go people read values: as %+v does, with field names,
// but with strings quoted, so that "1" and 1 differ. Errors and Stringers print
// as they say, functions and channels as their types.
func Inspect(v any, opts ...InspectOptions) string {
	return inspect(v, inspectOptions(opts))
}

// inspect is Inspect with no more options than these.
func inspect(v any, o InspectOptions) string {
	in := inspector{bytes: o.Bytes, limit: o.Elements}
	in.value(reflect.ValueOf(v), 0)
	text := kernel.PlainName(in.String())
	if o.Label != "" {
		text = o.Label + ": " + text
	}
	return text
}

// inspector writes a value. The bounds are those of [InspectOptions].
type inspector struct {
	strings.Builder
	bytes, limit int
}

// most is how much may be written.
func (in *inspector) most() int {
	if in.bytes <= 0 {
		return MaxText
	}
	return min(in.bytes, MaxText)
}

// enough reports that n elements of a value are all there is room for.
func (in *inspector) enough(n int) bool {
	return in.Len() > in.most() || in.limit > 0 && n >= in.limit
}

func (in *inspector) value(v reflect.Value, depth int) {
	if !v.IsValid() {
		in.WriteString("<nil>")
		return
	}
	if depth > maxDepth {
		in.WriteString("…")
		return
	}
	if in.method(v) {
		return
	}
	switch v.Kind() {
	case reflect.String:
		in.WriteString(quoted(v.String(), in.room()))
	case reflect.Struct:
		in.fields(v, depth)
	case reflect.Map:
		in.entries(v, depth)
	case reflect.Slice, reflect.Array:
		in.elements(v, depth)
	case reflect.Interface:
		in.value(v.Elem(), depth)
	case reflect.Pointer:
		in.pointer(v, depth)
	case reflect.Func, reflect.Chan:
		if v.IsNil() {
			in.WriteString("<nil>")
			return
		}
		in.WriteString(v.Type().String())
	default:
		fmt.Fprintf(in, "%+v", v)
	}
}

// room is how many bytes of the next string may be written.
func (in *inspector) room() int { return max(MaxText-in.Len(), minText) }

// method prints v by its own method, if it has one and may be asked.
func (in *inspector) method(v reflect.Value) (done bool) {
	if !v.CanInterface() {
		return false
	}
	switch v.Interface().(type) {
	case fmt.Formatter, error, fmt.Stringer:
		s := fmt.Sprintf("%+v", v.Interface()) // fmt catches a panicking method
		in.WriteString(shorten(s, in.room()))
		return true
	}
	return false
}

func (in *inspector) fields(v reflect.Value, depth int) {
	in.WriteByte('{')
	for i := range v.NumField() {
		if i > 0 {
			in.WriteByte(' ')
		}
		in.WriteString(v.Type().Field(i).Name)
		in.WriteByte(':')
		in.value(v.Field(i), depth+1)
	}
	in.WriteByte('}')
}

func (in *inspector) elements(v reflect.Value, depth int) {
	in.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			in.WriteByte(' ')
		}
		if in.enough(i) {
			fmt.Fprintf(in, "… %d more", v.Len()-i)
			break
		}
		in.value(v.Index(i), depth+1)
	}
	in.WriteByte(']')
}

func (in *inspector) entries(v reflect.Value, depth int) {
	in.WriteString("map[")
	all := entries(v)
	for i, e := range all {
		if i > 0 {
			in.WriteByte(' ')
		}
		if in.enough(i) {
			fmt.Fprintf(in, "… %d more", len(all)-i)
			break
		}
		in.value(e.key, min(depth+1, maxDepth))
		in.WriteByte(':')
		in.value(e.value, depth+1)
	}
	in.WriteByte(']')
}

// entry is of a map.
type entry struct{ key, value reflect.Value }

// entries are those of a map, sorted.
func entries(v reflect.Value) []entry {
	all := make([]entry, 0, v.Len())
	for it := v.MapRange(); it.Next(); { // not by key: there is no way to look up a NaN
		all = append(all, entry{it.Key(), it.Value()})
	}
	slices.SortStableFunc(all, func(a, b entry) int { return compareKeys(a.key, b.key) })
	return all
}

// compareKeys orders map keys by value where they have an order, else by text.
func compareKeys(a, b reflect.Value) int {
	if a.Kind() == reflect.Interface {
		a, b = a.Elem(), b.Elem()
	}
	if a.Kind() != b.Kind() {
		return cmp.Compare(a.Kind(), b.Kind())
	}
	switch {
	case a.Kind() == reflect.String:
		return cmp.Compare(a.String(), b.String())
	case a.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.CanUint():
		return cmp.Compare(a.Uint(), b.Uint())
	case a.CanFloat():
		return cmp.Compare(a.Float(), b.Float())
	default:
		return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b))
	}
}

// pointer shows what v points to where that is the whole value; inside others
// an address does, which also ends cycles.
func (in *inspector) pointer(v reflect.Value, depth int) {
	if v.IsNil() {
		in.WriteString("<nil>")
		return
	}
	switch v.Elem().Kind() {
	case reflect.Struct, reflect.Map, reflect.Slice, reflect.Array:
		if depth == 0 {
			in.WriteByte('&')
			in.value(v.Elem(), depth+1)
			return
		}
	}
	fmt.Fprintf(in, "%#x", v.Pointer())
}
