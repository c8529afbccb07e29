package compile_test

import (
	"fmt"
	"math/rand"
	"slices"
	"testing"

	"github.com/gokino/gokino/notebook/compile"
)

// snippets are cells that have to do with each other.
var snippets = []string{
	"x := 1", "x := \"a\"", "y := x", "var y int = x", "z := y", "type t struct{ a int }", "type t struct{ a string }", "type u struct{ t }",
	"func f(v t) int { return v.a }", "func f(v t) string { return v.a }", "func (v t) m() int { return 1 }", "func (v t) m() string { return v.a }",
	"s := t{}", "s.a", "s.m()", "f(s)", "var r int = f(s)", "g := f", "var _ string = s.m()", "const c = 1", "const c = \"c\"", "var d int = c",
	"import \"strings\"", "strings.ToUpper(\"\")", "var strings int", "func g2() t { return s }", "g2().a", "w := u{s}", "w.a", "", "nope",
	"func id[T any](v T) T { return v }", "id(s).a", "var q string = id(x)", "len := 1", "var p int = len",
}

// TestDraftForgetsNothing holds that a draft that has seen many edits says what a
// fresh one says of the same cells.
func TestDraftForgetsNothing(t *testing.T) {
	imp := newImporter()
	random := rand.New(rand.NewSource(1))
	for range 40 {
		d := compile.ScratchDraft(imp)
		var cells []compile.Written
		next := 0
		for range 30 {
			at := random.Intn(len(cells) + 1)
			switch action := random.Intn(6); {
			case action < 2 || at == len(cells):
				next++
				cells = slices.Insert(slices.Clone(cells), at, compile.Written{ID: next, Source: snippets[random.Intn(len(snippets))], Ran: random.Intn(3) == 0})
			case action == 2:
				cells = slices.Delete(slices.Clone(cells), at, at+1)
			case action == 3:
				cells = slices.Clone(cells)
				cells[at].Ran = !cells[at].Ran
			case action == 4 && at > 0:
				cells = slices.Clone(cells)
				cells[at], cells[at-1] = cells[at-1], cells[at]
			default:
				cells = slices.Clone(cells)
				cells[at].Source = snippets[random.Intn(len(snippets))]
			}
			got, want := said(t, d, cells), said(t, compile.ScratchDraft(imp), cells)
			if got != want {
				for _, c := range cells {
					fmt.Printf("%d ran %v: %q\n", c.ID, c.Ran, c.Source)
				}
				t.Fatalf("after edits\n%s\nafresh\n%s", got, want)
			}
		}
	}
}
