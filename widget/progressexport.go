package widget

import (
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

// ProgressType is bars as they stand, a list of maps: "name", "count", "rate",
// "left" and "state" (strings; the state is "", "done" or what went wrong), "depth",
// "done" and "total" (numbers; a total of 0 is not known).
const ProgressType = "application/vnd.gokino.progress"

// HandleExport is how far it has got.
func (progressLive) HandleExport(ctx *live.Context[*board]) (live.Export, error) {
	bars := []any{}
	for _, f := range ctx.Assigns.forms(false) {
		bars = append(bars, map[string]any{
			"name": f.Name, "depth": f.Depth, "done": f.Done, "total": f.Total,
			"count": f.Count, "rate": f.Rate, "left": f.Left, "state": f.State,
		})
	}
	return live.Export{Data: kernel.Data{"text/plain": ctx.Assigns.text(), ProgressType: bars}}, nil
}
