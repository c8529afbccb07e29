package compile

import (
	"go/ast"
	"go/token"
	"go/types"
)

// effects is what a stretch of code does when it runs, without what the functions
// that it calls do.
type effects struct {
	mentions map[*Decl]bool  // everything it mentions
	writes   map[root]bool   // what it changes
	calls    map[callee]bool // what of cells it calls, or hands on to be called
	flows    []flow          // what the functions it calls could change
	loose    bool            // it may come to something else each time
	leaves   bool            // it may end the cell
}

func newEffects() *effects {
	return &effects{mentions: map[*Decl]bool{}, writes: map[root]bool{}, calls: map[callee]bool{}}
}

// settle replaces references to new versions that turned out to be the old ones.
func (x *effects) settle() {
	if x == nil {
		return
	}
	x.mentions = settled(x.mentions)
	writes, calls := map[root]bool{}, map[callee]bool{}
	for r := range x.writes {
		writes[r.settled()] = true
	}
	for to := range x.calls {
		calls[callee{to.decl.real(), to.method}] = true
	}
	x.writes, x.calls = writes, calls
	for i, f := range x.flows {
		x.flows[i] = flow{f.from.settled(), callee{f.to.decl.real(), f.to.method}, f.param}
	}
}

func (r root) settled() root {
	if r.decl != nil {
		r.decl = r.decl.real()
	}
	return r
}

func settled(decls map[*Decl]bool) map[*Decl]bool {
	real := map[*Decl]bool{}
	for d := range decls {
		real[d.real()] = true
	}
	return real
}

// root is a variable of a cell, or what a parameter points to: 1 is a function's
// first, 0 its receiver.
type root struct {
	decl  *Decl
	param int
}

// callee is a function, a method, or a variable that holds a function.
type callee struct {
	decl   *Decl
	method string
}

// flow is a variable that is handed to a function as one of its parameters.
type flow struct {
	from  root
	to    callee
	param int
}

// reading collects effects.
type reading struct {
	*examination
	into  *effects
	local map[types.Object]map[root]bool // what local variables share with others
}

func newReading(e *examination, into *effects) *reading {
	return &reading{examination: e, into: into, local: map[types.Object]map[root]bool{}}
}

// parameters notes the parameters of a function, and its receiver.
func (s *reading) parameters(f *ast.FuncDecl) {
	if f.Recv != nil {
		for _, field := range f.Recv.List {
			for _, id := range field.Names {
				s.share(s.u.info.Defs[id], root{param: 0})
			}
		}
	}
	s.signature(f.Type)
}

func (s *reading) signature(t *ast.FuncType) {
	i := 0
	for _, field := range t.Params.List {
		for _, id := range field.Names {
			i++
			s.share(s.u.info.Defs[id], root{param: i})
		}
		if len(field.Names) == 0 {
			i++
		}
	}
}

func (s *reading) share(obj types.Object, r root) {
	if obj == nil {
		return
	}
	if s.local[obj] == nil {
		s.local[obj] = map[root]bool{}
	}
	s.local[obj][r] = true
}

// walk collects the effects of what is below a node.
func (s *reading) walk(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			s.ident(n)
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				s.write(l)
				if len(n.Rhs) == len(n.Lhs) {
					s.alias(l, n.Rhs[i])
				}
			}
		case *ast.ValueSpec:
			for i, id := range n.Names {
				if len(n.Values) == len(n.Names) {
					s.alias(id, n.Values[i])
				}
			}
		case *ast.IncDecStmt:
			s.write(n.X)
		case *ast.RangeStmt:
			s.ranging(n)
		case *ast.CallExpr:
			s.call(n)
		case *ast.GoStmt, *ast.SelectStmt:
			s.into.loose = true
		case *ast.UnaryExpr:
			s.into.loose = s.into.loose || n.Op == token.ARROW
		}
		return true
	})
}

// ident notes a mention.
func (s *reading) ident(id *ast.Ident) {
	obj := s.u.info.Uses[id]
	if d := s.decl(obj); d != nil {
		s.into.mentions[d] = true
		if _, ok := obj.Type().Underlying().(*types.Signature); ok && d.tok != token.TYPE {
			s.into.calls[callee{decl: d}] = true
		}
		return
	}
	f, ok := obj.(*types.Func)
	if !ok {
		return
	}
	if to, ok := s.method(f); ok {
		s.into.calls[to] = true
	} else if !steady(f) {
		s.into.loose = true
	}
}

// method returns what a method of a cell's type is called by.
func (s *reading) method(f *types.Func) (callee, bool) {
	recv := f.Signature().Recv()
	if recv == nil || f.Pkg() != s.u.pkg {
		return callee{}, false
	}
	t := types.Unalias(recv.Type())
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	named, ok := t.(*types.Named)
	if !ok || types.IsInterface(named) {
		return callee{}, false
	}
	d := s.decl(named.Origin().Obj())
	return callee{d, f.Name()}, d != nil
}

