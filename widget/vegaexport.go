package widget

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

// VegaType is a specification of Vega-Lite or Vega with all its data, as JSON text.
const VegaType = "application/vnd.vegalite.v5+json"

// HandleExport is the specification, with all rows that were appended.
func (vegaLive) HandleExport(ctx *live.Context[*chart]) (live.Export, error) {
	spec, err := ctx.Assigns.whole()
	if err != nil {
		return live.Export{}, err
	}
	return live.Export{Data: kernel.Data{
		"text/plain": ctx.Assigns.said(), VegaType: spec, FigureType: map[string]any{"alt": ctx.Assigns.opts.Name},
	}}, nil
}

// whole is the specification with the rows in it.
func (c *chart) whole() (string, error) {
	c.mu.Lock()
	rows := list(c.keptLocked())
	c.mu.Unlock()
	if rows == "[]" {
		return c.spec, nil
	}
	var spec map[string]json.RawMessage
	if err := json.Unmarshal([]byte(c.spec), &spec); err != nil {
		return "", err
	}
	name := c.opts.Dataset
	if name == "" {
		var data struct{ Name string }
		_ = json.Unmarshal(spec["data"], &data) // which need not have a name
		name = cmp.Or(data.Name, "rows")
	}
	set, err := json.Marshal(map[string]json.RawMessage{name: json.RawMessage(rows)})
	if err != nil {
		return "", err
	}
	spec["datasets"] = set
	if spec["data"] == nil {
		spec["data"], _ = json.Marshal(map[string]string{"name": name}) // a string can be encoded
	}
	text, err := json.Marshal(spec)
	return string(text), err
}

// said is the chart as text: as letters, where it is one of this package's plots,
// or what it is of.
func (c *chart) said() string {
	if c.text != "" {
		return c.text
	}
	var spec struct {
		Title, Description, Mark any
		Encoding                 map[string]struct{ Field any }
		Data                     struct{ Values []json.RawMessage }
	}
	_ = json.Unmarshal([]byte(c.spec), &spec) // of others, what can be read
	kind := "chart"
	switch m := spec.Mark.(type) {
	case string:
		kind = m + " chart"
	case map[string]any:
		if t, ok := m["type"].(string); ok {
			kind = t + " chart"
		}
	}
	var fields []string
	for _, channel := range slices.Sorted(maps.Keys(spec.Encoding)) {
		if f, ok := spec.Encoding[channel].Field.(string); ok {
			fields = append(fields, f)
		}
	}
	if len(fields) > 0 {
		kind += " of " + strings.Join(fields, ", ")
	}
	c.mu.Lock()
	n := max(len(c.keptLocked()), len(spec.Data.Values))
	c.mu.Unlock()
	if n > 0 {
		kind += ", " + plural(n, "row")
	}
	name := c.opts.Name
	for _, other := range []any{spec.Title, spec.Description} {
		if s, ok := other.(string); ok && name == "" {
			name = s
		}
	}
	if name != "" {
		return name + ": " + kind
	}
	return kind
}
