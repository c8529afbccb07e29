package language

import (
	"go/ast"
	"go/build"
	"go/doc"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"path/filepath"
	"sync"
)

// maxDocumented is how many packages' documentation is kept.
const maxDocumented = 64

// documentation reads packages' source for what is written about them. It is
// safe for concurrent use; the zero value has read nothing.
type documentation struct {
	mu   sync.Mutex
	pkgs map[string]*documented // by folder
}

// documented is a package as its source shows it.
type documented struct {
	*doc.Package
	fset *token.FileSet
}

// of returns what the source in a folder says of a package; nil if it cannot be
// read.
func (d *documentation) of(dir, importPath string) *documented {
	if dir == "" {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if p, ok := d.pkgs[dir]; ok {
		return p
	}
	if d.pkgs == nil || len(d.pkgs) >= maxDocumented {
		d.pkgs = map[string]*documented{}
	}
	d.pkgs[dir] = document(dir, importPath)
	return d.pkgs[dir]
}

func document(dir, importPath string) *documented {
	// The error may be about other files of the folder.
	found, _ := build.Default.ImportDir(dir, 0)
	if found == nil {
		return nil
	}
	p := &documented{fset: token.NewFileSet()}
	var files []*ast.File
	for _, name := range append(found.GoFiles, found.CgoFiles...) {
		f, err := parser.ParseFile(p.fset, filepath.Join(dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if f == nil || err != nil {
			continue
		}
		files = append(files, f)
	}
	mode := doc.Mode(0)
	if importPath == "builtin" {
		mode = doc.AllDecls
	}
	var err error
	if p.Package, err = doc.NewFromFiles(p.fset, files, importPath, mode); err != nil {
		return nil
	}
	return p
}

// entry is what is written about one name.
type entry struct {
	text string   // the comment
	decl ast.Node // a declaration, or a field; may be nil
	pos  token.Pos
}

// find returns what is written of a name: of a member of the package, or, with
// the name of a type before it, of a method or field.
func (p *documented) find(typ, name string) (entry, bool) {
	if typ != "" {
		for _, t := range p.Types {
			if t.Name == typ {
				return p.member(t, name)
			}
		}
		return entry{}, false
	}
	if e, ok := inFuncs(p.Funcs, name); ok {
		return e, true
	}
	if e, ok := inValues(append(p.Consts, p.Vars...), name); ok {
		return e, true
	}
	for _, t := range p.Types {
		if t.Name == name {
			return entry{t.Doc, t.Decl, specOf(t.Decl, name)}, true
		}
		if e, ok := inFuncs(t.Funcs, name); ok { // constructors
			return e, true
		}
		if e, ok := inValues(append(t.Consts, t.Vars...), name); ok {
			return e, true
		}
	}
	return entry{}, false
}

func (p *documented) member(t *doc.Type, name string) (entry, bool) {
	if e, ok := inFuncs(t.Methods, name); ok {
		return e, true
	}
	var found entry
	ast.Inspect(t.Decl, func(n ast.Node) bool {
		f, ok := n.(*ast.Field)
		if !ok {
			return true
		}
		for _, id := range f.Names {
			if id.Name == name && found.decl == nil {
				found = entry{f.Doc.Text(), f, id.Pos()}
				if found.text == "" {
					found.text = f.Comment.Text()
				}
			}
		}
		return true
	})
	return found, found.decl != nil
}

func inFuncs(list []*doc.Func, name string) (entry, bool) {
	for _, f := range list {
		if f.Name == name {
			return entry{f.Doc, f.Decl, f.Decl.Name.Pos()}, true
		}
	}
	return entry{}, false
}

func inValues(list []*doc.Value, name string) (entry, bool) {
	for _, v := range list {
		for _, n := range v.Names {
			if n == name {
				e := entry{v.Doc, v.Decl, specOf(v.Decl, name)}
				for _, s := range v.Decl.Specs {
					if s, ok := s.(*ast.ValueSpec); ok && s.Doc.Text() != "" && named(s.Names, name) {
						e.text = s.Doc.Text() // says more of it than what is said of all
					}
				}
				return e, true
			}
		}
	}
	return entry{}, false
}

func named(ids []*ast.Ident, name string) bool {
	for _, id := range ids {
		if id.Name == name {
			return true
		}
	}
	return false
}

// specOf returns where a declaration declares a name.
func specOf(d *ast.GenDecl, name string) token.Pos {
	for _, s := range d.Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			if s.Name.Name == name {
				return s.Name.Pos()
			}
		case *ast.ValueSpec:
			for _, id := range s.Names {
				if id.Name == name {
					return id.Pos()
				}
			}
		}
	}
	return d.Pos()
}

// html renders a comment. It escapes what the comment says.
func (p *documented) html(text string) string {
	if text == "" {
		return ""
	}
	return render(p.Printer(), p.Parser().Parse(text))
}

// ownHTML renders a comment of a cell.
func ownHTML(text string) string {
	if text == "" {
		return ""
	}
	var parser comment.Parser
	return render(&comment.Printer{}, parser.Parse(text))
}

func render(p *comment.Printer, d *comment.Doc) string {
	p.HeadingLevel = 4
	p.HeadingID = func(*comment.Heading) string { return "" }
	p.DocLinkBaseURL = docSite
	return string(p.HTML(d))
}

// docSite has the documentation of all public packages.
const docSite = "https://pkg.go.dev"
