//go:build unix

package engine_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/engine"
)

// edited are cells as people edit them: %d is another number in every run, so
// that nothing comes out of a cache. gonb is the same cell for GoNB, where
// statements follow a line %%%% and nothing is shown that is not printed.
var edited = []struct{ name, first, source, gonb string }{
	{
		name:   "trivial",
		source: "x := %d\nx + 1",
		gonb:   "%%%%\nx := %d\n_ = x + 1",
	}, {
		name:   "print",
		source: "fmt.Println(%d)",
		gonb:   "%%%%\nfmt.Println(%d)",
	}, {
		name:   "function",
		source: "func f(x int) int { return x + %d }\nf(1)",
		gonb:   "func f(x int) int { return x + %d }\n%%%%\nfmt.Println(f(1))",
	}, {
		name:   "http",
		source: httpCell,
		gonb:   "%%%%\n" + httpCell,
	}, {
		name:   "plot",
		first:  plotImports + "_ = plot.New; _ = vg.Inch;",
		source: plotCell,
		gonb:   plotImports + "%%%%\n" + plotCell,
	},
}

const (
	httpCell    = "req, err := http.NewRequest(\"GET\", \"http://localhost/%d\", nil)\nfmt.Println(req.URL, err)"
	plotImports = "import \"gonum.org/v1/plot\"\nimport \"gonum.org/v1/plot/vg\"\n"
	plotCell    = `p := plot.New()
p.Title.Text = "%d"
w, err := p.WriterTo(4*vg.Inch, 3*vg.Inch, "svg")
var b strings.Builder
w.WriteTo(&b)
fmt.Println(b.Len() > 0, err)`
)

// BenchmarkEditedCell is the way from a cell's changed source to its end:
// checked, compiled, linked, loaded and run.
func BenchmarkEditedCell(b *testing.B) {
	for _, mode := range []compile.LinkMode{compile.LinkDelta, compile.LinkFull} {
		b.Run(mode.String(), func(b *testing.B) {
			r := linkedRoom(b, mode)
			for _, c := range edited {
				b.Run(c.name, func(b *testing.B) {
					prepare(b, r, c.first)
					var took latencies
					for b.Loop() {
						took = append(took, r.timed(b, fmt.Sprintf(c.source, unique())))
					}
					took.report(b)
				})
			}
		})
	}
}

// BenchmarkSameCell is the same for a cell that did not change.
func BenchmarkSameCell(b *testing.B) {
	r := realRoom(b)
	r.run(1, "x := 1")
	var took latencies
	for b.Loop() {
		took = append(took, r.timed(b, "x++"))
	}
	took.report(b)
}

// prepare runs what comes before an edited cell. It fails where a module can
// not be had.
func prepare(b *testing.B, r *room, first string) {
	b.Helper()
	if first == "" {
		return
	}
	if got := r.Evaluate(b.Context(), 1, first); got.Status != engine.StatusOK {
		b.Skip(got.Error)
	}
}

// timed evaluates cell 2, and returns how long that took.
func (r *room) timed(b *testing.B, source string) time.Duration {
	b.Helper()
	r.clear()
	start := time.Now()
	got := r.Evaluate(b.Context(), 2, source)
	took := time.Since(start)
	if got.Status != engine.StatusOK {
		b.Fatalf("%s\n%s: %v", source, got.Status, got.Error)
	}
	return took
}

// unique returns a number that no earlier call, in this run or another, has.
func unique() int64 { return time.Now().UnixNano() / 1000 }

// latencies are what can be told of repeated measurements. A mean cannot: on a
// machine that does other things as well it tells of those.
type latencies []time.Duration

// at is the latency that a share of the measurements does not exceed.
func (l latencies) at(share float64) time.Duration {
	sorted := slices.Sorted(slices.Values(l))
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}

// report adds the columns p50 and p95 to a benchmark, in milliseconds.
func (l latencies) report(b *testing.B) {
	b.ReportMetric(milliseconds(l.at(0.50)), "p50-ms")
	b.ReportMetric(milliseconds(l.at(0.95)), "p95-ms")
	b.ReportMetric(0, "ns/op") // hides the mean
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
