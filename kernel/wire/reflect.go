package wire

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/vmihailenco/msgpack/v5"
)

// form is how values of a type are written.
type form uint8

const (
	plain     form = iota // by what they consist of
	custom                // by their own MessagePack method, or as a timestamp
	asJSON                // by MarshalJSON
	asText                // by MarshalText
	number                // json.Number
	onPointer             // by a method of the pointer to it, where there is one
)

// forms remembers the answers of formOf by type.
var forms sync.Map

// formOf is how encoding/json would write a value of type t, after what is
// MessagePack's own.
func formOf(t reflect.Type) form {
	if k := t.Kind(); (k <= reflect.Complex128 || k == reflect.String) && t.PkgPath() == "" {
		return plain // predeclared: most values are
	}
	if known, ok := forms.Load(t); ok {
		return known.(form)
	}
	f := plain
	switch {
	case t.Kind() == reflect.Interface:
	case t == reflect.TypeFor[json.Number]():
		f = number
	case t == reflect.TypeFor[time.Time](), t == reflect.TypeFor[*time.Time](),
		t.Implements(reflect.TypeFor[msgpack.CustomEncoder]()), t.Implements(reflect.TypeFor[msgpack.Marshaler]()):
		f = custom
	case t.Implements(reflect.TypeFor[json.Marshaler]()):
		f = asJSON
	case t.Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		f = asText
	case t.Kind() != reflect.Pointer && formOf(reflect.PointerTo(t)) != plain:
		f = onPointer
	}
	forms.Store(t, f)
	return f
}

// appendReflect appends v, which may nest depth deep, whatever its type.
func appendReflect(b []byte, v any, depth int) (out []byte, err error) {
	defer func() {
		if p := recover(); p != nil { // an encoder of v's own
			out, err = b, fmt.Errorf("encoding %T: panic: %v", v, p)
		}
	}()
	out, err = appendReflected(b, reflect.ValueOf(v), depth)
	if err != nil {
		return b, fmt.Errorf("encoding %T: %w", v, err)
	}
	return out, nil
}

// appendReflected is appendReflect for what is in a value already.
func appendReflected(b []byte, v reflect.Value, depth int) ([]byte, error) {
	for steps := 0; v.IsValid(); steps++ {
		f := formOf(v.Type())
		if f == onPointer && v.CanAddr() {
			v = v.Addr()
			f = formOf(v.Type())
		}
		pointer := v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface
		if pointer && v.IsNil() {
			return AppendNil(b), nil
		}
		if f != plain && f != onPointer {
			return appendOwn(b, v, f, depth)
		}
		if !pointer {
			return appendKind(b, v, depth)
		}
		if steps > maxSteps {
			return b, errDeep // it points to itself
		}
		v = v.Elem()
	}
	return AppendNil(b), nil
}

// appendOwn appends a value by a method of its own.
func appendOwn(b []byte, v reflect.Value, f form, depth int) ([]byte, error) {
	switch f {
	case number:
		return appendAny(b, parseNumber(v.String()), depth)
	case asText:
		text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
		if err != nil {
			return b, err
		}
		return AppendString(b, string(text)), nil
	case asJSON:
		text, err := json.Marshal(v.Interface())
		if err != nil {
			return b, err
		}
		var value any
		dec := json.NewDecoder(bytes.NewReader(text))
		dec.UseNumber()
		if err := dec.Decode(&value); err != nil {
			return b, err
		}
		return appendAny(b, value, depth)
	default:
		return appendCustom(b, v.Interface(), depth)
	}
}

// parseNumber is a number as JSON writes it: an int64, a uint64 or a float64.
func parseNumber(text string) any {
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return i
	}
	if u, err := strconv.ParseUint(text, 10, 64); err == nil {
		return u
	}
	f, _ := strconv.ParseFloat(text, 64) // infinite where it is out of range
	return f
}

// encoder is what one encoding by a method needs.
type encoder struct {
	buf bytes.Buffer
	enc *msgpack.Encoder
}

var encoders = sync.Pool{New: func() any {
	e := &encoder{}
	e.enc = msgpack.NewEncoder(&e.buf)
	return e
}}

// maxPooled bounds the buffers that are kept for the next encoding.
const maxPooled = 1 << 20

