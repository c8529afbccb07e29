package wire

import (
	"encoding"
	"reflect"
	"strings"
	"sync"

	"github.com/vmihailenco/msgpack/v5"
)

// maxSteps bounds the way checkFinite goes down: pointers and interfaces are
// steps too, so it is more than MaxDepth.
const maxSteps = 4 * MaxDepth

// checkFinite refuses a value that contains itself. The encoder would follow it
// until the stack is exhausted, which ends the process.
func checkFinite(v any) error {
	rv := reflect.ValueOf(v)
	if !rv.IsValid() || !mayRecur(rv.Type()) {
		return nil
	}
	return walk(rv, 0)
}

func walk(v reflect.Value, steps int) error {
	if steps > maxSteps {
		return errDeep
	}
	if !v.IsValid() || encodesItself(v.Type()) {
		return nil
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return walk(v.Elem(), steps+1)
	case reflect.Struct:
		for i := range v.NumField() {
			if encoded(v.Type().Field(i)) {
				if err := walk(v.Field(i), steps+1); err != nil {
					return err
				}
			}
		}
	case reflect.Slice, reflect.Array:
		if !composite(v.Type().Elem()) {
			return nil
		}
		for i := range v.Len() {
			if err := walk(v.Index(i), steps+1); err != nil {
				return err
			}
		}
	case reflect.Map:
		if !composite(v.Type().Elem()) {
			return nil
		}
		for it := v.MapRange(); it.Next(); {
			if err := walk(it.Value(), steps+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// encoded reports whether the encoder looks at a field.
func encoded(f reflect.StructField) bool {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return (f.IsExported() || f.Anonymous) && name != "-"
}

// encodesItself reports whether the encoder leaves values of type t to a method
// of theirs.
func encodesItself(t reflect.Type) bool {
	for _, method := range []reflect.Type{
		reflect.TypeFor[msgpack.CustomEncoder](), reflect.TypeFor[msgpack.Marshaler](),
		reflect.TypeFor[encoding.BinaryMarshaler](), reflect.TypeFor[encoding.TextMarshaler](),
	} {
		if t.Kind() != reflect.Interface && t.Implements(method) {
			return true
		}
	}
	return false
}

// recurs remembers the answers of mayRecur by type.
var recurs sync.Map

// mayRecur reports whether a value of type t can contain itself: an interface,
// or t again, can be reached. Most payloads cannot and are not walked.
func mayRecur(t reflect.Type) bool {
	if known, ok := recurs.Load(t); ok {
		return known.(bool)
	}
	answer := reaches(t, map[reflect.Type]bool{})
	recurs.Store(t, answer)
	return answer
}

// reaches goes over the types below t; above are those it is in.
func reaches(t reflect.Type, above map[reflect.Type]bool) bool {
	if above[t] || t.Kind() == reflect.Interface {
		return true
	}
	if !composite(t) || encodesItself(t) {
		return false
	}
	above[t] = true
	defer delete(above, t)
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); encoded(f) && reaches(f.Type, above) {
				return true
			}
		}
		return false
	default:
		return reaches(t.Elem(), above)
	}
}