// ranging notes what a range statement sets, and that the order of maps and the
// arrival of messages differ each time.
func (s *reading) ranging(n *ast.RangeStmt) {
	for _, l := range []ast.Expr{n.Key, n.Value} {
		if l != nil {
			s.write(l)
			s.alias(l, n.X)
		}
	}
	switch s.u.info.TypeOf(n.X).Underlying().(type) {
	case *types.Map, *types.Chan:
		s.into.loose = true
	}
}

// alias notes that a local variable shares what an expression points to.
func (s *reading) alias(l, r ast.Expr) {
	id, ok := l.(*ast.Ident)
	if !ok {
		return
	}
	obj := s.u.info.ObjectOf(id)
	if obj == nil || s.decl(obj) != nil || !holdsReference(obj.Type(), 0) {
		return
	}
	for r := range s.shared(r) {
		s.share(obj, r)
	}
}

// shared returns the variables that the value of an expression points into.
func (s *reading) shared(e ast.Expr) map[root]bool {
	found := map[root]bool{}
	var add func(ast.Expr)
	add = func(e ast.Expr) {
		switch e := e.(type) {
		case *ast.Ident:
			obj := s.u.info.Uses[e]
			if d := s.decl(obj); d != nil && d.tok == token.VAR {
				found[root{decl: d}] = true
			}
			for r := range s.local[obj] {
				found[r] = true
			}
		case *ast.ParenExpr:
			add(e.X)
		case *ast.StarExpr:
			add(e.X)
		case *ast.SelectorExpr:
			add(e.X)
		case *ast.IndexExpr:
			add(e.X)
		case *ast.SliceExpr:
			add(e.X)
		case *ast.TypeAssertExpr:
			add(e.X)
		case *ast.UnaryExpr:
			if e.Op == token.AND {
				add(e.X)
			}
		case *ast.CompositeLit:
			for _, x := range e.Elts {
				if kv, ok := x.(*ast.KeyValueExpr); ok {
					x = kv.Value
				}
				if holdsReference(s.u.info.TypeOf(x), 0) {
					add(x)
				}
			}
		case *ast.CallExpr:
			if s.isAppend(e) || s.u.info.Types[e.Fun].IsType() {
				for _, x := range e.Args {
					if holdsReference(s.u.info.TypeOf(x), 0) {
						add(x)
					}
				}
			}
		}
	}
	add(e)
	return found
}

func (s *reading) isAppend(call *ast.CallExpr) bool {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	return ok && id.Name == "append" && s.u.info.Types[call.Fun].IsBuiltin()
}

// write notes that an expression is assigned to.
func (s *reading) write(e ast.Expr) { s.change(e, s.indirect(e)) }

// change notes that what an expression stands for is changed; through says that
// this is done by way of a pointer, slice or map.
func (s *reading) change(e ast.Expr, through bool) {
	id := leftmost(e)
	if id == nil {
		return
	}
	obj := s.u.info.ObjectOf(id)
	if d := s.decl(obj); d != nil {
		if d.tok == token.VAR {
			s.into.writes[root{decl: d}] = true
			if through {
				for x := range s.pointsOf(d) {
					s.into.writes[root{decl: x}] = true
				}
			}
		}
		return
	}
	if through {
		for r := range s.local[obj] {
			s.into.writes[r] = true
		}
	}
}

// indirect reports whether an expression leads through a pointer, slice or map.
func (s *reading) indirect(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return s.indirect(e.X)
	case *ast.StarExpr:
		return true
	case *ast.SelectorExpr:
		_, pointer := types.Unalias(s.u.info.TypeOf(e.X)).Underlying().(*types.Pointer)
		return pointer || s.indirect(e.X)
	case *ast.IndexExpr:
		_, array := s.u.info.TypeOf(e.X).Underlying().(*types.Array)
		return !array || s.indirect(e.X)
	case *ast.SliceExpr:
		return true
	}
	return false
}

// leftmost returns the variable at the left of an expression such as x.f[0].
func leftmost(e ast.Expr) *ast.Ident {
	switch e := e.(type) {
	case *ast.Ident:
		return e
	case *ast.ParenExpr:
		return leftmost(e.X)
	case *ast.StarExpr:
		return leftmost(e.X)
	case *ast.SelectorExpr:
		return leftmost(e.X)
	case *ast.IndexExpr:
		return leftmost(e.X)
	case *ast.SliceExpr:
		return leftmost(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return leftmost(e.X)
		}
	}
	return nil
}

// holdsReference reports whether values of a type share something when copied.
func holdsReference(t types.Type, depth int) bool {
	if t == nil || depth > 10 {
		return false
	}
	switch t := t.Underlying().(type) {
	case *types.Pointer, *types.Slice, *types.Map, *types.Interface:
		return true
	case *types.Array:
		return holdsReference(t.Elem(), depth+1)
	case *types.Struct:
		for f := range t.Fields() {
			if holdsReference(f.Type(), depth+1) {
				return true
			}
		}
	}
	return false
}
