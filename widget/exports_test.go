package widget_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/widget"
)

// exported are the forms of a handle's export, as JSON without the text.
func exported(t *testing.T, h *host, w viewer) (forms, text string) {
	t.Helper()
	data, err := h.k.Export(context.Background(), w.View().Ref)
	if err != nil {
		t.Fatal(err)
	}
	text, _ = data["text/plain"].(string)
	delete(data, "text/plain")
	b, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	return string(b), text
}

type viewer interface{ View() kernel.View }

// TestExports are the forms of widgets where nobody can use them, as of now.
func TestExports(t *testing.T) {
	h := newHost(t)
	chart := widget.NewVega(`{"mark":"line"}`, widget.VegaOptions{Kernel: h.k})
	must(t, chart.Append(map[string]int{"x": 1}))
	named := widget.NewVega(`{"mark":{"type":"bar"},"title":"T","encoding":{"x":{"field":"a"},"y":{"field":"b"}}}`, widget.VegaOptions{Kernel: h.k})
	p := widget.NewProgress(4, widget.ProgressOptions{Name: "P", Kernel: h.k})
	p.Add(1)
	for _, test := range []struct {
		name        string
		w           viewer
		forms, text string
	}{
		{"table", widget.NewTable([]struct {
			Name string
			N    int
		}{{"<b>&", 7}}, widget.TableOptions{Kernel: h.k, Name: "T"}),
			`{"application/vnd.gokino.rows":{"columns":["Name","N"],"more":0,"name":"T","numbers":[false,true],"rows":[["\u003cb\u003e\u0026","7"]]}}`,
			"T\nName  N\n────  ─\n<b>&  7"},
		{"tree", widget.NewTree([]int{7}, widget.TreeOptions{Kernel: h.k}),
			`{"application/vnd.gokino.tree":{"children":[{"children":[],"hidden":false,"key":"0","more":0,"text":"7","type":"int"}],"hidden":false,"key":"","more":0,"text":"1 element","type":"[]int"}}`,
			"[]int 1 element\n  0: int 7"},
		{"chart", chart,
			`{"application/vnd.gokino.figure":{"alt":""},"application/vnd.vegalite.v5+json":"{\"data\":{\"name\":\"rows\"},\"datasets\":{\"rows\":[{\"x\":1}]},\"mark\":\"line\"}"}`,
			"line chart, 1 row"},
		{"named chart", named,
			`{"application/vnd.gokino.figure":{"alt":""},"application/vnd.vegalite.v5+json":"{\"mark\":{\"type\":\"bar\"},\"title\":\"T\",\"encoding\":{\"x\":{\"field\":\"a\"},\"y\":{\"field\":\"b\"}}}"}`,
			"T: bar chart of a, b"},
		{"progress", p,
			`{"application/vnd.gokino.progress":[{"count":"1 of 4","depth":0,"done":1,"left":"","name":"P","rate":"","state":"","total":4}]}`,
			"P  ██████░░░░░░░░░░░░░░░░░░   25%  1 of 4"},
	} {
		if forms, text := exported(t, h, test.w); forms != test.forms || text != test.text {
			t.Errorf("%s:\n%s\n%s", test.name, forms, text)
		}
	}
}

// TestExportsBounded: tables, trees and films are cut, and say so.
func TestExportsBounded(t *testing.T) {
	h := newHost(t)
	rows, _ := exported(t, h, widget.NewTable(squares(1000), widget.TableOptions{Kernel: h.k}))
	if n := strings.Count(rows, "],["); n != 199 || !strings.Contains(rows, `"more":800`) {
		t.Error("rows of a table:", n)
	}
	deep := map[string]any{}
	for at, i := deep, 0; i < 1000; i++ {
		next := map[string]any{}
		at["next"], at["list"], at = next, make([]int, 1000), next
	}
	tree, _ := exported(t, h, widget.NewTree(deep, widget.TreeOptions{Kernel: h.k}))
	if n := strings.Count(tree, `"key"`); n > 501 || n < 100 {
		t.Error("branches of a tree:", n)
	}
}

// TestExportOfFrame: a frame's export is its history; live widgets in it are named,
// to be asked themselves.
func TestExportOfFrame(t *testing.T) {
	newHost(t)
	k := kernel.Default()
	f, inner := widget.NewFrame(), widget.NewFrame()
	get := func() (kernel.Data, []any) {
		data, err := k.Export(context.Background(), f.View().Ref)
		if err != nil {
			t.Fatal(err)
		}
		layout, _ := data[widget.LayoutType].(map[string]any)
		items, _ := layout["items"].([]any)
		return data, items
	}
	if data, items := get(); items != nil || data["text/plain"] != "(Nothing here yet)" {
		t.Error("an empty frame is", data)
	}
	for _, word := range []string{"a", "b"} {
		f.Append(widget.Chunk(widget.Text(word)))
	}
	f.Append(inner)
	data, items := get()
	first, _ := items[0].(map[string]any)["data"].(map[string]any)
	second, _ := items[1].(map[string]any)["data"].(map[string]any)
	view, _ := second[kernel.ViewType].(map[string]any)
	if len(items) != 2 || first["text/plain"] != "ab" || view["ref"] != inner.View().Ref {
		t.Error("a frame is", data)
	}
	must(t, f.Close(context.Background()))
	if _, err := k.Export(context.Background(), f.View().Ref); err == nil || errors.Is(err, context.DeadlineExceeded) {
		t.Error("the export of a frame that has ended:", err)
	}
}
