// Package randgo makes random Go programs, to compare two ways of running Go.
//
// A [Program] is a list of chunks, such as stand at the top level of a notebook's
// cells: declarations and statements. [Program.Source] makes an ordinary program
// of them, with the statements in a function, and [Program.Cells] a notebook of
// the same meaning.
//
// Programs end, need no input and print the same text on every run: no address,
// no order of a map or of goroutines, no time gets into it. Not all of them
// compile, because constants may overflow and the like: check before use.
package randgo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// Program is a random program.
type Program struct {
	chunks []chunk
}

// chunk is a declaration, or statements that belong together.
type chunk struct {
	decl bool
	cell string   // as it stands in a cell
	main string   // as it stands in a function; equal to cell for declarations
	vars []string // the package-level variables that main needs, as "x int"
}

// Imports are the packages that programs use. Cells have them without an import.
var Imports = []string{"errors", "fmt", "sort", "strings", "sync"}

// Source returns an ordinary program as a file of the package pkg, with the
// function Main in the place of main.
func (p *Program) Source(pkg string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "package %s\n\n", pkg)
	for _, path := range Imports {
		fmt.Fprintf(&b, "import %q\n", path)
	}
	b.WriteString("\nvar _, _, _, _, _ = errors.New, fmt.Sprint, sort.Ints, strings.ToUpper, sync.NewCond\n\n")
	var body strings.Builder
	for _, c := range p.chunks {
		for _, v := range c.vars {
			fmt.Fprintf(&b, "var %s\n", v)
		}
		if c.decl {
			b.WriteString(c.cell + "\n")
		} else {
			body.WriteString(c.main + "\n")
		}
	}
	fmt.Fprintf(&b, "\nfunc Main() {\n%s}\n", body.String())
	return b.String()
}

// Cells cuts the program into the sources of cells, at random places, and moves
// declarations within them, since their order does not matter in a cell.
func (p *Program) Cells(r *rand.Rand) []string {
	var cells []string
	for rest := p.chunks; len(rest) > 0; {
		n := min(len(rest), 1+r.IntN(6))
		cells = append(cells, cell(r, rest[:n]))
		rest = rest[n:]
	}
	return cells
}

func cell(r *rand.Rand, chunks []chunk) string {
	list := slices.Clone(chunks)
	if r.IntN(2) == 0 {
		slices.SortStableFunc(list, func(a, b chunk) int { // declarations last
			switch {
			case a.decl == b.decl:
				return 0
			case a.decl:
				return 1
			}
			return -1
		})
	}
	var texts []string
	for _, c := range list {
		texts = append(texts, c.cell)
	}
	separator := "\n"
	if r.IntN(4) == 0 {
		separator = "\n\n// a comment; with a brace {\n"
	}
	return strings.Join(texts, separator)
}

// New makes the program that r's next numbers stand for.
func New(r *rand.Rand) *Program {
	g := &generator{rand: r, scope: &scope{}}
	g.declareBasics()
	for range 8 + r.IntN(14) {
		g.chunk()
	}
	g.summary()
	if r.IntN(3) == 0 {
		g.statements(func() {
			g.line("defer func() { fmt.Println(\"deferred\", recover()) }()\npanic(%s)", g.typed(g.pick(tInt, tString)))
		})
	}
	return &Program{g.chunks}
}
