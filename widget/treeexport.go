package widget

import (
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

// TreeType is the first levels of a tree, a map: "key", "type" and "text" (strings),
// "hidden" (bool), "children" (a list of the same) and "more", how many children are
// missing.
const TreeType = "application/vnd.gokino.tree"

// Bounds of an exported tree.
const (
	maxTreeExport  = 500 // branches
	treeExportDeep = 6   // levels
	maxBranchOut   = 50  // children of a branch
)

// HandleExport is the first levels.
func (treeLive) HandleExport(ctx *live.Context[branch]) (live.Export, error) {
	root, left := ctx.Assigns, maxTreeExport
	return live.Export{Data: kernel.Data{
		"text/plain": treeText(ctx.Assigns), TreeType: root.export(treeExportDeep, &left),
	}}, nil
}

// export is the branch with those below it, deep levels and left branches at most.
func (b *branch) export(deep int, left *int) map[string]any {
	n := b.node()
	children, shown := []any{}, 0
	for shown < min(n.Count, maxBranchOut) && deep > 0 && *left > 0 {
		c, ok := b.child(shown)
		if !ok {
			break
		}
		*left--
		shown++
		children = append(children, c.export(deep-1, left))
	}
	return map[string]any{
		"key": n.Key, "type": n.Type, "text": n.Text, "hidden": n.Hidden, "children": children, "more": n.Count - shown,
	}
}
