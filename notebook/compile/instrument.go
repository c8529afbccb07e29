package compile

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// insert notes text to be put at a position.
func (r *rewriting) insert(at token.Pos, s string) { r.replace(at, at, text(s)) }

// replace notes what to put in the place of a stretch.
func (r *rewriting) replace(from, to token.Pos, with template) {
	r.instrument = append(r.instrument, edit{r.u.offset(from), r.u.offset(to), with})
}

// pollsOff reports whether the cell asks not to be interruptible, for the last
// few per cent of speed in loops.
func (c *compilation) pollsOff() bool {
	for line := range strings.Lines(c.src.text) {
		if strings.TrimSpace(line) == "//gokino:nopoll" {
			return true
		}
	}
	return false
}

// polled reports whether the code at a position is to be interruptible: that is
// for the cell to say which it was written in.
func (r *rewriting) polled(p token.Pos) bool {
	for _, s := range r.c.segments {
		if o := r.u.offset(p); s.unit[0] <= o && o < s.unit[1] {
			if s.from != nil {
				return !s.from.pollsOff
			}
			break
		}
	}
	return !r.pollsOff
}

// addPolls makes loops and functions notice an interrupt, and functions that can
// call themselves notice when their stack gets too deep.
func (r *rewriting) addPolls() {
	const poll = " gkrt.Poll();"
	recursive := r.recursive()
	enter := func(body *ast.BlockStmt, code string) {
		if body != nil && r.polled(body.Pos()) {
			r.insert(body.Lbrace+1, code)
		}
	}
	ast.Inspect(r.u.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			switch {
			case n.Name.Name == entryName:
			case recursive[n]:
				enter(n.Body, " gkrt.Deep();"+poll)
			default:
				enter(n.Body, poll)
			}
		case *ast.FuncLit:
			enter(n.Body, poll)
		case *ast.ForStmt:
			enter(n.Body, poll)
		case *ast.RangeStmt:
			enter(n.Body, poll)
		case *ast.BranchStmt:
			if n.Tok == token.GOTO && r.polled(n.Pos()) {
				r.insert(n.Pos(), "{ gkrt.Poll(); ")
				r.insert(n.End(), " }")
			}
		}
		return true
	})
}

// recursive returns the functions that mention each other in a circle.
func (r *rewriting) recursive() map[*ast.FuncDecl]bool {
	declared := map[types.Object]*ast.FuncDecl{}
	for _, d := range r.u.file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
			declared[r.u.info.Defs[f.Name]] = f
		}
	}
	mentions := map[*ast.FuncDecl][]*ast.FuncDecl{}
	for _, f := range declared {
		ast.Inspect(f.Body, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				obj := r.u.info.Uses[id]
				if fn, ok := obj.(*types.Func); ok {
					obj = fn.Origin()
				}
				if g := declared[obj]; g != nil {
					mentions[f] = append(mentions[f], g)
				}
			}
			return true
		})
	}
	result := map[*ast.FuncDecl]bool{}
	for f := range mentions {
		seen := map[*ast.FuncDecl]bool{}
		for todo := slices.Clone(mentions[f]); len(todo) > 0; {
			g := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			if !seen[g] {
				seen[g] = true
				todo = append(todo, mentions[g]...)
			}
		}
		result[f] = seen[f]
	}
	return result
}

// redirected are the functions whose place is taken by one of the runtime's own.
var redirected = map[string]string{
	"os.Exit":     "gkrt.OSExit",
	"time.Sleep":  "gkrt.Sleep",
	"fmt.Print":   "gkrt.Print",
	"fmt.Println": "gkrt.Println",
	"fmt.Printf":  "gkrt.Printf",
}

// redirectedVars are variables that are read through a function instead.
var redirectedVars = map[string]string{
	"os.Stdout": "gkrt.Stdout()",
	"os.Stderr": "gkrt.Stderr()",
}

