package session

import (
	"context"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/export"
)

// Export is the notebook as it is now, to be put on paper. Its live widgets are asked
// what they are; one that does not say is as it was when it was shown, and its cell
// has a note.
func (s *Session) Export(ctx context.Context) export.Notebook {
	snap := s.Snapshot()
	s.mu.Lock()
	resolver := resolverOf(s.evaluator)
	s.mu.Unlock()
	n := export.Notebook{Name: snap.Name}
	for _, c := range snap.Cells {
		cell := export.Cell{
			ID: c.ID, Kind: c.Kind, Source: c.Source, Outputs: c.Outputs, Dropped: c.Dropped,
			Error: c.Error, Notes: c.Notes, Skipped: c.State == notebook.Skipped,
		}
		before := len(resolver.Problems())
		for i, o := range cell.Outputs {
			if o.Kind == notebook.Value {
				cell.Outputs[i].Data = resolver.Resolve(ctx, o.Data)
			}
		}
		cell.Notes = append(cell.Notes, resolver.Problems()[before:]...)
		n.Cells = append(n.Cells, cell)
	}
	return n
}

// resolverOf asks the widgets of an evaluator. Without one, or where it cannot be asked,
// values stay as they are.
func resolverOf(e Evaluator) *export.Resolver {
	if asks, ok := e.(Exporter); ok {
		return export.NewResolver(asks.Export)
	}
	return export.NewResolver(nil)
}
