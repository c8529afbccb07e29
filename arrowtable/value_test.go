package arrowtable_test

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/extensions"
	"github.com/gokino/gokino/arrowtable"
	"github.com/gokino/gokino/widget"
)

// TestTypes: each type is read as what it is, and sorted so: the values are given
// in their order, with a null at the end.
func TestTypes(t *testing.T) {
	oslo := &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "Europe/Oslo"}
	for _, test := range []struct {
		of   arrow.DataType
		json string
		kind string
		want string
	}{
		{arrow.FixedWidthTypes.Boolean, `[false, true, null]`, "bool", "false|true|"},
		{arrow.PrimitiveTypes.Int8, `[-128, 9, 10, null]`, "number", "-128|9|10|"},
		{arrow.PrimitiveTypes.Int64, `[-9007199254740993, 9, 9223372036854775807, null]`, "number", "-9007199254740993|9|9223372036854775807|"},
		{arrow.PrimitiveTypes.Uint64, `[9, 18446744073709551615, null]`, "number", "9|18446744073709551615|"},
		{arrow.FixedWidthTypes.Float16, `[-1.5, 2, null]`, "number", "-1.5|2|"},
		{arrow.PrimitiveTypes.Float32, `[-1.5, 9, 10.25, null]`, "number", "-1.5|9|10.25|"},
		{arrow.PrimitiveTypes.Float64, `[-1e300, 0.1, null]`, "number", "-1e+300|0.1|"},
		{arrow.BinaryTypes.String, `["", "10", "9", "é", null]`, "text", "|10|9|é|"},
		{arrow.BinaryTypes.LargeString, `["a", "b", null]`, "text", "a|b|"},
		{arrow.BinaryTypes.StringView, `["a", "longer than what is inlined", null]`, "text", "a|longer than what is inlined|"},
		{arrow.BinaryTypes.Binary, `["AA==", "AP8=", null]`, "text", "00|00ff|"},
		{arrow.BinaryTypes.BinaryView, `["AA==", "AP8=", null]`, "text", "00|00ff|"},
		{&arrow.FixedSizeBinaryType{ByteWidth: 2}, `["AAE=", "AP8=", null]`, "text", "0001|00ff|"},
		{arrow.FixedWidthTypes.Date32, `["1899-12-31", "2026-11-21", null]`, "time", "1899-12-31|2026-11-21|"},
		{arrow.FixedWidthTypes.Date64, `["2026-11-20", "2026-11-21", null]`, "time", "2026-11-20|2026-11-21|"},
		{arrow.FixedWidthTypes.Timestamp_ns, `["2026-11-21T01:02:03Z", "2026-11-21T01:02:03.000000001Z", null]`, "time", "2026-11-21 01:02:03|2026-11-21 01:02:03.000000001|"},
		{oslo, `["2026-07-01T10:00:00Z", "2026-12-01T10:00:00Z", null]`, "time", "2026-07-01 12:00:00 +02:00|2026-12-01 11:00:00 +01:00|"},
		{&arrow.TimestampType{Unit: arrow.Second}, `["2026-07-01 10:00:00", null]`, "time", "2026-07-01 10:00:00|"},
		{arrow.FixedWidthTypes.Time32ms, `["09:00:00.5", "13:46:39", null]`, "text", "09:00:00.5|13:46:39|"},
		{arrow.FixedWidthTypes.Time64ns, `["00:00:00", "23:59:59.999999999", null]`, "text", "00:00:00|23:59:59.999999999|"},
		{arrow.FixedWidthTypes.Duration_ms, `["999ms", "2500ms", "10000ms", null]`, "text", "999ms|2.5s|10s|"},
		{&arrow.Decimal128Type{Precision: 30, Scale: 2}, `["-1.50", "9.00", "10.25", "12345678901234567890123456.78", null]`, "number", "-1.50|9.00|10.25|12345678901234567890123456.78|"},
		{&arrow.Decimal256Type{Precision: 40, Scale: 1}, `["9.5", "10.5", null]`, "number", "9.5|10.5|"},
		{&arrow.Decimal32Type{Precision: 5, Scale: 1}, `["9.5", "10.5", null]`, "number", "9.5|10.5|"},
		{&arrow.Decimal64Type{Precision: 5, Scale: 1}, `["9.5", "10.5", null]`, "number", "9.5|10.5|"},
		{arrow.ListOf(arrow.PrimitiveTypes.Int32), `[[1, 2], [3, null], null]`, "list", "[1,2]|[3,null]|"},
		{arrow.FixedSizeListOf(2, arrow.PrimitiveTypes.Int32), `[[1, 2], [3, 4], null]`, "list", "[1,2]|[3,4]|"},
		{arrow.StructOf(arrow.Field{Name: "a", Type: arrow.PrimitiveTypes.Int32, Nullable: true}), `[{"a": 1}, {"a": null}, null]`, "struct", `{"a":1}|{"a":null}|`},
		{arrow.MapOf(arrow.BinaryTypes.String, arrow.PrimitiveTypes.Int32), `[[{"key": "x", "value": 1}], null]`, "struct", `[{"key":"x","value":1}]|`},
		{&arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String}, `["b", "b", "c", null]`, "text", "b|b|c|"},
		{&arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.PrimitiveTypes.Int64}, `[9, 10, 10, null]`, "number", "9|10|10|"},
		{arrow.RunEndEncodedOf(arrow.PrimitiveTypes.Int32, arrow.PrimitiveTypes.Int64), `[9, 9, 10, null]`, "number", "9|9|10|"},
		{arrow.Null, `[null, null]`, "text", "|"},
		{arrow.FixedWidthTypes.MonthInterval, `[{"months": 3}, null]`, "text", `3|`},
		{extensions.NewUUIDType(), `["00000000-0000-0000-0000-000000000001", null]`, "text", "00000000-0000-0000-0000-000000000001|"},
		{extensions.NewBool8Type(), `[false, true, null]`, "number", "0|1|"},
	} {
		t.Run(test.of.String(), func(t *testing.T) {
			mem := checked(t)
			values, _, err := array.FromJSON(mem, test.of, strings.NewReader(test.json))
			if err != nil {
				t.Fatal(err)
			}
			defer values.Release()
			schema := arrow.NewSchema([]arrow.Field{{Name: "x", Type: test.of, Nullable: true}}, nil)
			b := array.NewRecordBatch(schema, []arrow.Array{values}, int64(values.Len()))
			defer b.Release()
			s := arrowtable.Records(b)
			if got := s.Columns()[0].Kind; got != test.kind {
				t.Errorf("it is %s, want %s", got, test.kind)
			}
			c := page(t, s, widget.TableOptions{})
			if got := cells(c, widget.TableQuery{}); got != test.want {
				t.Errorf("%s\nwant %s", got, test.want)
			}
			if got := cells(c, widget.TableQuery{Sort: []widget.TableOrder{{Column: "x"}}}); got != test.want {
				t.Errorf("sorted: %s\nwant %s", got, test.want)
			}
		})
	}
}