// redirect replaces what would act on the process instead of the cell.
func (r *rewriting) redirect() {
	targets := r.assigned()
	ast.Inspect(r.u.file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); !ok || !isPackage(r.u.info.Uses[x]) {
			return true
		}
		obj := r.u.info.Uses[sel.Sel]
		if obj == nil || obj.Pkg() == nil {
			return true
		}
		to, name := "", obj.Pkg().Path()+"."+obj.Name()
		switch obj.(type) {
		case *types.Func:
			to = redirected[name]
		case *types.Var:
			if !targets[sel] {
				to = redirectedVars[name]
			}
		}
		if to != "" {
			r.replace(sel.Pos(), sel.End(), text(to))
		}
		return true
	})
}

func isPackage(obj types.Object) bool {
	_, ok := obj.(*types.PkgName)
	return ok
}

// assigned returns the expressions that are assigned to, or whose address is taken.
func (r *rewriting) assigned() map[ast.Expr]bool {
	targets := map[ast.Expr]bool{}
	ast.Inspect(r.u.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				targets[ast.Unparen(l)] = true
			}
		case *ast.IncDecStmt:
			targets[ast.Unparen(n.X)] = true
		case *ast.RangeStmt:
			targets[n.Key], targets[n.Value] = true, true
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				targets[ast.Unparen(n.X)] = true
			}
		}
		return true
	})
	return targets
}

// guardGoroutines makes a panic in a goroutine that the cell starts end that
// goroutine only, and be reported.
func (r *rewriting) guardGoroutines() {
	ast.Inspect(r.u.file, func(n ast.Node) bool {
		if g, ok := n.(*ast.GoStmt); ok {
			r.guard(g)
		}
		return true
	})
}

// guard rewrites a go statement: `go f(a)` becomes
//
//	go func(gkf func(A), p0 A) { defer gkrt.Recover("cell1:2"); gkf(p0) }(f, a)
//
// so that function and arguments are still evaluated by the statement.
func (r *rewriting) guard(g *ast.GoStmt) {
	pos := r.u.fset.Position(g.Pos())
	guard := fmt.Sprintf("defer gkrt.Recover(%q);", fmt.Sprintf("%s:%d", pos.Filename, pos.Line))
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

// showLast makes the expression at the end of the cell be shown.
func (r *rewriting) showLast() {
	expr := r.lastExpr()
	if expr == nil {
		return
	}
	seg := r.c.lastSegment()
	_, isCall := ast.Unparen(expr).(*ast.CallExpr)
	switch {
	case seg.quiet && isCall, r.u.info.Types[expr].IsVoid(), r.prints(expr):
	case seg.quiet:
		r.insert(expr.Pos(), "_ = ")
	default:
		r.insert(expr.Pos(), "gkrt.Show(")
		r.insert(expr.End(), ")")
	}
}

// lastSegment returns the segment that is an expression at the end of the cell,
// nil if there is none.
func (c *compilation) lastSegment() *segment {
	i := slices.IndexFunc(c.segments, func(s *segment) bool { return s.last })
	if i < 0 {
		return nil
	}
	return c.segments[i]
}

// lastExpr returns the expression at the end of the cell, nil if there is none.
func (r *rewriting) lastExpr() ast.Expr {
	list := r.u.entry().Body.List
	if r.c.lastSegment() == nil || len(list) == 0 {
		return nil
	}
	if s, ok := list[len(list)-1].(*ast.ExprStmt); ok {
		return s.X
	}
	return nil
}

// prints reports whether an expression is a call that shows something itself.
func (r *rewriting) prints(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	f, ok := r.u.info.Uses[sel.Sel].(*types.Func)
	return ok && f.Pkg() != nil && f.Pkg().Path() == "fmt" && strings.Contains(f.Name(), "rint") && !strings.HasPrefix(f.Name(), "S")
}

// tooLarge reports constants at the end of a cell that no variable can hold. As
// a statement they are all right, but they cannot be shown.
func (r *rewriting) tooLarge() error {
	expr := r.lastExpr()
	if expr == nil {
		return nil
	}
	v := r.u.info.Types[expr].Value
	if v == nil || v.Kind() != constant.Int {
		return nil
	}
	if b, ok := r.u.info.TypeOf(expr).(*types.Basic); !ok || b.Kind() != types.UntypedInt {
		return nil
	}
	if _, fits := constant.Int64Val(v); fits {
		return nil
	}
	return Errors{newError(r.c.src.cell, r.u.fset.Position(expr.Pos()), fmt.Sprintf("cannot show %s: constant overflows int", v))}
}
