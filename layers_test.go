package gokino_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// This file holds the plan of the house: which package may import which, and a
// few habits that a reader should be able to rely on everywhere. Where a test
// here fails, either the code is in the wrong room or the plan has to change;
// the plan changes together with docs/architecture.md.

const module = "github.com/gokino/gokino"

// where a package's code runs.
type where int

const (
	host  where = iota // in the gokino program, or in a program that embeds it
	guest              // linked into the process that cells live in as well
	tests              // in tests only
)

// rooms are all packages, the cellar first: a package imports only packages
// above it in this list. Paths are relative to the module.
var rooms = []struct {
	path  string
	where where
}{
	{"", host}, // the sources that cells are built with, and the tour
	{"kernel/wire", guest},
	{"kernel/link", guest},
	{"internal/golden", tests},
	{"internal/leak", tests},
	{"internal/page", tests},
	{"internal/randgo", tests},
	{"jsassets", guest}, // a cell names a widget's assets
	{"jsassets/dist", host},
	{"kernel", guest},
	{"kernel/hub", host},
	{"kernel/upload", host},
	{"live", guest},
	{"live/option", guest},
	{"live/livetest", tests},
	{"control", guest},
	{"widget", guest},
	{"widget/proxy", guest},
	{"widget/screen", guest},
	{"notebook/runtime/protocol", guest},
	{"notebook/runtime/cellcall", guest},
	{"notebook/runtime/stdio", guest},
	{"notebook/runtime/loader", guest},
	{"notebook/runtime/cellrt", guest},
	{"notebook/runtime", guest},
	{"notebook/runtime/gokino-runtime", guest},
	{"notebook", host},
	{"notebook/export", host},
	{"notebook/cache", host},
	{"notebook/compile/golink", host},
	{"notebook/compile", host},
	{"notebook/language", host},
	{"notebook/engine", host},
	{"notebook/session", host},
	{"server", host},
	{"cmd/gokino", host},
	{"examples/chat", host},
	{"examples/dashboard", host},
	{"examples/embed", host},
	{"examples/list", host},
	{"e2e/kino", tests},
	{"e2e/site", tests},
	{"examples/upload", host},
	{"examples/order", host},
	{"examples/volume", host},
	{"examples/whiteboard", host},
}

// forbidden are imports that the order alone would allow, each with the reason.
// A transitive rule holds for everything a package pulls in.
var forbidden = []struct {
	from       func(p string) bool
	imports    []string // a final * stands for any rest
	transitive bool
	why        string
}{
	{
		from: linked, imports: []string{"net/http", "net"}, transitive: true,
		why: "guest rooms are linked into the process of the cells: each cell is checked and linked against all they pull in, and a network stack doubles that (widget/proxy is for programs that serve HTTP themselves; in cells net/http is there anyway)",
	},
	{
		from: isGuest, imports: hostPaths(), transitive: true,
		why: "guest and host meet only in the messages of package kernel; a guest that knows the host could not live in another process",
	},
	{
		from: func(p string) bool {
			return !below("examples")(p) && except("server", "widget/proxy", "cmd/gokino", "e2e/kino", "e2e/site")(p)
		}, imports: []string{"net/http", "net/http/*"},
		why: "server is the one room that knows HTTP; a program's wiring listens",
	},
	{
		from: except("server"), imports: []string{"github.com/gorilla/websocket"},
		why: "what a socket is made of concerns nobody but server",
	},
	{
		from: only("server"), imports: []string{module + "/jupyter*", module + "/notebook*", module + "/live"},
		why: "server carries bytes: it does not know what an event means, and the other door into the house is not its affair",
	},
	{
		from: below("jupyter"), imports: []string{module + "/server"},
		why: "the two adapters must not know each other, or neither can be left out",
	},
	{
		from: only("notebook"), imports: []string{"os", "os/*", "net", "net/*", "sync", "sync/*", "time", "log", "log/*", "io/fs"},
		why: "the document is pure: no files, clocks, locks, goroutines or network, so every state of it can be tested and replayed",
	},
	{
		from: only("kernel/hub"), imports: []string{"github.com/vmihailenco/*", "encoding/json", module + "/live"},
		why: "the hub routes payloads and never looks into one",
	},
	{
		from: only("live"), imports: []string{"html", "html/*", module + "/kernel/hub", module + "/kernel/link"},
		why: "a widget knows neither transports nor HTML",
	},
	{
		from: only("control"), imports: []string{module + "/widget"},
		why: "outputs and controls do not know each other's insides",
	},
	{
		from: only("widget"), imports: []string{module + "/control"},
		why: "outputs and controls do not know each other's insides; both are live widgets",
	},
	{
		from: only("notebook/runtime/cellcall"), imports: []string{"reflect", "os", "time", "fmt", "errors", "sync", module + "/*"}, transitive: true,
		why: "with the full link every cell repeats what this package imports, and its user waits for that",
	},
	{
		from: except("notebook/runtime/gokino-runtime", "notebook/runtime/loader"), imports: []string{"plugin"},
		why: "package plugin changes how a program is linked: only the runtime process pays for it",
	},
	{
		from: inProgram, imports: []string{"testing", "testing/*", module + "/internal/*"},
		why: "what serves tests is no part of a program; package testing even registers flags",
	},
	{
		from: func(p string) bool { return inProgram(p) && p != "notebook/language" }, imports: []string{"golang.org/x/tools/*"},
		why: "only what looks at cells while they are written has use for go vet's analyzers",
	},
}

