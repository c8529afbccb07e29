//go:build unix

package engine_test

import (
	"os"
	"testing"
	"time"

	"github.com/gokino/gokino/notebook/engine"
)

// benchAll makes the benchmarks run in their full length, as make bench-cells
// wants them; else they run only to show that they do.
func benchAll() bool { return os.Getenv("GOKINO_BENCH") != "" }

// BenchmarkStart is a start with everything built.
func BenchmarkStart(b *testing.B) {
	r := realRoom(b)
	var took latencies
	for b.Loop() {
		if err := r.Close(); err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		if err := r.Start(b.Context()); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	took.report(b)
}

// BenchmarkFirstStart is a start where nothing is built. Go's own cache either
// has the standard library, as nobody but gokino wants it, or is empty, as on a
// machine where Go was just installed.
func BenchmarkFirstStart(b *testing.B) {
	if !benchAll() {
		b.Skip("compiles the standard library; set GOKINO_BENCH=all")
	}
	own := os.Getenv("GOCACHE")
	for _, c := range []struct{ name, cache string }{{"go cache empty", b.TempDir()}, {"go cache warm", own}} {
		b.Run(c.name, func(b *testing.B) {
			b.Setenv("GOCACHE", c.cache)
			for b.Loop() {
				r := newRoom(b, engine.Options{Dir: b.TempDir(), Source: source(b), CacheDir: b.TempDir()})
				start := time.Now()
				if err := r.Start(b.Context()); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(time.Since(start).Seconds(), "s")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}
