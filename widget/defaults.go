package widget

import (
	"fmt"
	"image"
	"reflect"
	"runtime"
	"strings"

	"github.com/gokino/gokino/kernel"
)

// RowsType is a small table, a map: "columns" (a list of strings, empty for no
// heads), "rows" (lists of strings) and "more", how many rows are missing, -1 if that
// is not known; "name", the caption, and "numbers" (for each column, whether it has
// numbers) may be left out.
const RowsType = "application/vnd.gokino.rows"

// The bounds of the tables that values are shown as by themselves.
const (
	maxRows    = 200
	maxFields  = 30
	maxField   = 200 // bytes of one field
	shortValue = 72  // bytes of text that need no table
)

// defaultForms are the forms of a value that does not know its own.
func defaultForms(v any) kernel.Data {
	switch v := v.(type) {
	case error:
		return textData(Inspect(v), map[string]any{"tone": "error"})
	case image.Image:
		return shownImage(v)
	case fmt.Formatter, fmt.Stringer:
		return kernel.Data{"text/plain": Inspect(v)}
	case []byte:
		if kind := imageType(v); kind != "" {
			return Tabs(Tab("Image", Image{Data: v, Type: kind}), Tab("Bytes", Inspected(v))).Render()
		}
	}
	data := kernel.Data{"text/plain": described(v)}
	if rows := plainRows(reflect.ValueOf(v), data["text/plain"].(string)); rows != nil {
		data[RowsType] = rows
	}
	return data
}

// shownImage is a picture, or the value where there is nothing to see.
func shownImage(img image.Image) kernel.Data {
	if v := reflect.ValueOf(img); v.Kind() == reflect.Pointer && v.IsNil() || img.Bounds().Empty() {
		return kernel.Data{"text/plain": Inspect(img)}
	}
	return ImageOf(img).Render()
}

// described is [Inspect], with a function's name and what waits in a channel.
func described(v any) string {
	text := Inspect(v)
	switch r := reflect.ValueOf(v); {
	case r.Kind() == reflect.Func && !r.IsNil():
		if f := runtime.FuncForPC(r.Pointer()); f != nil && !strings.Contains(f.Name(), ".func") {
			text = kernel.PlainName(f.Name()[strings.LastIndexByte(f.Name(), '/')+1:]) + ": " + text
		}
	case r.Kind() == reflect.Chan && !r.IsNil() && r.Cap() > 0:
		text += fmt.Sprintf(", %d of %d values wait", r.Len(), r.Cap())
	}
	return text
}

// plainRows is v as a table: a slice of structs with a column for each field, a long
// struct or map with a row for each entry. Nil where text reads as well.
func plainRows(v reflect.Value, text string) map[string]any {
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Array:
		return structRows(v)
	case reflect.Struct:
		if len(text) > shortValue && v.NumField() > 1 {
			return fieldRows(v)
		}
	case reflect.Map:
		if len(text) > shortValue && v.Len() > 1 {
			return entryRows(v)
		}
	}
	return nil
}

// structRows is a slice of structs, or of pointers to them, as a table.
func structRows(v reflect.Value) map[string]any {
	t := v.Type().Elem()
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t.NumField() == 0 || v.Len() == 0 || saysItself(v.Type().Elem()) {
		return nil
	}
	fields := min(t.NumField(), maxFields)
	columns := make([]any, fields)
	for i := range fields {
		columns[i] = t.Field(i).Name
	}
	rows := make([]any, min(v.Len(), maxRows))
	for i := range rows {
		rows[i] = structRow(v.Index(i), fields)
	}
	return map[string]any{"columns": columns, "rows": rows, "more": v.Len() - len(rows)}
}

func structRow(v reflect.Value, fields int) []any {
	row := make([]any, fields)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	for i := range row {
		row[i] = ""
		if v.IsValid() { // a nil pointer has an empty row
			row[i] = cellText(v.Field(i))
		}
	}
	return row
}

func fieldRows(v reflect.Value) map[string]any {
	rows := make([]any, min(v.NumField(), maxRows))
	for i := range rows {
		rows[i] = []any{v.Type().Field(i).Name, cellText(v.Field(i))}
	}
	return map[string]any{"columns": []any{}, "rows": rows, "more": v.NumField() - len(rows)}
}

func entryRows(v reflect.Value) map[string]any {
	all := entries(v)
	rows := make([]any, min(len(all), maxRows))
	for i := range rows {
		rows[i] = []any{cellText(all[i].key), cellText(all[i].value)}
	}
	return map[string]any{"columns": []any{}, "rows": rows, "more": len(all) - len(rows)}
}

// cellText is a value in a table: strings without quotes, the beginning of what is
// long.
func cellText(v reflect.Value) string {
	if v.Kind() == reflect.String && !saysItself(v.Type()) {
		return shorten(v.String(), maxField)
	}
	var in inspector
	in.value(v, 1)
	return shorten(kernel.PlainName(in.String()), maxField)
}

// saysItself reports whether values of a type print by a method of their own.
func saysItself(t reflect.Type) bool {
	for _, i := range []reflect.Type{reflect.TypeFor[fmt.Formatter](), reflect.TypeFor[error](), reflect.TypeFor[fmt.Stringer]()} {
		if t.Implements(i) {
			return true
		}
	}
	return false
}
