//go:build unix

package engine_test

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/engine"
)

// BenchmarkLongNotebook evaluates many cells, each of which declares a variable,
// a type, a method and a function and calls that of the cell before. A notebook
// is as quick, and takes as little memory, at its end as at its beginning.
func BenchmarkLongNotebook(b *testing.B) {
	cells, edge := 10, 5
	if benchAll() {
		cells, edge = 300, 20
	}
	for _, mode := range []compile.LinkMode{compile.LinkDelta, compile.LinkFull} {
		b.Run(mode.String(), func(b *testing.B) {
			for b.Loop() {
				r := linkedRoom(b, mode)
				pid := strings.TrimPrefix(r.run(1, "func f1() int { return 1 }; os.Getpid()"), "[1 value]")
				var took latencies
				var before int
				for i := range cells {
					took = append(took, r.next(b, i+2))
					if i == edge {
						before = residentKB(b, pid)
					}
				}
				b.ReportMetric(milliseconds(took[:edge].at(0.5)), "first-p50-ms")
				b.ReportMetric(milliseconds(took[len(took)-edge:].at(0.5)), "last-p50-ms")
				b.ReportMetric(float64(residentKB(b, pid)-before)/float64(cells-edge), "KB/cell")
				b.ReportMetric(float64(residentKB(b, pid))/1024, "MB")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// next evaluates cell i of a long notebook.
func (r *room) next(b *testing.B, i int) time.Duration {
	b.Helper()
	source := fmt.Sprintf(`v%[1]d := %[3]d
type t%[1]d struct{ a, b int }
func (t t%[1]d) sum() int { return t.a + t.b }
func f%[1]d() int { return t%[1]d{f%[2]d(), 1}.sum() }
f%[1]d()`, i, i-1, unique())
	start := time.Now()
	got := r.Evaluate(b.Context(), i, source)
	if got.Status != engine.StatusOK {
		b.Fatal(got.Error)
	}
	return time.Since(start)
}

// residentKB is the memory that a process holds, 0 where there is no /proc.
func residentKB(b *testing.B, pid string) int {
	b.Helper()
	data, err := os.ReadFile("/proc/" + pid + "/status")
	if err != nil {
		return 0
	}
	_, rest, _ := bytes.Cut(data, []byte("VmRSS:"))
	fields := bytes.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kb, err := strconv.Atoi(string(fields[0]))
	if err != nil {
		b.Fatal(err)
	}
	return kb
}
