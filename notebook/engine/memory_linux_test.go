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

func TestMachineMemory(t *testing.T) {
	if n := engine.MachineMemory(); n < 64<<20 {
		t.Errorf("the machine has %d bytes", n)
	}
}
