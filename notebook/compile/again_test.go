package compile_test

import (
	"testing"

	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/engine"
)

// TestRunAgain runs one cell several times: from the second time on, the process
// has its code already. After a restart, the cache has.
func TestRunAgain(t *testing.T) {
	r := startRun(t, engine.Options{})
	for range 2 {
		for i, step := range []struct {
			cell         int
			source, want string
		}{
			{1, "n := 10\nfunc next() int { n++; return n }", ""},
			{2, "next()", "=> 11\n"},
			{2, "next()", "=> 12\n"},
			{1, "n := 10\nfunc next() int { n++; return n }", ""},
			{2, "next()", "=> 11\n"},
			{1, "n := 10\nfunc next() int { n += 2; return n }", ""},
			{2, "next()", "=> 12\n"},
		} {
			if got := r.evaluate(t, step.cell, step.source, false); got != step.want {
				t.Errorf("step %d: got %q, want %q", i, got, step.want)
			}
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		if err := r.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLink checks that the trial recommends the delta link where it is known to
// work, and that the mode asked for is taken.
func TestLink(t *testing.T) {
	t.Setenv("GOKINO_TEST_LINK", "")
	for mode, want := range map[compile.LinkMode]string{compile.LinkAuto: "delta", compile.LinkDelta: "delta", compile.LinkFull: "full"} {
		r := startRun(t, engine.Options{Link: mode})
		if got := r.Link(); got != want {
			t.Errorf("%v: the %s link is on", mode, got)
		}
	}
}
