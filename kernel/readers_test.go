package kernel_test

import (
	"slices"
	"testing"

	"github.com/gokino/gokino/kernel"
)

// TestOutdate: cells whose last run read something are told that it has another
// value, once; they are bound to it until they run again.
func TestOutdate(t *testing.T) {
	var stale []uint64
	k := kernel.New(kernel.Options{})
	k.Attach(func(m kernel.Message) {
		if m, ok := m.(kernel.Stale); ok {
			stale = append(stale, m.Scope)
		}
	})
	told := func(act func(), want ...uint64) {
		t.Helper()
		stale = nil
		act()
		if slices.Sort(stale); !slices.Equal(stale, want) {
			t.Errorf("stale are %v, want %v", stale, want)
		}
	}
	bound := func(name string, outdated bool, want ...int) {
		t.Helper()
		if cells, is := k.Bound(name); !slices.Equal(cells, want) || is != outdated {
			t.Errorf("%s is bound to %v, outdated %v", name, cells, is)
		}
	}
	outdate := func(name string) func() { return func() { k.Outdate(name) } }
	seen := 0
	release := k.WatchBound("a", func() { seen++ })

	one, two, three := k.OpenCell(7, 1), k.OpenCell(8, 2), k.OpenCell(9, 3)
	two.Bind("a")
	one.Bind("a")
	one.Bind("b")
	k.Root().Bind("a") // no cell
	bound("a", false, 7, 8)
	one.Settle()
	told(outdate("a"), 1, 2) // one that still runs too
	told(outdate("a"))
	told(outdate("c"))
	bound("a", true, 7, 8)
	bound("b", false, 7)
	told(func() { three.Bind("a") }, 3) // reads late what it began with
	told(func() { three.Bind("a") })
	late := k.OpenCell(10, 4)
	told(func() { late.Bind("a") }) // began after the change
	bound("a", true, 7, 8, 9, 10)

	two.Close(t.Context())
	two.Bind("a")
	bound("a", true, 7, 9, 10)
	one.Close(t.Context())
	three.Close(t.Context())
	bound("a", false, 10)
	told(outdate("b"))
	if seen != 5 { // outdated twice, three ends
		t.Errorf("the watcher was called %d times", seen)
	}
	release()
	late.Close(t.Context())
	told(outdate("a"))
	if seen != 5 {
		t.Error("the watcher is called after its release")
	}
}
