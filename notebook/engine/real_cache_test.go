//go:build unix

package engine_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/engine"
)

// compilations counts how often the compiler was run.
type compilations struct{ atomic.Int32 }

func (c *compilations) Enabled(context.Context, slog.Level) bool { return true }
func (c *compilations) WithAttrs([]slog.Attr) slog.Handler       { return c }
func (c *compilations) WithGroup(string) slog.Handler            { return c }

func (c *compilations) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "command" && a.Value.String() == "compile" {
			c.Add(1)
		}
		return true
	})
	return nil
}

// countedRoom is a realRoom that says how often it compiles.
func countedRoom(t *testing.T, link compile.LinkMode) (*room, *compilations) {
	t.Helper()
	count := &compilations{}
	r := optionalRoom(t, engine.Options{Link: link, Logger: slog.New(count)})
	return r, count
}

// TestReplayBuildsNothing runs all cells once more, in a fresh process.
func TestReplayBuildsNothing(t *testing.T) {
	r, count := countedRoom(t, compile.LinkAuto)
	now := time.Now().UnixNano() // so that nobody has built the cells before
	cells := []string{
		fmt.Sprintf("x := %d", now),
		"func next() int { return x + 1 }",
		"import \"image/color\"\nfmt.Print(next()-x, color.White.Y)",
	}
	run := func() int32 {
		t.Helper()
		before := count.Load()
		for i, source := range cells {
			if got := r.run(i+1, source); i == 2 && got != "[3 stdout]1 65535" {
				t.Errorf("cell %d: %s", i+1, got)
			}
		}
		return count.Load() - before
	}
	restart := func(meanwhile func()) {
		t.Helper()
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		meanwhile()
		if err := r.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := run(); n == 0 {
		t.Error("the first run compiles nothing")
	}
	restart(func() {})
	if n := run(); n != 0 {
		t.Errorf("a run after a restart compiles %d times", n)
	}
	restart(func() {
		if n := spoil(t, now); n == 0 {
			t.Fatal("no unit in the cache is of the first cell")
		}
	})
	if n := run(); n != 1 {
		t.Errorf("with one unit that is not what it was %d are compiled", n)
	}
}

// spoil cuts the units in half whose code has a number in it.
func spoil(t *testing.T, value int64) (n int) {
	t.Helper()
	var code [8]byte
	for i := range code {
		code[i] = byte(value >> (8 * i))
	}
	units, err := filepath.Glob(filepath.Join(cacheDir(t), "unit", "*.so"))
	if err != nil {
		t.Fatal(err)
	}
	for _, unit := range units {
		st, err := os.Stat(unit)
		if err != nil || time.Since(st.ModTime()) > time.Minute {
			continue
		}
		data, err := os.ReadFile(unit)
		if err != nil || !bytes.Contains(data, code[:]) {
			continue
		}
		n++
		if err := os.WriteFile(unit, data[:len(data)/2], 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return n
}
