package language

import (
	"bytes"
	"go/ast"
	"go/doc"
	"go/printer"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/compile"
)

// maxCode is how many lines of a declaration are shown.
const maxCode = 40

// Hover tells what stands between From and To: Code is its declaration, HTML its
// documentation. With nothing to tell all are empty.
type Hover struct {
	N    int    `json:"n"`
	From int    `json:"from"`
	To   int    `json:"to"`
	Code string `json:"code"`
	HTML string `json:"html"`
}

// Description is the documentation of one item of a completion.
type Description struct {
	N    int    `json:"n"`
	HTML string `json:"html"`
}

// Definition tells where something is declared: in a cell, or in a package. All
// are zero where there is nothing.
type Definition struct {
	N    int    `json:"n"`
	Cell int    `json:"cell"`
	From int    `json:"from"`
	To   int    `json:"to"`
	File string `json:"file"`
	Line int    `json:"line"`
	URL  string `json:"url"` // "" for packages that are on no public page
}

// hover answers a question. The service is locked.
func (s *Service) hover(q Question) Hover {
	h := Hover{N: q.N}
	v, obj, from, to := s.meant(q)
	if obj == nil {
		return h
	}
	h.From, h.To = notebook.UnitOffset(q.Source, from), notebook.UnitOffset(q.Source, to)
	h.Code, h.HTML = v.code(obj), v.html(obj)
	return h
}

// meant returns what the identifier or import path means that a question is
// about, and where it stands; nil if there is none.
func (s *Service) meant(q Question) (v *view, obj types.Object, from, to int) {
	at := q.at()
	v = s.look(q.ID, q.Source)
	if v == nil {
		return nil, nil, 0, 0
	}
	if from, to, ok := compile.ImportPathAt(q.Source, at); ok {
		p, err := v.draft.Import(q.Source[from:to])
		if err != nil {
			return nil, nil, 0, 0
		}
		return v, types.NewPkgName(token.NoPos, v.Package(), p.Name(), p), from, to
	}
	id, around := v.identifier(at)
	if id == nil {
		return nil, nil, 0, 0
	}
	from, _ = v.Place(id.Pos())
	if obj = v.object(id); obj == nil {
		obj = v.switched(id, around)
	}
	return v, obj, from, from + len(id.Name)
}

// switched returns what the variable of a type switch means where it is declared.
func (v *view) switched(id *ast.Ident, around []ast.Node) types.Object {
	for _, n := range around {
		sw, ok := n.(*ast.TypeSwitchStmt)
		if !ok {
			continue
		}
		for _, c := range sw.Body.List {
			if o := v.Info().Implicits[c]; o != nil && o.Pos() == id.Pos() {
				return o
			}
		}
	}
	return nil
}

// code returns the declaration of an object, as Go text.
func (v *view) code(obj types.Object) string {
	switch o := obj.(type) {
	case *types.PkgName:
		return "package " + o.Imported().Name() + " // " + o.Imported().Path()
	case *types.TypeName:
		if text := v.typeCode(o); text != "" {
			return text
		}
	}
	if e, p, ok := v.documented(obj); ok && obj.Pkg() == nil {
		return p.print(e.decl)
	}
	if c, ok := obj.(*types.Const); ok {
		return kernel.PlainName(types.ObjectString(c, v.qualify)) + " = " + c.Val().String()
	}
	return kernel.PlainName(types.ObjectString(obj, v.qualify))
}

// typeCode returns the declaration of a type with its fields; "" if it cannot be
// had.
func (v *view) typeCode(o *types.TypeName) string {
	if o.Pkg() == v.Package() {
		for id, def := range v.Info().Defs {
			if def == o {
				return v.specCode(id)
			}
		}
		return ""
	}
	if e, p, ok := v.documented(o); ok {
		return p.print(e.decl)
	}
	return ""
}

// specCode returns the declaration of a type in the analysed file.
func (v *view) specCode(id *ast.Ident) string {
	text := ""
	ast.Inspect(v.File(), func(n ast.Node) bool {
		if spec, ok := n.(*ast.TypeSpec); ok && spec.Name == id {
			text = show(v.Fset(), &ast.GenDecl{Tok: token.TYPE, Specs: []ast.Spec{spec}})
		}
		return text == ""
	})
	return kernel.PlainName(text)
}

func (p *documented) print(n ast.Node) string {
	switch d := n.(type) {
	case *ast.FuncDecl:
		short := *d
		short.Doc, short.Body = nil, nil
		n = &short
	case *ast.GenDecl:
		short := *d
		short.Doc = nil
		n = &short
	case nil:
		return ""
	}
	return show(p.fset, n)
}

