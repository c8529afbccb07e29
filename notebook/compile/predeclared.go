package compile

import (
	"go/ast"
	"go/types"
	"strings"
)

// A cell may declare what Go predeclares, as in `len := 3`. Text of other cells
// that stands in the same unit still means Go's own, and so does what this
// package writes there, the types of variables for one. Units therefore have such
// declarations under another name, and where a cell mentions them, references.

// predeclared reports whether Go itself declares a name.
func predeclared(name string) bool { return types.Universe.Lookup(name) != nil }

// unitName returns the name that a unit for go/types has for what a name means in
// the cell, if a cell declared that.
func unitName(name string) string {
	if predeclared(name) {
		return name + unitMark
	}
	return name
}

// hasMark reports whether a name is not what the user wrote.
func hasMark(name string) bool { return strings.Contains(name, versionMark) }

// outermost returns what the stretch declares in the package.
func (p parsed) outermost() map[*ast.Object]bool { //nolint:staticcheck // see parse
	found := map[*ast.Object]bool{} //nolint:staticcheck // see parse
	for _, obj := range p.file.Scope.Objects {
		found[obj] = true
	}
	if f, ok := p.file.Decls[0].(*ast.FuncDecl); ok && f.Name.Name == "_" && f.Body != nil {
		for _, s := range f.Body.List {
			d, ok := s.(*ast.DeclStmt)
			if !ok {
				continue
			}
			for _, spec := range d.Decl.(*ast.GenDecl).Specs {
				if v, ok := spec.(*ast.ValueSpec); ok {
					for _, id := range v.Names {
						found[id.Obj] = true //nolint:staticcheck // see parse
					}
				}
			}
		}
	}
	delete(found, nil)
	return found
}
