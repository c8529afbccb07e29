package wire

import (
	"errors"
	"fmt"
	"slices"
)

// Append appends any Go value as a payload. To JavaScript it is what encoding/json
// would have made of it: struct fields are named by their json tags, MarshalJSON
// and MarshalText are used, keys of maps are text and in order, so that equal
// values give equal bytes. Only bytes are binary, a value with a MessagePack method
// is written by that, a time is a timestamp, which JavaScript reads as text in UTC.
//
// Values that have no form on the wire (functions, channels) are an error, and
// so are those whose own encoding method panics or writes what is not one whole
// value, and those that nest deeper than [MaxDepth] or contain themselves.
func Append(b []byte, v any) ([]byte, error) { return appendAny(b, v, MaxDepth) }

// appendAny appends v, which may nest depth deep.
func appendAny(b []byte, v any, depth int) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return AppendNil(b), nil
	case bool:
		return AppendBool(b, v), nil
	case int:
		return AppendInt(b, int64(v)), nil
	case int64:
		return AppendInt(b, v), nil
	case int32:
		return AppendInt(b, int64(v)), nil
	case uint64:
		return AppendUint(b, v), nil
	case uint32:
		return AppendUint(b, uint64(v)), nil
	case uint8:
		return AppendUint(b, uint64(v)), nil
	case float64:
		return AppendFloat(b, v), nil
	case string:
		return AppendString(b, v), nil
	case []byte:
		return AppendBytes(b, v), nil
	case []any:
		return appendSlice(b, v, depth)
	case map[string]any:
		return appendMap(b, v, depth)
	default:
		return appendReflect(b, v, depth)
	}
}

// errDeep is also how a value ends that contains itself.
var errDeep = fmt.Errorf("wire: value nests deeper than %d", MaxDepth)

func appendSlice(b []byte, vs []any, depth int) ([]byte, error) {
	if depth == 0 && len(vs) > 0 {
		return b, errDeep
	}
	var err error
	b = AppendArray(b, len(vs))
	for i, v := range vs {
		if b, err = appendAny(b, v, depth-1); errors.Is(err, errDeep) {
			return b, err // not with the hundred places on the way
		} else if err != nil {
			return b, fmt.Errorf("element %d: %w", i, err)
		}
	}
	return b, nil
}

func appendMap(b []byte, m map[string]any, depth int) ([]byte, error) {
	if depth == 0 && len(m) > 0 {
		return b, errDeep
	}
	var (
		err   error
		array [16]string // most payloads are small: no allocation for their keys
	)
	keys := array[:0]
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	b = AppendMap(b, len(m))
	for _, k := range keys {
		b = AppendString(b, k)
		if b, err = appendAny(b, m[k], depth-1); errors.Is(err, errDeep) {
			return b, err
		} else if err != nil {
			return b, fmt.Errorf("key %q: %w", k, err)
		}
	}
	return b, nil
}

// Marshal is [Append] to nothing.
func Marshal(v any) ([]byte, error) { return Append(nil, v) }
