package compile

import (
	"context"
	"errors"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"log/slog"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"strings"
)

// Written is a cell as it is written now.
type Written struct {
	ID     int
	Source string

	// Ran says that the process has what the cell declares, so that cells above it
	// can use that too.
	Ran bool

	// Deleted says that the cell is not in the document any more; it is there for
	// what it has declared. Deleted cells come last.
	Deleted bool
}

// Draft is a notebook as it is written, not as it was run: it has no process and
// builds nothing. It knows what every cell declares if all are run in the order
// of the document, and what is wrong with each. What cells declare that cannot
// be parsed at the moment stays as it was when they last could.
//
// A Draft is not safe for concurrent use.
type Draft struct {
	// Vet, if set, gets cells without errors and returns what else there is to say.
	Vet func(*Analysis) []Finding

	// Looked, if set, is called by Check after it has looked at a cell. It may
	// call Findings and Analyze, or let another goroutine do so meanwhile.
	Looked func(id int)

	tool    *Toolchain
	pkgs    *packages
	fset    *token.FileSet // of what packages export
	cells   []*written
	counter int               // of versions
	missing map[string]string // import path → why it cannot be had
}

// written is a cell of a draft and what is known of it.
type written struct {
	Written
	src        source
	looked     bool               // at this source
	meant      map[string]meaning // what the names it mentions meant then
	sensitive  bool               // to whatever changes above it
	lost       bool               // some of its text is not understood
	last       effect
	specs      []importSpec
	qualifiers map[string]string // name → path
	findings   []Finding
	unused     []Finding // imports
}

// meaning is what a name means in a cell.
type meaning struct {
	decl *Decl
	path string
	why  string
}

// NewDraft returns a draft of no cells. It compiles the standard library if
// nobody has yet.
func NewDraft(ctx context.Context, t *Toolchain) (*Draft, error) {
	b, err := t.prepare(ctx)
	if err != nil {
		return nil, err
	}
	d := &Draft{tool: t, pkgs: newPackages(b.packages), fset: token.NewFileSet(), missing: map[string]string{}}
	d.pkgs.importer = importer.ForCompiler(d.fset, "gc", d.open)
	return d, nil
}

// open opens the archive of a package that anybody has compiled.
func (d *Draft) open(path string) (io.ReadCloser, error) {
	file := d.pkgs.archive[path]
	if file == "" && d.tool != nil {
		if p, ok := d.tool.seen.get(path); ok {
			file = p.Export
		}
	}
	if file == "" {
		return nil, fmt.Errorf("package %s is not compiled", path)
	}
	return os.Open(file)
}

// Set replaces the cells. What is known of those that have not changed stays.
func (d *Draft) Set(cells []Written) {
	before := map[int]*written{}
	for _, w := range d.cells {
		before[w.ID] = w
	}
	now := make([]*written, len(cells))
	for i, c := range cells {
		w := before[c.ID]
		if w == nil {
			w = &written{}
		}
		if w.Source != c.Source || w.ID == 0 {
			w.src, w.looked = newSource(c.ID, c.Source), false
		}
		w.Written = c
		now[i] = w
	}
	d.cells = now
}

// maxRounds is how often cells are looked at from the top down: what they take
// from cells below them, and those from cells below them, takes a round each.
const maxRounds = 10

// Check looks at the cells that have changed, and at those that see something
// else than before because of it. It stops early when ctx ends.
func (d *Draft) Check(ctx context.Context) error {
	for range maxRounds {
		again, err := d.round(ctx)
		if err != nil {
			return err
		}
		if !again {
			break
		}
	}
	d.findUnusedImports()
	return nil
}

// round looks at cells from the top down. again says that something changed
// which a cell above may use.
func (d *Draft) round(ctx context.Context) (again bool, err error) {
	n, changed := d.shadow(), false
	for i, w := range d.cells {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		if d.outdated(i, n) || w.sensitive && changed {
			before := w.last
			d.look(i, n)
			differs := !maps.Equal(before.decls, w.last.decls) || !maps.Equal(before.imports, w.last.imports)
			changed = changed || differs
			again = again || differs
			if d.Looked != nil {
				d.Looked(w.ID)
			}
		}
		n.adopt(w.last)
	}
	return again, nil
}