func inProgram(p string) bool { return place(p) != tests }

func isGuest(p string) bool { return place(p) == guest }

// linked are the guests that a program with widgets carries.
func linked(p string) bool { return isGuest(p) && p != "widget/proxy" }

func only(p string) func(string) bool { return func(q string) bool { return q == p } }

func except(ps ...string) func(string) bool {
	return func(q string) bool { return !slices.Contains(ps, q) }
}

func below(p string) func(string) bool {
	return func(q string) bool { return q == p || strings.HasPrefix(q, p+"/") }
}

func place(p string) where {
	for _, r := range rooms {
		if r.path == p {
			return r.where
		}
	}
	return host
}

func hostPaths() []string {
	var paths []string
	for _, r := range rooms {
		if r.where == host {
			paths = append(paths, importPath(r.path))
		}
	}
	return paths
}

func importPath(p string) string { return path.Join(module, p) }

// matches reports whether an import is what a rule names.
func matches(pattern, imported string) bool {
	if prefix, any := strings.CutSuffix(pattern, "*"); any {
		return strings.HasPrefix(imported, prefix)
	}
	return imported == pattern
}

// listed is what `go list` says of a package.
type listed struct {
	ImportPath, Name, Doc, Dir              string
	Imports, Deps                           []string
	GoFiles, CgoFiles                       []string
	TestGoFiles, XTestGoFiles, IgnoredFiles []string
}

// path is relative to the module.
func (l listed) path() string {
	return strings.TrimPrefix(strings.TrimPrefix(l.ImportPath, module), "/")
}

var packages = sync.OnceValues(func() ([]listed, error) {
	cmd := exec.Command("go", "list", "-json", "./...")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, errors.New("go list: " + stderr.String())
	}
	var all []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var l listed
		if err := dec.Decode(&l); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
})

