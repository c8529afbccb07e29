package widget

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/gokino/gokino/live"
)

// exportRows is how many rows of a table are exported.
const exportRows = 200

// escape makes text of HTML.
var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// HandleExport is the first rows, as text and as HTML.
func (tableLive) HandleExport(ctx *live.Context[tableState]) (live.Export, error) {
	s := &ctx.Assigns
	html, err := s.html(ctx.Context())
	return live.Export{Payload: s.text(), HTML: html}, err
}

// html is the first rows as an HTML table.
func (s *sheet) html(ctx context.Context) (string, error) {
	w, err := s.window(ctx, TableQuery{Limit: exportRows})
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("<table>")
	if s.opts.Name != "" {
		fmt.Fprintf(&b, "<caption>%s</caption>", escape.Replace(s.opts.Name))
	}
	line := func(tag string, cells []string) {
		b.WriteString("<tr>")
		for i, cell := range cells {
			align := ""
			if s.cols[i].Kind == "number" {
				align = ` style="text-align:right"`
			}
			fmt.Fprintf(&b, "<%s%s>%s</%s>", tag, align, escape.Replace(cell), tag)
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("<thead>")
	line("th", labels(s.cols))
	b.WriteString("</thead><tbody>")
	for _, row := range w.Cells {
		line("td", row)
	}
	b.WriteString("</tbody></table>")
	if more := w.Total - len(w.Cells); w.Total >= 0 && more > 0 {
		fmt.Fprintf(&b, "<p>… %d more rows</p>", more)
	} else if w.Total < 0 {
		b.WriteString("<p>… more rows</p>")
	}
	return b.String(), nil
}

// HandleExport is the first levels as text.
func (treeLive) HandleExport(ctx *live.Context[branch]) (live.Export, error) {
	return live.Export{Payload: treeText(ctx.Assigns)}, nil
}

// HandleExport is the specification, with all rows that were appended.
func (vegaLive) HandleExport(ctx *live.Context[*chart]) (live.Export, error) {
	c := ctx.Assigns
	c.mu.Lock()
	rows := list(c.keptLocked())
	c.mu.Unlock()
	var spec map[string]json.RawMessage
	if err := json.Unmarshal([]byte(c.spec), &spec); err != nil {
		return live.Export{}, err
	}
	if rows != "[]" {
		name := c.opts.Dataset
		if name == "" {
			var data struct{ Name string }
			_ = json.Unmarshal(spec["data"], &data) // which need not have a name
			name = cmp.Or(data.Name, "rows")
		}
		set, err := json.Marshal(map[string]json.RawMessage{name: json.RawMessage(rows)})
		if err != nil {
			return live.Export{}, err
		}
		spec["datasets"] = set
		if spec["data"] == nil {
			spec["data"], _ = json.Marshal(map[string]string{"name": name}) // a string can be encoded
		}
	}
	return live.Export{Info: "vega-lite", Payload: spec}, nil
}
