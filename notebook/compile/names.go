package compile

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"path"
	"slices"
)

// Names is what a cell has to do with the names of its notebook: functions,
// types, constants and variables at the level of cells, in order. A method that a
// cell adds to a type of another one is a name such as "T.area".
//
// What code does is known as far as its text and types tell. Calls through
// interfaces, and of functions that were handed in from elsewhere, are not
// followed.
type Names struct {
	// Defines are the names that the cell declares; Vars those of them that are
	// variables, to which every run gives a value.
	Defines, Vars []string

	// Steady are those of Vars whose value follows from the cell's source and from
	// what it needs: a run with both as they were gives it again.
	Steady []string

	// Uses are the names of other cells that the cell mentions.
	Uses []string

	// Needs are the names of other cells that its run depends on: what its
	// statements mention, and the variables behind the functions they call. A cell
	// that only declares functions and types needs nothing.
	Needs []string

	// Writes are the variables of other cells that its run may change, itself or by
	// the functions it calls.
	Writes []string

	// Keeps are the variables of other cells that its own variables point into.
	Keeps []string

	// Changed are the names that mean something else since the run: declared for
	// the first time or differently, by this cell or, because they depend on such a
	// name, by another.
	Changed []string

	// Broken are the names of other cells that can no longer be used, because they
	// do not fit what the cell declared.
	Broken []string
}

// knowledge is what a cell tells of variables, its own and others.
type knowledge struct {
	points map[*Decl]map[*Decl]bool
	values map[*Decl]*effects
}

func (k knowledge) commit() {
	for d, points := range k.points {
		d.real().points = settled(points)
	}
	for d, value := range k.values {
		value.settle()
		d.real().value = value
	}
}

// names finds out what the cell has to do with names.
func (c *compilation) names(u *unit, changes []change) (Names, knowledge) {
	e := examine(c, u)
	need, write, keep := map[string]bool{}, map[string]bool{}, map[string]bool{}
	others := func(into map[string]bool, decls map[*Decl]bool) {
		for d := range decls {
			if !e.own(d) {
				into[d.name] = true
			}
		}
	}
	for _, s := range e.statements {
		others(need, s.needs)
		others(write, s.writes)
	}
	for d, points := range e.points {
		if e.own(d) {
			others(keep, points)
		}
	}
	n := Names{
		Defines: c.defines(), Uses: c.uses(u), Needs: sorted(need), Writes: sorted(write), Keeps: sorted(keep),
	}
	loose := e.loose()
	for _, name := range n.Defines {
		if d := c.decls[name]; d != nil && d.tok == token.VAR {
			n.Vars = append(n.Vars, name)
			if obj := u.pkg.Scope().Lookup(name); !loose[d] && obj != nil && !holdsChannel(obj.Type(), 0) {
				n.Steady = append(n.Steady, name)
			}
		}
	}
	n.Changed, n.Broken = c.changed(changes)
	return n, e.knowledge
}

// changed returns the names that mean something else, and those that nothing can
// use any more.
func (c *compilation) changed(changes []change) (changed, broken []string) {
	different, lost := map[string]bool{}, map[string]bool{}
	for name, d := range c.decls {
		if d.same == nil {
			different[name] = true
		}
	}
	for name := range c.broken {
		lost[name] = true
	}
	for _, ch := range changes {
		if ch.stale != "" {
			lost[ch.v.name] = true
		} else {
			different[ch.v.name] = true
		}
	}
	return sorted(different), sorted(lost)
}

func sorted(names map[string]bool) []string { return slices.Sorted(maps.Keys(names)) }

// defines returns the names that the cell itself declares.
func (c *compilation) defines() []string {
	names := map[string]bool{}
	for _, s := range c.segments {
		for _, n := range s.defines {
			names[n] = true
		}
		if s.from != nil {
			continue
		}
		for _, d := range s.decls {
			if s.method == "" {
				names[d.name] = true
			} else if !c.declaresType(d.name) {
				names[d.name+"."+s.method] = true
			}
		}
	}
	return sorted(names)
}

