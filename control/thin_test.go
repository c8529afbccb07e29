package control_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"strings"
	"testing"
)

// TestThin: types of this package lead to no instance of live.Context, which each
// cell with a control would compile anew. Only the definition of the live widget
// behind all controls knows it, and functions within their bodies.
func TestThin(t *testing.T) {
	fset := token.NewFileSet()
	pkgs, err := parser.ParseDir(fset, ".", func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, 0)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	mentions := func(n ast.Node) {
		ast.Inspect(n, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "Context" {
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == "live" {
					t.Errorf("%s: live.Context in a type or signature: take a pageContext", fset.Position(n.Pos()))
				}
			}
			return true
		})
	}
	for _, f := range pkgs["control"].Files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.GenDecl:
				mentions(d)
			case *ast.FuncDecl:
				if d.Recv != nil && len(d.Recv.List) == 1 {
					if id, ok := d.Recv.List[0].Type.(*ast.Ident); ok && id.Name == "definition" {
						seen++
						continue
					}
				}
				mentions(d.Type)
			}
		}
	}
	if seen < 5 {
		t.Errorf("only %d methods of definition", seen)
	}
}
