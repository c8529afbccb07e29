package compile

import (
	"context"
	"fmt"
	"runtime/debug"
)

// Survey finds out what cells have to do with each other's names if they run in
// this order. Nothing runs, and no process is needed: cells are type-checked
// only. Packages that they import are compiled, and fetched as they would be by a
// run. found is called for each cell; its error says why the cell cannot run, and
// is Errors if the cell is at fault. What is known of such a cell is what its
// text tells ([Outline]).
func (t *Toolchain) Survey(ctx context.Context, cells []Cell, found func(Cell, Names, error)) error {
	b, err := t.prepare(ctx)
	if err != nil {
		return err
	}
	n := NewNotebook(t, nil)
	n.space, n.pkgs = t.space, newPackages(b.packages)
	for _, cell := range cells {
		names, err := n.survey(ctx, cell)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		found(cell, names, err)
	}
	return nil
}

// survey commits a cell without building it.
func (n *Notebook) survey(ctx context.Context, cell Cell) (names Names, err error) {
	defer func() {
		if e := recover(); e != nil {
			n.tool.log.Error("survey panicked", "cell", cell.ID, "panic", e, "stack", string(debug.Stack()))
			names, err = Outline(cell.Source), fmt.Errorf("internal: check cell%d: %v", cell.ID, e)
		}
	}()
	u, _, err := n.translate(ctx, cell, false)
	if err != nil {
		names = Outline(cell.Source)
		names.Uses = n.Guess(cell.Source).Uses
		names.Needs = names.Uses
		return names, err
	}
	n.Commit(u)
	return u.Names, nil
}
