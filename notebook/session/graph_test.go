package session_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/session"
)

// namesIn makes a body of a cell that has to do with names: "= x" it defines,
// "needs y" it needs.
func namesIn(defines, needs string) func(*run) notebook.Result {
	return func(r *run) notebook.Result {
		r.out(notebook.Stdout, fmt.Sprintf("cell %d\n", r.cell))
		n := notebook.Names{Defines: strings.Fields(defines), Uses: strings.Fields(needs), Needs: strings.Fields(needs)}
		n.Vars = n.Defines
		return notebook.Result{Status: notebook.StatusOK, Names: n}
	}
}

func chain() *world {
	w := newWorld()
	w.cells["x := 1"] = namesIn("x", "")
	w.cells["y := x"] = namesIn("y", "x")
	w.cells["y"] = namesIn("", "y")
	return w
}

const chained = "```go\nx := 1\n```\n\n```go\ny\n```\n\n```go\ny := x\n```\n"

// TestReactive holds that cells follow the one they depend on, in order, on every
// page, once the notebook is reactive, and that the file says so.
func TestReactive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := open(t, chain(), write(t, chained), session.Options{})
		for _, id := range []int{1, 3, 2} {
			p.do("run", map[string]any{"id": id})
		}
		p.do("run", map[string]any{"id": 1})
		if s := fmt.Sprint(p.states()); s != "map[1:ok 2:ok stale 3:ok stale]" {
			t.Error("without it:", s)
		}
		p.do("reactive", map[string]any{"on": true})
		if told := p.got("settings"); len(told) != 1 || told[0]["reactive"] != true {
			t.Error(told)
		}
		if !p.s.Snapshot().Reactive {
			t.Error("a new page is not told")
		}
		p.forget()
		p.do("run", map[string]any{"id": 1})
		time.Sleep(time.Second)
		synctest.Wait()
		var ran []any
		for _, cleared := range p.got("clear") {
			ran = append(ran, cleared["id"])
		}
		if fmt.Sprint(ran) != "[1 3 2]" {
			t.Error("ran", ran)
		}
		if s := fmt.Sprint(p.states()); s != "map[1:ok 2:ok 3:ok]" {
			t.Error(s)
		}
		if !strings.HasPrefix(p.file(), "<!-- gokino: reactive -->\n\n```go\nx := 1\n") {
			t.Errorf("%q", p.file())
		}
		p.do("reactive", map[string]any{"on": false})
		time.Sleep(time.Second)
		synctest.Wait()
		if p.file() != chained {
			t.Errorf("%q", p.file())
		}
	})
}

// TestInterruptEndsTheWave holds that nothing follows an interrupted cell.
func TestInterruptEndsTheWave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := chain()
		w.cells["y := x"] = waits
		p := open(t, w, write(t, "<!-- gokino: reactive -->\n"+chained), session.Options{})
		w.cells["y := x"] = namesIn("y", "x")
		p.do("runAll", map[string]any{})
		p.do("run", map[string]any{"id": 2})
		w.cells["y := x"] = waits
		p.do("run", map[string]any{"id": 1})
		if s := fmt.Sprint(p.states()); s != "map[1:ok 2:ok stale 3:running]" {
			t.Error(s)
		}
		p.do("interrupt", nil)
		if s := fmt.Sprint(p.states()); s != "map[1:ok 2:ok stale 3:interrupted stale]" {
			t.Error(s)
		}
	})
}

// TestGraphOfWhatHasNotRun holds that pages get a graph from the texts, and a new
// one a moment after an edit, from one look at several edits.
func TestGraphOfWhatHasNotRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		looks := 0
		p := open(t, chain(), write(t, chained), session.Options{Outline: func(source string) (defines, uses []string) {
			looks++
			defined, rest, _ := strings.Cut(source, ":=")
			if rest == "" {
				return nil, strings.Fields(source)
			}
			return strings.Fields(defined), slices.DeleteFunc(strings.Fields(rest), func(s string) bool { return s < "a" })
		}})
		time.Sleep(session.OutlineDelay)
		synctest.Wait()
		told := p.got("graph")
		if len(told) != 1 || looks != 3 {
			t.Fatalf("told %v times, %d looks", len(told), looks)
		}
		want := "[{2 [] [] [{y [3] false}] [] []} {3 [y] [] [{x [1] false}] [] []}]"
		if got := fmt.Sprint(p.s.Snapshot().Graph[1:]); got != want {
			t.Error(got)
		}
		p.forget()
		p.do("edit", map[string]any{"id": 2, "version": 0, "updates": []any{map[string]any{"clientID": "c", "changes": []any{[]any{1, "x"}}}}})
		p.do("edit", map[string]any{"id": 2, "version": 1, "updates": []any{map[string]any{"clientID": "c", "changes": []any{1, []any{0, " y"}}}}})
		time.Sleep(session.OutlineDelay)
		synctest.Wait()
		if told := p.got("graph"); len(told) != 1 || looks != 4 || len(told[0]["nodes"].([]any)) != 1 {
			t.Errorf("told %v, %d looks", told, looks)
		}
		p.do("insert", map[string]any{"index": 3, "kind": "code", "source": "y"})
		p.do("delete", map[string]any{"id": 4})
		time.Sleep(session.OutlineDelay)
		synctest.Wait()
	})
}
