//go:build unix

package engine_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// loops are functions that only compute.
var loops = []struct{ name, source string }{
	{"sum", `func work() int {
	s := 0
	for i := range 300_000_000 {
		s += i ^ s>>1
	}
	return s
}`},
	{"fib", `func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}
func work() int { return fib(36) }`},
	{"map", `func work() int {
	m := map[int]int{}
	for i := range 5_000_000 {
		m[i*7919%65536]++
	}
	return len(m)
}`},
	{"matrix", `func work() int {
	const n = 300
	a, b, c := new([n][n]float64), new([n][n]float64), new([n][n]float64)
	for i := range n {
		for j := range n {
			a[i][j], b[i][j] = float64(i+j), float64(i-j)
		}
	}
	for i := range n {
		for j := range n {
			s := 0.0
			for k := range n {
				s += a[i][k] * b[k][j]
			}
			c[i][j] = s
		}
	}
	return int(c[n-1][n-1])
}`},
	{"bytes", `func work() int {
	text := make([]byte, 1<<20)
	n := 0
	for round := range 100 {
		for i := range text {
			text[i] += byte(i + round)
			if text[i] == 0 {
				n++
			}
		}
	}
	return n
}`},
}

// timing prints how much processor time a call of work takes, in nanoseconds:
// unlike the time of day, others' work does not count.
const timing = `cpu := func() int64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return u.Utime.Nano() + u.Stime.Nano()
}
start := cpu()
sum := work()
fmt.Println(cpu()-start, sum)
`

// BenchmarkHotLoops compares loops in cells with the same in a program that
// `go build` made. The columns are the quickest of some runs each, taken in
// turn: cell/go and nopoll/go are what a cell takes for each second of the
// program, and what it takes with the comment //gokino:nopoll.
func BenchmarkHotLoops(b *testing.B) {
	const rounds = 5
	r := realRoom(b)
	for _, l := range loops {
		b.Run(l.name, func(b *testing.B) {
			program := buildProgram(b, l.source)
			for b.Loop() {
				best := map[string]time.Duration{}
				for range rounds {
					keep(best, "go", program())
					keep(best, "cell", r.printed(b, l.source, timing))
					keep(best, "nopoll", r.printed(b, "//gokino:nopoll\n"+l.source, "//gokino:nopoll\n"+timing))
				}
				b.ReportMetric(milliseconds(best["go"]), "go-ms")
				b.ReportMetric(float64(best["cell"])/float64(best["go"]), "cell/go")
				b.ReportMetric(float64(best["nopoll"])/float64(best["go"]), "nopoll/go")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

func keep(best map[string]time.Duration, name string, d time.Duration) {
	if before, ok := best[name]; !ok || d < before {
		best[name] = d
	}
}

// printed evaluates declarations and a cell that prints nanoseconds.
func (r *room) printed(b *testing.B, declarations, statements string) time.Duration {
	b.Helper()
	if got := r.run(1, declarations); got != "" {
		b.Fatal(got)
	}
	return nanoseconds(b, strings.TrimPrefix(r.run(2, "import \"syscall\"\n"+statements), "[2 stdout]"))
}

// buildProgram returns what runs a program and returns the nanoseconds that it
// prints.
func buildProgram(b *testing.B, declarations string) func() time.Duration {
	b.Helper()
	dir := b.TempDir()
	source := "package main\nimport (\"fmt\"; \"syscall\")\n" + declarations + "\nfunc main() {\n" + timing + "}\n"
	file, exe := filepath.Join(dir, "main.go"), filepath.Join(dir, "program")
	if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
		b.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-o", exe, file).CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return func() time.Duration {
		out, err := exec.Command(exe).Output()
		if err != nil {
			b.Fatal(err)
		}
		return nanoseconds(b, string(out))
	}
}

func nanoseconds(b *testing.B, text string) time.Duration {
	b.Helper()
	var ns, sum int64
	if _, err := fmt.Sscan(text, &ns, &sum); err != nil {
		b.Fatalf("%v: %q", err, text)
	}
	return time.Duration(ns)
}
