package compile_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook/compile"
)

// target is a process that has every symbol and refuses to load anything.
type target struct {
	loads int
	dead  bool
}

func (t *target) Resolve(_ context.Context, names []string) ([]compile.Symbol, error) {
	if t.dead {
		return nil, errors.New("the process has ended")
	}
	symbols := make([]compile.Symbol, len(names))
	for i, n := range names {
		symbols[i].Plain = true
		if strings.HasPrefix(n, "type:") {
			symbols[i].Type = make([]byte, 48)
		}
	}
	return symbols, nil
}

func (t *target) Load(context.Context, compile.Module) error {
	t.loads++
	return errors.New("refused")
}

// TestTrialFails checks that the full link is chosen when the delta link does not
// work, and that this is found out only once.
func TestTrialFails(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles packages")
	}
	if err := compile.Probe(t.Context()); err != nil {
		t.Skip(err)
	}
	tools, err := compile.NewToolchain(t.Context(), compile.Options{Source: "../..", CacheDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	dead := &target{dead: true}
	if err := compile.NewNotebook(tools, dead).Start(t.Context()); err == nil {
		t.Error("no error although the process died")
	}
	for range 2 {
		n := compile.NewNotebook(tools, dead)
		dead.dead = false
		if err := n.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n.Link() != compile.LinkFull {
			t.Errorf("the %v link is on", n.Link())
		}
	}
	if dead.loads > 1 {
		t.Errorf("%d trials", dead.loads)
	}
}
