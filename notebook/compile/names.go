package compile

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
)

// defines returns the names that the cell itself declares.
func (c *compilation) defines() []string {
	names := map[string]bool{}
	for _, s := range c.segments {
		for _, n := range s.defines {
			names[n] = true
		}
		if s.from == nil {
			for _, d := range s.decls {
				names[d.name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// uses returns the names of earlier declarations that the cell itself mentions.
func (c *compilation) uses(u *unit) []string {
	names := map[string]bool{}
	for id, obj := range u.info.Uses {
		d := u.declared[obj.Name()]
		if d == nil || c.decls[d.name] == d || obj.Parent() != u.pkg.Scope() {
			continue
		}
		if s := u.segment(u.offset(id.Pos())); s != nil && s.from == nil {
			names[d.name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// writes returns the names of earlier variables that the statements of the cell
// assign to, or take the address of.
func (c *compilation) writes(u *unit) []string {
	names := map[string]bool{}
	note := func(e ast.Expr) {
		id := root(e)
		if id == nil {
			return
		}
		if d := u.declared[id.Name]; d != nil && d.tok == token.VAR && c.decls[d.name] != d {
			if v, ok := u.info.Uses[id].(*types.Var); ok && v.Parent() == u.pkg.Scope() {
				names[d.name] = true
			}
		}
	}
	ast.Inspect(u.entry(), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				note(l)
			}
		case *ast.IncDecStmt:
			note(n.X)
		case *ast.RangeStmt:
			note(n.Key)
			note(n.Value)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				note(n.X)
			}
		}
		return true
	})
	return slices.Sorted(maps.Keys(names))
}

// root returns the variable at the left of an expression such as x.f[0].
func root(e ast.Expr) *ast.Ident {
	switch e := e.(type) {
	case *ast.Ident:
		return e
	case *ast.ParenExpr:
		return root(e.X)
	case *ast.StarExpr:
		return root(e.X)
	case *ast.SelectorExpr:
		return root(e.X)
	case *ast.IndexExpr:
		return root(e.X)
	case *ast.SliceExpr:
		return root(e.X)
	}
	return nil
}
