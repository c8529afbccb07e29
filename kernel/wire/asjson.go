package wire

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/vmihailenco/msgpack/v5"
)

// unmarshalJSON decodes as encoding/json would have: for types whose methods know
// text, or whose keys are no strings.
func unmarshalJSON(b []byte, v any) error {
	var value any
	if err := Unmarshal(b, &value); err != nil {
		return err
	}
	text, err := json.Marshal(value) // bytes as base64, as the decoder wants them
	if err != nil {
		return fmt.Errorf("decoding into %T: %w", v, err)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber() // widen makes them int64 and float64
	if err := dec.Decode(v); err != nil {
		return fmt.Errorf("decoding into %T: %w", v, err)
	}
	return nil
}

// readers remembers the answers of readsText by type.
var readers sync.Map

// readsText reports whether values of type t are to be decoded as JSON is.
func readsText(t reflect.Type) bool {
	if known, ok := readers.Load(t); ok {
		return known.(bool)
	}
	var f finds
	f.look(t, map[reflect.Type]bool{})
	readers.Store(t, f.text && !f.custom)
	return f.text && !f.custom
}

// finds are the kinds of decoding that a type reaches.
type finds struct{ text, custom bool }

func (f *finds) look(t reflect.Type, seen map[reflect.Type]bool) {
	if seen[t] || t.Kind() == reflect.Interface || t == reflect.TypeFor[time.Time]() {
		return
	}
	seen[t] = true
	p := reflect.PointerTo(t)
	switch {
	case p.Implements(reflect.TypeFor[msgpack.CustomDecoder]()), p.Implements(reflect.TypeFor[msgpack.Unmarshaler]()):
		f.custom = true
		return
	case t == reflect.TypeFor[json.Number](), p.Implements(reflect.TypeFor[json.Unmarshaler]()),
		p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()), p.Implements(reflect.TypeFor[encoding.BinaryUnmarshaler]()):
		f.text = true
		return
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		f.look(t.Elem(), seen)
	case reflect.Map:
		f.text = f.text || t.Key().Kind() != reflect.String && t.Key().Kind() != reflect.Interface
		f.look(t.Key(), seen)
		f.look(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			if field := t.Field(i); encoded(field) {
				f.text = f.text || strings.HasSuffix(field.Tag.Get("json"), ",string")
				f.look(field.Type, seen)
			}
		}
	}
}
