package live

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// field is a part of the state that clients mirror: a field of a struct with
// the tag live, or a key of a map.
type field struct {
	key      string
	index    []int // as of reflect.VisibleFields; nil for a key of a map
	readonly bool  // clients may not write it
}

// in is the field in a struct, or a pointer to one; false where a nil pointer is
// on the way.
func (f field) in(state reflect.Value) (reflect.Value, bool) {
	if state.Kind() == reflect.Pointer {
		if state.IsNil() {
			return reflect.Value{}, false
		}
		state = state.Elem()
	}
	v, err := state.FieldByIndexErr(f.index)
	return v, err == nil
}

// knownFields remembers the answers of fieldsOf by type: New must be quick.
var knownFields sync.Map // of reflect.Type to tagged

type tagged struct {
	fields []field
	err    error
}

// fieldsOf are the fields of a state of type t that have the tag live, in the
// order of their keys.
func fieldsOf(t reflect.Type) ([]field, error) {
	if known, ok := knownFields.Load(t); ok {
		return known.(tagged).fields, known.(tagged).err
	}
	fields, err := readFields(t)
	knownFields.Store(t, tagged{fields, err})
	return fields, err
}

// checkState refuses a state whose tags cannot be meant.
func checkState[S any]() error {
	if _, err := fieldsOf(reflect.TypeFor[S]()); err != nil {
		return fmt.Errorf("live: %w", err)
	}
	return nil
}

func readFields(t reflect.Type) (fields []field, err error) {
	s := t
	if s.Kind() == reflect.Pointer {
		s = s.Elem()
	}
	if s.Kind() != reflect.Struct {
		return nil, nil
	}
	for _, sf := range reflect.VisibleFields(s) {
		tag, has := sf.Tag.Lookup("live")
		if !has || tag == "-" {
			continue
		}
		f, err := readTag(tag)
		if err == nil && !sf.IsExported() {
			err = errors.New("the field is not exported")
		}
		if err != nil {
			return nil, fmt.Errorf("%s.%s has the tag live:%q: %w", t, sf.Name, tag, err)
		}
		f.index = sf.Index
		fields = append(fields, f)
	}
	slices.SortStableFunc(fields, func(a, b field) int { return strings.Compare(a.key, b.key) })
	for i := 1; i < len(fields); i++ {
		if fields[i].key == fields[i-1].key {
			return nil, fmt.Errorf("%s has two fields with the tag live:%q", t, fields[i].key)
		}
	}
	return fields, nil
}

func readTag(tag string) (f field, err error) {
	key, option, has := strings.Cut(tag, ",")
	switch {
	case key == "":
		return f, errors.New("it names no key")
	case has && option != "readonly":
		return f, fmt.Errorf("there is no option %q, only readonly", option)
	}
	return field{key: key, readonly: has}, nil
}
