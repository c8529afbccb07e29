package export_test

import (
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook/export"
)

// TestCharts: what is drawn, and what is left to Vega.
func TestCharts(t *testing.T) {
	const xy = `"encoding":{"x":{"field":"x"},"y":{"field":"y"}}`
	for _, c := range []struct {
		spec string
		want string // in the page
	}{
		{`{"mark":"line",` + xy + `,"data":{"values":[{"x":0,"y":0},{"x":1,"y":null},{"x":2,"y":1},{"x":3,"y":2}]}}`, `d="M56 208M477.3 108L688 8"`},
		{`{"mark":"area",` + xy + `,"data":{"values":[{"x":0,"y":1},{"x":1,"y":1}]}}`, `d="M56 8L688 8L688 208L56 208Z"`},
		{`{"mark":"point",` + xy + `,"data":{"values":[{"x":1,"y":1}]}}`, `<circle cx="372" cy="108" r="3"`},
		{`{"mark":"bar",` + xy + `,"data":{"values":[]}}`, `class="axis"`},
		{`{"mark":"line",` + xy + `,"data":{"name":"d"},"datasets":{"d":[{"x":1e308,"y":-1e308},{"x":-1e308,"y":1e308}]}}`, `class="axis"`},
		{`{"mark":"line","title":{"text":"T & U"},` + xy + `}`, `T &amp; U</text>`},
		{`{"mark":"line","height":1e99,` + xy + `}`, `viewBox="0 0 700 1050"`},
		{`{"mark":"line","encoding":{"x":{"field":"x","title":"across"},"y":{"field":"y","title":null},"color":{"field":"c"}},"data":{"values":[{"x":1,"y":1,"c":"a"},{"x":2,"y":2,"c":"b"}]}}`, `>across</text>`},
		{`{"mark":"arc",` + xy + `}`, "Specification"},
		{`{"mark":"bar","encoding":{"x":{"field":"x","bin":true},"y":{"field":"y"}}}`, "Specification"},
		{`{"mark":"bar","encoding":{"x":{"field":"x"},"y":{"field":"y","aggregate":"mean"}}}`, "Specification"},
		{`{"mark":"line","encoding":{"x":{"field":"x","type":"temporal"},"y":{"field":"y"}}}`, "Specification"},
		{`{"mark":"line","transform":[],` + xy + `}`, "Specification"},
		{`{"mark":"line","encoding":{"x":{"field":"x"}}}`, "Specification"},
		{`{"marks":[]}`, "Specification"},
		{`{`, "Specification"},
	} {
		out := export.HTML(page(forms{"text/plain": "chart", "application/vnd.vegalite.v5+json": c.spec}))
		if bad := wrong(out); bad != "" || !strings.Contains(out, c.want) {
			_, out, _ = strings.Cut(out, "<main>")
			t.Errorf("%s: %s, want %s in\n%s", c.spec, bad, c.want, out)
		}
	}
}
