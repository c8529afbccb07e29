package compile

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
)

// emission is the source of a cell as cmd/compile gets it.
type emission struct {
	source  string
	entry   string          // name of the function to be called
	exports map[string]bool // symbols that later cells refer to
	imports []string        // paths
	embeds  *embeddedFiles
}

// symbolPrefix begins the symbols of all cells: the path of their package.
const symbolPrefix = "main."

// emit writes the source for the compiler. What the cell declares has its
// versions by now.
func (c *compilation) emit(u *unit, statements map[*segment]template) (emission, error) {
	em := emission{exports: map[string]bool{}}
	w := newWriter(func(d *Decl) string { return d.real().symbol() })
	c.declareEnv(w, u.env, c.full)
	for _, d := range u.env {
		if d.tok == token.VAR || d.tok == token.FUNC {
			em.exports[symbolPrefix+d.symbol()] = true
		}
	}
	for _, s := range c.segments {
		if !s.statement && (len(s.decls) == 0 || s.decls[0].same == nil) {
			p := s.passage
			if s.from != nil {
				p.prefix, p.at = s.from.prefix, s.from.at
			}
			w.passage(passage{p.at, p.prefix, p.at, statements[s]})
			w.WriteString("\n")
		}
	}
	keep := newWriter(w.name)
	for _, name := range slices.Sorted(maps.Keys(c.decls)) {
		d := c.decls[name]
		if d.same != nil {
			continue
		}
		if err := c.declareNew(w, keep, u, d); err != nil {
			return em, err
		}
		if d.tok == token.VAR || d.tok == token.FUNC {
			em.exports[symbolPrefix+d.symbol()] = true
		}
	}
	var err error
	if em.embeds, err = c.embed(w, u, statements); err != nil {
		return em, err
	}
	c.orderVariables(u)
	body := newWriter(w.name)
	for _, s := range c.segments {
		if s.statement {
			body.passage(passage{head: s.head, body: statements[s]})
			body.WriteString("\n")
		}
	}
	maps.Copy(w.imports, keep.imports)
	maps.Copy(w.imports, body.imports)

	// The first function of a unit has no name in stack traces, hence gkzero. A
	// package main has to have a function main; this one is the runtime's.
	if len(em.embeds.files) > 0 {
		fmt.Fprintf(w, "// holds the files %s\n", em.embeds.key())
	}
	source := func(entry, zero string) string {
		return header(w.imports) + "func main()\n//go:noinline\nfunc " + zero + "() {}\n" + w.String() +
			"func " + entry + "() {\nif gkrt.Never {\n" + zero + "()\n" + keep.String() + "}\n" + body.String() + "}\n"
	}
	em.imports = append(slices.Sorted(maps.Keys(w.imports)), cellcallPackage)
	id := digest(source("", ""))[:8]
	em.entry = fmt.Sprintf("%s_%d_%s", entryName, c.src.cell, id)
	em.source = source(em.entry, "gkzero_"+id)
	em.exports[symbolPrefix+em.entry] = true
	return em, nil
}

// declareNew writes what the declarations in the segments lack: variables, and
// code that is never run, but makes the linker keep what later cells may need.
func (c *compilation) declareNew(w, keep *writer, u *unit, d *Decl) error {
	switch d.tok {
	case token.VAR:
		if d.unnamable {
			return Errors{c.unnamable(u, d)}
		}
		c.declareVar(w, d)
	case token.FUNC:
		if f, ok := u.pkg.Scope().Lookup(unitName(d.name)).(*types.Func); ok && f.Signature().TypeParams().Len() == 0 {
			fmt.Fprintf(keep, "gkrt.Show(%s)\n", keep.name(d))
		}
	case token.TYPE:
		keepMethods(keep, u, d)
	}
	return nil
}

// unnamable says that no other cell could declare a variable.
func (c *compilation) unnamable(u *unit, d *Decl) Error {
	obj := u.pkg.Scope().Lookup(unitName(d.name))
	t := types.TypeString(obj.Type(), types.RelativeTo(u.pkg))
	return newError(c.src.cell, u.fset.Position(obj.Pos()), fmt.Sprintf(
		"the type of %s, %s, has no name outside of its package or function, so that other cells cannot use the variable: give it an interface type, as in `var %[1]s any = …`", d.name, t))
}

// keepMethods calls each unexported method of a type through an interface. The
// linker would drop those that nothing calls yet, but an interface of a later
// cell may have them.
func keepMethods(keep *writer, u *unit, d *Decl) {
	obj, ok := u.pkg.Scope().Lookup(unitName(d.name)).(*types.TypeName)
	if !ok {
		return
	}
	named, ok := obj.Type().(*types.Named)
	if !ok || named.TypeParams().Len() > 0 {
		return
	}
	for m := range named.Methods() {
		if m.Exported() {
			continue
		}
		w := typeWriter{u: u, ok: true}
		w.text("{ var gki interface{ %s", m.Name())
		w.signature(m.Signature())
		w.text(" }; ")
		var args []string
		for i, p := range slices.Collect(m.Signature().Params().Variables()) {
			args = append(args, fmt.Sprintf("gkp%d", i))
			w.text("var %s ", args[i])
			w.typ(p.Type())
			w.text("; ")
		}
		call := strings.Join(args, ", ")
		if m.Signature().Variadic() {
			call += "..."
		}
		w.text("gki.%s(%s) }\n", m.Name(), call)
		if w.ok {
			keep.template(w.out)
		}
	}
}

// orderVariables puts var declarations that no statement separates into the
// order that Go initialises package-level variables in.
func (c *compilation) orderVariables(u *unit) {
	rank := map[place]int{}
	for i, init := range u.info.InitOrder {
		p := u.fset.Position(init.Lhs[0].Pos())
		rank[place{c.src.cell, p.Line, p.Column}] = i + 1
	}
	groups := map[int][]int{} // indices of the segments
	for i, s := range c.segments {
		if s.statement && s.infer != nil {
			groups[s.group] = append(groups[s.group], i)
		}
	}
	for _, at := range groups {
		sorted := make([]*segment, len(at))
		for i, k := range at {
			sorted[i] = c.segments[k]
		}
		slices.SortStableFunc(sorted, func(a, b *segment) int { // those without a value have rank 0
			return cmp.Compare(rank[a.head], rank[b.head])
		})
		for i, k := range at {
			c.segments[k] = sorted[i]
		}
	}
}
