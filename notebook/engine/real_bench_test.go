//go:build unix

package engine_test

import (
	"fmt"
	"testing"

	"github.com/gokino/gokino/notebook/engine"
)

// BenchmarkEditedCell is the way from a cell's source to its end, when the
// source changed.
func BenchmarkEditedCell(b *testing.B) {
	r := realRoom(b)
	r.run(1, "x := 1")
	for i := 0; b.Loop(); i++ {
		if got := r.Evaluate(b.Context(), 2, fmt.Sprintf("y := x + %d; y", i)); got.Status != engine.StatusOK {
			b.Fatal(got.Error)
		}
	}
}

// BenchmarkSameCell is the same for a cell that was evaluated before.
func BenchmarkSameCell(b *testing.B) {
	r := realRoom(b)
	r.run(1, "x := 1")
	for b.Loop() {
		if got := r.Evaluate(b.Context(), 2, "x++"); got.Status != engine.StatusOK {
			b.Fatal(got.Error)
		}
	}
}

// BenchmarkStart is a start with everything built.
func BenchmarkStart(b *testing.B) {
	r := realRoom(b)
	for b.Loop() {
		if err := r.Close(); err != nil {
			b.Fatal(err)
		}
		if err := r.Start(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
