package widget

import (
	"fmt"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

// HandleExport is the history, one value below the other. The live widgets in it
// are asked by whoever asks the frame.
func (frame) HandleExport(ctx *frameContext) (live.Export, error) {
	s := &ctx.Assigns
	list, err := s.history.forms()
	if err != nil {
		return live.Export{}, err
	}
	data := kernel.Data{"text/plain": s.text()}
	if len(list) == 0 {
		return live.Export{Data: data}, nil
	}
	items := make([]any, 0, len(list)+1)
	if n := s.history.dropped; n > 0 {
		items = append(items, layoutItem(kernel.Data{"text/plain": fmt.Sprintf("… %d more before", n)}))
	}
	for _, forms := range list {
		if p, ok := forms.(live.Payload); ok {
			if forms, err = p.Value(); err != nil {
				return live.Export{}, err
			}
		}
		shown, _ := forms.(map[string]any)
		items = append(items, layoutItem(shown))
	}
	data[LayoutType] = map[string]any{"kind": "grid", "items": items, "columns": []any{1}, "gap": 8}
	return live.Export{Data: data}, nil
}
