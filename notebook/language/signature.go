package language

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/compile"
)

// Signature is the function whose arguments are being written. Params are the
// extents of its parameters in Label, Active is the one being written, -1 for
// none. Label is "" if no call is being written.
type Signature struct {
	N      int      `json:"n"`
	Label  string   `json:"label"`
	Params [][2]int `json:"params"`
	Active int      `json:"active"`
	HTML   string   `json:"html"`
}

// signature answers a question. The service is locked.
func (s *Service) signature(q Question) Signature {
	answer := Signature{N: q.N, Params: [][2]int{}, Active: -1}
	text, at, ok := compile.RepairCall(q.Source, q.at())
	if !ok {
		return answer
	}
	v := s.look(q.ID, text)
	if v == nil {
		return answer
	}
	call := v.callAt(at)
	if call == nil {
		return answer
	}
	var f types.Object
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		f = v.object(fun)
	case *ast.SelectorExpr:
		f = v.object(fun.Sel)
	}
	tv := v.Info().Types[call.Fun]
	if tv.IsBuiltin() && f != nil {
		answer.builtin(v, f)
	} else if tv.Type != nil && !tv.IsType() {
		if sig, ok := tv.Type.Underlying().(*types.Signature); ok {
			answer.label(v, callName(call.Fun), sig)
		}
	}
	if answer.Label == "" {
		return answer
	}
	if f != nil {
		answer.HTML = v.html(f)
	}
	answer.activate(v, call, at)
	return answer
}

// callAt returns the innermost call in whose parentheses something begins at an
// offset of the cell; nil if there is none.
func (v *view) callAt(at int) *ast.CallExpr {
	var found *ast.CallExpr
	ast.Inspect(v.File(), func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			_, isFunc := n.(*ast.FuncLit)
			if isFunc && found != nil && v.inside(n.(*ast.FuncLit).Body, at) {
				found = nil // its statements are no arguments
			}
			return true
		}
		open, ok1 := v.Place(call.Lparen)
		end, ok2 := v.Place(call.Rparen)
		if ok1 && ok2 && open < at && at <= end {
			found = call
		}
		return true
	})
	return found
}

func (v *view) inside(b *ast.BlockStmt, at int) bool {
	open, ok1 := v.Place(b.Lbrace)
	end, ok2 := v.Place(b.Rbrace)
	return ok1 && ok2 && open < at && at <= end
}

// callName returns what stands before the parentheses, in few words.
func callName(e ast.Expr) string {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.IndexExpr:
		return callName(e.X)
	case *ast.IndexListExpr:
		return callName(e.X)
	}
	return "func"
}

// label writes the signature with the extents of its parameters.
func (a *Signature) label(v *view, name string, sig *types.Signature) {
	var params []string
	for i := range sig.Params().Len() {
		p := sig.Params().At(i)
		t := v.typeString(p.Type())
		if slice, ok := p.Type().(*types.Slice); ok && sig.Variadic() && i == sig.Params().Len()-1 {
			t = "..." + v.typeString(slice.Elem())
		}
		params = append(params, strings.TrimSpace(p.Name()+" "+t))
	}
	result := ""
	switch n := sig.Results().Len(); {
	case n == 1 && sig.Results().At(0).Name() == "":
		result = " " + v.typeString(sig.Results().At(0).Type())
	case n > 0:
		result = " " + v.typeString(sig.Results())
	}
	a.write(name, params, result)
}

func (a *Signature) write(name string, params []string, result string) {
	a.Label = name + "("
	for i, p := range params {
		if i > 0 {
			a.Label += ", "
		}
		from := notebook.Units(a.Label)
		a.Label += p
		a.Params = append(a.Params, [2]int{from, notebook.Units(a.Label)})
	}
	a.Label += ")" + result
}

// builtin takes the signature from the documentation of what is built in.
func (a *Signature) builtin(v *view, f types.Object) {
	e, p, ok := v.documented(f)
	if !ok {
		return
	}
	decl, ok := e.decl.(*ast.FuncDecl)
	if !ok {
		return
	}
	var params []string
	for _, field := range decl.Type.Params.List {
		for _, n := range field.Names {
			params = append(params, n.Name+" "+show(p.fset, field.Type))
		}
	}
	result := ""
	if r := decl.Type.Results; r != nil && len(r.List) == 1 {
		result = " " + show(p.fset, r.List[0].Type)
	}
	a.write(f.Name(), params, result)
}

// activate finds the parameter that is being written.
func (a *Signature) activate(v *view, call *ast.CallExpr, at int) {
	a.Active = 0
	for i, arg := range call.Args {
		if from, ok := v.Place(arg.Pos()); ok && from <= at {
			a.Active = i
		}
	}
	if last := len(a.Params) - 1; a.Active > last {
		a.Active = -1
		if last >= 0 && strings.Contains(a.Label, "...") {
			a.Active = last
		}
	}
}
