package session_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/session"
)

func doc(cells ...string) notebook.Document {
	return notebook.Parse([]byte("text\n\n```go\n" + strings.Join(cells, "\n```\n\n```go\n") + "\n```\n"))
}

func statuses(r session.Report) string {
	var list []string
	for _, c := range r.Cells {
		list = append(list, c.Status)
	}
	return strings.Join(list, " ")
}

func TestRunHeadless(t *testing.T) {
	w := newWorld()
	w.cells["value"] = func(r *run) notebook.Result {
		r.out(notebook.Stderr, "warn")
		r.f.events.Output(session.Output{Cell: r.cell, Output: notebook.Output{
			Kind: notebook.Value, Data: map[string]any{"text/plain": "42"},
		}})
		return notebook.Result{Status: notebook.StatusOK, Notes: []string{"n"}}
	}
	var seen []string
	report, err := session.Run(context.Background(), doc("a", "value", "fail", "b"), session.RunOptions{
		New: w.factory,
		Observer: session.Observer{
			Started:  func(c notebook.CellView) { seen = append(seen, fmt.Sprint("start ", c.ID)) },
			Output:   func(o session.Output) { seen = append(seen, o.Kind) },
			Finished: func(c session.CellReport) { seen = append(seen, c.Status) },
		},
	})
	if err != nil || report.Failed != 1 || !errors.Is(report.Err(), session.ErrFailed) {
		t.Fatal(report, err)
	}
	if got := strings.Join(seen, ","); got != "start 1,stdout,ok,start 2,stderr,value,ok,start 3,error,skipped" {
		t.Error(got)
	}
	if got := fmt.Sprint(w.noted()); got != "[new  start start start close]" {
		t.Error(got)
	}
	var lines []string
	for _, c := range report.Cells {
		if c.MS != nil {
			*c.MS = 0
		}
		b, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(b))
	}
	want := `{"cell":1,"status":"ok","stdout":"a\n","ms":0}
{"cell":2,"status":"ok","stderr":"warn","outputs":[{"text/plain":"42"}],"notes":["n"],"ms":0}
{"cell":3,"status":"error","error":{"message":"boom","line":2},"ms":0}
{"cell":4,"status":"skipped"}`
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestRunStopped: a cell that stopped itself has not done what it was to do.
func TestRunStopped(t *testing.T) {
	w := newWorld()
	w.cells["stop"] = func(*run) notebook.Result {
		return notebook.Result{Status: notebook.StatusStopped, Error: &notebook.CellError{Message: "a name first", Line: 2, Stop: "normal"}}
	}
	d := doc("a", "stop", "b")
	report, err := session.Run(context.Background(), d, session.RunOptions{New: w.factory})
	if err != nil || statuses(report) != "ok stopped skipped" || report.Failed != 1 || report.Cells[1].Error.Message != "a name first" {
		t.Error(report, err)
	}
	cells := report.Notebook("n", d).Cells
	if e := cells[len(cells)-2].Error; e == nil || e.Message != "stopped: a name first" {
		t.Errorf("exported as %+v", e)
	}
}

func TestRunKeepsGoing(t *testing.T) {
	report, err := session.Run(context.Background(), doc("fail", "die", "a"), session.RunOptions{New: newWorld().factory, KeepGoing: true})
	if err != nil || statuses(report) != "error error ok" || report.Failed != 2 {
		t.Error(statuses(report), report.Failed, err)
	}
}

func TestRunEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		report, err := session.Run(ctx, doc("a", "wait", "b"), session.RunOptions{New: newWorld().factory})
		if !errors.Is(err, context.DeadlineExceeded) || statuses(report) != "ok error skipped" {
			t.Error(statuses(report), err)
		}
	})
}

func TestRunWithoutRuntime(t *testing.T) {
	w := newWorld()
	w.startErr = errors.New("no compiler")
	report, err := session.Run(context.Background(), doc("a"), session.RunOptions{New: w.factory})
	if !errors.Is(err, w.startErr) || statuses(report) != "skipped" {
		t.Error(report, err)
	}
	if report, err := session.Run(context.Background(), notebook.Document{}, session.RunOptions{New: w.factory}); err != nil || report.Err() != nil {
		t.Error("an empty notebook:", report, err)
	}
}

// TestRunLate holds that what an earlier cell's goroutines do while later cells
// run is the earlier cell's: what they print, and a panic, which fails it.
func TestRunLate(t *testing.T) {
	w := newWorld()
	w.cells["late"] = func(r *run) notebook.Result {
		r.f.events.Output(session.Output{Cell: 1, Output: notebook.Output{Kind: notebook.Stdout, Text: "late\n"}})
		r.f.events.Output(session.Output{Cell: 1, Output: notebook.Output{Kind: notebook.Error, Error: &notebook.CellError{Message: "panic"}}})
		return notebook.Result{Status: notebook.StatusOK}
	}
	report, err := session.Run(context.Background(), doc("a", "late"), session.RunOptions{New: w.factory})
	if err != nil || statuses(report) != "error ok" || report.Failed != 1 {
		t.Fatal(statuses(report), report.Failed, err)
	}
	if got := report.Cells[0].Stdout; got != "a\nlate\n" {
		t.Errorf("the first cell printed %q", got)
	}
}