func allPackages(t *testing.T) []listed {
	t.Helper()
	all, err := packages()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A package has a place in the plan and imports only what is above it.
func TestImportsFollowTheOrder(t *testing.T) {
	level := map[string]int{}
	for i, r := range rooms {
		level[importPath(r.path)] = i
	}
	found := map[string]bool{}
	for _, p := range allPackages(t) {
		found[p.ImportPath] = true
		own, known := level[p.ImportPath]
		if !known {
			t.Errorf("%s has no place in the list of rooms: give it one", p.path())
			continue
		}
		for _, imported := range p.Imports {
			if at, ours := level[imported]; ours && at >= own {
				t.Errorf("%s imports %s, which stands below it in the list of rooms", p.path(), imported)
			}
		}
	}
	for _, r := range rooms {
		if !found[importPath(r.path)] {
			t.Errorf("the list of rooms has %q, which is no package", r.path)
		}
	}
}

func TestForbiddenImports(t *testing.T) {
	for _, p := range allPackages(t) {
		for _, rule := range forbidden {
			if !rule.from(p.path()) {
				continue
			}
			imports := p.Imports
			if rule.transitive {
				imports = p.Deps
			}
			for _, imported := range imports {
				if slices.ContainsFunc(rule.imports, func(pattern string) bool { return matches(pattern, imported) }) {
					t.Errorf("%s imports %s (transitively: %v): %s", p.path(), imported, rule.transitive, rule.why)
				}
			}
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	for _, p := range allPackages(t) {
		if p.Doc == "" && len(p.GoFiles)+len(p.CgoFiles) > 0 {
			t.Errorf("%s has no package comment", p.path())
		}
	}
}

// withoutExample are packages that need no example, with the reason.
var withoutExample = map[string]string{
	"jsassets/dist":           "holds one embedded file system",
	"notebook/runtime/cellrt": "only instrumented cells call it, in a runtime process",
	"notebook/runtime/loader": "works only in a process that is linked for it",
	"notebook/runtime":        "is the inside of a process that package engine starts",
}

func TestEveryPackageHasAnExample(t *testing.T) {
	for _, p := range allPackages(t) {
		if p.Name == "main" || place(p.path()) == tests || withoutExample[p.path()] != "" {
			continue
		}
		if !slices.Contains(append(p.TestGoFiles, p.XTestGoFiles...), "example_test.go") {
			t.Errorf("%s has no example_test.go", p.path())
		}
	}
}

// banned are words that say nothing of what a thing is for.
var banned = map[string]bool{
	"manager": true, "helper": true, "helpers": true, "util": true, "utils": true,
	"common": true, "base": true, "impl": true,
}

// words are the parts of a name: of PlainName plain and name.
var words = regexp.MustCompile(`[A-Z]+[a-z0-9]*|[a-z0-9]+`)

func bannedIn(name string) string {
	for _, w := range words.FindAllString(name, -1) {
		if banned[strings.ToLower(w)] {
			return strings.ToLower(w)
		}
	}
	return ""
}

func TestNamesSaySomething(t *testing.T) {
	for _, p := range allPackages(t) {
		if w := bannedIn(p.path()); w != "" {
			t.Errorf("package %s: the word %q says nothing", p.path(), w)
		}
		for _, file := range slices.Concat(p.GoFiles, p.CgoFiles, p.TestGoFiles, p.XTestGoFiles) {
			if w := bannedIn(file); w != "" {
				t.Errorf("%s/%s: the word %q says nothing", p.path(), file, w)
			}
			for _, name := range declared(t, filepath.Join(p.Dir, file)) {
				if w := bannedIn(name); w != "" && name != "Helper" { // testing.TB has it
					t.Errorf("%s/%s declares %s: the word %q says nothing", p.path(), file, name, w)
				}
			}
		}
	}
}

// declared are the names that a file declares at the top level, methods too.
func declared(t *testing.T, file string) (names []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			names = append(names, d.Name.Name)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					names = append(names, s.Name.Name)
				case *ast.ValueSpec:
					for _, n := range s.Names {
						names = append(names, n.Name)
					}
				}
			}
		}
	}
	return names
}

// maxLines is where a file has long become several.
const maxLines = 800

func TestFilesAreShort(t *testing.T) {
	written := map[string]bool{".go": true, ".ts": true, ".mjs": true, ".css": true, ".js": true, ".s": true}
	skipped := map[string]bool{"node_modules": true, "dist": true, "testdata": true, "test-results": true}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if skipped[d.Name()] || name != "." && strings.HasPrefix(d.Name(), ".") {
				return fs.SkipDir
			}
			return nil
		}
		if !written[filepath.Ext(name)] {
			return nil
		}
		b, err := os.ReadFile(name)
		if lines := bytes.Count(b, []byte("\n")); lines > maxLines {
			t.Errorf("%s has %d lines, more than %d: split it by what it is about", name, lines, maxLines)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
