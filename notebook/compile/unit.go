package compile

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
)

// unit is a cell as one Go file, which go/types has looked at: the earlier
// declarations it needs, its own, and its statements in a function.
type unit struct {
	text     string
	fset     *token.FileSet
	file     *ast.File
	info     *types.Info
	pkg      *types.Package
	env      []*Decl          // the earlier declarations
	declared map[string]*Decl // everything declared, by its name in the unit
	segments []*segment       // in the order of the text
}

// offset returns the offset in the text of a position.
func (u *unit) offset(p token.Pos) int { return int(p - u.file.FileStart) }

// segment returns the segment at an offset of the text, nil if there is none.
func (u *unit) segment(offset int) *segment {
	i, _ := slices.BinarySearchFunc(u.segments, offset, func(s *segment, o int) int { return cmp.Compare(s.unit[1], o+1) })
	if i < len(u.segments) && u.segments[i].unit[0] <= offset {
		return u.segments[i]
	}
	return nil
}

// entryName is the function that holds the statements, as the type checker and
// the source before its digest is known see it.
const entryName = "GKcell"

// entry returns the function that holds the statements.
func (u *unit) entry() *ast.FuncDecl {
	for _, d := range u.file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == entryName {
			return f
		}
	}
	return nil
}

// checkName returns the name of d in the unit that go/types sees: the user's own
// for what the user would mean by it, and one with a version for the rest.
func (c *compilation) checkName(d *Decl) string {
	if c.meant(d.name) == d {
		return unitName(d.name)
	}
	return fmt.Sprintf("%s%s%d", d.name, versionMark, max(1, d.ver))
}

// meant returns what a name means in the cell; nil if it means nothing.
func (c *compilation) meant(name string) *Decl {
	if d := c.decls[name]; d != nil {
		return d
	}
	return c.earlier(name)
}

// earlier returns what a name means without the cell's own declarations.
func (c *compilation) earlier(name string) *Decl {
	if _, broken := c.broken[name]; broken {
		return nil
	}
	if _, imported := c.imports[name]; imported {
		return nil
	}
	return c.n.visible[name]
}

// repeatedName is checkName for text of earlier cells that is compiled again,
// where a name means the new version.
func (c *compilation) repeatedName(d *Decl) string {
	if own := c.decls[d.name]; own != nil && c.n.visible[d.name] == d {
		return unitName(d.name)
	}
	return c.checkName(d)
}

// environment returns the earlier declarations that the unit has to repeat.
func (c *compilation) environment() []*Decl {
	seen := map[*Decl]bool{}
	var add func(*Decl)
	add = func(d *Decl) {
		if !seen[d] {
			seen[d] = true
			d.mentions(c.full, add)
		}
	}
	for _, n := range c.free {
		if d := c.earlier(n.text); d != nil {
			add(d)
		}
	}
	for name := range c.decls { // the version before may turn out to be the same
		if d := c.earlier(name); d != nil {
			add(d)
		}
	}
	for _, s := range c.segments {
		body := s.body
		if s.from != nil {
			body = s.from.raw
		}
		for _, p := range body {
			if p.decl != nil && c.decls[p.decl.name] != p.decl {
				add(p.decl)
			}
		}
	}
	return slices.SortedFunc(maps.Keys(seen), func(a, b *Decl) int {
		return cmp.Or(cmp.Compare(a.cell, b.cell), cmp.Compare(a.name, b.name), cmp.Compare(a.ver, b.ver))
	})
}

// declareEnv writes the earlier declarations. bodies says whether functions are
// repeated with theirs.
func (c *compilation) declareEnv(w *writer, env []*Decl, bodies bool) {
	done := map[*Decl]bool{}
	for _, d := range env {
		if done[d] {
			continue
		}
		if done[d] = true; d.tok == token.VAR {
			c.declareVar(w, d)
			continue
		}
		for _, p := range d.parts {
			body := p.env
			if bodies {
				body = p.full
			}
			w.passage(passage{p.at, p.prefix, p.at, body})
			w.WriteString("\n")
		}
		for _, g := range d.group {
			done[g] = true
		}
	}
}

// declareVar declares a variable without a value, or where only a value has its
// type with one: the cells' initialisation is never run. If the type has merely
// got other methods, the variable already has the new one.
func (c *compilation) declareVar(w *writer, d *Decl) {
	before, after := "", " "
	if d.like != nil {
		before, after = d.like.declaration()
	}
	fmt.Fprintf(w, "var %s%s%s", before, w.name(d), after)
	name := w.name
	w.name = func(d *Decl) string {
		if now := c.retyped[d]; now != nil {
			d = now
		}
		return name(d)
	}
	w.template(d.typ)
	w.name = name
	w.WriteString("\n")
}

// lay writes the unit for go/types and notes in the segments where they are.
func (c *compilation) lay(env []*Decl) string {
	w := newWriter(c.checkName)
	c.declareEnv(w, env, false)
	for _, s := range c.segments {
		if !s.statement {
			c.laySegment(w, s)
		}
	}
	for _, s := range c.segments {
		if s.infer != nil {
			s.infer.unit[0] = w.Len()
			w.passage(s.infer.passage)
			s.infer.unit[1] = w.Len()
			w.WriteString("\n")
		}
	}
	fmt.Fprintf(w, "func %s() {\n", entryName)
	for _, s := range c.segments {
		if s.statement {
			c.laySegment(w, s)
		}
	}
	w.WriteString("}\n")

	head := header(w.imports)
	for _, name := range slices.Sorted(maps.Keys(c.qualifiers)) {
		head += fmt.Sprintf("import %s %q\n", name, c.qualifiers[name])
	}
	for _, s := range c.segments {
		s.unit[0] += len(head)
		s.unit[1] += len(head)
		if s.infer != nil {
			s.infer.unit[0] += len(head)
			s.infer.unit[1] += len(head)
		}
	}
	c.marks = w.marks
	for i := range c.marks {
		c.marks[i].start += len(head)
		c.marks[i].end += len(head)
	}
	return head + w.String()
}

func (c *compilation) laySegment(w *writer, s *segment) {
	p := s.passage
	if s.from != nil {
		p = passage{s.from.at, s.from.prefix, s.from.at, s.from.raw}
		name := w.name
		w.name = c.repeatedName
		defer func() { w.name = name }()
	}
	body := p.body
	p.body = nil
	s.unit[0] = w.Len() + len(p.head.directive())
	w.passage(p)
	if !s.statement {
		s.unit[0] = w.Len()
	}
	w.template(body)
	s.unit[1] = w.Len()
	w.WriteString("\n")
}

// header returns the beginning of a unit's source: the package clause and the
// imports of what templates refer to.
func header(imports map[string]bool) string {
	s := fmt.Sprintf("package main\nimport gkrt %q\n", cellcallPackage)
	for _, path := range slices.Sorted(maps.Keys(imports)) {
		s += fmt.Sprintf("import %s %q\n", alias(path), path)
	}
	return s
}
