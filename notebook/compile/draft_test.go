package compile_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook/compile"
)

// said lists the findings of all cells, a line each: the cell, the stretch that
// is meant, and what is said of it.
func said(t *testing.T, d *compile.Draft, cells []compile.Written) string {
	t.Helper()
	d.Set(cells)
	if err := d.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, c := range cells {
		for _, f := range d.Findings(c.ID) {
			fmt.Fprintf(&b, "%d %s %q: %s\n", c.ID, f.Severity, c.Source[f.Start:f.End], f.Message)
		}
	}
	return b.String()
}

// drafted makes cells of sources; one that begins with "ran:" has run.
func drafted(sources ...string) []compile.Written {
	var list []compile.Written
	for i, s := range sources {
		s, ran := strings.CutPrefix(s, "ran:")
		list = append(list, compile.Written{ID: i + 1, Source: s, Ran: ran})
	}
	return list
}

func TestDraftFindings(t *testing.T) {
	imp := newImporter()
	for _, c := range []struct {
		name  string
		cells []string
		want  string
	}{
		{"nothing", []string{"x := 1\nx + 1", "fmt.Println(x)"}, ""},
		{"types of cells above", []string{"x := 1", "var s string = x"}, `2 error "x": cannot use x (variable of type int) as string value in variable declaration`},
		{"undefined", []string{"y"}, `1 error "y": undefined: y`},
		{"declared below", []string{"y", "y := 1"}, `1 error "y": y is declared below, in cell 2, which has not run`},
		{"declared below and run", []string{"y + 1", "ran:y := 1"}, ""},
		{"declared below and run, with its types", []string{"var s string = p.X", "type P struct{ X int }", "ran:p := P{}"}, `1 error "p.X": cannot use p.X (variable of type int) as string value in variable declaration`},
		{"a field", []string{"type P struct{ X int }\nfunc (p P) Sum() int { return p.X }", "p := P{}\np.Y\np.Sum()"}, `2 error "Y": p.Y undefined (type P has no field or method Y)`},
		{"several", []string{"a := b\nc := d"}, "1 error \"b\": undefined: b\n1 error \"d\": undefined: d"},
		{"unused local", []string{"func f() {\n\tx := 1\n}"}, `1 error "x": declared and not used: x`},
		{"unused import", []string{"import (\n\t\"os\"\n\t\"strings\"\n)", "strings.ToUpper(\"x\")"}, `1 warning "\"os\"": "os" imported and not used`},
		{"import used where the text is broken", []string{"import \"encoding/csv\"", "csv."}, `2 error ".": expected selector or type assertion, found nothing more`},
		{"broken bracket", []string{"func f() int { return 1 }\nx := foo(\ny := 1\ny + f()"}, `1 error "(": this is not closed: a bracket is missing`},
		{"broken statement", []string{"x := 1\nx +* ;\ny := \"a\"\nvar z int = y"}, "1 error \"*\": expected operand, found nothing more\n1 error \"y\": cannot use y (variable of type string) as int value in variable declaration"},
		{"redefinition", []string{"x := 1", "x := \"a\"", "var y int = x"}, `3 error "x": cannot use x (variable of type string) as int value in variable declaration`},
		{"no storm", []string{"x := nope()", "y := x.Foo\ny.Bar()"}, `1 error "nope": undefined: nope`},
		{"method of nothing", []string{"func (t T) M() {}\nfunc (int) N() {}"}, "1 error \"func\": undefined: T\n1 error \"func\": cannot define new methods on non-local type int"},
		{"utf-8", []string{"s := \"äöü\"; s + nix"}, `1 error "nix": undefined: nix`},
		{"skipped by its constraint", []string{"//go:build windows\nx := syscall.No()", "//go:build &&\ny := 1", "x"}, "2 error \"//go:build &&\": invalid //go:build: unexpected token &&\n3 error \"x\": undefined: x"},
		{"embedded", []string{"//go:embed x.txt\nvar s string\nlen(s)", "//go:embed x.txt\ns += \"x\""}, "1 error \"//go:embed x.txt\": //go:embed x.txt: the notebook has no folder\n2 error \"//go:embed x.txt\": misplaced //go:embed: it belongs above a variable declared at the top level of the cell"},
		{"a type without a name here", []string{"le := binary.LittleEndian", "le.Uint16(nil) + le.Foo()"}, `2 error "Foo": le.Foo undefined (type binary.littleEndian has no field or method Foo)`},
		{"a variable behind a label", []string{"again: x := 1\nif x > 1 { goto again }", "x + 1"}, ""},
		{"predeclared", []string{"len := 3\nvar s string = len", "var t string = len"}, "1 error \"len\": cannot use len (variable of type int) as string value in variable declaration\n2 error \"len\": cannot use len (variable of type int) as string value in variable declaration"},
		{"skipped", []string{"//go:build windows\n\nx := y", "x"}, `2 error "x": undefined: x`},
		{"bad constraint", []string{"//go:build &&\n\nx := 1"}, `1 error "//go:build &&": invalid //go:build: unexpected token &&`},
		{"misplaced embed", []string{"x := 1\n//go:embed a\ny := 1"}, `1 error "//go:embed a": misplaced //go:embed: it belongs above a variable declared at the top level of the cell`},
		{"reserved", []string{"gkrt := 1"}, `1 error "gkrt": gokino keeps this name for itself: choose another`},
		{"generic", []string{"func Map[T, U any](s []T, f func(T) U) []U { return nil }", "var x []int = Map([]int{1}, func(i int) int { return i })"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.TrimSpace(said(t, compile.ScratchDraft(imp), drafted(c.cells...))); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// TestDraftAgreesWithCompile holds, for all cells in testdata/cases, that a draft
// finds an error in a cell if and only if compiling the cell does, and at the same
// place.
func TestDraftAgreesWithCompile(t *testing.T) {
	files, _ := filepath.Glob("testdata/cases/*.txtar")
	imp := newImporter()
	compared := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		a := parseArchive(string(data))
		n, d := compile.Scratch(imp), compile.ScratchDraft(imp)
		var good []compile.Written // cells that compile
		for i := 1; a.cell(i) != nil; i++ {
			source := strings.TrimSuffix(a.cell(i).text, "\n")
			for _, path := range imported(source) {
				compile.Load(d, path)
			}
			_, _, err := n.Translate(compile.Cell{ID: i, Source: source}, false, imported(source)...)
			written := append(good[:len(good):len(good)], compile.Written{ID: i, Source: source})
			d.Set(written)
			if err := d.Check(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err == nil {
				good = written
			}
			compared++
			if want, got := firstError(err), firstFinding(d, i, source); want != got {
				t.Errorf("%s, cell %d: compile says %q, the draft %q", filepath.Base(file), i, want, got)
			}
		}
	}
	if compared < 200 {
		t.Errorf("only %d cells", compared)
	}
}

// firstError is the line and message of what the compiler says first.
func firstError(err error) string {
	var wrong compile.Errors
	switch {
	case err == nil:
		return ""
	case errors.As(err, &wrong):
		return fmt.Sprintf("%d: %s", wrong[0].Line, wrong[0].Message)
	}
	return err.Error()
}

func firstFinding(d *compile.Draft, id int, source string) string {
	for _, f := range d.Findings(id) {
		if f.Severity == compile.SeverityError {
			return fmt.Sprintf("%d: %s", 1+strings.Count(source[:f.Start], "\n"), f.Message)
		}
	}
	return ""
}