// shadow returns a notebook with no cells.
func (d *Draft) shadow() *Notebook {
	n := NewNotebook(d.tool, nil)
	n.pkgs = d.pkgs
	if d.tool != nil {
		n.space = d.tool.space
	}
	return n
}

// above returns a notebook with the cells above one.
func (d *Draft) above(i int) *Notebook {
	n := d.shadow()
	for _, w := range d.cells[:i] {
		n.adopt(w.last)
	}
	return n
}

// outdated reports whether a cell has to be looked at.
func (d *Draft) outdated(i int, n *Notebook) bool {
	w := d.cells[i]
	if !w.looked {
		return true
	}
	for name, m := range w.meant {
		if d.meaning(i, n, name) != m {
			return true
		}
	}
	return false
}

// meaning returns what a name means in a cell that does not declare it.
func (d *Draft) meaning(i int, n *Notebook, name string) meaning {
	m := meaning{decl: n.visible[name], path: n.imports[name], why: n.stale[name]}
	if m.path == "" {
		m.path = n.dotted[name]
	}
	if m.decl != nil || m.path != "" || m.why != "" || types.Universe.Lookup(name) != nil {
		return m
	}
	for _, w := range d.cells[i+1:] {
		if w.Ran && (w.last.decls[name] != nil || w.last.imports[name] != "") {
			return meaning{decl: w.last.decls[name], path: w.last.imports[name]}
		}
	}
	return m
}

// look finds out about a cell, as far as cells above it are known.
func (d *Draft) look(i int, n *Notebook) {
	w := d.cells[i]
	w.looked = true
	defer func() {
		if e := recover(); e != nil {
			d.log().Error("looking at a draft panicked", "cell", w.ID, "panic", e, "stack", string(debug.Stack()))
			w.findings = nil
		}
	}()
	c, u, e, meant := d.study(i, n, w.src)
	w.meant = meant
	w.specs, w.qualifiers, w.sensitive, w.lost = c.specs, c.qualifiers, false, c.sketch.lost
	for name := range c.decls {
		w.sensitive = w.sensitive || n.visible[name] != nil
	}
	if c.sketch.lost {
		for name, old := range w.last.decls {
			if c.decls[name] == nil && e.broken[name] == "" {
				if e.decls == nil {
					e.decls = map[string]*Decl{}
				}
				e.decls[name] = old
			}
		}
	}
	d.number(e.decls, w.last.decls)
	w.last = e
	w.findings = d.findings(i, c, u)
}

// study looks at a text in the place of a cell. It returns what the names in it
// mean to cells above and below.
func (d *Draft) study(i int, n *Notebook, src source) (c *compilation, u *unit, e effect, meant map[string]meaning) {
	w := d.cells[i]
	var wrong Errors
	if kept, _, err := n.constrain(src); err == nil {
		src = kept
	} else if errors.As(err, &wrong) {
		src = newSource(src.cell, "")
	}
	o, errs := outlineSketch(src)
	errs = append(errs, wrong...)
	meant = map[string]meaning{}
	for _, f := range o.free {
		meant[f.text] = meaning{}
	}
	for _, s := range o.segments {
		meant[s.receiver] = meaning{}
	}
	for name := range o.decls {
		meant[name] = meaning{}
	}
	delete(meant, "")
	visible, imports := n.visible, n.imports
	n.visible, n.imports = maps.Clone(visible), maps.Clone(imports)
	defer func() { n.visible, n.imports = visible, imports }()
	for name := range meant {
		m := d.meaning(i, n, name)
		meant[name] = m
		if n.visible[name] == nil && m.decl != nil && o.decls[name] == nil {
			n.visible[name] = m.decl
		}
		if n.imports[name] == "" && m.path != "" && n.dotted[name] == "" {
			n.imports[name] = m.path
		}
	}
	if len(errs) > 0 {
		for name, old := range w.last.decls {
			if o.decls[name] == nil {
				n.visible[name] = old
			}
		}
	}
	c, u, e = n.look(o, errs)
	return c, u, e, meant
}

