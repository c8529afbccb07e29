package compile

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
)

// Notebook holds the declarations of the cells that one process has loaded. It
// is not safe for concurrent use.
//
// A cell goes through [Notebook.Compile], is loaded by the caller if the unit
// says so, and then committed with [Notebook.Commit], before it runs. A notebook
// is of no use any more when its process has ended.
type Notebook struct {
	tool    *Toolchain
	target  Target
	space   workspace
	dir     string // of the notebook; "" if it has none
	gomod   string // the notebook's own, as the user would write it
	pkgs    *packages
	symbols *symbolTable
	link    LinkMode        // LinkAuto until it is chosen
	loaded  map[string]bool // names of modules that the process has

	visible map[string]*Decl
	lastVer map[string]int    // number of versions of each name
	imports map[string]string // name → path, for all cells
	dotted  map[string]string // name → path of the package that a dot import brought
	stale   map[string]string // name → why it cannot be used any more
}

// NewNotebook returns the notebook of a process that has loaded the world, and
// no cells.
func NewNotebook(t *Toolchain, target Target) *Notebook {
	dir := ""
	if t != nil {
		dir = t.opts.Dir
	}
	return &Notebook{
		tool: t, target: target, symbols: newSymbolTable(target), dir: dir,
		loaded: map[string]bool{}, visible: map[string]*Decl{}, imports: map[string]string{},
		dotted: map[string]string{}, stale: map[string]string{},
		lastVer: map[string]int{"main": 1}, // the runtime's own
	}
}

// Start chooses the link, which may mean to load a trial module into the
// process. Compile does it if the caller has not. A process that does not
// survive the trial is reported as an error; a new one will get full links.
func (n *Notebook) Start(ctx context.Context) error {
	if n.pkgs != nil {
		return nil
	}
	b, err := n.tool.prepare(ctx)
	if err != nil {
		return err
	}
	if n.space = n.tool.space; n.space.gomod != "" {
		n.gomod = n.tool.opts.GoMod
	}
	n.pkgs = newPackages(b.packages)
	n.link, err = n.chooseLink(ctx, b)
	return err
}

// Link returns which link is on; LinkAuto before [Notebook.Start].
func (n *Notebook) Link() LinkMode { return n.link }

// Cell is what is to be compiled.
type Cell struct {
	ID     int // positive; names the cell in messages
	Source string
}

// Unit is a compiled cell.
type Unit struct {
	Module Module
	Loaded bool   // the process has the module already; it must not be loaded again
	Entry  string // the symbol of the function that runs the cell

	// Notes tell the user what the cell changes for other cells.
	Notes []string

	Names Names

	knowledge
	decls   map[string]*Decl // new versions
	broken  breakage
	changes []change
	imports map[string]string
	dotted  map[string]string
}

// Compile makes a shared object of a cell. It loads packages that the cell
// imports, but changes the notebook in no other way. The error is Errors if the
// cell is at fault.
func (n *Notebook) Compile(ctx context.Context, cell Cell) (u *Unit, err error) {
	defer func() {
		if e := recover(); e != nil {
			n.tool.log.Error("compile panicked", "cell", cell.ID, "panic", e, "stack", string(debug.Stack()))
			u, err = nil, fmt.Errorf("internal: compile cell%d: %v", cell.ID, e)
		}
	}()
	if err := n.Start(ctx); err != nil {
		return nil, err
	}
	u, err = n.compile(ctx, cell, n.link == LinkFull)
	var failed *linkError
	if errors.As(err, &failed) && n.link == LinkDelta && ctx.Err() == nil {
		n.tool.log.Warn("the delta link fails, the full link is tried", "cell", cell.ID, "err", err)
		return n.compile(ctx, cell, true)
	}
	return u, err
}

// compilation is a cell on its way to a Unit.
type compilation struct {
	n *Notebook
	*outline
	full bool // everything it needs is repeated, for the full link

	imports    map[string]string // name → path, imported by the cell
	dotted     map[string]string // name → path, imported by the cell with a dot
	qualifiers map[string]string // name → path, of the packages that it mentions

	marks   []edit          // which remove from the unit what the cell does not have
	broken  breakage        // what no longer compiles
	retyped map[*Decl]*Decl // types that got other methods
	notes   []string

	sketch *sketch // if it is only looked at: it may be wrong, and is not built
}

