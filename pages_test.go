package gokino_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/printer"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gokino/gokino/internal/golden"
	"github.com/gokino/gokino/notebook"
)

// This file makes the pages in docs/widgets: one for each function or type of
// packages control, widget, widget/screen and widget/proxy that a cell of the gallery is about, of its doc
// comment, its options and the cell. `go test . -run WidgetPages -update` writes
// them, `make gallery` takes their pictures.

const gallery = "testdata/notebooks/gallery.md"

// about finds what a cell of the gallery is about: what it names first.
var about = regexp.MustCompile(`\b(control|widget|screen|proxy)\.([A-Z]\w*)`)

func TestWidgetPages(t *testing.T) {
	text, err := os.ReadFile(gallery)
	if err != nil {
		t.Fatal(err)
	}
	packages := map[string]*documented{}
	for _, dir := range []string{"control", "widget", "widget/screen", "widget/proxy"} {
		packages[filepath.Base(dir)] = readDoc(t, dir)
	}
	pages := map[string]string{}
	for _, cell := range notebook.Parse(text).Cells {
		m := about.FindStringSubmatch(cell.Source)
		if cell.Kind != notebook.Code || m == nil {
			continue
		}
		name := pageName(m[1], m[2]) + ".md"
		if pages[name] == "" {
			pages[name] = packages[m[1]].page(t, m[2], cell.Source)
		}
	}
	var index strings.Builder
	index.WriteString("# Widgets, one by one\n\nEach with the cell that shows it in the [gallery](../../" + gallery + "). These pages are made of the doc comments; [widgets.md](../widgets.md) and [control.md](../control.md) say more.\n\n")
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		title, _, _ := strings.Cut(strings.TrimPrefix(pages[name], "# "), "\n")
		fmt.Fprintf(&index, "- [%s](%s)\n", title, name)
	}
	pages["README.md"] = index.String()
	for name, page := range pages {
		golden.File(t, filepath.Join("docs/widgets", name), page)
	}
	left, err := filepath.Glob("docs/widgets/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range left {
		if pages[filepath.Base(file)] == "" {
			t.Errorf("%s is of nothing in the gallery", file)
		}
	}
}

// pageName is the name of a page, and of its picture, without what it ends in.
func pageName(pkg, name string) string {
	return strings.TrimSuffix(pkg+"-"+strings.ToLower(strings.TrimPrefix(name, "New")), "-")
}

// documented is a package with its doc comments.
type documented struct {
	*doc.Package
	files *token.FileSet
}

func readDoc(t *testing.T, dir string) *documented {
	t.Helper()
	files := token.NewFileSet()
	names, err := filepath.Glob(dir + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var parsed []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(files, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, f)
	}
	p, err := doc.NewFromFiles(files, parsed, importPath(dir))
	if err != nil {
		t.Fatal(err)
	}
	return &documented{p, files}
}

// page is about one function or type.
func (d *documented) page(t *testing.T, name, cell string) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "# %s.%s\n\n", d.Name, name)
	found := false
	for _, f := range d.functions() {
		if f.Name == name {
			found = true
			d.declaration(t, &b, f.Decl)
			b.WriteString(d.markdown(f.Doc))
		}
	}
	for _, typ := range d.Types {
		if typ.Name == name {
			found = true
			d.declaration(t, &b, typ.Decl)
			b.WriteString(d.markdown(typ.Doc))
		}
	}
	if !found {
		t.Fatalf("the gallery names %s.%s, which is neither a function nor a type", d.Name, name)
	}
	fmt.Fprintf(&b, "\n## In a cell\n\n```go\n%s\n```\n", strings.TrimSpace(cell))
	picture := pageName(d.Name, name) + ".png"
	if _, err := os.Stat(filepath.Join("docs/images/widgets", picture)); err == nil {
		fmt.Fprintf(&b, "\n![What the cell shows](../images/widgets/%s)\n", picture)
	}
	if options := d.optionsOf(name); options != nil {
		b.WriteString("\n## Options\n\n")
		d.declaration(t, &b, options.Decl)
		b.WriteString(d.markdown(options.Doc))
	}
	d.made(t, &b, name)
	return b.String()
}

// made writes what a function makes, and what that can do.
func (d *documented) made(t *testing.T, b *strings.Builder, name string) {
	t.Helper()
	for _, typ := range d.Types {
		if !slices.ContainsFunc(typ.Funcs, func(f *doc.Func) bool { return f.Name == name }) {
			continue
		}
		fmt.Fprintf(b, "\n## %s\n\n%s", typ.Name, d.markdown(typ.Doc))
		for _, m := range typ.Methods {
			if m.Name != "View" && m.Name != "Render" || m.Decl.Type.Params.NumFields() > 0 {
				b.WriteString("\n")
				d.declaration(t, b, m.Decl)
				b.WriteString(d.markdown(m.Doc))
			}
		}
	}
}

// markdown is a doc comment; what it links to is where all packages are described.
func (d *documented) markdown(text string) string {
	p := d.Printer()
	p.HeadingLevel = 3
	p.DocLinkBaseURL = "https://pkg.go.dev"
	made := string(p.Markdown(d.Parser().Parse(text)))
	return strings.ReplaceAll(made, "](#", "](https://pkg.go.dev/"+d.ImportPath+"#")
}

// functions are all functions, those that make something too.
func (d *documented) functions() []*doc.Func {
	all := slices.Clone(d.Funcs)
	for _, typ := range d.Types {
		all = append(all, typ.Funcs...)
	}
	return all
}

// declaration writes the declaration of something as code, without what it does.
func (d *documented) declaration(t *testing.T, b *strings.Builder, decl ast.Decl) {
	t.Helper()
	if f, ok := decl.(*ast.FuncDecl); ok {
		signature := *f
		signature.Body, signature.Doc = nil, nil
		decl = &signature
	}
	var code bytes.Buffer
	if err := (&printer.Config{Mode: printer.UseSpaces | printer.TabIndent, Tabwidth: 4}).Fprint(&code, d.files, decl); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(b, "```go\n%s\n```\n\n", code.String())
}

// optionsOf is the type of the options that a function takes.
func (d *documented) optionsOf(name string) *doc.Type {
	for _, f := range d.functions() {
		if f.Name != name || f.Decl.Type.Params == nil {
			continue
		}
		for _, p := range f.Decl.Type.Params.List {
			for _, typ := range d.Types {
				if strings.HasSuffix(typ.Name, "Options") && mentions(p.Type, typ.Name) {
					return typ
				}
			}
		}
	}
	return nil
}

func mentions(e ast.Expr, name string) (found bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id.Name == name
		return !found
	})
	return found
}
