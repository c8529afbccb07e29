package compile

import (
	"errors"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// sketch is what is found out about a cell that is looked at while it is being
// written. A compilation with a sketch goes on where another would give up.
type sketch struct {
	errs     Errors      // of the syntax, and of names before there are types
	complain []typeError // of the type checker
	lost     bool        // some of the text could not be looked at
}

// typeError is an error of the type checker with where it begins and ends.
type typeError struct {
	types.Error
	start, end token.Pos
}

// begin makes a unit keep all that the type checker finds out, and forgets what
// it said of an earlier attempt.
func (s *sketch) begin(u *unit) {
	s.complain = nil
	u.info.Implicits = map[ast.Node]types.Object{}
	u.info.Instances = map[*ast.Ident]types.Instance{}
	u.info.Scopes = map[ast.Node]*types.Scope{}
	u.info.Selections = map[*ast.SelectorExpr]*types.Selection{}
	u.info.FileVersions = map[*ast.File]string{}
}

// wrong takes an error of the type checker. Those of what merely follows the
// cell are not the cell's.
func (s *sketch) wrong(err types.Error, seg *segment) {
	if seg != nil && seg.from != nil {
		return
	}
	c := typeError{Error: err, start: err.Pos, end: err.Pos}
	// The extent is not exported yet; without it the token has to do.
	v := reflect.ValueOf(err)
	if f := v.FieldByName("go116start"); f.IsValid() && f.CanInt() && f.Int() > 0 {
		c.start = token.Pos(f.Int())
	}
	if f := v.FieldByName("go116end"); f.IsValid() && f.CanInt() && f.Int() > 0 {
		c.end = token.Pos(f.Int())
	}
	s.complain = append(s.complain, c)
}

// note takes an error if it is the cell's, and reports whether there was one.
func (s *sketch) note(err error) bool {
	var wrong Errors
	if errors.As(err, &wrong) {
		s.errs = append(s.errs, wrong...)
	}
	return err != nil
}

// effect is what a cell changes for those after it.
type effect struct {
	decls           map[string]*Decl
	broken          map[string]string // name → why it means nothing any more
	imports, dotted map[string]string
}

// look checks a cell that may be wrong; errs are those of its outline. The unit
// is nil if nothing of it could be checked.
func (n *Notebook) look(o *outline, errs Errors) (c *compilation, u *unit, e effect) {
	s := &sketch{errs: errs, lost: len(errs) > 0}
	c = &compilation{n: n, outline: o, broken: breakage{}, retyped: map[*Decl]*Decl{}, sketch: s}
	c.lookAtImports()
	c.bindQualifiers()
	s.note(c.resolve(scope{visible: c.earlier, dotted: c.dottedName}))
	c.dropOrphans()
	if s.note(c.gatherMethods()) {
		return c, nil, effect{imports: c.imports, dotted: c.dotted}
	}
	u, _, err := c.settle()
	if s.note(err) {
		s.lost = true
		return c, nil, effect{imports: c.imports, dotted: c.dotted}
	}
	return c, u, c.effect(u)
}

// lookAtImports is bringImports without loading anything.
func (c *compilation) lookAtImports() {
	c.imports, c.dotted = map[string]string{}, map[string]string{}
	for _, s := range c.specs {
		if err := forbidden(s.path, c.n.space.modules); err != nil {
			c.sketch.errs = append(c.sketch.errs, Error{Cell: s.at.cell, Line: s.at.line, Col: s.at.col, Message: err.Error()})
		}
	}
	c.sketch.note(c.nameImports())
}

// dropOrphans takes methods out whose receivers are no types of a cell's.
func (c *compilation) dropOrphans() {
	c.segments = slices.DeleteFunc(c.segments, func(s *segment) bool {
		if s.method == "" || s.from != nil || c.decls[s.receiver] != nil {
			return false
		}
		if old := c.earlier(s.receiver); old != nil && old.tok == token.TYPE {
			return false
		}
		why := c.whyMissing(s.receiver)
		if why == "" {
			why = c.noReceiver(s.receiver)
		}
		c.sketch.errs = append(c.sketch.errs, Error{Cell: s.at.cell, Line: s.at.line, Col: s.at.col, Message: why})
		return true
	})
}

// effect returns what the cell changes.
func (c *compilation) effect(u *unit) effect {
	e := effect{decls: map[string]*Decl{}, broken: map[string]string{}, imports: c.imports, dotted: c.dotted}
	for name, d := range c.decls {
		if d.same == nil {
			e.decls[name] = d
		}
	}
	for _, d := range c.decls {
		d.settle()
		switch {
		case invalid(u, d):
			d.typ, d.like, d.unnamable = text(unknownType), nil, false
		case d.tok == token.VAR && d.unnamable:
			c.sketch.errs = append(c.sketch.errs, c.unnamable(u, d))
			d.typ, d.like, d.unnamable = text(unknownType), nil, false
		}
	}
	if len(c.embeds) > 0 {
		_, err := c.embed(newWriter(c.checkName), u, map[*segment]template{})
		c.sketch.note(err)
	}
	maps.Copy(e.broken, c.broken)
	if !c.redeclaresTypes() {
		return e
	}
	for _, ch := range c.changes() {
		if ch.stale != "" {
			e.broken[ch.v.name] = ch.stale
			continue
		}
		v := *ch.v // drafts share declarations
		v.typ, v.deps = ch.typ, map[*Decl]bool{}
		for _, p := range v.typ {
			if p.decl != nil {
				v.deps[p.decl] = true
			}
		}
		e.decls[v.name] = &v
	}
	return e
}

// redeclaresTypes reports whether the types of earlier variables may change.
func (c *compilation) redeclaresTypes() bool {
	for name := range c.decls {
		if old := c.n.visible[name]; old != nil && old.tok == token.TYPE {
			return true
		}
	}
	return false
}

// unknownType stands for the type of a variable that cannot be found out. It is
// declared nowhere, so that nothing said of the variable is an error.
const unknownType = "gkunknown"

func invalid(u *unit, d *Decl) bool {
	if d.tok != token.VAR {
		return false
	}
	obj := u.pkg.Scope().Lookup(unitName(d.name))
	return obj == nil || strings.Contains(types.TypeString(obj.Type(), nil), "invalid type")
}

// adopt makes what a cell's draft changes visible to the cells after it.
func (n *Notebook) adopt(e effect) {
	for name, path := range e.imports {
		n.imports[name] = path
		delete(n.visible, name)
	}
	maps.Copy(n.dotted, e.dotted)
	for name, why := range e.broken {
		delete(n.visible, name)
		n.stale[name] = why
	}
	for name, d := range e.decls {
		n.visible[name] = d
		delete(n.stale, name)
	}
}
