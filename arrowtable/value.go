package arrowtable

import (
	"encoding/hex"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// Clock is a time of day, from midnight on.
type Clock time.Duration

// String has as many decimals as it takes: "13:46:39.5".
func (c Clock) String() string {
	return time.Unix(0, int64(c)).UTC().Format("15:04:05.999999999")
}

// Decimal is a decimal number. It is written exactly, and sorted by the nearest
// float64.
type Decimal struct {
	text   string
	number float64
}

// String is the number as it is.
func (d Decimal) String() string { return d.text }

// TableKey is the number, about.
func (d Decimal) TableKey() any { return d.number }

// Bytes are binary data, written as hexadecimal digits.
type Bytes []byte

// String is two digits a byte.
func (b Bytes) String() string { return hex.EncodeToString(b) }

// valuer gives the Go value of an element that is not null.
type valuer func(arrow.Array, int) any

// valuerOf finds the valuer of a type, once for a column.
func valuerOf(t arrow.DataType) valuer {
	if v, ok := plain[t.ID()]; ok {
		return v
	}
	switch t := t.(type) {
	case *arrow.TimestampType:
		return timestamp(t)
	case *arrow.Time32Type:
		unit := t.Unit.Multiplier()
		return func(a arrow.Array, i int) any { return Clock(time.Duration(a.(*array.Time32).Value(i)) * unit) }
	case *arrow.Time64Type:
		unit := t.Unit.Multiplier()
		return func(a arrow.Array, i int) any { return Clock(time.Duration(a.(*array.Time64).Value(i)) * unit) }
	case *arrow.DurationType:
		unit := t.Unit.Multiplier()
		return func(a arrow.Array, i int) any { return time.Duration(a.(*array.Duration).Value(i)) * unit }
	case arrow.DecimalType:
		return decimal(t.GetScale())
	case *arrow.DictionaryType:
		value := valuerOf(t.ValueType)
		return func(a arrow.Array, i int) any {
			d := a.(*array.Dictionary)
			return element(d.Dictionary(), d.GetValueIndex(i), value)
		}
	case *arrow.RunEndEncodedType:
		value := valuerOf(t.Encoded())
		return func(a arrow.Array, i int) any {
			r := a.(*array.RunEndEncoded)
			return element(r.Values(), r.GetPhysicalIndex(i), value)
		}
	case arrow.ExtensionType:
		if t.ExtensionName() == "arrow.uuid" {
			break // it writes itself better
		}
		value := valuerOf(t.StorageType())
		return func(a arrow.Array, i int) any { return value(a.(array.ExtensionArray).Storage(), i) }
	}
	return func(a arrow.Array, i int) any { return a.ValueStr(i) }
}

// element is nil where what is encoded is null.
func element(a arrow.Array, i int, value valuer) any {
	if a.IsNull(i) {
		return nil
	}
	return value(a, i)
}

// plain are the valuers of types without parameters.
var plain = map[arrow.Type]valuer{
	arrow.NULL:              func(arrow.Array, int) any { return nil },
	arrow.BOOL:              of[bool],
	arrow.INT8:              of[int8],
	arrow.INT16:             of[int16],
	arrow.INT32:             of[int32],
	arrow.INT64:             of[int64],
	arrow.UINT8:             of[uint8],
	arrow.UINT16:            of[uint16],
	arrow.UINT32:            of[uint32],
	arrow.UINT64:            of[uint64],
	arrow.FLOAT16:           func(a arrow.Array, i int) any { return a.(*array.Float16).Value(i).Float32() },
	arrow.FLOAT32:           of[float32],
	arrow.FLOAT64:           of[float64],
	arrow.STRING:            of[string],
	arrow.LARGE_STRING:      of[string],
	arrow.STRING_VIEW:       of[string],
	arrow.BINARY:            binary,
	arrow.LARGE_BINARY:      binary,
	arrow.BINARY_VIEW:       binary,
	arrow.FIXED_SIZE_BINARY: binary,
	arrow.DATE32:            func(a arrow.Array, i int) any { return a.(*array.Date32).Value(i).ToTime() },
	arrow.DATE64:            func(a arrow.Array, i int) any { return a.(*array.Date64).Value(i).ToTime() },
}

func of[T any](a arrow.Array, i int) any { return a.(interface{ Value(int) T }).Value(i) }

func binary(a arrow.Array, i int) any { return Bytes(a.(interface{ Value(int) []byte }).Value(i)) }

// timestamp gives times in the type's zone. One without is a clock on some wall:
// UTC, as is one whose zone this machine does not know.
func timestamp(t *arrow.TimestampType) valuer {
	in, err := t.GetToTimeFunc()
	if err != nil {
		in = func(v arrow.Timestamp) time.Time { return v.ToTime(t.Unit) }
	}
	return func(a arrow.Array, i int) any { return in(a.(*array.Timestamp).Value(i)) }
}

func decimal(scale int32) valuer {
	type number interface {
		ToString(int32) string
		ToFloat64(int32) float64
	}
	return func(a arrow.Array, i int) any {
		var n number
		switch a := a.(type) {
		case *array.Decimal32:
			n = a.Value(i)
		case *array.Decimal64:
			n = a.Value(i)
		case *array.Decimal128:
			n = a.Value(i)
		case *array.Decimal256:
			n = a.Value(i)
		default:
			return a.ValueStr(i)
		}
		return Decimal{n.ToString(scale), n.ToFloat64(scale)}
	}
}

// kind says how a column is aligned.
func kind(t arrow.DataType) string {
	switch t := t.(type) {
	case *arrow.DictionaryType:
		return kind(t.ValueType)
	case *arrow.RunEndEncodedType:
		return kind(t.Encoded())
	case arrow.ExtensionType:
		return kind(t.StorageType())
	case arrow.DecimalType, *arrow.Float16Type:
		return "number"
	}
	switch id := t.ID(); {
	case id == arrow.BOOL:
		return "bool"
	case arrow.IsInteger(id) || arrow.IsFloating(id):
		return "number"
	case id == arrow.DATE32 || id == arrow.DATE64 || id == arrow.TIMESTAMP:
		return "time"
	case id == arrow.STRUCT || id == arrow.MAP:
		return "struct"
	case arrow.IsListLike(id):
		return "list"
	}
	return "text"
}
