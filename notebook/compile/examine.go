package compile

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
)

// examination is a look at what the code of a cell does to variables.
type examination struct {
	c *compilation
	u *unit
	knowledge
	statements []*happening
	types      []mention // wherever they stand
}

// mention is a declaration that is mentioned at an offset of the unit.
type mention struct {
	at   int
	decl *Decl
}

// happening is what running one statement of the cell comes to, functions that
// it calls included.
type happening struct {
	defines       []string
	needs, writes map[*Decl]bool
	loose         bool // it may come to something else each time
	leaves        bool // it may end the cell
}

// examine notes the effects of the functions that the unit declares, in their
// parts, and finds out what the cell's statements come to.
func examine(c *compilation, u *unit) *examination {
	e := &examination{c: c, u: u, knowledge: knowledge{map[*Decl]map[*Decl]bool{}, map[*Decl]*effects{}}}
	for id, obj := range u.info.Uses {
		if _, ok := obj.(*types.TypeName); ok && e.decl(obj) != nil {
			e.types = append(e.types, mention{u.offset(id.Pos()), e.decl(obj)})
		}
	}
	e.functions()
	effects := map[*segment]*effects{}
	for _, stmt := range u.entry().Body.List {
		s := e.segment(u.offset(stmt.Pos()))
		if s == nil {
			continue
		}
		into := effects[s]
		if into == nil {
			into = newEffects()
			effects[s] = into
			e.mention(s, into)
		}
		e.statement(s, stmt, into)
	}
	for _, s := range c.segments {
		if into := effects[s]; into != nil {
			h := e.happen(into)
			h.defines = s.defines
			e.statements = append(e.statements, h)
		}
	}
	return e
}

// own reports whether the cell declares d itself.
func (e *examination) own(d *Decl) bool {
	return e.c.decls[d.name] == d
}

// functions notes the effects of functions and methods.
func (e *examination) functions() {
	at := map[int]*ast.FuncDecl{}
	for _, d := range e.u.file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil && f.Name.Name != entryName {
			at[e.u.offset(f.Pos())] = f
		}
	}
	for _, s := range e.c.segments {
		f := at[s.unit[0]]
		if s.statement || f == nil || len(s.decls) == 0 {
			continue
		}
		for _, d := range s.decls {
			if p := d.part(s.method); p != nil {
				p.effects = newEffects()
				read := newReading(e, p.effects)
				read.parameters(f)
				read.walk(f.Body)
			}
		}
	}
}

// segment returns the cell's own statement at an offset.
func (e *examination) segment(offset int) *segment {
	if s := e.u.segment(offset); s != nil && s.statement && s.from == nil {
		return s
	}
	return nil
}

// mention notes the types that the declaration which goes with a statement
// mentions: that in `var x T` is nowhere else.
func (e *examination) mention(s *segment, into *effects) {
	if s.infer == nil {
		return
	}
	for _, m := range e.types {
		if s.infer.unit[0] <= m.at && m.at < s.infer.unit[1] {
			into.mentions[m.decl] = true
		}
	}
}

// statement adds the effects of a statement.
func (e *examination) statement(s *segment, stmt ast.Stmt, into *effects) {
	into.leaves = into.leaves || leaves(stmt)
	read := newReading(e, into)
	if a, ok := stmt.(*ast.AssignStmt); ok && len(a.Lhs) == len(a.Rhs) {
		for i, l := range a.Lhs {
			e.given(read, l, a.Rhs[i])
		}
		return
	}
	read.walk(stmt)
}

