package session

import (
	"context"
	"slices"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/export"
)

// told is a value of a live widget that the observer was told, and how it read.
type told struct {
	Output
	text string
}

// tell tells the observer the values that have waited for the end of a cell. No lock
// is held while widgets are asked: they may have to put something out first.
func (r *headless) tell(ctx context.Context) {
	r.mu.Lock()
	waiting := r.waiting
	r.waiting = nil
	r.mu.Unlock()
	resolver := resolverOf(r.evaluator)
	for _, o := range waiting {
		now := o
		now.Data = resolver.Resolve(ctx, o.Data)
		r.told = append(r.told, told{o, export.Text(now.Data)})
		observe(r, r.opts.Observer.Output, now)
	}
	for _, problem := range resolver.Problems() {
		observe(r, r.opts.Observer.Output, Output{Output: notebook.Output{Kind: notebook.Note, Text: problem}})
	}
}

// conclude puts what live widgets are at the end in the place of what they were,
// and tells the observer what has changed.
func (r *headless) conclude(ctx context.Context) {
	r.tell(ctx)
	resolver := resolverOf(r.evaluator)
	for _, g := range r.concluded() {
		before := len(resolver.Problems())
		for _, data := range r.valuesOf(g) {
			resolver.Resolve(ctx, data)
		}
		g.problems = slices.Clone(resolver.Problems()[before:])
	}
	for _, t := range r.told {
		now := t.Output
		now.Data = resolver.Resolve(ctx, t.Data)
		if export.Text(now.Data) != t.text {
			observe(r, r.opts.Observer.Changed, now)
		}
	}
	resolver.Stop() // what follows waits for nobody
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, g := range r.cells {
		g.conclude(ctx, resolver)
	}
}

func (r *headless) concluded() []*gathering {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.cells)
}

func (r *headless) valuesOf(g *gathering) []map[string]any {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(g.values)
}

// conclude puts in what the resolver knows.
func (g *gathering) conclude(ctx context.Context, resolver *export.Resolver) {
	for i, data := range g.values {
		g.values[i] = resolver.Resolve(ctx, data)
	}
	g.shown = slices.Clone(g.shown)
	for i, o := range g.shown {
		if o.Kind == notebook.Value {
			g.shown[i].Data = resolver.Resolve(ctx, o.Data)
		}
	}
	g.result.Notes = append(slices.Clip(g.result.Notes), g.problems...)
}

// Notebook is the notebook d with what came of its run, to be exported; name is that
// of its file.
func (r Report) Notebook(name string, d notebook.Document) export.Notebook {
	n := export.Notebook{Name: name}
	for _, c := range d.Cells {
		cell := export.Cell{ID: c.ID, Kind: c.Kind, Source: c.Source}
		at := slices.IndexFunc(r.Cells, func(r CellReport) bool { return r.Cell == c.ID })
		if c.Kind == notebook.Code && at >= 0 {
			run := r.Cells[at]
			cell.Outputs, cell.Dropped, cell.Notes, cell.Skipped = run.Shown, run.Dropped, run.Notes, run.Status == "skipped"
			if e := run.Error; e != nil && !slices.ContainsFunc(run.Shown, func(o notebook.Output) bool {
				return o.Error != nil && o.Error.Message == e.Message
			}) {
				cell.Error = &notebook.CellError{Message: e.Message, Line: e.Line, Col: e.Col, Stack: e.Stack}
				if run.Status == "stopped" {
					cell.Error.Message = "stopped: " + e.Message
				}
			}
		}
		n.Cells = append(n.Cells, cell)
	}
	return n
}
