package engine_test

import (
	"testing"

	"github.com/gokino/gokino/notebook/engine"
)

// TestMemoryLimit uses a limit well above what the tests' own executable holds.
func TestMemoryLimit(t *testing.T) {
	const limit = 256 << 20
	r := limitedRoom(t, "works", limit)
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := r.run(1, "entry reserves memory"); got != "[1 stdout]<nil>\n(note) compiled" {
		t.Errorf("reserving and mapping: %s", got)
	}
	r.until(t, "memory", func() bool { return len(r.memory) > 0 })
	if m := r.memory[0]; m.Limit != limit || m.Used < 64<<10 || m.Used > limit/2 {
		t.Errorf("%+v", m)
	}
	for _, entry := range []string{"fills its memory", "lets another fill its memory"} {
		r.clear()
		got := r.Evaluate(t.Context(), 4, "entry "+entry)
		want := "it used more memory than the 256 MiB it may use"
		if got.Status != engine.StatusDied || got.Error.Message != "the runtime ended: "+want {
			t.Errorf("%s: %+v", entry, got)
		}
		if len(r.deaths) != 1 || r.deaths[0].Reason != want || r.deaths[0].Cell != 4 {
			t.Errorf("%s: %+v", entry, r.deaths)
		}
		if err := r.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := r.Evaluate(t.Context(), 4, "entry nothing"); got.Status != engine.StatusOK {
			t.Errorf("after %s: %+v", entry, got)
		}
	}
}

// TestRunawayCell fills the memory of a real runtime.
func TestRunawayCell(t *testing.T) {
	r := optionalRoom(t, engine.Options{Memory: 400 << 20})
	r.run(1, `import "syscall"
fill := func(n int) (all [][]byte) { for range n { all = append(all, bytes.Repeat([]byte("x"), 1<<20)) }; return all }`)
	// A large make would not do: where Go has used some of the room before, it clears all.
	const fits = `for range 5 { fill(100) }
reserved, _ := syscall.Mmap(-1, 0, 4<<30, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE|syscall.MAP_NORESERVE)
len(reserved)`
	if got := r.run(2, fits); got != "[2 value]4294967296" {
		t.Errorf("what fits, and what is never touched: %s", got)
	}
	got := r.run(3, "fill(1 << 20)")
	if want := "(died 0:0) the runtime ended: it used more memory than the 400 MiB it may use"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := r.run(4, "1"); got != "[4 value]1" {
		t.Errorf("in a fresh runtime: %s", got)
	}
}

func TestMachineMemory(t *testing.T) {
	if n := engine.MachineMemory(); n < 64<<20 {
		t.Errorf("the machine has %d bytes", n)
	}
}
