package compile

import (
	"go/ast"
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
	if s := r.u.segment(r.u.offset(p)); s != nil && s.from != nil {
		return !s.from.pollsOff
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
			case recursive[n], r.handsOn(n):
				enter(n.Body, " gkrt.Deep();"+poll)
			default:
				enter(n.Body, poll)
			}
		case *ast.FuncLit:
			if r.callsVariable(n) {
				enter(n.Body, " gkrt.Deep();"+poll)
			} else {
				enter(n.Body, poll)
			}
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
	"os.Exit":     "gkrt.Exit",
	"fmt.Print":   "gkrt.Print",
	"fmt.Println": "gkrt.Println",
	"fmt.Printf":  "gkrt.Printf",
}

// redirectedWith are those, and variables, whose replacement mentions another name
// of the same package. The two strings go before and after the package's name.
var redirectedWith = map[string][2]string{
	"time.Sleep": {"gkrt.Sleep[", ".Duration]"},
	"os.Stdout":  {"gkrt.Stdout().(*", ".File)"},
	"os.Stderr":  {"gkrt.Stderr().(*", ".File)"},
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
		name := obj.Pkg().Path() + "." + obj.Name()
		if to, ok := redirected[name]; ok {
			r.replace(sel.Pos(), sel.End(), text(to))
		}
		if with, ok := redirectedWith[name]; ok && !targets[sel] {
			r.insert(sel.Pos(), with[0])
			r.replace(sel.X.End(), sel.End(), text(with[1]))
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
