package widget

import (
	"fmt"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

// HandleExport is what is the case now.
func (statsLive) HandleExport(*live.Context[statsState]) (live.Export, error) {
	var p probe
	v := p.look(time.Now())
	return live.Export{Data: kernel.Data{
		"text/plain": v.text(),
		RowsType: map[string]any{"columns": []any{}, "more": 0, "rows": []any{
			[]any{"Goroutines", grouped(int64(v.Goroutines))},
			[]any{"Heap", amount(float64(v.Heap), "bytes")},
			[]any{"From the system", amount(float64(v.System), "bytes")},
			[]any{"Collections", grouped(int64(v.Collections))},
		}},
	}}, nil
}

func (v vitals) text() string {
	return fmt.Sprintf("goroutines %s, heap %s, from the system %s, collections %s",
		grouped(int64(v.Goroutines)), amount(float64(v.Heap), "bytes"), amount(float64(v.System), "bytes"), grouped(int64(v.Collections)))
}
