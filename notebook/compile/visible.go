package compile

import (
	"cmp"
	"go/token"
	"maps"
	"path"
	"slices"
	"strings"
)

// Visible is a name that a cell can use without declaring it.
type Visible struct {
	Name string
	Tok  token.Token // CONST, TYPE, FUNC or VAR
	Cell int         // that declares it
	Type string      // of a variable; the signature of a function; the beginning of a type; may be empty
}

// Visible returns the names that other cells have declared for the cell.
func (a *Analysis) Visible() []Visible {
	var list []Visible
	add := func(d *Decl) {
		v := Visible{Name: d.name, Tok: d.tok, Cell: d.cell}
		switch {
		case d.tok == token.VAR && d.typ.String() != unknownType:
			v.Type = d.typ.String()
		case d.tok == token.FUNC && len(d.parts) == 1:
			v.Type = d.parts[0].env.String()
		case d.tok == token.TYPE && d.part("") != nil:
			text, _, _ := strings.Cut(d.part("").raw.String(), "{")
			v.Type = strings.TrimSpace(strings.TrimPrefix(text, d.name))
		}
		list = append(list, v)
	}
	seen := map[string]bool{}
	for name, d := range a.c.n.visible {
		seen[name] = true
		add(d)
	}
	for _, w := range a.draft.cells[a.index+1:] {
		for name, d := range w.last.decls {
			if w.Ran && !seen[name] {
				seen[name] = true
				add(d)
			}
		}
	}
	slices.SortFunc(list, func(x, y Visible) int { return cmp.Compare(x.Name, y.Name) })
	return list
}

// Imports returns the packages that the cell can use by a name, by that name:
// those that it or a cell above imports, and those that need no import.
func (a *Analysis) Imports() map[string]string {
	imports := map[string]string{}
	for _, p := range autoImports {
		if a.draft.pkgs.loaded[p] || p == "unsafe" {
			imports[path.Base(p)] = p
		}
	}
	maps.Copy(imports, a.c.n.imports)
	maps.Copy(imports, a.c.imports)
	for _, v := range a.Visible() {
		delete(imports, v.Name)
	}
	return imports
}
