package widget_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/widget"
)

// TestDebug: a place is shown once, and tells pages of all its calls at once.
func TestDebug(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCell(t)
		double := func(n int) int { return 2 * widget.Debug(n, "before") }
		if got := double(1); got != 2 {
			t.Error(got)
		}
		widget.Debug([]string{"another place"})
		said := c.heard()
		var shown []string
		var ref string
		for _, m := range said {
			if out, ok := m.(kernel.Output); ok {
				shown = append(shown, fmt.Sprint(out.Data["text/plain"]))
				if ref == "" {
					ref = out.Data[kernel.ViewType].(kernel.View).Ref
				}
			}
		}
		want := `[debug_test.go:17 before int = 1 debug_test.go:21 []string = ["another place"]]`
		if got := fmt.Sprint(shown); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		init := c.init("page", ref, synctest.Wait)
		if got := fmt.Sprint(init["items"].([]any)[0].(map[string]any)["text/plain"]); got != "debug_test.go:17 before int = 1" || init["label"] != "Debug debug_test.go:17" {
			t.Error(init)
		}
		for n := range 1000 {
			double(n)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		events := c.events("page")
		if len(events) != 1 || events[0].name != "render" {
			t.Fatalf("%+v", events)
		}
		data := events[0].payload["data"].(map[string]any)
		table := data[widget.LayoutType].(map[string]any)["items"].([]any)[1].(map[string]any)["data"].(map[string]any)[widget.RowsType].(map[string]any)
		rows := table["rows"].([]any)
		if got := fmt.Sprint(len(rows), rows[0], rows[4]); got != "5 [1,001 int 999] [997 int 995]" {
			t.Error(got)
		}
		if export, err := c.Export(t.Context(), ref); err != nil || export["text/plain"] != data["text/plain"] {
			t.Error(export, err)
		}
		c.close() // what calls it later does no harm
		double(1)
		if got := c.heard(); len(got) != 0 {
			for _, m := range got {
				if _, ok := m.(kernel.Output); ok {
					t.Errorf("after the end: %+v", m)
				}
			}
		}
	})
}
