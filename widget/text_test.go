package widget_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/widget"
)

// TestText: text in its kinds.
func TestText(t *testing.T) {
	look := func(pairs ...any) map[string]any {
		m := map[string]any{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i].(string)] = pairs[i+1]
		}
		return m
	}
	for _, test := range []struct {
		name string
		in   any
		want kernel.Data
	}{
		{"plain", widget.Text("a\nb"), kernel.Data{"text/plain": "a\nb", widget.TextType: look()}},
		{"terminal", widget.Terminal("\x1b[1ma"), kernel.Data{"text/plain": "\x1b[1ma", widget.TextType: look("terminal", true)}},
		{"styled", widget.StyledText{Text: "a", Color: "red", Size: "2em"},
			kernel.Data{"text/plain": "a", widget.TextType: look("color", "red", "size", "2em")}},
		{"chunk", widget.Chunk(widget.Text("a")), kernel.Data{"text/plain": "a", widget.TextType: look("chunk", true)}},
		{"chunk of a terminal", widget.Chunk(widget.Terminal("a")),
			kernel.Data{"text/plain": "a", widget.TextType: look("chunk", true, "terminal", true)}},
		{"chunk of Markdown", widget.Chunk(widget.Markdown("*a*")),
			kernel.Data{"text/plain": "*a*", widget.MarkdownType: "*a*", widget.TextType: look("chunk", true)}},
		{"chunk of what is none", widget.Chunk(widget.HTML("<b>")), kernel.Data{"text/plain": "<b>", widget.HTMLType: "<b>"}},
		{"inspected", widget.Inspected([]string{"a"}), kernel.Data{"text/plain": `["a"]`, widget.TextType: look()}},
		{"Markdown", widget.Markdown("# a"), kernel.Data{"text/plain": "# a", widget.MarkdownType: "# a"}},
		{"HTML", widget.HTML("<p>"), kernel.Data{"text/plain": "<p>", widget.HTMLType: "<p>"}},
		{"diagram", widget.Mermaid("graph"), kernel.Data{"text/plain": "graph", widget.MermaidType: "graph",
			widget.FigureType: look("download", "diagram.svg")}},
		{"diagram with a caption", widget.Diagram{Source: "graph", Caption: "c", NoDownload: true},
			kernel.Data{"text/plain": "graph", widget.MermaidType: "graph", widget.FigureType: look("caption", "c")}},
	} {
		if got := widget.Forms(test.in); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %v", test.name, got)
		}
	}
	bad := widget.Forms(widget.StyledText{Text: "a", Color: "red; position: fixed"})
	if text := bad["text/plain"].(string); !strings.Contains(text, "semicolon") {
		t.Error(bad)
	}
}

// TestTextBounded: of a long text the end is shown, and how much is missing.
func TestTextBounded(t *testing.T) {
	long := "\u00e9" + strings.Repeat("x", 1<<20-1)
	for _, v := range []widget.Renderer{widget.Text(long), widget.Terminal(long), widget.Markdown(long)} {
		data := widget.Forms(v)
		if text := data["text/plain"].(string); len(text) != 1<<20-1 || data[widget.TextType].(map[string]any)["cut"] != 2 {
			t.Errorf("%T: %d bytes, %v", v, len(text), data[widget.TextType])
		}
	}
}

// TestLayout: what is arranged keeps its forms; as text it stands in lines.
func TestLayout(t *testing.T) {
	tabs := widget.Forms(widget.Tabs(widget.Tab("A", widget.Markdown("*a*\nb")), widget.Tab("B", 1)))
	if tabs["text/plain"] != "A:\n  *a*\n  b\nB:\n  1" {
		t.Errorf("%q", tabs["text/plain"])
	}
	layout := tabs[widget.LayoutType].(map[string]any)
	first := layout["items"].([]any)[0].(map[string]any)
	if layout["kind"] != "tabs" || first["label"] != "A" || first["data"].(map[string]any)[widget.MarkdownType] != "*a*\nb" {
		t.Error(layout)
	}

	for _, test := range []struct {
		opts    widget.GridOptions
		columns []any
		gap     int
	}{
		{widget.GridOptions{}, []any{1}, 8},
		{widget.GridOptions{Columns: 3, Gap: -1}, []any{1, 1, 1}, 0},
		{widget.GridOptions{Ratios: []int{1, 2, 1}, Gap: 20}, []any{1, 2, 1}, 20},
	} {
		grid := widget.Forms(widget.Grid(test.opts, 1, "a"))
		layout := grid[widget.LayoutType].(map[string]any)
		if grid["text/plain"] != "1\n\"a\"" || !reflect.DeepEqual(layout["columns"], test.columns) || layout["gap"] != test.gap {
			t.Error(test.opts, grid)
		}
	}
	for want, opts := range map[string]widget.GridOptions{
		"widget.Grid: -1 columns": {Columns: -1}, "widget.Grid: 65 columns": {Columns: 65},
		"widget.Grid: the ratio 0 of column 2": {Ratios: []int{1, 0}}, "widget.Grid: 66 columns": {Ratios: make([]int, 66)},
	} {
		if data := widget.Forms(widget.Grid(opts, 1)); data[widget.LayoutType] != nil || !strings.HasPrefix(data["text/plain"].(string), want) {
			t.Error(opts, data)
		}
	}
}
