package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gokino/gokino/notebook/compile"
)

// publicModules are modules that notebooks are put inside of, and work with what
// only those inside may import. The large ones take minutes and gigabytes.
var publicModules = []struct {
	module, folder string
	large          bool
	cells, want    []string
}{
	{
		module: "golang.org/x/tools@v0.30.0", folder: "internal",
		cells: []string{
			"import \"golang.org/x/tools/internal/diff\"\nedits := diff.Strings(\"a\\nb\\n\", \"a\\nc\\n\")\nfmt.Print(diff.ToUnified(\"x\", \"y\", \"a\\nb\\n\", edits, 1))",
			`import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"
)
fset := token.NewFileSet()
file, err := parser.ParseFile(fset, "p.go", "package p; func F(n int) int { if n > 1 { return F(n-1) }; return n }", 0)
pkg, _, err := ssautil.BuildPackage(&types.Config{Importer: importer.Default()}, fset, types.NewPackage("p", ""), []*ast.File{file}, ssa.SanityCheckFunctions)
fmt.Print(err, len(pkg.Func("F").Blocks))`,
			`import "golang.org/x/tools/internal/stdlib"
type found struct{ diff.Edit; known bool }
func (f found) String() string { return f.Edit.New + fmt.Sprint(f.known) }
found{edits[0], stdlib.HasPackage("net/http")}`,
		},
		want: []string{"--- x\n+++ y\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n<nil>", "<nil> 3", "ctrue"},
	},
	{
		module: "github.com/prometheus/prometheus@v0.305.0", folder: "tsdb", large: true,
		cells: []string{
			`import (
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/tsdb"
)
dir, err := os.MkdirTemp("", "tsdb")
db, err := tsdb.Open(dir, nil, nil, tsdb.DefaultOptions(), nil)
fmt.Print(err)`,
			`start := time.Unix(1_000_000, 0)
app := db.Appender(context.Background())
for i := range 100 {
	if _, err := app.Append(0, labels.FromStrings("__name__", "requests", "job", "x"), start.Add(time.Duration(i)*time.Second).UnixMilli(), float64(i*3)); err != nil { panic(err) }
}
fmt.Print(app.Commit())`,
			`engine := promql.NewEngine(promql.EngineOpts{MaxSamples: 1000, Timeout: time.Minute})
query, err := engine.NewInstantQuery(context.Background(), db, nil, "rate(requests[1m])", start.Add(90*time.Second))
fmt.Print(query.Exec(context.Background()))
db.Close()
os.RemoveAll(dir);`,
		},
		want: []string{"<nil>", "<nil>", "{job=\"x\"} => 3 @[1000090000]"},
	},
}

// TestPublicModules runs notebooks beside the packages of public modules.
// GOKINO_TEST_MODULES=all includes the large ones.
func TestPublicModules(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a runtime")
	}
	if err := compile.Probe(t.Context()); err != nil {
		t.Skip(err)
	}
	for _, m := range publicModules {
		t.Run(m.module, func(t *testing.T) {
			if m.large && os.Getenv("GOKINO_TEST_MODULES") != "all" {
				t.Skip("is large, and GOKINO_TEST_MODULES is not all")
			}
			file := filepath.Join(publicModule(t, m.module), filepath.FromSlash(m.folder), "notebook.md")
			text := "# A notebook\n"
			for _, c := range m.cells {
				text += "\n```go\n" + c + "\n```\n"
			}
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			for _, what := range []string{"first run", "second run"} {
				start := time.Now()
				runModule(t, file, m.want)
				t.Logf("%s: %v", what, time.Since(start).Round(time.Millisecond))
			}
		})
	}
}

// publicModule returns a folder with a copy of a module.
func publicModule(t *testing.T, module string) string {
	t.Helper()
	download := exec.CommandContext(t.Context(), "go", "mod", "download", "-json", module)
	download.Dir = t.TempDir()
	out, err := download.Output()
	var got struct{ Dir, Error string }
	if json.Unmarshal(out, &got) != nil || got.Dir == "" {
		t.Skipf("%s cannot be had: %s %v", module, got.Error, err)
	}
	dir := filepath.Join(t.TempDir(), "module")
	if err := os.CopyFS(dir, os.DirFS(got.Dir)); err != nil {
		t.Fatal(err)
	}
	list := exec.CommandContext(t.Context(), "go", "list", "-m")
	list.Dir = dir
	if out, err := list.CombinedOutput(); err != nil {
		t.Fatalf("the copy of %s is no module: %v\n%s", module, err, out)
	}
	return dir
}

// runModule runs a notebook and compares what its cells put out.
func runModule(t *testing.T, file string, want []string) {
	t.Helper()
	var out, progress bytes.Buffer
	err := run(t.Context(), []string{"run", "--json", file}, stdio{&out, &progress})
	type cell struct {
		Cell           int
		Status, Stdout string
		Outputs        []map[string]any
		Error          any
		MS             int
	}
	var cells []cell
	for line := range strings.Lines(out.String()) {
		var c cell
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		cells = append(cells, c)
	}
	for i, c := range cells {
		got := c.Stdout
		for _, o := range c.Outputs {
			got += o["text/plain"].(string)
		}
		if c.Status != "ok" || i >= len(want) || got != want[i] {
			t.Errorf("cell %d %s: got %q, error %v, want %q", c.Cell, c.Status, got, c.Error, want)
		}
		t.Logf("cell %d: %d ms", c.Cell, c.MS)
	}
	if err != nil || len(cells) != len(want) {
		t.Errorf("%v\n%s", err, progress.String())
	}
}
