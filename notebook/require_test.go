package notebook_test

import (
	"testing"

	"github.com/gokino/gokino/notebook"
)

func TestRequire(t *testing.T) {
	ready := notebook.SetRuntime{Runtime: notebook.Runtime{State: notebook.RuntimeReady}}
	const a, b = "require example.com/a v1.0.0", "require example.com/b v1.2.3"
	tests := []struct {
		name       string
		file, edit string // edit replaces the source of the mod cell
		op         notebook.Require
		want       string
		stale      bool
	}{{
		name: "a new cell before the first that runs",
		file: "# Title\n\n```go\nx\n```\n", op: notebook.Require{Now: a},
		want: "# Title\n\n```go.mod\n" + a + "\n```\n\n```go\nx\n```\n",
	}, {
		name: "a notebook of text",
		file: "# Title\n", op: notebook.Require{Now: a},
		want: "```go.mod\n" + a + "\n```\n\n# Title\n",
	}, {
		name: "a cell that is as the runtime knows it",
		file: "```go.mod\n// 𝔤\n" + a + "\n```\n", op: notebook.Require{Was: "// 𝔤\n" + a, Now: "// 𝔤\n" + a + "\n" + b},
		want: "```go.mod\n// 𝔤\n" + a + "\n" + b + "\n```\n",
	}, {
		name: "nothing new",
		file: "```go.mod\n" + a + "\n```\n", op: notebook.Require{Was: a, Now: a},
		want: "```go.mod\n" + a + "\n```\n",
	}, {
		name: "a cell that was edited since",
		file: "```go.mod\n" + a + "\n```\n", edit: "require (\n\texample.com/a v1.9.0 // newer\n)\n",
		op:   notebook.Require{Was: a, Now: a + "\n" + b},
		want: "```go.mod\nrequire (\n\texample.com/a v1.9.0 // newer\n)\n" + b + "\n```\n", stale: true,
	}, {
		name: "a cell that was edited to have it",
		file: "```go.mod\n" + a + "\n```\n", edit: b,
		op:   notebook.Require{Was: a, Now: a + "\n" + b},
		want: "```go.mod\n" + b + "\n```\n", stale: true,
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bench := &bench{t, notebook.NewState(notebook.Parse([]byte(tt.file)), notebook.About{})}
			mod := func() *notebook.Cell {
				for _, c := range bench.s.Document().Cells {
					if c.Kind == notebook.Mod {
						return c
					}
				}
				t.Fatal("no mod cell")
				return nil
			}
			bench.do(ready, notebook.UseMod{})
			if tt.edit != "" {
				bench.do(replace(mod(), tt.edit))
			}
			before := bench.s
			changes := bench.do(tt.op)
			if got := string(notebook.Format(bench.s.Document())); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
			if got := mod().View().Stale; got != tt.stale {
				t.Errorf("stale: %v", got)
			}
			for _, c := range changes { // what pages are told leads to the same text
				if e, ok := c.(notebook.Edited); ok {
					again, _, err := notebook.Apply(before, notebook.Edit{ID: e.ID, Version: e.Version - 1, Updates: e.Updates})
					if err != nil || again.Document().GoMod() != mod().Source {
						t.Errorf("the change makes %q, %v", again.Document().GoMod(), err)
					}
				}
			}
		})
	}
}