// show prints a declaration, the beginning of it if it is long.
func show(fset *token.FileSet, n ast.Node) string {
	var b bytes.Buffer
	if err := (&printer.Config{Mode: printer.UseSpaces | printer.TabIndent, Tabwidth: 4}).Fprint(&b, fset, n); err != nil {
		return ""
	}
	lines := strings.Split(b.String(), "\n")
	if len(lines) > maxCode {
		lines = append(lines[:maxCode], "…")
	}
	return strings.Join(lines, "\n")
}

// html returns the documentation of an object; "" if it has none.
func (v *view) html(obj types.Object) string {
	if spot, ok := v.Locate(obj); ok {
		return ownHTML(v.draft.Comment(spot))
	}
	if p, ok := obj.(*types.PkgName); ok {
		return v.packageHTML(p.Imported().Path())
	}
	if e, p, ok := v.documented(obj); ok {
		return p.html(e.text)
	}
	return ""
}

// packageHTML returns what a package says first of itself.
func (v *view) packageHTML(path string) string {
	p := v.s.docs.of(v.tool.Folder(path), path)
	if p == nil {
		return ""
	}
	return p.html(doc.Synopsis(p.Doc))
}

// documented returns what the source of its package says of an object.
func (v *view) documented(obj types.Object) (e entry, p *documented, ok bool) {
	path := "builtin"
	if obj.Pkg() != nil {
		path = obj.Pkg().Path()
	}
	if p = v.s.docs.of(v.tool.Folder(path), path); p == nil {
		return entry{}, nil, false
	}
	e, ok = p.find(owner(obj), obj.Name())
	return e, p, ok
}

// owner returns the name of the type that an object is a method or field of; ""
// if it is none.
func owner(obj types.Object) string {
	switch o := obj.(type) {
	case *types.Func:
		if r := o.Signature().Recv(); r != nil {
			t := r.Type()
			if p, ok := t.(*types.Pointer); ok {
				t = p.Elem()
			}
			if n, ok := t.(*types.Named); ok {
				return n.Obj().Name()
			}
		}
	case *types.Var:
		if o.IsField() && o.Pkg() != nil {
			return fieldOwner(o)
		}
	}
	return ""
}

func fieldOwner(f *types.Var) string {
	scope := f.Pkg().Scope()
	for _, name := range scope.Names() {
		t, ok := scope.Lookup(name).(*types.TypeName)
		if !ok {
			continue
		}
		if st, ok := t.Type().Underlying().(*types.Struct); ok {
			for g := range st.Fields() {
				if g == f || g.Pos() == f.Pos() && g.Name() == f.Name() && f.Pos().IsValid() { // one of a generic type
					return name
				}
			}
		}
	}
	return ""
}

// describe answers a question about an item of a completion. The service is
// locked.
func (s *Service) describe(q Question) Description {
	d := Description{N: q.N}
	c := s.candidates(q)
	if c == nil || c.v == nil {
		return d
	}
	for _, x := range c.list {
		if x.Label != q.Label || q.Detail != "" && x.Detail != q.Detail {
			continue
		}
		switch {
		case x.Kind == kindPackage || x.Kind == kindModule:
			d.HTML = c.v.packageHTML(x.Detail)
		case x.obj != nil:
			d.HTML = c.v.html(x.obj)
		case x.pkg != "":
			if p := s.docs.of(s.tool.Folder(x.pkg), x.pkg); p != nil {
				e, _ := p.find("", x.Label)
				d.HTML = p.html(e.text)
			}
		default:
			if spot, ok := c.v.LocateName(x.Label); ok {
				d.HTML = ownHTML(c.v.draft.Comment(spot))
			}
		}
		return d
	}
	return d
}

// definition answers a question. The service is locked.
func (s *Service) definition(q Question) Definition {
	d := Definition{N: q.N}
	v, obj, _, _ := s.meant(q)
	if obj == nil {
		return d
	}
	if spot, ok := v.Locate(obj); ok {
		if s.draft.Deleted(spot.Cell) {
			return d
		}
		text := q.Source
		if spot.Cell != q.ID {
			text = s.draft.Source(spot.Cell)
		}
		d.Cell, d.From, d.To = spot.Cell, notebook.UnitOffset(text, spot.Start), notebook.UnitOffset(text, spot.End)
		return d
	}
	path, fragment := "builtin", ""
	if p, ok := obj.(*types.PkgName); ok {
		path = p.Imported().Path()
	} else {
		if obj.Pkg() == v.Package() {
			return d
		}
		if obj.Pkg() != nil {
			path = obj.Pkg().Path()
		}
		if fragment = "#" + obj.Name(); owner(obj) != "" {
			fragment = "#" + owner(obj) + "." + obj.Name()
		}
		if e, p, ok := v.documented(obj); ok {
			at := p.fset.Position(e.pos)
			d.File, d.Line = filepath.Join(path, filepath.Base(at.Filename)), at.Line
		}
	}
	if !s.tool.Own(path) {
		d.URL = docSite + "/" + path + fragment
	}
	return d
}
