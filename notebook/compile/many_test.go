package compile_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/engine"
)

// chained is the source of a cell that declares something of everything and uses
// the cell before.
func chained(i int) string {
	s := fmt.Sprintf("type t%[1]d struct{ n int; s []string }\nfunc (t t%[1]d) get() int { return t.n }\n"+
		"v%[1]d := t%[1]d{n: %[1]d}\nfunc f%[1]d() int { return v%[1]d.get() }\n", i)
	if i > 1 {
		s += fmt.Sprintf("f%d() + f%d()", i, i-1)
	}
	return s
}

// A cell costs no more at the end of a long notebook than at its beginning.
func TestWorkPerCellDoesNotGrow(t *testing.T) {
	n := compile.Scratch(newImporter())
	at := 0
	next := func() {
		at++
		if _, _, err := n.Translate(compile.Cell{ID: at, Source: chained(at)}, false); err != nil {
			t.Fatal(err)
		}
	}
	for range 30 { // what the importer reads once
		next()
	}
	early := testing.AllocsPerRun(20, next)
	for at < 1000 {
		next()
	}
	if late := testing.AllocsPerRun(20, next); late > early*1.1 {
		t.Errorf("%.0f allocations for a cell at the beginning, %.0f after 1000 cells", early, late)
	}
}

// The cost of a cell grows with its length, not with the square.
func TestWorkPerLineDoesNotGrow(t *testing.T) {
	imp := newImporter()
	translate := func(lines int) float64 {
		return testing.AllocsPerRun(3, func() {
			if _, _, err := compile.Scratch(imp).Translate(compile.Cell{ID: 1, Source: longCell(lines)}, false); err != nil {
				t.Fatal(err)
			}
		}) / float64(lines)
	}
	translate(100)
	if short, long := translate(500), translate(4000); long > short*1.3 {
		t.Errorf("%.0f allocations a line in a cell of 500, %.0f in one of 4000", short, long)
	}
}

// longCell is a cell of so many lines, a multiple of ten, whose value is the
// number of its functions.
func longCell(lines int) string {
	var b strings.Builder
	b.WriteString("sum := 0\n")
	for i := range lines/10 - 1 {
		fmt.Fprintf(&b, `type p%[1]d struct {
	x int
}

// get gets it.
func (p *p%[1]d) get() int {
	return p.x
}
a%[1]d := &p%[1]d{1}
sum += a%[1]d.get()
`, i)
	}
	return b.String() + strings.Repeat("\n", 8) + "sum"
}

func TestLongCell(t *testing.T) {
	t.Parallel()
	for _, mode := range []compile.LinkMode{compile.LinkAuto, compile.LinkFull} {
		r := startRun(t, engine.Options{Link: mode})
		cells(t, r, longCell(2000), "=> 199", "a198.get() + (&p0{4}).get()", "=> 5")
		broken := strings.Replace(longCell(2000), "&p150{1}", "&p150{y}", 1)
		cells(t, r, broken, "error at 1510:15: undefined: y")
	}
}

// TestManyCells runs a notebook of 500 cells, and then changes what they all
// stand on.
func TestManyCells(t *testing.T) {
	t.Parallel()
	r := startRun(t, engine.Options{})
	evaluate := func(cell int, source, want string) {
		t.Helper()
		if got := r.evaluate(t, cell, source, false); got != want {
			t.Fatalf("cell %d\n%s\ngot\n%s\nwant\n%s", cell, source, got, want)
		}
	}
	evaluate(1000, "func one() int { return 1 }", "")
	evaluate(1, "func g1() int { return one() }", "")
	for i := 2; i <= 500; i++ {
		evaluate(i, fmt.Sprintf("func g%d() int { return g%d() + one() }\ng%[1]d()", i, i-1), fmt.Sprintf("=> %d\n", i))
	}
	evaluate(1000, "func one() int { return 2 }", "")
	evaluate(501, "g500()", "=> 1000\n")
}

// BenchmarkLateCell measures a cell at the end of a notebook of so many cells.
func BenchmarkLateCell(b *testing.B) {
	unique := time.Now().UnixNano() / 1000 // no cell is in the cache
	for _, before := range []int{10, 100, 500} {
		b.Run(fmt.Sprintf("after-%d", before), func(b *testing.B) {
			r := startRun(b, engine.Options{Link: compile.LinkDelta})
			evaluate := func(cell int, source string) {
				if res := r.Evaluate(b.Context(), cell, source); res.Status != engine.StatusOK {
					b.Fatal(res.Error)
				}
			}
			for i := 1; i <= before; i++ {
				evaluate(i, chained(i))
			}
			for b.Loop() {
				unique++
				evaluate(before+1, fmt.Sprintf("%s + %d", chained(before+1), unique))
			}
		})
	}
}