// appendCustom appends what v's own method writes, if it is one whole value.
func appendCustom(b []byte, v any, depth int) ([]byte, error) {
	e := encoders.Get().(*encoder)
	e.buf.Reset()
	if err := e.enc.Encode(v); err != nil {
		return b, err
	}
	r := NewReader(e.buf.Bytes())
	r.skip(depth)
	if err := r.End(); err != nil {
		return b, err
	}
	b = append(b, e.buf.Bytes()...)
	if e.buf.Cap() <= maxPooled {
		encoders.Put(e)
	}
	return b, nil
}

// appendKind appends a value by what it consists of.
func appendKind(b []byte, v reflect.Value, depth int) ([]byte, error) {
	switch v.Kind() {
	case reflect.Bool:
		return AppendBool(b, v.Bool()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return AppendInt(b, v.Int()), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return AppendUint(b, v.Uint()), nil
	case reflect.Float64:
		return AppendFloat(b, v.Float()), nil
	case reflect.Float32:
		return AppendFloat(b, shortest(v.Float())), nil
	case reflect.String:
		return AppendString(b, v.String()), nil
	case reflect.Slice:
		switch {
		case v.IsNil():
			return AppendNil(b), nil
		case isBytes(v.Type()):
			return AppendBytes(b, v.Bytes()), nil
		}
		return appendElements(b, v, depth)
	case reflect.Array:
		if isBytes(v.Type()) {
			copied := make([]byte, v.Len())
			reflect.Copy(reflect.ValueOf(copied), v)
			return AppendBytes(b, copied), nil
		}
		return appendElements(b, v, depth)
	case reflect.Map:
		if v.IsNil() {
			return AppendNil(b), nil
		}
		return appendPairs(b, v, depth)
	case reflect.Struct:
		return appendStruct(b, v, depth)
	default:
		return b, fmt.Errorf("a %s has no form in JavaScript", v.Type())
	}
}

// isBytes reports whether a slice or array is binary.
func isBytes(t reflect.Type) bool {
	return t.Elem().Kind() == reflect.Uint8 && formOf(t.Elem()) == plain
}

// shortest is the float64 that reads as a float32 does: 0.1, not
// 0.10000000149011612.
func shortest(f float64) float64 {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return f
	}
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', -1, 32), 64)
	return f
}

func appendElements(b []byte, v reflect.Value, depth int) ([]byte, error) {
	if depth == 0 && v.Len() > 0 {
		return b, errDeep
	}
	var err error
	b = AppendArray(b, v.Len())
	for i := range v.Len() {
		if b, err = appendReflected(b, v.Index(i), depth-1); err != nil {
			return b, below(err, "element %d", i)
		}
	}
	return b, nil
}

// below says where in a value something is wrong.
func below(err error, format string, args ...any) error {
	if errors.Is(err, errDeep) {
		return err // not with the hundred places on the way
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}

// appendPairs appends a map, its keys as text and in order.
func appendPairs(b []byte, v reflect.Value, depth int) ([]byte, error) {
	if depth == 0 && v.Len() > 0 {
		return b, errDeep
	}
	type pair struct {
		key   string
		value reflect.Value
	}
	pairs := make([]pair, 0, v.Len())
	for it := v.MapRange(); it.Next(); {
		key, err := keyText(it.Key())
		if err != nil {
			return b, err
		}
		pairs = append(pairs, pair{key, it.Value()})
	}
	slices.SortFunc(pairs, func(p, q pair) int { return strings.Compare(p.key, q.key) })
	var err error
	b = AppendMap(b, len(pairs))
	for _, p := range pairs {
		b = AppendString(b, p.key)
		if b, err = appendReflected(b, p.value, depth-1); err != nil {
			return b, below(err, "key %q", p.key)
		}
	}
	return b, nil
}

// keyText is a key as JavaScript has it.
func keyText(k reflect.Value) (string, error) {
	if k.Kind() == reflect.Interface {
		k = k.Elem()
	}
	switch {
	case !k.IsValid():
		return "", errors.New("the key nil has no form in JavaScript")
	case k.Kind() == reflect.String:
		return k.String(), nil
	case formOf(k.Type()) == asText:
		text, err := k.Interface().(encoding.TextMarshaler).MarshalText()
		return string(text), err
	case k.CanInt():
		return strconv.FormatInt(k.Int(), 10), nil
	case k.CanUint():
		return strconv.FormatUint(k.Uint(), 10), nil
	case k.Kind() == reflect.Bool:
		return strconv.FormatBool(k.Bool()), nil
	}
	return "", fmt.Errorf("a key of type %s has no form in JavaScript", k.Type())
}
