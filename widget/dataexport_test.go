package widget_test

import (
	"context"
	"strings"
	"testing"

	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/widget"
)

// TestDataExports are the widgets of data where no JavaScript runs.
func TestDataExports(t *testing.T) {
	h := newHost(t)
	chart := widget.NewVega(`{"mark":"line"}`, widget.VegaOptions{Kernel: h.k})
	must(t, chart.Append(map[string]int{"x": 1}))
	for _, test := range []struct {
		name string
		w    interface {
			Export(context.Context) (live.Export, error)
		}
		markdown, html string
	}{
		{"table", widget.NewTable([]struct {
			Name string
			N    int
		}{{"<b>&", 7}}, widget.TableOptions{Kernel: h.k, Name: "T"}),
			"```\nT\nName  N\n────  ─\n<b>&  7\n```\n",
			`<table><caption>T</caption><thead><tr><th>Name</th><th style="text-align:right">N</th></tr>` + "\n" +
				`</thead><tbody><tr><td>&lt;b&gt;&amp;</td><td style="text-align:right">7</td></tr>` + "\n</tbody></table>"},
		{"tree", widget.NewTree([]int{7}, widget.TreeOptions{Kernel: h.k}), "```\n[]int 1 element\n  0: int 7\n```\n", ""},
		{"chart", chart, "```vega-lite\n" + `{"data":{"name":"rows"},"datasets":{"rows":[{"x":1}]},"mark":"line"}` + "\n```\n", ""},
		{"plain chart", widget.NewVega(`{"mark":"bar"}`, widget.VegaOptions{Kernel: h.k}), "```vega-lite\n" + `{"mark":"bar"}` + "\n```\n", ""},
	} {
		e, err := test.w.Export(context.Background())
		if err != nil {
			t.Fatal(test.name, err)
		}
		if got, err := e.Markdown(); err != nil || got != test.markdown || e.HTML != test.html {
			t.Errorf("%s: %v\n%s\n%s", test.name, err, got, e.HTML)
		}
	}
	many, err := widget.NewTable(squares(1000), widget.TableOptions{Kernel: h.k}).Export(context.Background())
	if err != nil || strings.Count(many.HTML, "<tr>") != 201 || !strings.HasSuffix(many.HTML, "<p>… 800 more rows</p>") {
		t.Error(err, len(many.HTML))
	}
}
