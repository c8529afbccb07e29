package compile

import (
	"cmp"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// breakage says which repeated declarations no longer compile, and why.
type breakage map[string]string

func (breakage) Error() string { return "earlier declarations no longer compile" }

var unusedImport = regexp.MustCompile(`imported (as \S+ )?and not used`)

// check lays out the cell and type-checks it. The error is Errors, or a
// breakage if the redefinition of something has made earlier cells wrong.
func (c *compilation) check() (*unit, error) {
	env := c.environment()
	u := &unit{text: c.lay(env), fset: token.NewFileSet(), env: env, declared: map[string]*Decl{}}
	for _, d := range env {
		u.declared[c.checkName(d)] = d
	}
	for name, d := range c.decls {
		u.declared[unitName(name)] = d
	}
	u.segments = slices.SortedFunc(slices.Values(c.segments), func(a, b *segment) int { return cmp.Compare(a.unit[0], b.unit[0]) })
	var err error
	if u.file, err = parser.ParseFile(u.fset, "unit", u.text, parser.SkipObjectResolution); err != nil {
		return nil, c.src.parseFailure(err, len(c.src.text))
	}
	u.info = &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
	}
	if c.sketch != nil {
		c.sketch.begin(u)
	}
	found := checkFindings{c: c, u: u, broken: breakage{}, seen: map[place]bool{}}
	conf := types.Config{Importer: c.n.pkgs.importer, Sizes: types.SizesFor("gc", runtime.GOARCH), Error: found.add}
	u.pkg, _ = conf.Check("main", u.fset, []*ast.File{u.file}, u.info)
	switch {
	case len(found.broken) > 0:
		return nil, found.broken
	case c.sketch != nil:
		return u, nil
	case len(found.errs) > 0:
		found.errs.sort(c.src.cell)
		return nil, found.errs
	}
	return u, nil
}

// checkFindings collects what go/types finds wrong.
type checkFindings struct {
	c      *compilation
	u      *unit
	errs   Errors
	broken breakage
	seen   map[place]bool // a right side is checked twice, with other words at times
}

func (f *checkFindings) add(err error) {
	var te types.Error
	if !errors.As(err, &te) {
		return
	}
	seg := f.u.segment(f.u.offset(te.Pos))
	switch {
	case unusedImport.MatchString(te.Msg),
		strings.HasPrefix(te.Msg, "initialization cycle"), // statements set variables, in the order of the cell
		strings.HasPrefix(te.Msg, "\t"),                   // "other declaration of x": says where
		seg != nil && seg.last && strings.HasSuffix(te.Msg, "is not used"):
		return
	}
	if name, ok := strings.CutPrefix(te.Msg, "undefined: "); ok {
		if why := f.c.whyMissing(name); why != "" {
			te.Msg = why
		}
	}
	e := newError(f.c.src.cell, f.u.fset.Position(te.Pos), te.Msg)
	if f.c.sketch != nil {
		f.c.sketch.wrong(te, seg)
	}
	if seg != nil && seg.follows {
		for _, name := range seg.breaks() {
			if f.broken[name] == "" {
				f.broken[name] = name + " no longer compiles after this cell: " + e.Error()
			}
		}
	}
	if at := (place{e.Cell, e.Line, e.Col}); !f.seen[at] {
		f.seen[at] = true
		f.errs = append(f.errs, e)
	}
}

// whyMissing explains why a name that was once declared means nothing.
func (c *compilation) whyMissing(name string) string {
	if why := c.broken[name]; why != "" {
		return why
	}
	return c.n.stale[name]
}
