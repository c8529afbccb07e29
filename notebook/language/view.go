package language

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook/compile"
)

// view is a text in the place of a cell, looked at to answer one question. It is
// of use as long as the service is locked.
type view struct {
	*compile.Analysis
	s     *Service
	draft *compile.Draft
	tool  *compile.Toolchain
}

// look looks at a text; nil if nothing can be said of it. The service is locked.
func (s *Service) look(id int, text string) *view {
	if s.draft == nil {
		return nil
	}
	a := s.draft.Analyze(id, text)
	if a == nil {
		return nil
	}
	return &view{Analysis: a, s: s, draft: s.draft, tool: s.tool}
}

// identifier returns the identifier of the cell that an offset is in or at the
// end of, and the nodes around it, innermost first; nil if there is none. Of two
// in the file that are one in the cell, it is the one go/types knows more of.
func (v *view) identifier(offset int) (id *ast.Ident, around []ast.Node) {
	var stack []ast.Node
	known := false
	ast.Inspect(v.File(), func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		stack = append(stack, n)
		found, ok := n.(*ast.Ident)
		if !ok || !v.covers(found, offset) {
			return true
		}
		means := v.object(found) != nil
		if id == nil || means || !known {
			id, known = found, means
			around = around[:0]
			for i := len(stack) - 2; i >= 0; i-- {
				around = append(around, stack[i])
			}
		}
		return true
	})
	return id, around
}

// covers reports whether an identifier stands in the cell, around an offset.
func (v *view) covers(id *ast.Ident, offset int) bool {
	at, ok := v.Place(id.Pos())
	end := at + len(id.Name)
	return ok && at <= offset && offset <= end && end <= len(v.Source()) && v.Source()[at:end] == id.Name
}

// object returns what an identifier means, nil if nothing.
func (v *view) object(id *ast.Ident) types.Object {
	if o := v.Info().Uses[id]; o != nil {
		return o
	}
	if o := v.Info().Defs[id]; o != nil {
		return o
	}
	for node, o := range v.Info().Implicits {
		if c, ok := node.(*ast.CaseClause); ok && c.Pos() == id.Pos() {
			return o
		}
	}
	return nil
}

// qualify writes the names of other packages as the cell does.
func (v *view) qualify(p *types.Package) string {
	if p == v.Package() {
		return ""
	}
	return p.Name()
}

func (v *view) typeString(t types.Type) string {
	if t == nil {
		return ""
	}
	return kernel.PlainName(types.TypeString(t, v.qualify))
}

// visibleAt are the scopes around a position, innermost first.
func (v *view) scopesAt(pos token.Pos) []*types.Scope {
	var list []*types.Scope
	for s := v.Package().Scope().Innermost(pos); s != nil && s != types.Universe; s = s.Parent() {
		list = append(list, s)
	}
	return list
}
