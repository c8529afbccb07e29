package language

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/compile"
)

// selector adds the members of what stands before a dot.
func (c *completer) selector(sel *ast.SelectorExpr) {
	if id, ok := sel.X.(*ast.Ident); ok {
		if p, ok := c.v.Info().Uses[id].(*types.PkgName); ok {
			c.exports(p.Imported())
			return
		}
		if c.v.object(id) == nil {
			c.unimportedMembers(id.Name)
			return
		}
	}
	tv, ok := c.v.Info().Types[sel.X]
	if !ok || tv.Type == nil {
		return
	}
	c.methods(tv)
	if !tv.IsType() {
		c.fields(tv.Type)
	}
}

// exports adds what a package exports.
func (c *completer) exports(p *types.Package) {
	for _, name := range p.Scope().Names() {
		if o := p.Scope().Lookup(name); o.Exported() {
			c.object(o, 1)
		}
	}
}

func (c *completer) methods(tv types.TypeAndValue) {
	t := tv.Type
	set := types.NewMethodSet(t)
	if _, pointer := t.Underlying().(*types.Pointer); !pointer && !types.IsInterface(t) && tv.Addressable() {
		set = types.NewMethodSet(types.NewPointer(t))
	}
	for s := range set.Methods() {
		if c.accessible(s.Obj()) {
			c.object(s.Obj(), len(s.Index()))
		}
	}
}

// fields adds the fields of a struct, or of what a pointer points to, with those
// that embedded ones promote.
func (c *completer) fields(t types.Type) {
	seen := map[types.Type]bool{}
	level := []types.Type{t}
	for depth := 1; len(level) > 0; depth++ {
		var next []types.Type
		for _, t := range level {
			if p, ok := t.Underlying().(*types.Pointer); ok {
				t = p.Elem()
			}
			st, ok := t.Underlying().(*types.Struct)
			if !ok || seen[t] {
				continue
			}
			seen[t] = true
			for f := range st.Fields() {
				if c.accessible(f) {
					c.object(f, depth)
				}
				if f.Embedded() {
					next = append(next, f.Type())
				}
			}
		}
		level = next
	}
}

// maxAlike is how many packages of one name are looked into.
const maxAlike = 4

// unimportedMembers adds the members of packages of a name that the cell does not
// import yet.
func (c *completer) unimportedMembers(name string) {
	found := 0
	for _, p := range c.v.s.packages {
		if p.Name != name || found == maxAlike {
			continue
		}
		found++
		docs := c.v.s.docs.of(p.Dir, p.Path)
		if docs == nil {
			continue
		}
		edits := c.importing(p.Path)
		add := func(kind string, names ...string) {
			for _, n := range names {
				if ast.IsExported(n) {
					c.add(candidate{Item: Item{Label: n, Kind: kind, Detail: p.Path, Edits: edits}, pkg: p.Path})
				}
			}
		}
		for _, f := range docs.Funcs {
			add(kindFunction, f.Name)
		}
		for _, v := range docs.Consts {
			add(kindConstant, v.Names...)
		}
		for _, v := range docs.Vars {
			add(kindVariable, v.Names...)
		}
		for _, t := range docs.Types {
			add(kindType, t.Name)
			for _, f := range t.Funcs {
				add(kindFunction, f.Name)
			}
			for _, v := range t.Consts {
				add(kindConstant, v.Names...)
			}
			for _, v := range t.Vars {
				add(kindVariable, v.Names...)
			}
		}
	}
}

// unimported adds packages that the cell could import.
func (c *completer) unimported(rank int) {
	if len(c.word) < 2 {
		c.more = true
		return
	}
	imported := c.v.Imports()
	for _, p := range c.v.s.packages {
		if imported[p.Name] != p.Path && strings.HasPrefix(p.Name, c.word) {
			depth := strings.Count(p.Path, "/")
			if !p.Standard {
				depth += 3
			}
			c.add(candidate{Item: Item{Label: p.Name, Kind: kindModule, Detail: p.Path, Edits: c.importing(p.Path)}, pkg: p.Path, rank: rank + depth})
		}
	}
}

// importing are the edits that import a package.
func (c *completer) importing(path string) []notebook.Replacement {
	at, insert := compile.ImportEdit(c.q.Source, path)
	unit := notebook.UnitOffset(c.q.Source, at)
	return []notebook.Replacement{{From: unit, To: unit, Insert: insert}}
}

// importPaths adds the packages that there are.
func (s *Service) importPaths(c *completer) {
	for _, p := range s.packages {
		x := candidate{Item: Item{Label: p.Path, Kind: kindModule}, rank: strings.Count(p.Path, "/")}
		if !strings.HasPrefix(p.Path, c.word) && !strings.HasPrefix(p.Name, c.word) {
			continue
		}
		c.list = append(c.list, x)
	}
}