// given adds the effects of one assignment of a statement of the cell. What a
// function literal does happens when the variable is called.
func (e *examination) given(read *reading, l, r ast.Expr) {
	read.write(l)
	var d *Decl
	if id, ok := l.(*ast.Ident); !ok {
		read.walk(l)
	} else if d = e.decl(e.u.info.Uses[id]); d != nil {
		read.into.mentions[d] = true
	}
	if lit, ok := ast.Unparen(r).(*ast.FuncLit); ok && d != nil {
		value := newEffects()
		inner := newReading(e, value)
		inner.signature(lit.Type)
		inner.walk(lit.Body)
		e.values[d] = value
		return
	}
	read.walk(r)
	if d == nil || !holdsReference(e.u.info.TypeOf(l), 0) {
		return
	}
	points := map[*Decl]bool{}
	if !e.own(d) {
		maps.Copy(points, e.pointsOf(d))
	}
	for r := range read.shared(r) {
		if r.decl != nil && r.decl != d {
			points[r.decl] = true
		}
	}
	e.points[d] = points
}

// pointsOf returns the variables that a variable points into.
func (e *examination) pointsOf(d *Decl) map[*Decl]bool {
	if p, known := e.points[d]; known {
		return p
	}
	return d.real().points
}

// reach adds to a set of variables those that they point into.
func (e *examination) reach(set map[*Decl]bool, d *Decl) {
	if set[d] {
		return
	}
	set[d] = true
	for x := range e.pointsOf(d) {
		e.reach(set, x)
	}
}

// decl returns the declaration of an object of the unit, nil for others.
func (e *examination) decl(obj types.Object) *Decl {
	if obj == nil || obj.Pkg() != e.u.pkg || obj.Parent() != e.u.pkg.Scope() {
		return nil
	}
	return e.u.declared[obj.Name()]
}

// loose returns the variables of the cell that may get another value each time:
// what a loose statement sets, and what is made from that.
func (e *examination) loose() map[*Decl]bool {
	found := map[*Decl]bool{}
	for again := true; again; {
		before := len(found)
		for _, h := range e.statements {
			from := h.loose
			for d := range h.needs {
				from = from || found[d]
			}
			if !from {
				continue
			}
			maps.Copy(found, h.writes)
			for _, name := range h.defines {
				found[e.c.decls[name]] = true
			}
			if h.leaves {
				for _, d := range e.c.decls {
					found[d] = true
				}
			}
		}
		again = len(found) > before
	}
	return found
}

// happen follows the calls of a stretch of code.
func (e *examination) happen(x *effects) *happening {
	h := &happening{needs: map[*Decl]bool{}, writes: map[*Decl]bool{}, loose: x.loose, leaves: x.leaves}
	for d := range x.mentions {
		e.reach(h.needs, d)
	}
	seen := map[callee]bool{}
	var follow func(*effects)
	follow = func(x *effects) {
		for r := range x.writes {
			if r.decl != nil {
				h.writes[r.decl] = true
			}
		}
		for _, f := range x.flows {
			if f.from.decl != nil && e.changes(f.to, f.param, map[flow]bool{}) {
				e.reach(h.writes, f.from.decl)
			}
		}
		for to := range x.calls {
			if seen[to] {
				continue
			}
			seen[to] = true
			y := e.effectsOf(to)
			if y == nil {
				h.loose = h.loose || to.decl.tok == token.VAR
				continue
			}
			h.loose = h.loose || y.loose
			for d := range y.mentions {
				if d.tok == token.VAR || e.own(to.decl) { // what others' functions call is their affair
					e.reach(h.needs, d)
				}
			}
			follow(y)
		}
	}
	follow(x)
	return h
}

// effectsOf returns the effects of a function, nil if they are not known.
func (e *examination) effectsOf(to callee) *effects {
	if to.decl.tok == token.VAR {
		if v, known := e.values[to.decl]; known {
			return v
		}
		return to.decl.real().value
	}
	if p := to.decl.part(to.method); p != nil {
		return p.effects
	}
	return nil
}

// changes reports whether a function changes what one of its parameters points to.
func (e *examination) changes(to callee, param int, busy map[flow]bool) bool {
	x, key := e.effectsOf(to), flow{to: to, param: param}
	if x == nil || busy[key] {
		return false
	}
	busy[key] = true
	if x.writes[root{param: param}] {
		return true
	}
	for _, f := range x.flows {
		if f.from == (root{param: param}) && e.changes(f.to, f.param, busy) {
			return true
		}
	}
	return false
}
