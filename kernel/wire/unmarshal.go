package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"

	"github.com/vmihailenco/msgpack/v5"
)

// Unmarshal decodes one payload into what v points to, naming struct fields by
// their json tags. Binary decoded into an any is a []byte, an integer an int64
// (a uint64 over its range), a float a float64, a map a map[string]any. Types with
// UnmarshalJSON or UnmarshalText, and maps whose keys are numbers, are decoded as
// encoding/json would.
//
// It checks the bytes before it decodes them, so nothing from outside makes it
// panic or exhaust the stack. An empty payload decodes as nil.
func Unmarshal(b []byte, v any) (err error) {
	if len(b) == 0 {
		b = []byte{0xc0}
	}
	r := NewReader(b)
	r.Value()
	if err := r.End(); err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("decoding into %T: %v", v, p)
		}
	}()
	if v == nil {
		return errors.New("wire: decoding into nil")
	}
	if err := decode(b, v); err != nil {
		return err
	}
	if rv := reflect.ValueOf(v); mayRecur(rv.Type()) {
		widen(rv, 0)
	}
	return nil
}

func decode(b []byte, v any) error {
	if readsText(reflect.TypeOf(v)) {
		return unmarshalJSON(b, v)
	}
	if p, ok := v.(*any); ok && p != nil {
		*p = nil // the decoder would decode into what is in it
	}
	dec := msgpack.NewDecoder(bytes.NewReader(b))
	dec.SetCustomStructTag("json")
	if err := dec.Decode(v); err != nil {
		return fmt.Errorf("decoding into %T: %w", v, err)
	}
	return nil
}

// widen makes the numbers in interfaces int64 and float64 all through v: the
// decoder leaves them in the size they happened to have on the wire.
// What was in v before may hold cycles, so it stops at maxSteps.
func widen(v reflect.Value, steps int) {
	if steps > maxSteps {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		widen(v.Elem(), steps+1)
	case reflect.Interface:
		widenInterface(v, steps+1)
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() || f.Anonymous && f.Type.Kind() == reflect.Struct {
				widen(v.Field(i), steps+1)
			}
		}
	case reflect.Slice, reflect.Array:
		if composite(v.Type().Elem()) {
			for i := range v.Len() {
				widen(v.Index(i), steps+1)
			}
		}
	case reflect.Map:
		if composite(v.Type().Elem()) {
			widenMap(v, steps+1)
		}
	}
}

// composite reports whether a value of type t may hold an interface.
func composite(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Struct, reflect.Slice, reflect.Array, reflect.Map:
		return true
	}
	return false
}

func widenInterface(v reflect.Value, steps int) {
	if v.IsNil() || !v.CanSet() {
		return
	}
	switch e := v.Elem(); {
	case e.Type() == reflect.TypeFor[json.Number]():
		v.Set(reflect.ValueOf(parseNumber(e.String())))
	case e.Type().PkgPath() != "": // a time.Time, say
	case e.CanInt():
		v.Set(reflect.ValueOf(e.Int()))
	case e.CanUint() && e.Uint() <= math.MaxInt64:
		v.Set(reflect.ValueOf(int64(e.Uint())))
	case e.CanUint():
		v.Set(reflect.ValueOf(e.Uint()))
	case e.CanFloat():
		v.Set(reflect.ValueOf(e.Float()))
	default:
		widen(e, steps)
	}
}

// widenMap widens copies of the values: those in a map cannot be set.
func widenMap(m reflect.Value, steps int) {
	for it := m.MapRange(); it.Next(); {
		v := reflect.New(m.Type().Elem()).Elem()
		v.Set(it.Value())
		widen(v, steps)
		m.SetMapIndex(it.Key(), v)
	}
}
