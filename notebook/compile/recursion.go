package compile

import (
	"go/ast"
	"go/types"
)

// callsVariable reports whether a function literal calls through a variable: it
// may be the one that holds it, and the call endless.
func (r *rewriting) callsVariable(f *ast.FuncLit) bool {
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			switch callee := ast.Unparen(call.Fun).(type) {
			case *ast.Ident:
				_, found = r.u.info.Uses[callee].(*types.Var)
			case *ast.SelectorExpr:
				_, found = r.u.info.Uses[callee.Sel].(*types.Var)
			}
		}
		return !found
	})
	return found
}

// handsOn reports whether a method hands its receiver, or a part of it, to a
// function of a package, which may call the method again: String that prints
// what it belongs to, say.
func (r *rewriting) handsOn(f *ast.FuncDecl) bool {
	if f.Recv == nil || f.Body == nil || len(f.Recv.List) == 0 || len(f.Recv.List[0].Names) == 0 {
		return false
	}
	receiver := r.u.info.Defs[f.Recv.List[0].Names[0]]
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && r.ofPackage(call) {
			for _, arg := range call.Args {
				ast.Inspect(arg, func(n ast.Node) bool {
					id, ok := n.(*ast.Ident)
					found = found || ok && receiver != nil && r.u.info.Uses[id] == receiver
					return !found
				})
			}
		}
		return !found
	})
	return found
}

// ofPackage reports whether a call is of a function that an import names.
func (r *rewriting) ofPackage(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	x, ok := sel.X.(*ast.Ident)
	return ok && isPackage(r.u.info.Uses[x])
}
