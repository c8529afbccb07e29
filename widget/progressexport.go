package widget

import (
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

// ProgressType is bars as they stand, a list of maps: "name", "count", "rate",
// "left" and "state" (strings; the state is "", "done" or what went wrong), "depth",
// "done" and "total" (numbers; a total of 0 is not known).
const ProgressType = "application/vnd.gokino.progress"

// HandleExport is how far it has got. How fast a bar moves that has not ended says
// nothing where it does not move.
func (progressLive) HandleExport(ctx *live.Context[*board]) (live.Export, error) {
	forms, bars := ctx.Assigns.forms(false), []any{}
	for i := range forms {
		f := &forms[i]
		if f.State == "" {
			f.Rate, f.Left = "", ""
		}
		bars = append(bars, map[string]any{
			"name": f.Name, "depth": f.Depth, "done": f.Done, "total": f.Total,
			"count": f.Count, "rate": f.Rate, "left": f.Left, "state": f.State,
		})
	}
	return live.Export{Data: kernel.Data{"text/plain": lines(forms), ProgressType: bars}}, nil
}
