package compile

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// guardGoroutines makes a panic in a goroutine that the cell starts end that
// goroutine only, and be reported.
func (r *rewriting) guardGoroutines() {
	ast.Inspect(r.u.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			r.guard(n)
		case *ast.CallExpr:
			r.guardStarter(n)
		}
		return true
	})
}

// where is the place of a node as it is shown, such as "cell1:2".
func (r *rewriting) where(n ast.Node) string {
	pos := r.u.fset.Position(n.Pos())
	return fmt.Sprintf("%s:%d", pos.Filename, pos.Line)
}

// starter is a library's function that calls a function of the cell's in a
// goroutine of its own: the number of that argument, and what guards it.
type starter struct {
	arg   int
	guard string
}

// starters are those that cells use often.
var starters = map[string]starter{
	"(*sync.WaitGroup).Go":                      {0, "Guard"},
	"time.AfterFunc":                            {1, "Guard"},
	"context.AfterFunc":                         {1, "Guard"},
	"(*golang.org/x/sync/errgroup.Group).Go":    {0, "GuardError"},
	"(*golang.org/x/sync/errgroup.Group).TryGo": {0, "GuardError"},
}

// guardStarter wraps the function that a starter is given.
func (r *rewriting) guardStarter(call *ast.CallExpr) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return
	}
	f, ok := r.u.info.Uses[sel.Sel].(*types.Func)
	if !ok {
		return
	}
	s, starts := starters[f.FullName()]
	if !starts || len(call.Args) != s.arg+1 { // a method expression, or f(g())
		return
	}
	arg := call.Args[s.arg]
	r.insert(arg.Pos(), fmt.Sprintf("gkrt.%s(%q, ", s.guard, r.where(call)))
	r.insert(arg.End(), ")")
}

// guard rewrites a go statement: `go f(a)` becomes
//
//	go func(gkf func(A), p0 A) { defer gkrt.Recover("cell1:2"); gkf(p0) }(f, a)
//
// so that function and arguments are still evaluated by the statement.
func (r *rewriting) guard(g *ast.GoStmt) {
	guard := fmt.Sprintf("defer gkrt.Recover(%q);", r.where(g))
	fun := ast.Unparen(g.Call.Fun)
	if lit, ok := fun.(*ast.FuncLit); ok {
		r.insert(lit.Body.Lbrace+1, " "+guard)
		return
	}
	params, args, ok := r.goParams(g.Call)
	if !ok {
		return // a type that cannot be written here: the goroutine goes unguarded
	}
	open := template{{text: "func("}}
	callee := "gkf"
	if r.u.info.Types[fun].IsBuiltin() {
		callee = r.u.text[r.u.offset(fun.Pos()):r.u.offset(fun.End())]
		open = append(append(open, params...), piece{text: fmt.Sprintf(") { %s %s(%s) }(", guard, callee, args)})
		r.replace(g.Call.Fun.Pos(), g.Call.Lparen+1, open)
		return
	}
	sig, ok := r.u.typeExpr(r.u.info.TypeOf(fun))
	if !ok {
		return
	}
	open = append(append(open, piece{text: "gkf "}), sig...)
	if len(params) > 0 {
		open = append(append(open, piece{text: ", "}), params...)
	}
	open = append(open, piece{text: fmt.Sprintf(") { %s %s(%s) }(", guard, callee, args)})
	o := r.u.offset(g.Call.Fun.Pos())
	r.instrument = append(r.instrument, edit{o, o, open})
	comma := ", "
	if len(g.Call.Args) == 0 {
		comma = ""
	}
	r.replace(g.Call.Lparen, g.Call.Lparen+1, text(comma))
}

// goParams returns parameters for the arguments of a call, and how to pass them on.
func (r *rewriting) goParams(call *ast.CallExpr) (params template, args string, ok bool) {
	var list []types.Type
	variadic := false
	if r.u.info.Types[ast.Unparen(call.Fun)].IsBuiltin() {
		for _, a := range call.Args {
			list = append(list, types.Default(r.u.info.TypeOf(a)))
		}
	} else if sig, ok := r.u.info.TypeOf(call.Fun).(*types.Signature); ok {
		variadic = sig.Variadic()
		for v := range sig.Params().Variables() {
			list = append(list, v.Type())
		}
	}
	var names []string
	for i, t := range list {
		dots, name := "", fmt.Sprintf("p%d", i)
		if variadic && i == len(list)-1 {
			if slice, ok := t.(*types.Slice); ok && !call.Ellipsis.IsValid() {
				t, dots = slice.Elem(), "..."
			}
			names = append(names, name+"...")
		} else {
			names = append(names, name)
		}
		expr, ok := r.u.typeExpr(t)
		if !ok {
			return nil, "", false
		}
		params = append(params, piece{text: fmt.Sprintf("%s%s %s", separator(i, "", ", "), name, dots)})
		params = append(params, expr...)
	}
	return params, strings.Join(names, ", "), true
}
