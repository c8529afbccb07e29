package notebook_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook"
)

var update = flag.Bool("update", false, "rewrite golden files")

// archive is a txtar file: a comment, then sections in order.
type archive struct {
	comment  string
	names    []string
	sections map[string]string
}

func readArchive(t *testing.T, path string) archive {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	a := archive{sections: map[string]string{}}
	name := ""
	for line := range strings.Lines(string(b)) {
		trimmed := strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(trimmed, "-- ") && strings.HasSuffix(trimmed, " --") {
			name = trimmed[3 : len(trimmed)-3]
			a.names = append(a.names, name)
			continue
		}
		if name == "" {
			a.comment += line
		} else {
			a.sections[name] += line
		}
	}
	return a
}

func (a archive) write(t *testing.T, path string) {
	t.Helper()
	var b strings.Builder
	b.WriteString(a.comment)
	for _, name := range a.names {
		fmt.Fprintf(&b, "-- %s --\n%s", name, a.sections[name])
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// listing is a document as golden files show it.
func listing(d notebook.Document) string {
	var b strings.Builder
	for _, c := range d.Cells {
		_, after := notebook.Raw(c)
		fmt.Fprintf(&b, "%s %d after %q\n", c.Kind, c.ID, after)
		for line := range strings.SplitSeq(c.Source, "\n") {
			fmt.Fprintf(&b, "\t|%s\n", line)
		}
	}
	return b.String()
}

// TestCells holds which cells a Markdown file has: testdata/cells/*.txtar, each
// an in.md and the cells it is expected to have.
func TestCells(t *testing.T) {
	paths, err := filepath.Glob("testdata/cells/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no golden files:", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			a := readArchive(t, path)
			in := a.sections["in.md"]
			d := notebook.Parse([]byte(in))
			if got := string(notebook.Format(d)); got != in {
				t.Errorf("does not round trip:\n%q\n%q", in, got)
			}
			got := listing(d)
			if *update {
				a.sections["cells"] = got
				a.write(t, path)
			} else if got != a.sections["cells"] {
				t.Errorf("cells:\n%s\nwant:\n%s", got, a.sections["cells"])
			}
		})
	}
}
