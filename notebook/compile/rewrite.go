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

// rewriting turns the segments of a checked unit into templates. There are two
// sets of edits: references, which a template needs to be repeated in other
// units, and instrumentation, which the compiled code needs.
type rewriting struct {
	c          *compilation
	u          *unit
	functions  map[int]*ast.FuncDecl // by offset
	pollsOff   bool
	references []edit
	instrument []edit
}

// rewrite fills in the templates of the cell's declarations and returns those of
// its statements.
func (c *compilation) rewrite(u *unit) (map[*segment]template, error) {
	r := &rewriting{c: c, u: u, functions: u.functions(), pollsOff: c.pollsOff()}
	if err := r.tooLarge(); err != nil {
		return nil, err
	}
	r.references = slices.Clone(c.marks)
	r.findReferences()
	if c.sketch == nil {
		r.addPolls()
		r.guardGoroutines()
		r.showLast()
		r.redirect() // within what the others have put around expressions
	}
	sortEdits(r.references)
	all := append(slices.Clone(r.references), r.instrument...)
	sortEdits(all)

	for _, d := range c.decls {
		d.parts, d.deps, d.typ, d.like, d.unnamable = nil, map[*Decl]bool{}, nil, nil, false
	}
	rendered := map[*segment]template{}
	for _, s := range c.segments {
		full := apply(u.text, s.unit[0], s.unit[1], all)
		rendered[s] = full
		if !s.statement && len(s.decls) > 0 {
			r.addPart(s, full, all)
		}
	}
	for name, d := range c.decls {
		if d.tok == token.VAR {
			r.setType(d, u.pkg.Scope().Lookup(unitName(name)))
		}
	}
	return rendered, nil
}

// sortEdits puts edits in the order in which apply takes them: insertions before
// replacements, and of two replacements the longer one, which swallows the other.
func sortEdits(edits []edit) {
	slices.SortStableFunc(edits, func(a, b edit) int {
		if a.start != b.start {
			return cmp.Compare(a.start, b.start)
		}
		if (a.end == a.start) != (b.end == b.start) {
			return cmp.Compare(a.end, b.end)
		}
		return cmp.Compare(b.end, a.end)
	})
}

// addPart makes a part of a segment and adds it to what the segment declares.
func (r *rewriting) addPart(s *segment, full template, all []edit) {
	p := &part{method: s.method, prefix: s.prefix, at: s.at, pollsOff: r.pollsOff, full: full, env: full}
	if s.from != nil {
		p.prefix, p.at, p.pollsOff = s.from.prefix, s.from.at, s.from.pollsOff
	}
	p.raw = apply(r.u.text, s.unit[0], s.unit[1], r.references)
	if f := r.function(s); f != nil { // all that a call needs is the signature
		p.env = apply(r.u.text, s.unit[0], r.u.offset(f.Body.Lbrace), all)
	}
	deps := map[*Decl]bool{}
	for _, piece := range p.raw {
		if piece.decl != nil {
			deps[piece.decl] = true
		}
	}
	for _, d := range s.decls {
		delete(deps, d)
	}
	for _, d := range s.decls {
		d.parts = append(d.parts, p)
		maps.Copy(d.deps, deps)
	}
}

// function returns the declaration in a segment if it is that of an ordinary
// function. Generic ones are compiled where they are used, and methods belong to
// the type they are repeated with; whoever only looks needs the bodies of neither.
func (r *rewriting) function(s *segment) *ast.FuncDecl {
	f := r.functions[s.unit[0]]
	if f != nil && f.Body != nil && (r.c.sketch != nil || f.Recv == nil && f.Type.TypeParams == nil) {
		return f
	}
	return nil
}

// functions returns the declarations of functions by their offsets.
func (u *unit) functions() map[int]*ast.FuncDecl {
	found := map[int]*ast.FuncDecl{}
	for _, d := range u.file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			found[u.offset(f.Pos())] = f
		}
	}
	return found
}

func (r *rewriting) setType(d *Decl, obj types.Object) {
	tmpl, ok := r.u.typeExpr(obj.Type())
	if !ok {
		tmpl, d.like = r.initial(d.name)
	}
	d.typ, d.unnamable = tmpl, !ok && d.like == nil
	for _, p := range tmpl {
		if p.decl != nil {
			d.deps[p.decl] = true
		}
	}
}

// initial returns the initial value that a variable was declared with, and its
// place among the variables that share it.
func (r *rewriting) initial(name string) (template, *slot) {
	for _, d := range r.u.file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		for _, spec := range g.Specs {
			spec := spec.(*ast.ValueSpec)
			i := slices.IndexFunc(spec.Names, func(id *ast.Ident) bool { return id.Name == name })
			if i < 0 || spec.Type != nil {
				continue
			}
			place, values := &slot{i, len(spec.Names)}, spec.Values
			if len(values) == len(spec.Names) {
				place, values = &slot{0, 1}, values[i:i+1]
			}
			if len(values) == 1 {
				return apply(r.u.text, r.u.offset(values[0].Pos()), r.u.offset(values[0].End()), r.references), place
			}
		}
	}
	return nil, nil
}

// findReferences finds the identifiers that mean something which other units
// know by another name.
func (r *rewriting) findReferences() {
	add := func(id *ast.Ident, obj types.Object) {
		ref, ok := r.reference(obj)
		if !ok || obj.Name() == "gkrt" {
			return
		}
		ref.width, ref.next = r.extent(id)
		r.references = append(r.references, edit{r.u.offset(id.Pos()), r.u.offset(id.End()), template{ref}})
	}
	for id, obj := range r.u.info.Uses {
		add(id, obj)
	}
	for id, obj := range r.u.info.Defs {
		if _, imported := obj.(*types.PkgName); !imported {
			add(id, obj)
		}
	}
}

// extent returns how long a reference is in the cell, and the place after it. The
// length is -1 where the unit holds another name than the cell, of another
// length, and says so in a directive.
func (r *rewriting) extent(id *ast.Ident) (width int, next place) {
	end := r.u.offset(id.End())
	if i, found := slices.BinarySearchFunc(r.c.marks, end, func(m edit, at int) int { return cmp.Compare(m.start, at) }); found {
		mark := r.c.marks[i]
		if n, _ := fmt.Sscanf(r.u.text[end:mark.end], "/*line :%d:%d*/", &next.line, &next.col); n == 2 {
			return -1, next
		}
	}
	pos := r.u.fset.Position(id.End())
	return len(id.Name), place{line: pos.Line, col: pos.Column}
}

// reference returns what an object is in a template.
func (r *rewriting) reference(obj types.Object) (piece, bool) {
	var d *Decl
	switch o := obj.(type) {
	case nil:
		return piece{}, false
	case *types.PkgName:
		return piece{imp: o.Imported().Path()}, true
	case *types.Var:
		if o.Embedded() && o.Pkg() == r.u.pkg { // bears the name of its type
			if d = r.u.declared[o.Name()]; d != nil && d.tok != token.TYPE {
				d = nil
			}
			return piece{decl: d}, d != nil
		}
	}
	if obj.Pkg() == r.u.pkg && obj.Parent() == r.u.pkg.Scope() {
		d = r.u.declared[obj.Name()]
	}
	return piece{decl: d}, d != nil
}
