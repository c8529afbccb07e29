package widget

import (
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

// exportRows is how many rows of a table are exported.
const exportRows = 200

// HandleExport is the first rows.
func (tableLive) HandleExport(ctx *live.Context[tableState]) (live.Export, error) {
	s := &ctx.Assigns
	w, err := s.window(ctx.Context(), TableQuery{Limit: exportRows})
	if err != nil {
		return live.Export{}, err
	}
	columns, numbers := make([]any, len(s.cols)), make([]any, len(s.cols))
	for i, c := range s.cols {
		columns[i], numbers[i] = c.Label, c.Kind == "number"
	}
	rows := make([]any, len(w.Cells))
	for i, cells := range w.Cells {
		row := make([]any, len(cells))
		for j, cell := range cells {
			row[j] = cell
		}
		rows[i] = row
	}
	more := w.Total - len(rows)
	if w.Total < 0 {
		more = -1
	}
	return live.Export{Data: kernel.Data{
		"text/plain": s.text(),
		RowsType:     map[string]any{"columns": columns, "rows": rows, "more": more, "name": s.opts.Name, "numbers": numbers},
	}}, nil
}
