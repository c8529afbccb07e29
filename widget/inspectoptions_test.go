package widget_test

import (
	"testing"

	"github.com/gokino/gokino/widget"
)

// TestInspectOptions: a label, and bounds of what is shown, for one call or for all.
func TestInspectOptions(t *testing.T) {
	newCell(t)
	long := []int{1, 2, 3, 4}
	for _, tt := range []struct {
		opts widget.InspectOptions
		in   any
		want string
	}{
		{widget.InspectOptions{}, long, "[1 2 3 4]"},
		{widget.InspectOptions{Label: "sizes"}, long, "sizes: [1 2 3 4]"},
		{widget.InspectOptions{Elements: 2}, long, "[1 2 … 2 more]"},
		{widget.InspectOptions{Elements: 4}, long, "[1 2 3 4]"},
		{widget.InspectOptions{Elements: 1}, map[string][]int{"a": long, "b": nil}, `map["a":[1 … 3 more] … 1 more]`},
		{widget.InspectOptions{Bytes: 3}, long, "[1 2 … 2 more]"},
		{widget.InspectOptions{Bytes: 1 << 30}, long, "[1 2 3 4]"},
		{widget.InspectOptions{Bytes: -1, Elements: -1}, long, "[1 2 3 4]"},
	} {
		if got := widget.Inspect(tt.in, tt.opts); got != tt.want {
			t.Errorf("%+v: %s, want %s", tt.opts, got, tt.want)
		}
		if got := widget.Inspected(tt.in, tt.opts); string(got) != tt.want {
			t.Errorf("%+v: %s, want %s", tt.opts, got, tt.want)
		}
	}
	widget.Configure(widget.InspectOptions{Elements: 1, Label: "of one call only"})
	if got := widget.Forms(long)["text/plain"]; got != "[1 … 3 more]" {
		t.Error("configured:", got)
	}
	if got := widget.Inspect(long, widget.InspectOptions{Elements: 3, Label: "n"}); got != "n: [1 2 3 … 1 more]" {
		t.Error("configured, and told otherwise:", got)
	}
	widget.Configure(widget.InspectOptions{})
	if got := widget.Inspect(long); got != "[1 2 3 4]" {
		t.Error("as at first:", got)
	}
}
