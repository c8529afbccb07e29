package widget_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/widget"
)

type row struct {
	Name string
	N    int
	in   []string
}

type long struct {
	First, Second string
	Third         error
}

// TestDefaultForms: what values show as that know no form of their own.
func TestDefaultForms(t *testing.T) {
	rows := func(data kernel.Data) any {
		table, _ := data[widget.RowsType].(map[string]any)
		return table["rows"]
	}
	words := strings.Repeat("word ", 20)
	channel := make(chan int, 3)
	channel <- 1
	for _, test := range []struct {
		name string
		in   any
		text string
		rows any
	}{
		{"structs", []row{{"a", 1, nil}, {"b", 2, []string{"x"}}}, "",
			[]any{[]any{"a", "1", "[]"}, []any{"b", "2", `["x"]`}}},
		{"pointers to structs", []*row{{"a", 1, nil}, nil}, "", []any{[]any{"a", "1", "[]"}, []any{"", "", ""}}},
		{"no structs", []row{}, "[]", nil},
		{"structs that print themselves", []temp{1}, "[warm]", nil},
		{"a short struct", row{"a", 1, nil}, `{Name:"a" N:1 in:[]}`, nil},
		{"a long struct", long{words, "b", errors.New("bad")}, "",
			[]any{[]any{"First", words}, []any{"Second", "b"}, []any{"Third", "bad"}}},
		{"a short map", map[string]int{"a": 1}, `map["a":1]`, nil},
		{"a long map", map[string]string{"b": words, "a": "x"}, "", []any{[]any{"a", "x"}, []any{"b", words}}},
		{"a function", strings.ToUpper, "strings.ToUpper: func(string) string", nil},
		{"a literal", func() {}, "func()", nil},
		{"a channel", channel, "chan int, 1 of 3 values wait", nil},
		{"no channel", (chan int)(nil), "<nil>", nil},
		{"numbers", []int{1, 2}, "[1 2]", nil},
		{"nil", nil, "<nil>", nil},
	} {
		got := widget.Forms(test.in)
		if test.text != "" && got["text/plain"] != test.text || !reflect.DeepEqual(rows(got), test.rows) {
			t.Errorf("%s: %v", test.name, got)
		}
	}
	look := widget.Forms(fmt.Errorf("a: %w", errors.New("b")))
	if look["text/plain"] != "a: b" || look[widget.TextType].(map[string]any)["tone"] != "error" {
		t.Error(look)
	}
}

// TestDefaultFormsBounded: tables and their fields are bounded, with the bound.
func TestDefaultFormsBounded(t *testing.T) {
	many := make([]row, 1000)
	many[0].Name = strings.Repeat("é", 1000)
	table := widget.Forms(many)[widget.RowsType].(map[string]any)
	shown := table["rows"].([]any)
	field := shown[0].([]any)[0].(string)
	if len(shown) != 200 || table["more"] != 800 {
		t.Error(len(shown), table["more"])
	}
	if !strings.HasSuffix(field, "… 1800 more bytes") || strings.Contains(field, "\ufffd") {
		t.Error(field)
	}
	noText := widget.Forms([]row{{Name: strings.Repeat("\xbf", 1000)}})[widget.RowsType].(map[string]any)
	if field := noText["rows"].([]any)[0].([]any)[0]; field != "… 1000 more bytes" {
		t.Errorf("of what has no whole letter: %q", field)
	}
}