// declaresType reports whether the declaration of a type is in the cell.
func (c *compilation) declaresType(name string) bool {
	return slices.ContainsFunc(c.segments, func(s *segment) bool {
		return s.from == nil && s.method == "" && len(s.decls) > 0 && s.decls[0].tok == token.TYPE && s.decls[0].name == name
	})
}

// uses returns the names of earlier declarations that the cell itself mentions.
func (c *compilation) uses(u *unit) []string {
	names := map[string]bool{}
	inferences := slices.DeleteFunc(slices.Clone(c.segments), func(s *segment) bool { return s.infer == nil })
	for id, obj := range u.info.Uses {
		d := u.declared[obj.Name()]
		if d == nil || c.decls[d.name] == d || obj.Parent() != u.pkg.Scope() {
			continue
		}
		if said(u, inferences, u.offset(id.Pos())) {
			names[d.name] = true
		}
	}
	for _, s := range c.segments { // a method of another cell's type
		if s.from == nil && s.method != "" && !c.declaresType(s.receiver) {
			names[s.receiver] = true
		}
	}
	return sorted(names)
}

// said reports whether an offset of the unit is in what the cell itself says.
func said(u *unit, inferences []*segment, offset int) bool {
	s := u.segment(offset)
	if s == nil {
		i, found := slices.BinarySearchFunc(inferences, offset, func(s *segment, o int) int { return cmp.Compare(s.infer.unit[1], o+1) })
		if (found || i < len(inferences)) && inferences[i].infer.unit[0] <= offset {
			s = inferences[i]
		}
	}
	return s != nil && s.from == nil
}

// Outline returns what a cell declares and mentions as far as its text tells:
// Defines, Uses and Needs. Uses may hold names that are no cell's, but none of
// the language's own. A text that cannot be parsed tells nothing.
func Outline(source string) Names {
	o, err := outlineCell(newSource(1, source))
	if err != nil {
		return Names{}
	}
	used := map[string]bool{}
	for _, n := range o.free {
		if o.decls[n.text] == nil && types.Universe.Lookup(n.text) == nil && n.text != "_" && !n.key {
			used[n.text] = true
		}
	}
	defines := map[string]bool{}
	for name := range o.decls {
		defines[name] = true
	}
	for _, s := range o.segments {
		if s.method != "" && o.decls[s.receiver] == nil {
			used[s.receiver] = true
			defines[s.receiver+"."+s.method] = true
		}
	}
	return Names{Defines: sorted(defines), Uses: sorted(used), Needs: sorted(used)}
}

// Guess returns what a cell that does not compile seems to use: names of cells,
// and names that are nothing yet.
func (n *Notebook) Guess(source string) Names {
	packages := map[string]bool{}
	for _, p := range autoImports {
		packages[path.Base(p)] = true
	}
	uses := slices.DeleteFunc(Outline(source).Uses, func(name string) bool {
		_, imported := n.imports[name]
		return n.visible[name] == nil && (imported || packages[name])
	})
	return Names{Uses: uses, Needs: uses}
}

// holdsChannel reports whether values of a type are or hold channels: a new one
// is never the old one.
func holdsChannel(t types.Type, depth int) bool {
	if depth > 10 {
		return false
	}
	switch t := t.Underlying().(type) {
	case *types.Chan:
		return true
	case *types.Pointer:
		return holdsChannel(t.Elem(), depth+1)
	case *types.Slice:
		return holdsChannel(t.Elem(), depth+1)
	case *types.Array:
		return holdsChannel(t.Elem(), depth+1)
	case *types.Map:
		return holdsChannel(t.Elem(), depth+1)
	case *types.Struct:
		for f := range t.Fields() {
			if holdsChannel(f.Type(), depth+1) {
				return true
			}
		}
	}
	return false
}

// leaves reports whether a statement may end the cell early.
func leaves(s ast.Stmt) bool {
	found := false
	ast.Inspect(s, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			found = true
		case *ast.BranchStmt:
			found = found || n.Label != nil
		}
		return true
	})
	return found
}
