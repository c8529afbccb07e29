package wire

import (
	"encoding"
	"reflect"
	"strings"
	"sync"

	"github.com/vmihailenco/msgpack/v5"
)

// maxSteps bounds how many pointers and interfaces are followed: they may lead to
// themselves.
const maxSteps = 4 * MaxDepth

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
