package wire

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// field is a field of a struct that is written.
type field struct {
	name      string
	index     []int
	tagged    bool // has its name from a tag
	omitEmpty bool
	omitZero  bool
	quoted    bool // a number or boolean that is written as text
}

// fields remembers the answers of fieldsOf by type.
var fields sync.Map

// fieldsOf are the fields of a struct type that are written, named by their json
// tags, and with those of embedded structs. As in package encoding/json, of
// several with one name the outermost counts, among equals the tagged one, and
// else none.
func fieldsOf(t reflect.Type) []field {
	if known, ok := fields.Load(t); ok {
		return known.([]field)
	}
	all := collect(nil, t, nil, map[reflect.Type]bool{})
	byName := map[string][]field{}
	for _, f := range all {
		byName[f.name] = append(byName[f.name], f)
	}
	chosen := slices.DeleteFunc(all, func(f field) bool { return !dominates(f, byName[f.name]) })
	fields.Store(t, chosen)
	return chosen
}

// collect appends the fields of t, which is at index in another struct; above are
// the types it is embedded in.
func collect(all []field, t reflect.Type, index []int, above map[reflect.Type]bool) []field {
	if above[t] {
		return all
	}
	above[t] = true
	defer delete(above, t)
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		under := f.Type
		if under.Kind() == reflect.Pointer {
			under = under.Elem()
		}
		embedded := f.Anonymous && under.Kind() == reflect.Struct
		if tag == "-" || !f.IsExported() && !embedded {
			continue
		}
		at := append(slices.Clone(index), i)
		if embedded && name == "" {
			all = collect(all, under, at, above)
			continue
		}
		if !f.IsExported() {
			continue
		}
		options = "," + options + ","
		found := field{
			name: name, index: at, tagged: name != "",
			omitEmpty: strings.Contains(options, ",omitempty,"), omitZero: strings.Contains(options, ",omitzero,"),
			quoted: strings.Contains(options, ",string,"),
		}
		if name == "" {
			found.name = f.Name
		}
		all = append(all, found)
	}
	return all
}

// dominates reports whether f is the one that counts of those with its name.
func dominates(f field, same []field) bool {
	for _, other := range same {
		switch {
		case slices.Equal(other.index, f.index):
		case len(other.index) < len(f.index):
			return false
		case len(other.index) == len(f.index) && (other.tagged || !f.tagged):
			return false
		}
	}
	return true
}

// in is the field's value in a struct; false where it is left out.
func (f field) in(v reflect.Value) (reflect.Value, bool) {
	for _, i := range f.index {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return v, false
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	if f.omitEmpty && empty(v) || f.omitZero && zero(v) {
		return v, false
	}
	return v, true
}

// isNumber reports whether a value is one that the option string is for; it is not
// for text here.
func isNumber(v reflect.Value) bool {
	return formOf(v.Type()) == plain && (v.CanInt() || v.CanUint() || v.CanFloat() || v.Kind() == reflect.Bool)
}

// empty is what omitempty leaves out.
func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

// zero is what omitzero leaves out.
func zero(v reflect.Value) bool {
	if z, ok := v.Interface().(interface{ IsZero() bool }); ok && (v.Kind() != reflect.Pointer || !v.IsNil()) {
		return z.IsZero()
	}
	return v.IsZero()
}

func appendStruct(b []byte, v reflect.Value, depth int) ([]byte, error) {
	all := fieldsOf(v.Type())
	if depth == 0 && len(all) > 0 {
		return b, errDeep
	}
	var array [16]reflect.Value // most structs are small: no allocation for their values
	values, n := array[:0], 0
	for _, f := range all {
		value, there := f.in(v)
		if there {
			n++
		} else {
			value = reflect.Value{}
		}
		values = append(values, value)
	}
	var err error
	b = AppendMap(b, n)
	for i, f := range all {
		if !values[i].IsValid() {
			continue
		}
		b = AppendString(b, f.name)
		if f.quoted && isNumber(values[i]) {
			b = AppendString(b, fmt.Sprint(values[i].Interface()))
			continue
		}
		if b, err = appendReflected(b, values[i], depth-1); err != nil {
			return b, below(err, "field %s", f.name)
		}
	}
	return b, nil
}
