package session_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/export"
	"github.com/gokino/gokino/notebook/session"
)

// asking is a fake whose widgets say how often they were asked.
type asking struct {
	*fake
	ask func(ctx context.Context, ref string) (kernel.Data, error)
}

func (a asking) Export(ctx context.Context, ref string) (kernel.Data, error) { return a.ask(ctx, ref) }

func view(ref string) map[string]any {
	return map[string]any{"text/plain": "live widget " + ref, kernel.ViewType: kernel.View{Ref: ref}}
}

func (r *run) show(data map[string]any) {
	r.f.events.Output(session.Output{Cell: r.cell, Eval: r.eval, Output: notebook.Output{Kind: notebook.Value, Data: data}})
}

// TestRunConcludes: values of live widgets are told when their cell has ended, again
// at the end if they have changed, and are in the report as of the end. What was
// printed is told as it comes.
func TestRunConcludes(t *testing.T) {
	w := newWorld()
	asked := map[string]int{}
	w.cells["show"] = func(r *run) notebook.Result {
		r.show(view("counter"))
		r.show(view("still"))
		r.show(view("bare"))
		r.out(notebook.Stdout, "printed")
		return notebook.Result{Status: notebook.StatusOK}
	}
	factory := func(goMod string, events session.Events) session.Evaluator {
		return asking{w.factory(goMod, events).(*fake), func(_ context.Context, ref string) (kernel.Data, error) {
			asked[ref]++
			switch ref {
			case "counter":
				return kernel.Data{"text/plain": fmt.Sprint("asked ", asked[ref])}, nil
			case "still":
				return kernel.Data{"text/plain": "still"}, nil
			}
			return nil, nil
		}}
	}
	var seen []string
	tell := func(how string) func(session.Output) {
		return func(o session.Output) { seen = append(seen, fmt.Sprint(how, o.Cell, " ", o.Text, export.Text(o.Data))) }
	}
	report, err := session.Run(t.Context(), doc("show", "b"), session.RunOptions{
		New: factory, Observer: session.Observer{Output: tell("output "), Changed: tell("changed ")},
	})
	want := []string{
		"output 1 printed", "output 1 asked 1", "output 1 still", "output 1 live widget bare", "output 2 b\n", "changed 1 asked 2",
	}
	if err != nil || !reflect.DeepEqual(seen, want) {
		t.Errorf("the observer was told %q, want %q; error %v", seen, want, err)
	}
	var texts []string
	for _, data := range report.Cells[0].Outputs {
		texts = append(texts, export.Text(data))
	}
	for _, o := range report.Cells[0].Shown {
		texts = append(texts, o.Text+export.Text(o.Data))
	}
	if got := strings.Join(texts, "; "); got != "asked 2; still; live widget bare; asked 2; still; live widget bare; printed" {
		t.Errorf("the report has %s", got)
	}
	if b, err := json.Marshal(report.Cells[0]); err != nil || strings.Contains(string(b), "Shown") {
		t.Errorf("as JSON: %s %v", b, err)
	}
}

// TestRunConcludesAnyway: a widget that does not say what it is stays what it was,
// and the cell says why.
func TestRunConcludesAnyway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.cells["show"] = func(r *run) notebook.Result {
			r.show(view("fails"))
			r.show(view("hangs"))
			return notebook.Result{Status: notebook.StatusOK}
		}
		factory := func(goMod string, events session.Events) session.Evaluator {
			return asking{w.factory(goMod, events).(*fake), func(ctx context.Context, ref string) (kernel.Data, error) {
				if ref == "fails" {
					return nil, errors.New("no numbers")
				}
				<-ctx.Done()
				return nil, ctx.Err()
			}}
		}
		start := time.Now()
		var notes []string
		report, err := session.Run(t.Context(), doc("show"), session.RunOptions{New: factory, Observer: session.Observer{
			Output: func(o session.Output) {
				if o.Kind == notebook.Note {
					notes = append(notes, o.Text)
				}
			},
		}})
		if took := time.Since(start); err != nil || took > 6*export.Patience {
			t.Fatalf("it took %v, error %v", took, err)
		}
		if len(notes) != 2 || !strings.Contains(notes[0], "no numbers") {
			t.Errorf("the observer was told %q", notes)
		}
		c := report.Cells[0]
		if c.Status != "ok" || len(c.Notes) != 2 || !strings.Contains(c.Notes[0], "no numbers") || !strings.Contains(c.Notes[1], "deadline") {
			t.Errorf("the cell: %s %q", c.Status, c.Notes)
		}
		if export.Text(c.Outputs[0]) != "live widget fails" || export.Text(c.Outputs[1]) != "live widget hangs" {
			t.Errorf("its values are %v", c.Outputs)
		}
	})
}

// TestReportNotebook: what came of a run is put to the cells of the document.
func TestReportNotebook(t *testing.T) {
	w := newWorld()
	d := doc("a", "fail", "b")
	report, err := session.Run(t.Context(), d, session.RunOptions{New: w.factory})
	if err != nil {
		t.Fatal(err)
	}
	n := report.Notebook("demo.md", d)
	if len(n.Cells) != 4 || n.Name != "demo.md" || n.Cells[0].Kind != notebook.Text {
		t.Fatalf("%+v", n)
	}
	if c := n.Cells[1]; len(c.Outputs) != 1 || c.Outputs[0].Text != "a\n" || c.Error != nil || c.Skipped {
		t.Errorf("%+v", c)
	}
	if c := n.Cells[2]; c.Error == nil || c.Error.Message != "boom" || c.Error.Line != 2 {
		t.Errorf("%+v", c)
	}
	if c := n.Cells[3]; !c.Skipped {
		t.Errorf("%+v", c)
	}
}

// TestExport: an open notebook is exported as it is now, also one that has not run.
func TestExport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.cells["show"] = func(r *run) notebook.Result {
			r.show(view("counter"))
			r.show(view("fails"))
			return notebook.Result{Status: notebook.StatusOK}
		}
		n := 0
		p := open(t, w, write(t, "# Demo\n\n```go\nshow\n```\n\n```go\nb\n```\n"), session.Options{New: func(goMod string, events session.Events) session.Evaluator {
			return asking{w.factory(goMod, events).(*fake), func(_ context.Context, ref string) (kernel.Data, error) {
				if ref == "fails" {
					return nil, errors.New("no numbers")
				}
				n++
				return kernel.Data{"text/plain": fmt.Sprint("asked ", n)}, nil
			}}
		}})
		before := p.s.Export(t.Context())
		if len(before.Cells) != 3 || before.Name != "demo.md" || before.Cells[1].Outputs != nil && len(before.Cells[1].Outputs) > 0 || before.Cells[1].Skipped {
			t.Errorf("before it has run: %+v", before)
		}
		p.do("run", map[string]any{"id": 1})
		time.Sleep(time.Second)
		synctest.Wait()
		for _, want := range []string{"asked 1", "asked 2"} {
			c := p.s.Export(t.Context()).Cells[1]
			if len(c.Outputs) != 2 || export.Text(c.Outputs[0].Data) != want || export.Text(c.Outputs[1].Data) != "live widget fails" || len(c.Notes) != 1 {
				t.Errorf("%+v, want %s", c, want)
			}
		}
		if shown := p.s.Snapshot().Cells[1]; export.Text(shown.Outputs[0].Data) != "live widget counter" || len(shown.Notes) != 0 {
			t.Errorf("the notebook itself has changed: %+v", shown)
		}
	})
}
