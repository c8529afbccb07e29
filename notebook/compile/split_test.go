package compile_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook/compile"
)

func TestSplit(t *testing.T) {
	tests := []struct {
		name, cell string
		want       []string
	}{
		{"empty", " \n// nothing\n;;", nil},
		{"lines", "x := 1\nx + 1", []string{"statement: x := 1", "statement: x + 1"}},
		{"semicolons", "a(); b();", []string{"statement: a()", "statement: b()"}},
		{"declarations", "import \"fmt\"\ntype t int\nconst c = 1\nvar v t", []string{`import: import "fmt"`, "type: type t int", "const: const c = 1", "var: var v t"}},
		{"function", "func f() {\n\tg()\n}\nf()", []string{"func: func f() {\n\tg()\n}", "statement: f()"}},
		{"method", "func (t *T[A, B]) m(f func() int) {}", []string{"func: func (t *T[A, B]) m(f func() int) {}"}},
		{"function literal", "func(x int) int { return x }(1)", []string{"statement: func(x int) int { return x }(1)"}},
		{"literal that returns a function", "func() func() int { return nil }()", []string{"statement: func() func() int { return nil }()"}},
		{"head of a for", "for i := 0; i < 3; i++ {\n}", []string{"statement: for i := 0", "statement: i < 3", "statement: i++ {\n}"}},
		{"label", "again:\nfor {\n}", []string{"statement: again:\nfor {\n}"}},
		{"raw string", "x := `a\nb;{`", []string{"statement: x := `a\nb;{`"}},
		{"trailing comment", "x // tail\n", []string{"statement: x // tail"}},
		{"continued line", "x +\n  1", []string{"statement: x +\n  1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := compile.Split(tt.cell)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestSplitErrors(t *testing.T) {
	tests := []struct{ cell, want string }{
		{"package main", "cell1:1:1: a cell needs no package clause: all cells are one package main"},
		{"x := 1\n}", "cell1:2:1: unexpected }"},
		{"f(\n1", "cell1:1:1: this is not closed: a bracket is missing"},
		{"s := \"abc", "cell1:1:6: string literal not terminated"},
		{"a\nß := 'xy'", "cell1:2:7: illegal rune literal"},
	}
	for _, tt := range tests {
		if _, err := compile.Split(tt.cell); err == nil || err.Error() != tt.want {
			t.Errorf("%q: got %v, want %s", tt.cell, err, tt.want)
		}
	}
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{"x := 1\nx", "func (a b) c() {}", "for i := 0; i < 1; i++ {}", "}{", "package p", "`", "/*", "L:\nfor {}", "import (\n\"a\"\n)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		chunks, err := compile.Split(cell)
		if err != nil {
			return
		}
		rest := cell
		for _, c := range chunks {
			_, text, _ := strings.Cut(c, ": ")
			_, after, ok := strings.Cut(rest, text)
			if !ok {
				t.Fatalf("chunk %q is not in what follows: %q", text, rest)
			}
			rest = after
		}
	})
}

// FuzzTranslate checks that no cell makes the translation panic, and that what
// go/types accepts in a cell it also accepts in the source for the compiler.
func FuzzTranslate(f *testing.F) {
	for _, s := range []string{
		"x := 1\nx", "var (a = b; b = 1)", "type t struct{ a int }\nfunc (t) m() {}", "v, _ := f()", "const (a = iota; b)",
		"for i := 0; i < 3; i++ { println(i) }", "if x := 1; x > 0 {}", "func (x) y()", "func f()", "a.b.c", "go f(1)", "defer recover()",
		"var x = x", "x := x", "func () f() {}", "func (a, b c) f() {}", "type (\n)", "L: x := 1", "1 << 100", "goto L; L:", "import . \"fmt\"\nPrint()",
	} {
		f.Add(s, s)
	}
	imp := newImporter()
	f.Fuzz(func(t *testing.T, a, b string) {
		if strings.Contains(a+b, "import") || strings.Contains(a+b, ".") {
			return // would run the go command
		}
		n := compile.Scratch(imp)
		for i, cell := range []string{a, b, b} {
			source, _, err := n.Translate(compile.Cell{ID: i + 1, Source: cell}, false)
			if err != nil {
				continue
			}
			if err := typeCheck(imp, source); err != nil {
				t.Fatalf("cell %d compiles, and what it becomes does not: %v\n%s", i+1, err, source)
			}
		}
	})
}