func (n *Notebook) compile(ctx context.Context, cell Cell, full bool) (*Unit, error) {
	unit, em, err := n.translate(ctx, cell, full)
	if err != nil {
		return nil, err
	}
	if err := n.build(ctx, unit, em, full); err != nil {
		return nil, err
	}
	return unit, nil
}

// translate checks a cell and writes its source for the compiler.
func (n *Notebook) translate(ctx context.Context, cell Cell, full bool) (*Unit, emission, error) {
	var em emission
	src, notes, err := n.constrain(newSource(cell.ID, cell.Source))
	if err != nil {
		return nil, em, err
	}
	o, err := outlineCell(src)
	if err != nil {
		return nil, em, err
	}
	c := &compilation{n: n, outline: o, full: full, broken: breakage{}, retyped: map[*Decl]*Decl{}, notes: notes}
	if err := c.bringImports(ctx); err != nil {
		return nil, em, err
	}
	c.bindQualifiers()
	if err := c.resolve(scope{visible: c.earlier, dotted: c.dottedName}); err != nil {
		return nil, em, err
	}
	if err := c.gatherMethods(); err != nil {
		return nil, em, err
	}
	u, statements, err := c.settle()
	if err != nil {
		return nil, em, err
	}
	for name, d := range c.decls {
		if d.same == nil {
			d.ver = n.lastVer[name] + 1
		}
	}
	if em, err = c.emit(u, statements); err != nil {
		return nil, em, err
	}
	return c.unit(u), em, nil
}

// unit returns what is to be committed.
func (c *compilation) unit(u *unit) *Unit {
	unit := &Unit{
		Notes: c.notes,
		decls: map[string]*Decl{}, broken: c.broken, imports: c.imports, dotted: c.dotted,
	}
	unit.changes = c.changes()
	unit.Names, unit.knowledge = c.names(u, unit.changes)
	for name, d := range c.decls {
		if d.same == nil {
			unit.decls[name] = d
		}
		d.settle()
	}
	for _, name := range slices.Sorted(maps.Keys(c.broken)) {
		unit.Notes = append(unit.Notes, "stale: "+c.broken[name])
	}
	for _, ch := range unit.changes {
		if ch.stale != "" {
			unit.Notes = append(unit.Notes, "stale: "+ch.stale)
			continue
		}
		unit.Notes = append(unit.Notes, fmt.Sprintf("%s keeps its value; its type is now the new %s", ch.v.name, ch.typeName()))
	}
	return unit
}

// typeName returns the name of the type that has changed.
func (c change) typeName() string {
	for i, p := range c.typ {
		if p.decl != c.v.typ[i].decl {
			return p.decl.name
		}
	}
	return ""
}

// settle replaces references to new versions that turned out to be the old ones.
func (d *Decl) settle() {
	for _, p := range d.parts {
		p.raw.settle()
		p.env.settle()
		p.full.settle()
		p.effects.settle()
	}
	d.typ.settle()
	deps := map[*Decl]bool{}
	for x := range d.deps {
		deps[x.real()] = true
	}
	d.deps = deps
}

func (t template) settle() {
	for i := range t {
		if t[i].decl != nil {
			t[i].decl = t[i].decl.real()
		}
	}
}

// Commit makes the names that a cell declares visible to the cells after it. It
// is called when the unit has been loaded, before it runs.
func (n *Notebook) Commit(u *Unit) {
	n.loaded[u.Module.Name] = true
	for name, path := range u.imports {
		n.imports[name] = path
		delete(n.visible, name)
	}
	maps.Copy(n.dotted, u.dotted)
	for name, why := range u.broken {
		delete(n.visible, name)
		n.stale[name] = why
	}
	for _, ch := range u.changes {
		if ch.v.typ = ch.typ; ch.stale != "" {
			delete(n.visible, ch.v.name)
			n.stale[ch.v.name] = ch.stale
			continue
		}
		ch.v.deps = map[*Decl]bool{}
		for _, p := range ch.typ {
			if p.decl != nil {
				ch.v.deps[p.decl] = true
			}
		}
	}
	for name, d := range u.decls {
		n.visible[name] = d
		n.lastVer[name] = d.ver
		delete(n.stale, name)
	}
	u.knowledge.commit()
}
