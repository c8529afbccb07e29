package compile

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"math"
	"slices"
	"strings"
)

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
	fun := call.Fun
	if instance, ok := fun.(*ast.IndexExpr); ok {
		fun = instance.X
	}
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	f, ok := r.u.info.Uses[sel.Sel].(*types.Func)
	if !ok || f.Pkg() == nil {
		return false
	}
	switch f.Pkg().Path() {
	case "fmt":
		return strings.Contains(f.Name(), "rint") && !strings.HasPrefix(f.Name(), "S")
	case gokinoModule + "/widget":
		return f.Name() == "Render"
	}
	return false
}

// tooLarge reports constants at the end of a cell that no variable can hold. As
// a statement they are all right, but they cannot be shown.
func (r *rewriting) tooLarge() error {
	expr := r.lastExpr()
	if expr == nil {
		return nil
	}
	v := r.u.info.Types[expr].Value
	t, ok := r.u.info.TypeOf(expr).(*types.Basic)
	if v == nil || !ok || t.Info()&types.IsUntyped == 0 || fits(v, t.Kind()) {
		return nil
	}
	return Errors{newError(r.c.src.cell, r.u.fset.Position(expr.Pos()), fmt.Sprintf("cannot show %s: constant overflows %s", v, types.Default(t)))}
}

// fits reports whether a variable of the default type of an untyped kind can
// hold a constant.
func fits(v constant.Value, kind types.BasicKind) bool {
	finite := func(v constant.Value) bool {
		f, _ := constant.Float64Val(v)
		return !math.IsInf(f, 0)
	}
	switch kind {
	case types.UntypedInt:
		_, exact := constant.Int64Val(constant.ToInt(v))
		return exact
	case types.UntypedRune:
		n, exact := constant.Int64Val(constant.ToInt(v))
		return exact && n == int64(int32(n))
	case types.UntypedFloat, types.UntypedComplex:
		return finite(constant.Real(v)) && finite(constant.Imag(v))
	}
	return true
}
