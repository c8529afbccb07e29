package compile_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/gokino/gokino/internal/randgo"
	"github.com/gokino/gokino/notebook/engine"
)

// TestDifferential runs random programs twice, as ordinary Go and as cells, and
// compares what they print. GOKINO_TEST_PROGRAMS says how many there are, and
// GOKINO_TEST_SEED which.
func TestDifferential(t *testing.T) {
	n, seed := setting(t, "GOKINO_TEST_PROGRAMS", 20), setting(t, "GOKINO_TEST_SEED", 1)
	if testing.Verbose() {
		t.Logf("programs %d to %d", seed, seed+n-1)
	}
	const batch = 100 // as many are linked into one ordinary program, and share a process
	for first := seed; first < seed+n; first += batch {
		end := min(first+batch, seed+n)
		t.Run(fmt.Sprint(first, "-", end-1), func(t *testing.T) { compareBatch(t, first, end) })
	}
}

// setting reads a number from the environment.
func setting(t testing.TB, name string, otherwise int) int {
	s := os.Getenv(name)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// compareBatch compares the programs with the seeds from first on.
func compareBatch(t *testing.T, first, end int) {
	run := startRun(t, engine.Options{})
	programs := map[int]*randgo.Program{}
	imp := newImporter()
	for seed := first; seed < end; seed++ {
		p := randgo.New(rand.New(rand.NewPCG(uint64(seed), 1)))
		if typeCheck(imp, p.Source("main")) == nil {
			programs[seed] = p
		}
	}
	if len(programs) < (end-first)/2 {
		t.Fatalf("only %d programs of %d compile", len(programs), end-first)
	}
	ordinary := buildOrdinary(t, programs)
	cell := 0
	for seed := first; seed < end; seed++ {
		p := programs[seed]
		if p == nil {
			continue
		}
		want, err := exec.CommandContext(t.Context(), ordinary, strconv.Itoa(seed)).CombinedOutput()
		if err != nil {
			t.Fatalf("program %d: %v\n%s\n%s", seed, err, want, p.Source("main"))
		}
		var got strings.Builder
		cells := p.Cells(rand.New(rand.NewPCG(uint64(seed), 2)))
		for _, source := range cells {
			cell++
			got.WriteString(run.prints(t, cell, source))
		}
		if got, want := valid(got.String()), valid(string(want)); got != want {
			t.Errorf("program %d: %s\ncells:\n%s", seed, firstDifference(got, want), strings.Join(cells, "\n¦\n"))
		}
	}
}

// buildOrdinary builds a program that runs the program whose seed it is given.
func buildOrdinary(t *testing.T, programs map[int]*randgo.Program) string {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	imports, cases := "", ""
	for seed, p := range programs {
		// The types of cells are those of a package main, which nothing can import.
		source := strings.Replace(p.Source("ordinary"), `import "fmt"`, `import "x/fmt"`, 1)
		write(fmt.Sprintf("p%d/p.go", seed), source)
		imports += fmt.Sprintf("import p%d \"x/p%[1]d\"\n", seed)
		cases += fmt.Sprintf("case \"%d\": p%[1]d.Main()\n", seed)
	}
	write("go.mod", "module x\n\ngo 1.24\n")
	write("fmt/fmt.go", ordinaryFmt)
	write("main.go", "package main\n\nimport \"os\"\n"+imports+"\nfunc main() {\nswitch os.Args[1] {\n"+cases+"}\n}\n")
	exe := filepath.Join(dir, "ordinary")
	build := exec.CommandContext(t.Context(), "go", "build", "-ldflags=-s -w", "-o", exe, ".")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return exe
}

// ordinaryFmt is package fmt, for a package that would be called main.
const ordinaryFmt = `package fmt

import (
	std "fmt"
	"os"
	"strings"
)

func main(s string) string { return strings.ReplaceAll(s, "ordinary.", "main.") }

func Sprint(a ...any) string { return main(std.Sprint(a...)) }
func Sprintf(format string, a ...any) string { return main(std.Sprintf(format, a...)) }
func Print(a ...any) { os.Stdout.WriteString(main(std.Sprint(a...))) }
func Println(a ...any) { os.Stdout.WriteString(main(std.Sprintln(a...))) }
func Printf(format string, a ...any) { os.Stdout.WriteString(Sprintf(format, a...)) }
`

// prints runs a cell and returns what it prints, and what goes wrong; notes
// about names that were declared before are neither.
func (r *run) prints(t *testing.T, cell int, source string) string {
	r.mu.Lock()
	r.out.Reset()
	r.mu.Unlock()
	result := r.Evaluate(t.Context(), cell, source)
	r.mu.Lock()
	defer r.mu.Unlock()
	out := r.out.String()
	if result.Error != nil {
		out += failure(result.Error) + "\n"
	} else if result.Status != engine.StatusOK {
		out += result.Status + "\n"
	}
	return out
}

// valid leaves out what is no UTF-8, for which outputs have a mark.
func valid(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\uFFFD", "")
}

// firstDifference says where two outputs differ.
func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range a {
		if i >= len(b) {
			return fmt.Sprintf("line %d is too much: %q", i+1, a[i])
		}
		if a[i] != b[i] {
			return fmt.Sprintf("line %d\ngot  %q\nwant %q", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("after line %d there should be %q", len(a), b[len(a)])
}
