package compile

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"slices"
)

// A cell that declares a name again changes what earlier cells meant by it. What
// depends on the name (functions, types, constants) is compiled again with the
// cell, without being asked for: it follows. What no longer compiles goes out of
// scope and says why when it is used. Variables keep their values as long as
// their types allow that.

// settle adds to the cell what must follow it, until nothing more has to, and
// returns the checked unit with its statements rewritten.
func (c *compilation) settle() (*unit, map[*segment]template, error) {
	changed := map[*Decl]bool{}
	for name := range c.decls {
		if old := c.n.visible[name]; old != nil {
			changed[old] = true
		}
	}
	c.follow(c.dependents(changed)) // if nothing turns out to have changed, they are dropped
	c.assumeLayouts()
	for {
		u, err := c.check()
		if broken, ok := err.(breakage); ok { //nolint:errorlint // never wrapped
			c.drop(broken)
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		statements, err := c.rewrite(u)
		if err != nil {
			return nil, nil, err
		}
		c.compare()
		clear(changed)
		for name, d := range c.decls {
			if old := c.n.visible[name]; old != nil && d.same == nil {
				changed[old] = true
			}
		}
		more, retyped := c.dependents(changed), c.retypes()
		if len(more) == 0 && maps.Equal(retyped, c.retyped) {
			return u, statements, nil
		}
		c.retyped = retyped
		c.follow(more)
	}
}

// dependents returns what mentions a changed declaration, directly or not, and
// is not compiled with the cell yet. Variables do not follow, they have a value.
func (c *compilation) dependents(changed map[*Decl]bool) []*Decl {
	if len(changed) == 0 { // the usual case, which must not cost more the longer the notebook is
		return nil
	}
	reached := maps.Clone(changed)
	for again := true; again; {
		again = false
		for _, d := range c.n.visible {
			for x := range d.deps {
				if reached[x] && !reached[d] {
					reached[d], again = true, true
				}
			}
		}
	}
	var list []*Decl
	for name, d := range c.n.visible {
		if reached[d] && c.decls[name] == nil && c.broken[name] == "" && d.tok != token.VAR {
			list = append(list, d)
		}
	}
	slices.SortFunc(list, func(a, b *Decl) int { return cmp.Compare(a.name, b.name) })
	return list
}

// follow makes the cell compile earlier declarations again.
func (c *compilation) follow(list []*Decl) {
	for _, old := range list {
		group := old.group
		if group == nil {
			group = []*Decl{old}
		}
		var fresh []*Decl
		for _, g := range group {
			if c.n.visible[g.name] == g && c.decls[g.name] == nil {
				d := c.declare(g.name, g.tok)
				d.cell = g.cell
				fresh = append(fresh, d)
			}
		}
		if old.group != nil {
			for _, d := range fresh {
				d.group = fresh
			}
		}
		if len(fresh) > 0 {
			c.repeat(old.parts, fresh, true)
		}
	}
}

// repeat adds parts of earlier cells to the cell.
func (c *compilation) repeat(parts []*part, decls []*Decl, follows bool) {
	for _, p := range parts {
		c.segments = append(c.segments, &segment{decls: decls, method: p.method, from: p, follows: follows})
	}
}

// drop takes back what followed, but no longer compiles.
func (c *compilation) drop(broken breakage) {
	for name, why := range broken {
		c.broken[name] = why
		delete(c.decls, name)
	}
	maps.DeleteFunc(c.retyped, func(_, now *Decl) bool { return c.decls[now.name] != now })
	c.segments = slices.DeleteFunc(c.segments, func(s *segment) bool {
		return s.follows && slices.ContainsFunc(s.breaks(), func(name string) bool { return broken[name] != "" })
	})
}

// breaks returns what is lost if a segment that follows does not compile: the
// names it declares, or only the method, if it was added to a type.
func (s *segment) breaks() []string {
	var names []string
	for _, d := range s.decls {
		if s.added {
			return []string{d.name + "." + s.method}
		}
		names = append(names, d.name)
	}
	return names
}

// gatherMethods joins types and their methods. A method of an earlier type makes
// a new version of it: the old parts, without the methods of the same names, and
// the new. A type that is declared again keeps the methods that cells other than
// the one that declared it have added.
func (c *compilation) gatherMethods() error {
	declares := map[string]map[string]bool{} // type → methods
	for _, s := range c.segments {
		if s.method != "" {
			if declares[s.receiver] == nil {
				declares[s.receiver] = map[string]bool{}
			}
			declares[s.receiver][s.method] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.decls)) {
		if d, old := c.decls[name], c.earlier(name); d.tok == token.TYPE && old != nil && old.tok == token.TYPE {
			c.keepMethods(d, old, declares[name])
		}
	}
	for _, s := range slices.Clone(c.segments) {
		if s.method == "" || s.from != nil {
			continue
		}
		d := c.decls[s.receiver]
		if d == nil {
			old := c.earlier(s.receiver)
			if old == nil || old.tok != token.TYPE {
				why := cmp.Or(c.whyMissing(s.receiver), c.noReceiver(s.receiver))
				return Errors{{Cell: s.at.cell, Line: s.at.line, Col: s.at.col, Message: why}}
			}
			d = c.declare(s.receiver, token.TYPE)
			d.cell = old.cell
			c.retyped[old] = d // as long as nothing in it changes, so that the cell can call the method
			c.repeat(slices.DeleteFunc(slices.Clone(old.parts), func(p *part) bool {
				return p.method != "" && declares[s.receiver][p.method]
			}), []*Decl{d}, false)
		}
		s.decls = []*Decl{d}
	}
	return nil
}

// noReceiver says why a name that is no type of a cell cannot have methods.
func (c *compilation) noReceiver(name string) string {
	switch {
	case c.decls[name] != nil || c.earlier(name) != nil:
		return name + " is not a type"
	case types.Universe.Lookup(name) != nil:
		return "cannot define new methods on non-local type " + name
	}
	return "undefined: " + name
}

// keepMethods adds to a type that is declared again the methods that were added
// to the version before, but for those that the cell declares itself.
func (c *compilation) keepMethods(d, old *Decl, declares map[string]bool) {
	home := old.part("").at.cell
	for _, p := range old.parts {
		if p.at.cell != home && p.at.cell != c.src.cell && !declares[p.method] {
			c.segments = append(c.segments, &segment{decls: []*Decl{d}, method: p.method, from: p, follows: true, added: true})
		}
	}
}

// compare finds the declarations that are equal to the version before. They
// begin as all those whose text is; then those go that refer to changed ones.
func (c *compilation) compare() {
	for name, d := range c.decls {
		d.same = nil
		if old := c.n.visible[name]; old != nil && d.tok == old.tok && !d.unnamable &&
			equalDecls(d, old, func(a, b *Decl) bool { return a.name == b.name }) {
			d.same = old
		}
	}
	for again := true; again; {
		again = false
		for _, d := range c.decls {
			if d.same != nil && !c.reallySame(d) {
				d.same, again = nil, true
			}
		}
	}
}

func (c *compilation) reallySame(d *Decl) bool {
	for _, g := range d.group {
		if g.same == nil {
			return false
		}
	}
	return equalDecls(d, d.same, func(a, b *Decl) bool { return a.real() == b && !c.hasChangedType(b) })
}

// hasChangedType reports whether d is a variable of an earlier cell whose type
// the cell changes.
func (c *compilation) hasChangedType(d *Decl) bool {
	return slices.ContainsFunc(d.typ, func(p piece) bool { return p.decl != nil && c.changedType(p.decl) })
}

// changedType reports whether the cell has a new version of an earlier type.
func (c *compilation) changedType(old *Decl) bool {
	now := c.decls[old.name]
	return now != nil && old.tok == token.TYPE && now.same == nil && c.n.visible[old.name] == old
}

// changedBehind returns the type with a new version in the cell that a mention of
// d brings with it: d itself, or what is in the signature of a function that an
// initial value calls. Nil if there is none.
func (c *compilation) changedBehind(d *Decl) (found *Decl) {
	seen := map[*Decl]bool{}
	var look func(*Decl)
	look = func(d *Decl) {
		if found != nil || seen[d] {
			return
		}
		if seen[d] = true; c.changedType(d) {
			found = d
		} else if d.tok != token.TYPE {
			d.mentions(false, look)
		}
	}
	look(d)
	return found
}

// changesTypes reports whether the cell has a new version of any earlier type.
func (c *compilation) changesTypes() bool {
	for name, d := range c.decls {
		if old := c.n.visible[name]; old != nil && old.tok == token.TYPE && d.same == nil {
			return true
		}
	}
	return false
}

func equalDecls(a, b *Decl, eq func(a, b *Decl) bool) bool {
	if len(a.parts) != len(b.parts) || (a.like == nil) != (b.like == nil) || a.like != nil && *a.like != *b.like || !a.typ.equal(b.typ, eq) {
		return false
	}
	for _, p := range a.parts {
		q := b.part(p.method)
		if q == nil || p.prefix != q.prefix || !p.raw.equal(q.raw, eq) {
			return false
		}
		if isCode := a.tok == token.FUNC || p.method != ""; isCode && p.pollsOff != q.pollsOff {
			return false
		}
	}
	return true
}

// part returns the part of a method, or the declaration itself for "".
func (d *Decl) part(method string) *part {
	for _, p := range d.parts {
		if p.method == method {
			return p
		}
	}
	return nil
}

// retypes returns the types that have merely got other methods. Variables of
// them can have the new version as they are.
func (c *compilation) retypes() map[*Decl]*Decl {
	found := map[*Decl]*Decl{}
	for name, d := range c.decls {
		old := c.n.visible[name]
		if old != nil && old.tok == token.TYPE && d.tok == token.TYPE && d.same == nil && c.sameLayout(old, d, map[*Decl]bool{}) {
			found[old] = d
		}
	}
	return found
}

// assumeLayouts takes the types that follow for merely retyped, so that the cell
// can call a method that it adds to what they embed. What mentions a type or
// constant that is declared anew may have another layout.
func (c *compilation) assumeLayouts() {
	assumed := map[*Decl]*Decl{}
	for _, s := range c.segments {
		for _, d := range s.decls {
			if old := c.n.visible[d.name]; d.tok == token.TYPE && s.follows && s.method == "" && old != nil {
				assumed[old] = d
			}
		}
	}
	mayChange := func(x *Decl) bool {
		known := assumed[x] != nil || c.retyped[x] != nil
		return !known && (x.tok == token.TYPE || x.tok == token.CONST) && c.decls[x.name] != nil && c.n.visible[x.name] == x
	}
	for again := true; again; {
		again = false
		for old := range assumed {
			for x := range old.deps {
				if mayChange(x) && assumed[old] != nil {
					delete(assumed, old)
					again = true
				}
			}
		}
	}
	maps.Copy(c.retyped, assumed)
}

// sameLayout reports whether values of two versions of a type are the same bytes.
func (c *compilation) sameLayout(old, now *Decl, busy map[*Decl]bool) bool {
	if busy[old] {
		return true
	}
	busy[old] = true
	a, b := old.part(""), now.part("")
	return a != nil && b != nil && a.raw.equal(b.raw, func(x, y *Decl) bool {
		if y.real() == x || x == old && y == now {
			return true
		}
		return x.tok == token.TYPE && y.tok == token.TYPE && c.n.visible[x.name] == x && c.decls[y.name] == y && c.sameLayout(x, y, busy)
	})
}

// change is what happens to a variable of an earlier cell.
type change struct {
	v     *Decl
	typ   template // its type from now on
	stale string   // or why it cannot be used any more
}

// changes returns what happens to earlier variables when types change.
func (c *compilation) changes() []change {
	var list []change
	if !c.changesTypes() {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(c.n.visible)) {
		v := c.n.visible[name]
		if d := c.decls[name]; v.tok != token.VAR || d != nil && d.same == nil {
			continue
		}
		ch := change{v: v, typ: slices.Clone(v.typ)}
		changed := false
		for i, p := range v.typ {
			if p.decl == nil {
				continue
			}
			old := c.changedBehind(p.decl)
			if old == nil {
				continue
			}
			changed = true
			if now := c.retyped[p.decl]; now != nil {
				ch.typ[i].decl = now
				continue
			}
			ch.stale = fmt.Sprintf("%s holds a value of an earlier version of %s: run cell %d again", name, old.name, v.cell)
		}
		if changed {
			list = append(list, ch)
		}
	}
	return list
}
