package compile

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// Spot is a stretch of a cell.
type Spot struct{ Cell, Start, End int }

// Locate returns where a cell declares an object of the analysed file's package.
// ok is false for objects of other packages, and for those without a place.
func (a *Analysis) Locate(obj types.Object) (spot Spot, ok bool) {
	if obj == nil || obj.Pkg() != a.u.pkg {
		return Spot{}, false
	}
	if d := a.u.declared[obj.Name()]; d != nil && obj.Parent() == a.u.pkg.Scope() && d.tok == token.VAR && a.c.decls[d.name] != d {
		return a.draft.locate(d.cell, d.name)
	}
	return a.spot(obj.Pos(), plain(obj.Name()))
}

// spot returns the place of a name in a cell.
func (a *Analysis) spot(pos token.Pos, name string) (Spot, bool) {
	cell, start, ok := a.place(pos)
	if !ok {
		return Spot{}, false
	}
	text := a.c.src.text
	if cell != a.c.src.cell {
		_, w := a.draft.cell(cell)
		text = w.Source
	}
	end := start + len(name)
	if end > len(text) || text[start:end] != name {
		return Spot{}, false
	}
	return Spot{cell, start, end}, true
}

// locate returns where a cell declares a name at its top level.
func (d *Draft) locate(cell int, name string) (Spot, bool) {
	_, w := d.cell(cell)
	if w == nil {
		return Spot{}, false
	}
	a := d.Analyze(cell, w.Source)
	if a == nil {
		return Spot{}, false
	}
	obj := a.u.pkg.Scope().Lookup(unitName(name))
	if obj == nil {
		return Spot{}, false
	}
	return a.spot(obj.Pos(), name)
}

// LocateName is Locate for what a name means in the cell that has not mentioned
// it.
func (a *Analysis) LocateName(name string) (Spot, bool) {
	for _, v := range a.Visible() {
		if v.Name == name {
			return a.draft.locate(v.Cell, name)
		}
	}
	return Spot{}, false
}

// Comment returns the text of the comment above the declaration at a spot.
func (d *Draft) Comment(s Spot) string {
	_, w := d.cell(s.Cell)
	if w == nil {
		return ""
	}
	src := w.src
	var lines []string
	for n := src.at(min(s.Start, len(src.text))).line - 2; n >= 0; n-- { // index of the line above
		line := strings.TrimSpace(src.text[src.lines[n]:src.lines[n+1]])
		if !strings.HasPrefix(line, "//") {
			break
		}
		lines = append([]string{line}, lines...)
	}
	group := &ast.CommentGroup{}
	for _, l := range lines {
		group.List = append(group.List, &ast.Comment{Text: l})
	}
	return group.Text()
}

// Uses calls f for every identifier of the cell with what it means. Some
// identifiers come twice.
func (a *Analysis) Uses(f func(s Spot, obj types.Object)) {
	each := func(id *ast.Ident, obj types.Object) {
		if obj == nil {
			return
		}
		if s, ok := a.spot(id.Pos(), plain(id.Name)); ok && s.Cell == a.c.src.cell {
			f(s, obj)
		}
	}
	for id, obj := range a.u.info.Uses {
		each(id, obj)
	}
	for id, obj := range a.u.info.Defs {
		each(id, obj)
	}
}

// Own reports whether a package belongs to the modules of the notebook, which
// are on no public page.
func (t *Toolchain) Own(importPath string) bool {
	for _, m := range t.space.modules {
		if within(importPath, m) {
			return true
		}
	}
	return false
}
