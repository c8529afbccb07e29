package compile_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook/compile"
)

// TestTranslate compares the source that cells become with that in
// testdata/translate. Only the last cell of an archive is compared.
func TestTranslate(t *testing.T) {
	files, _ := filepath.Glob("testdata/translate/*.txtar")
	if len(files) == 0 {
		t.Fatal("no files")
	}
	imp := newImporter()
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a := parseArchive(string(data))
			n := compile.Scratch(imp)
			got, last := "", 0
			for i := 1; a.cell(i) != nil; i++ {
				source, _, err := n.Translate(compile.Cell{ID: i, Source: a.cell(i).text}, false)
				if got, last = readable(source), i; err != nil {
					got = err.Error() + "\n"
				}
			}
			if want := a.section(fmt.Sprintf("out%d", last)); got != want.text {
				t.Errorf("got\n%s\nwant\n%s", got, want.text)
				if want.text = got; *update {
					if err := os.WriteFile(file, []byte(a.String()), 0o644); err != nil {
						t.Fatal(err)
					}
				}
			}
		})
	}
}

var (
	places = regexp.MustCompile(`/\*line [^*]*\*/`)
	digest = regexp.MustCompile(`(GKcell_\d+|gkzero)_[0-9a-f]{8}`)
)

// readable leaves out what is the same in all units, and places.
func readable(source string) string {
	source = digest.ReplaceAllString(places.ReplaceAllString(source, ""), "$1")
	_, source, _ = strings.Cut(source, "package main\nimport gkrt \"github.com/gokino/gokino/notebook/runtime/cellcall\"\n")
	return strings.Replace(source, "func main()\n//go:noinline\nfunc gkzero() {}\n", "", 1)
}

// TestTranslationTypeChecks checks that what go/types accepts in a cell it also
// accepts in the source for the compiler, for all cells in testdata/cases and
// both links.
func TestTranslationTypeChecks(t *testing.T) {
	files, _ := filepath.Glob("testdata/cases/*.txtar")
	imp := newImporter()
	for _, full := range []bool{false, true} {
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a := parseArchive(string(data))
			n := compile.Scratch(imp)
			for i := 1; a.cell(i) != nil; i++ {
				source, _, err := n.Translate(compile.Cell{ID: i, Source: a.cell(i).text}, full, imported(a.cell(i).text)...)
				if err != nil {
					continue
				}
				if err := typeCheck(imp, source); err != nil {
					t.Errorf("%s, cell %d, full %v: %v\n%s", file, i, full, err, source)
				}
			}
		}
	}
}

var quoted = regexp.MustCompile(`"([a-z0-9/]+)"`)

// imported returns what a cell may import, so that nothing needs to be loaded.
func imported(cell string) []string {
	var paths []string
	for _, m := range quoted.FindAllStringSubmatch(cell, -1) {
		paths = append(paths, m[1])
	}
	return paths
}

func typeCheck(imp types.Importer, source string) error {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", source, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	var first error
	conf := types.Config{Importer: imp, Error: func(err error) {
		if first == nil {
			first = err
		}
	}}
	_, _ = conf.Check("main", fset, []*ast.File{file}, nil)
	return first
}

// testImporter knows the standard library, and what the runtime has for cells.
type testImporter struct {
	std      types.Importer
	cellcall *types.Package
}

func newImporter() *testImporter {
	const source = `package cellcall

var Never bool

func Poll()
func Deep()
func Show(...any)
func Guard(string, func()) func()
func GuardError(string, func() error) func() error
func Recover(string)
func Exit(int)
func Sleep[D ~int64](d D) {}
func Clear[T any](p *T) { *p = *new(T) }
func Print(...any) (int, error)
func Println(...any) (int, error)
func Printf(string, ...any) (int, error)
func Stdout() any
func Stderr() any
`
	i := &testImporter{std: importer.Default()}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", source, 0)
	if err != nil {
		panic(err)
	}
	const path = "github.com/gokino/gokino/notebook/runtime/cellcall"
	if i.cellcall, err = (&types.Config{Importer: i.std}).Check(path, fset, []*ast.File{file}, nil); err != nil {
		panic(err)
	}
	return i
}

func (i *testImporter) Import(path string) (*types.Package, error) {
	if path == i.cellcall.Path() {
		return i.cellcall, nil
	}
	return i.std.Import(path)
}
