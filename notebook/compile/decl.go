package compile

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// Decl is one version of one package-level name.
type Decl struct {
	name string
	tok  token.Token // CONST, TYPE, FUNC or VAR
	ver  int         // 1 for the first version; 0 while the cell is being compiled
	cell int         // that declared it

	// parts are the texts that declare it: the declaration, and for a type one
	// more for each method.
	parts []*part

	// group holds the names that share a const declaration, which has to stay
	// in one piece because of iota. Nil for everything else.
	group []*Decl

	typ       template // of a variable: its type, or if like is set its initial value
	like      *slot    // of a variable whose type has no name here; nil for all others
	unnamable bool     // the variable's type cannot be written in another cell at all

	// Of a variable, as far as known: the variables that it points into, and what
	// calling the function in it comes to.
	points map[*Decl]bool
	value  *effects

	// deps are all the declarations that it mentions, bodies included.
	deps map[*Decl]bool

	// same is the earlier version that this one turned out to be equal to. It is
	// set only while a cell is being compiled.
	same *Decl
}

// slot is the place of a variable among those that share an initial value.
type slot struct{ index, count int }

// declaration returns the words around the name of a variable that is declared
// by its initial value.
func (s slot) declaration() (before, after string) {
	return strings.Repeat("_, ", s.index), strings.Repeat(", _", s.count-s.index-1) + " = "
}

// part is a text that declares a name or a method.
type part struct {
	method string
	prefix string // what precedes the text, and is not in the cell at that place
	at     place
	raw    template // as the user wrote it
	env    template // as later units declare it, instrumented: functions lack their body
	full   template // the whole of it, instrumented

	pollsOff bool // the cell asked not to be interruptible

	effects *effects // of calling the function or method; nil for other declarations
}

// template is text with references in it.
type template []piece

// piece is a text, or a reference to a declaration, or to an imported package.
type piece struct {
	text string
	decl *Decl
	imp  string // import path
	sel  string // a name in the package, for what was written without a qualifier

	// The length of a reference in the cell and the place after it, so that a
	// reference of another length does not move the columns that follow.
	width int
	next  place
}

// real returns the declaration that d stands for.
func (d *Decl) real() *Decl {
	if d.same != nil {
		return d.same
	}
	return d
}

// symbol returns the name of d in compiled units.
func (d *Decl) symbol() string {
	if d.ver <= 1 && !predeclared(d.name) {
		return d.name
	}
	return d.name + versionMark + strconv.Itoa(max(1, d.ver))
}

// mentions calls f for the declarations that a unit has to repeat when it
// repeats d: with bodies, as the full link does, or without.
func (d *Decl) mentions(bodies bool, f func(*Decl)) {
	if len(d.group) > 0 && d.group[0] != d {
		f(d.group[0]) // which has the same text
		return
	}
	if bodies {
		for x := range d.deps {
			f(x)
		}
	}
	for _, p := range d.typ {
		if p.decl != nil {
			f(p.decl)
		}
	}
	for _, part := range d.parts {
		for _, p := range part.env {
			if p.decl != nil && p.decl != d {
				f(p.decl)
			}
		}
	}
	for _, g := range d.group {
		f(g)
	}
}

// alias returns the name under which units import a package. It is the same in
// all units and no name of the user's.
func alias(importPath string) string {
	var b strings.Builder
	b.WriteString("gkp_")
	for _, r := range importPath {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "_%x_", r)
		}
	}
	return b.String()
}

// text returns a template of nothing but text.
func text(s string) template { return template{{text: s}} }

// directive returns a comment that makes what follows it be at p.
func (p place) directive() string {
	return fmt.Sprintf("/*line cell%d:%d:%d*/", p.cell, p.line, p.col)
}

// writer renders templates as Go source.
type writer struct {
	strings.Builder
	name    func(*Decl) string
	imports map[string]bool // paths that were referred to
	marks   []edit          // which remove the directives behind references
}

func newWriter(name func(*Decl) string) *writer {
	return &writer{name: name, imports: map[string]bool{}}
}

// template writes t.
func (w *writer) template(t template) {
	for _, p := range t {
		var ref string
		switch {
		case p.decl != nil:
			ref = w.name(p.decl)
		case p.imp != "":
			w.imports[p.imp] = true
			if ref = alias(p.imp); p.sel != "" {
				ref += "." + p.sel
			}
		default:
			w.WriteString(p.text)
			continue
		}
		w.WriteString(ref)
		if len(ref) != p.width && p.next.line > 0 {
			start := w.Len()
			fmt.Fprintf(w, "/*line :%d:%d*/", p.next.line, p.next.col)
			w.marks = append(w.marks, edit{start: start, end: w.Len()})
		}
	}
}

// String renders a template with the names that the user knows.
func (t template) String() string {
	w := newWriter(func(d *Decl) string { return d.name })
	w.template(t)
	return w.Builder.String()
}

// equal reports whether two templates have the same text and refer to the same
// declarations, as eq sees it.
func (t template) equal(o template, eq func(a, b *Decl) bool) bool {
	if len(t) != len(o) {
		return false
	}
	for i, a := range t {
		b := o[i]
		if a.text != b.text || a.imp != b.imp || a.sel != b.sel || (a.decl == nil) != (b.decl == nil) {
			return false
		}
		if a.decl != nil && !eq(a.decl, b.decl) {
			return false
		}
	}
	return true
}

// edit replaces a stretch of a text by pieces.
type edit struct {
	start, end int
	with       template
}

// apply returns text[start:end] with edits made. They must be in order; one that
// begins before its predecessor has ended is left out, as are those outside.
func apply(text string, start, end int, edits []edit) template {
	var t template
	var plain strings.Builder
	flush := func() {
		if plain.Len() > 0 {
			t = append(t, piece{text: plain.String()})
			plain.Reset()
		}
	}
	at := start
	first, _ := slices.BinarySearchFunc(edits, start, func(e edit, at int) int { return cmp.Compare(e.start, at) })
	for _, e := range edits[first:] {
		if e.start > end {
			break
		}
		if e.start < at || e.end > end {
			continue
		}
		plain.WriteString(text[at:e.start])
		for _, p := range e.with {
			if p.decl == nil && p.imp == "" {
				plain.WriteString(p.text)
				continue
			}
			flush()
			t = append(t, p)
		}
		at = e.end
	}
	plain.WriteString(text[at:end])
	flush()
	return t
}