// number gives declarations versions, but for those that are equal to what the
// cell has declared before: cells that use them need not be looked at again.
func (d *Draft) number(now, before map[string]*Decl) {
	same := map[*Decl]*Decl{} // new → old
	for name, decl := range now {
		if old := before[name]; old != nil && old != decl && decl.tok == old.tok &&
			equalDecls(decl, old, func(a, b *Decl) bool { return a.name == b.name }) {
			same[decl] = old
		}
	}
	for again := true; again; {
		again = false
		for decl, old := range same {
			if !equalDecls(decl, old, func(a, b *Decl) bool { return a == b || same[a] == b }) ||
				slices.ContainsFunc(decl.group, func(g *Decl) bool { return same[g] == nil }) {
				delete(same, decl)
				again = true
			}
		}
	}
	for decl, old := range same {
		decl.same = old
	}
	for name, decl := range now {
		if decl == before[name] {
			continue
		}
		decl.settle()
		if old := decl.same; old != nil { // its text may have moved
			old.parts, old.typ, old.deps, old.cell = decl.parts, decl.typ, decl.deps, decl.cell
			now[name] = old
			continue
		}
		for i, g := range decl.group {
			decl.group[i] = g.real()
		}
		d.counter++
		decl.ver = d.counter
	}
}

func (d *Draft) log() *slog.Logger {
	if d.tool == nil {
		return slog.New(slog.DiscardHandler)
	}
	return d.tool.log
}

// cell returns a cell by its id, and where it is.
func (d *Draft) cell(id int) (i int, w *written) {
	for i, w := range d.cells {
		if w.ID == id {
			return i, w
		}
	}
	return -1, nil
}

// unknown reports whether a package is imported that has not been compiled.
func (d *Draft) unknown(path string) bool {
	if path == "unsafe" || d.tool == nil {
		return false
	}
	_, seen := d.tool.seen.get(path)
	return !seen && d.pkgs.archive[path] == ""
}

// Wanted returns the packages that cells import and nobody has compiled yet.
func (d *Draft) Wanted() []string {
	found := map[string]bool{}
	for _, w := range d.cells {
		for _, s := range w.specs {
			if d.unknown(s.path) && d.missing[s.path] == "" && forbidden(s.path, d.tool.space.modules) == nil {
				found[s.path] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// Local compiles packages that are on this machine, without asking the network,
// and returns those that are not, each with the reason. It may be called while
// the draft is in use.
func (t *Toolchain) Local(ctx context.Context, paths []string) (missing map[string]string) {
	missing = map[string]string{}
	if t.compileLocal(ctx, paths...) == nil {
		return missing
	}
	for _, p := range paths {
		if err := t.compileLocal(ctx, p); err != nil {
			missing[p] = err.Error()
		}
	}
	return missing
}

// Arrived tells the draft what became of packages that were [Draft.Wanted]: the
// cells that import them are looked at again by the next Check.
func (d *Draft) Arrived(paths []string, missing map[string]string) {
	maps.Copy(d.missing, missing)
	for _, w := range d.cells {
		for _, s := range w.specs {
			if slices.Contains(paths, s.path) {
				d.forget(s.path)
			}
		}
	}
}

// forget makes the cells that may see a package be looked at again.
func (d *Draft) forget(path string) {
	for _, w := range d.cells {
		for _, p := range w.qualifiers {
			w.looked = w.looked && p != path
		}
		for _, s := range w.specs {
			w.looked = w.looked && s.path != path
		}
		if strings.Contains(fmt.Sprint(w.findings), "undefined: ") {
			w.looked = false // perhaps the package's name
		}
	}
}
