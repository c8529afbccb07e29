package compile_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook/compile"
)

// TestNames compares what cells have to do with names with testdata/names. An
// archive has a section for each cell and one for what is known of it.
func TestNames(t *testing.T) {
	files, _ := filepath.Glob("testdata/names/*.txtar")
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
			for i := 1; a.cell(i) != nil; i++ {
				got := ""
				if _, u, err := n.Translate(compile.Cell{ID: number(i, a.cell(i).text), Source: a.cell(i).text}, false); err != nil {
					got = fmt.Sprintf("%v\n%s", err, lists(n.Guess(a.cell(i).text)))
				} else {
					got = lists(u.Names)
				}
				if want := a.section(fmt.Sprintf("out%d", i)); got != want.text {
					t.Errorf("cell %d\n%s\ngot\n%s\nwant\n%s", i, a.cell(i).text, got, want.text)
					want.text = got
				}
			}
			if t.Failed() && *update {
				if err := os.WriteFile(file, []byte(a.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// number is the id of a cell: its place, or that of the cell which its first line
// says it is, as in "// cell 1 again".
func number(i int, text string) int {
	fmt.Sscanf(text, "// cell %d again", &i)
	return i
}

func lists(n compile.Names) string {
	var b strings.Builder
	list := func(name string, names []string) {
		if len(names) > 0 {
			fmt.Fprintf(&b, "%s %s\n", name, strings.Join(names, " "))
		}
	}
	list("defines", n.Defines)
	if len(n.Vars) != len(n.Steady) {
		list("vars", n.Vars)
	}
	list("steady", n.Steady)
	list("uses", n.Uses)
	if fmt.Sprint(n.Uses) != fmt.Sprint(n.Needs) {
		list("needs", n.Needs)
		if len(n.Needs) == 0 {
			b.WriteString("needs nothing\n")
		}
	}
	list("writes", n.Writes)
	list("keeps", n.Keeps)
	list("changed", n.Changed)
	list("broken", n.Broken)
	return b.String()
}

func TestOutlineNames(t *testing.T) {
	for _, tt := range []struct{ source, want string }{
		{"x := y + 1", "defines x\nuses y\n"},
		{"func f(a int) int { return a + g(b) }", "defines f\nuses b g\n"},
		{"func (t T) m() {}\nvar p = q", "defines T.m p\nuses T q\n"},
		{"type T struct{ a U }\nfunc (t T) m() { fmt.Println(len(t.a)) }", "defines T\nuses U fmt\n"},
		{"x := (", ""},
		{"", ""},
	} {
		if got := lists(compile.Outline(tt.source)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.source, got, tt.want)
		}
	}
}

// FuzzOutline holds that no text makes it panic.
func FuzzOutline(f *testing.F) {
	for _, s := range []string{"x := y", "func (", "func (t *T[a, b]) m() {}", "import (\n", "a.b[c]{d: e}", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { compile.Outline(s) })
}
