package session_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/session"
)

type states = map[int]notebook.RunState

func (p *page) want(want states) {
	p.t.Helper()
	if got := p.states(); !maps.Equal(got, want) {
		p.t.Errorf("states: %v, want %v", got, want)
	}
}

const three = "# Three\n\n```go\na\n```\n\n```go\nb\n```\n\n```go\nc\n```\n"

func TestSnapshot(t *testing.T) {
	path := write(t, three)
	synctest.Test(t, func(t *testing.T) {
		p := open(t, newWorld(), path, session.Options{})
		init, ok := p.said[len(p.said)-1].(kernel.Init)
		if !ok {
			init = p.said[0].(kernel.Init)
		}
		var snap map[string]any
		if err := wire.Unmarshal(init.Payload, &snap); err != nil {
			t.Fatal(err)
		}
		cells := snap["cells"].([]any)
		text, code := cells[0].(map[string]any), cells[1].(map[string]any)
		if len(cells) != 4 || text["html"] != "<h1>Three</h1>\n" || code["id"] != int64(1) || code["state"] != "idle" || code["error"] != nil {
			t.Errorf("snapshot: %v", snap)
		}
		if snap["name"] != "demo.md" || snap["readonly"] != "" || snap["undo"] != int64(0) {
			t.Errorf("snapshot: %v", snap)
		}
		if r := p.s.Snapshot().Runtime; r.State != notebook.RuntimeReady || r.Link != "delta" || r.Memory != fakeMemory {
			t.Errorf("runtime: %+v", r)
		}
	})
}

func TestRun(t *testing.T) {
	path := write(t, three)
	synctest.Test(t, func(t *testing.T) {
		p := open(t, newWorld(), path, session.Options{})
		p.do("run", map[string]any{"id": 2})
		time.Sleep(session.OutputDelay)
		p.want(states{1: "idle", 2: "ok", 3: "idle"})
		outputs := p.got("output")
		if len(outputs) != 1 || outputs[0]["id"] != int64(2) || outputs[0]["output"].(map[string]any)["text"] != "b\n" {
			t.Errorf("outputs: %v", outputs)
		}
		p.do("runAll", nil)
		p.want(states{1: "ok", 2: "ok", 3: "ok"})
		var order []any
		for _, c := range p.got("clear") {
			order = append(order, c["id"])
		}
		if fmt.Sprint(order) != "[2 1 2 3]" {
			t.Errorf("order: %v", order)
		}
		p.do("run", map[string]any{"id": 9})
		p.do("run", map[string]any{"id": 1000000})
		if errs := p.got("error"); len(errs) != 2 {
			t.Errorf("errors: %v", errs)
		}
	})
}

func TestProgress(t *testing.T) {
	path := write(t, three)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.cells["a"] = func(r *run) notebook.Result {
			r.f.events.Progress(session.Progress{Step: "module", Done: 3, Total: 4})
			return waits(r)
		}
		p := open(t, w, path, session.Options{})
		p.do("run", map[string]any{"id": 1})
		want := notebook.Runtime{State: notebook.RuntimeReady, Step: "module", Done: 3, Total: 4, Link: "delta", Busy: 1, Memory: fakeMemory}
		if r := p.s.Snapshot().Runtime; r != want {
			t.Errorf("running: %+v", r)
		}
		p.do("interrupt", nil)
		want = notebook.Runtime{State: notebook.RuntimeReady, Link: "delta", Memory: fakeMemory}
		if r := p.s.Snapshot().Runtime; r != want {
			t.Errorf("after: %+v", r)
		}
	})
}

func TestFailureSkips(t *testing.T) {
	path := write(t, three)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.cells["b"] = fails
		p := open(t, w, path, session.Options{})
		p.do("runAll", nil)
		p.want(states{1: "ok", 2: "error", 3: "skipped"})
		cell := p.s.Snapshot().Cells[2]
		if cell.Error == nil || cell.Error.Message != "boom" || cell.Error.Line != 2 {
			t.Errorf("error: %+v", cell.Error)
		}
		p.do("runStale", nil)
		p.want(states{1: "ok", 2: "error", 3: "ok"})
	})
}

func TestInterrupt(t *testing.T) {
	path := write(t, strings.Replace(three, "\na\n", "\nwait\n", 1))
	synctest.Test(t, func(t *testing.T) {
		p := open(t, newWorld(), path, session.Options{})
		p.do("runAll", nil)
		p.want(states{1: "running", 2: "queued", 3: "queued"})
		p.do("edit", map[string]any{"id": 2, "version": 0, "updates": []any{
			map[string]any{"clientID": "x", "changes": []any{1, []any{0, "b"}}},
		}})
		if p.s.Snapshot().Cells[2].Source != "bb" {
			t.Error("no edit while a cell runs")
		}
		p.do("run", map[string]any{"id": 1})
		if errs := p.got("error"); len(errs) != 1 {
			t.Errorf("errors: %v", errs)
		}
		p.do("interrupt", nil)
		p.want(states{1: "interrupted", 2: "skipped", 3: "skipped"})
		p.do("interrupt", nil)
		if busy := p.s.Snapshot().Runtime.Busy; busy != 0 {
			t.Errorf("busy: %d", busy)
		}
	})
}

func TestDeath(t *testing.T) {
	path := write(t, strings.Replace(three, "\nb\n", "\ndie\n", 1))
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		p := open(t, w, path, session.Options{})
		p.do("runAll", nil)
		p.want(states{1: "ok stale", 2: "error stale", 3: "skipped"})
		snap := p.s.Snapshot()
		if snap.Runtime.State != notebook.RuntimeEnded || snap.Runtime.Message != "signal: killed" {
			t.Errorf("runtime: %+v", snap.Runtime)
		}
		if len(snap.Cells[1].Outputs) != 1 {
			t.Error("outputs are gone")
		}
		p.do("run", map[string]any{"id": 3})
		p.want(states{1: "idle stale", 2: "idle stale", 3: "ok"})
		if got := fmt.Sprint(w.noted()); got != "[new  start start]" {
			t.Error(got)
		}
	})
}

func TestRestart(t *testing.T) {
	path := write(t, strings.Replace(three, "\nb\n", "\nwait\n", 1)+"\n```go.mod\nmodule m\n```\n")
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		p := open(t, w, path, session.Options{})
		p.do("runAll", nil)
		p.do("restart", nil)
		p.want(states{1: "idle stale", 2: "idle stale", 3: "skipped"})
		if n := len(p.s.Snapshot().Cells[2].Outputs); n != 1 {
			t.Errorf("%d outputs", n)
		}
		if r := p.s.Snapshot().Runtime; r.State != notebook.RuntimeReady || r.Busy != 0 {
			t.Errorf("runtime: %+v", r)
		}
		p.do("run", map[string]any{"id": 1})
		p.want(states{1: "ok", 2: "idle stale", 3: "skipped"})
		mod := p.s.Snapshot().Cells[4]
		p.do("edit", map[string]any{"id": mod.ID, "version": 0, "updates": []any{
			map[string]any{"clientID": "x", "changes": []any{8, []any{0, "2"}}},
		}})
		if !p.s.Snapshot().Cells[4].Stale {
			t.Error("an edited go.mod is not stale")
		}
		p.do("restart", nil)
		if p.s.Snapshot().Cells[4].Stale {
			t.Error("go.mod is stale after a restart")
		}
		var made, lives []string
		for _, n := range w.noted() {
			if goMod, ok := strings.CutPrefix(n, "new "); ok {
				made = append(made, goMod)
			} else {
				lives = append(lives, n)
			}
		}
		if got := strings.Join(made, ", "); got != "module m, module m, module m2" {
			t.Errorf("made for %s", got)
		}
		if got := fmt.Sprint(lives); got != "[start close start close start]" {
			t.Errorf("lives: %s", got) // one ends before the next begins
		}
	})
}

// TestPresenceReachesEvaluators: one that is made later learns who is here, too.
func TestPresenceReachesEvaluators(t *testing.T) {
	path := write(t, three)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		p := open(t, w, path, session.Options{})
		p.s.Deliver(kernel.Presence{Client: "a", Here: true})
		p.s.Deliver(kernel.Presence{Client: "b", Here: true})
		p.s.Deliver(kernel.Presence{Client: "a"})
		p.do("restart", nil)
		if got := fmt.Sprint(w.noted()); !strings.HasPrefix(got, "[new  start a true b true a false ") || strings.Count(got, "b true") != 2 || strings.Count(got, "a true") != 1 {
			t.Error(got)
		}
	})
}

func TestRequirementsAreWritten(t *testing.T) {
	path := write(t, three)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		p := open(t, w, path, session.Options{})
		p.do("run", map[string]any{"id": 1})
		if d := p.s.Snapshot(); len(d.Cells) != 4 {
			t.Errorf("%d cells before", len(d.Cells))
		}
		w.goMod = "require example.com/a v1.0.0"
		p.do("run", map[string]any{"id": 2})
		p.do("run", map[string]any{"id": 3})
		if n := len(p.got("insert")); n != 1 {
			t.Errorf("%d cells were inserted", n)
		}
		w.goMod += "\nrequire example.com/b v1.0.0"
		p.do("run", map[string]any{"id": 3})
		for _, c := range p.s.Snapshot().Cells {
			if c.Kind == notebook.Mod && (c.Source != w.goMod || c.Stale) {
				t.Errorf("%+v", c)
			}
		}
		time.Sleep(time.Second)
		if text := p.file(); !strings.Contains(text, "```go.mod\n"+w.goMod+"\n```\n") {
			t.Errorf("the file is\n%s", text)
		}
		p.do("restart", nil) // what it was made for has not changed
		if got := strings.Count(fmt.Sprint(w.noted()), "example.com/b"); got != 1 {
			t.Errorf("%v", w.noted())
		}
	})
}

func TestStartFails(t *testing.T) {
	path := write(t, three)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.startErr = errors.New("no compiler")
		p := open(t, w, path, session.Options{})
		p.do("runAll", nil)
		p.want(states{1: "error stale", 2: "skipped", 3: "skipped"})
		snap := p.s.Snapshot()
		if snap.Runtime.State != notebook.RuntimeEnded || snap.Runtime.Message != "no compiler" {
			t.Errorf("runtime: %+v", snap.Runtime)
		}
		if e := snap.Cells[1].Error; e == nil || e.Message != "no runtime: no compiler" {
			t.Errorf("error: %+v", e)
		}
	})
}

func TestDeleteRunning(t *testing.T) {
	path := write(t, strings.Replace(three, "\na\n", "\nwait\n", 1))
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		p := open(t, w, path, session.Options{})
		p.do("run", map[string]any{"id": 1})
		p.do("delete", map[string]any{"id": 1})
		p.want(states{2: "idle", 3: "idle"})
		if got := fmt.Sprint(w.noted()); got != "[new  start forget 1]" {
			t.Error(got)
		}
		p.do("undo", nil)
		p.want(states{1: "interrupted stale", 2: "idle", 3: "idle"})
		p.do("run", map[string]any{"id": 2})
		p.want(states{1: "interrupted stale", 2: "ok", 3: "idle"})
	})
}

func TestReadOnly(t *testing.T) {
	path := write(t, three)
	synctest.Test(t, func(t *testing.T) {
		p := open(t, nil, path, session.Options{ReadOnly: "no C compiler"})
		events := []string{"run", "runAll", "runStale", "runCells", "insert", "delete", "undo", "move", "edit", "save", "restart", "interrupt"}
		for _, event := range events {
			p.do(event, map[string]any{"id": 1, "kind": "code"})
		}
		errs := p.got("error")
		if len(errs) != len(events) || !strings.Contains(fmt.Sprint(errs[0]), "no C compiler") {
			t.Errorf("errors: %v", errs)
		}
		if p.s.Snapshot().ReadOnly != "no C compiler" {
			t.Error("the page is not told")
		}
		p.s.Deliver(kernel.Connect{Client: "c", Ref: "widget", View: "v"})
		if gone, ok := p.said[len(p.said)-1].(kernel.Gone); !ok || gone.Ref != "widget" {
			t.Error("a widget without a runtime is not gone")
		}
	})
}

func TestWidgetMessages(t *testing.T) {
	path := write(t, three)
	synctest.Test(t, func(t *testing.T) {
		p := open(t, newWorld(), path, session.Options{})
		p.s.Deliver(kernel.Connect{Client: "c", Ref: "widget", View: "v"})
		if m, ok := p.said[len(p.said)-1].(kernel.Init); !ok || m.Ref != "widget" {
			t.Errorf("got %#v", p.said[len(p.said)-1])
		}
	})
}

func TestRejectedEdit(t *testing.T) {
	path := write(t, three)
	synctest.Test(t, func(t *testing.T) {
		p := open(t, newWorld(), path, session.Options{})
		edit := map[string]any{"id": 1, "version": 0, "updates": []any{
			map[string]any{"clientID": "x", "changes": []any{[]any{1, "é😀"}}},
		}}
		p.do("edit", edit)
		p.do("edit", edit)
		if r := p.got("rejectEdit"); len(r) != 1 || r[0]["version"] != int64(1) {
			t.Errorf("rejectEdit: %v", r)
		}
		e := p.got("edit")
		if len(e) != 1 || e[0]["version"] != int64(1) || e[0]["html"] != nil {
			t.Fatalf("edit: %v", e)
		}
		update := e[0]["updates"].([]any)[0].(map[string]any)
		if update["clientID"] != "x" || fmt.Sprint(update["changes"]) != "[[1 é😀]]" {
			t.Errorf("update: %v", update)
		}
	})
}

// TestRefusedEdit names the cell: the page has to give up what it shows there.
func TestRefusedEdit(t *testing.T) {
	path := write(t, three)
	synctest.Test(t, func(t *testing.T) {
		p := open(t, newWorld(), path, session.Options{})
		p.do("edit", map[string]any{"id": 2, "version": 0, "updates": []any{
			map[string]any{"clientID": "x", "changes": []any{99}},
		}})
		if e := p.got("error"); len(e) != 1 || e[0]["event"] != "edit" || e[0]["id"] != int64(2) || e[0]["message"] == "" {
			t.Errorf("error: %v", e)
		}
	})
}

// TestMalformed sends what no page sends: each is answered with one error.
func TestMalformed(t *testing.T) {
	path := write(t, three)
	synctest.Test(t, func(t *testing.T) {
		p := open(t, newWorld(), path, session.Options{})
		str, _ := wire.Marshal("text")
		badID, _ := wire.Marshal(map[string]any{"id": "one"})
		updates, _ := wire.Marshal(map[string]any{"id": 1, "updates": []any{map[string]any{"changes": map[string]any{}}}})
		beyond, _ := wire.Marshal(map[string]any{"id": 1, "updates": []any{map[string]any{"changes": []any{99}}}})
		big, _ := wire.Marshal(map[string]any{"kind": "code", "source": strings.Repeat("x", notebook.MaxSource+1)})
		index, _ := wire.Marshal(map[string]any{"kind": "code", "index": 99})
		cases := []struct {
			event   string
			payload []byte
		}{
			{"fly", nil}, {"", nil}, {"run", nil}, {"run", str}, {"run", badID}, {"run", []byte{0xc1}}, {"run", []byte{0x81}},
			{"edit", updates}, {"edit", beyond}, {"insert", nil}, {"insert", big}, {"insert", index}, {"undo", nil},
			{"move", badID}, {"delete", nil}, {"insert", bytes.Repeat([]byte{0xc0}, 9<<20)},
		}
		for i, c := range cases {
			p.raw(c.event, c.payload)
			if n := len(p.got("error")); n != i+1 {
				t.Fatalf("%s %.20x: %d errors, want %d", c.event, c.payload, n, i+1)
			}
		}
		if n := len(p.s.Snapshot().Cells); n != 4 {
			t.Errorf("%d cells", n)
		}
	})
}

func TestOutputsAreJoined(t *testing.T) {
	path := write(t, three)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		lines := 0
		w.cells["a"] = func(r *run) notebook.Result {
			for i := range 100_000 {
				r.out(notebook.Stdout, fmt.Sprintln("line", i))
				lines++
			}
			euro := "€"
			r.out(notebook.Stdout, euro[:1])
			time.Sleep(time.Second)
			r.out(notebook.Stdout, euro[1:])
			time.Sleep(time.Second)
			return notebook.Result{Status: notebook.StatusOK}
		}
		p := open(t, w, path, session.Options{})
		p.do("run", map[string]any{"id": 1})
		time.Sleep(3 * time.Second)
		synctest.Wait()
		p.want(states{1: "ok", 2: "idle", 3: "idle"})
		outputs := p.s.Snapshot().Cells[1].Outputs
		if len(outputs) != 1 || !strings.HasSuffix(outputs[0].Text, "line 99999\n€") || len(outputs[0].Text) > notebook.MaxText {
			t.Fatalf("%d outputs", len(outputs))
		}
		total := 0
		for i := range 100_000 {
			total += len(fmt.Sprintln("line", i))
		}
		if got := outputs[0].Cut + len(outputs[0].Text) - len("€"); got != total {
			t.Errorf("cut and shown are %d bytes, want %d", got, total)
		}
		if n := len(p.got("output")); n > 50 {
			t.Errorf("%d messages for outputs of no time", n)
		}
	})
}

// TestOutputsArePaced holds that a cell that prints without end sends pages no more
// than they can show, with its newest words last.
func TestOutputsArePaced(t *testing.T) {
	path := write(t, three)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		const seconds = 5
		w.cells["a"] = func(r *run) notebook.Result {
			for range 1000 * seconds {
				r.out(notebook.Stdout, strings.Repeat("x", 20_000))
				time.Sleep(time.Millisecond)
			}
			r.out(notebook.Stdout, "end")
			return notebook.Result{Status: notebook.StatusOK}
		}
		p := open(t, w, path, session.Options{})
		p.do("run", map[string]any{"id": 1})
		time.Sleep((seconds + 1) * time.Second)
		synctest.Wait()
		sent, last := 0, ""
		for _, o := range p.got("output") {
			last = o["output"].(map[string]any)["text"].(string)
			sent += len(last)
		}
		if most := seconds*session.OutputRate + 4*notebook.MaxText; sent > most || sent < most/4 {
			t.Errorf("%d bytes sent in %d s, want %d at most", sent, seconds, most)
		}
		if !strings.HasSuffix(last, "end") {
			t.Errorf("the last output ends in %.20q", last[max(0, len(last)-20):])
		}
	})
}

// TestLateOutputs holds that what an earlier run still says is not shown as the
// later run's.
func TestLateOutputs(t *testing.T) {
	path := write(t, three)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		var first *run
		w.cells["a"] = func(r *run) notebook.Result {
			if first == nil {
				first = r
				r.out(notebook.Stdout, "first")
			} else {
				first.out(notebook.Stdout, "late")
				r.out(notebook.Stdout, "second")
			}
			return notebook.Result{Status: notebook.StatusOK}
		}
		p := open(t, w, path, session.Options{})
		p.do("run", map[string]any{"id": 1})
		p.do("run", map[string]any{"id": 1})
		time.Sleep(time.Second)
		first.f.events.Output(session.Output{Cell: 1, Eval: 2, Output: notebook.Output{Kind: notebook.Stdout, Text: ", async"}})
		time.Sleep(time.Second)
		outputs := p.s.Snapshot().Cells[1].Outputs
		if len(outputs) != 1 || outputs[0].Text != "second, async" {
			t.Errorf("outputs: %+v", outputs)
		}
	})
}

// TestRestartTwice restarts again before the first restart came to its Start: the
// evaluator between is closed and must not be started, before or after.
func TestRestartTwice(t *testing.T) {
	path := write(t, three)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		ends := make(chan struct{})
		w.closing = func() { <-ends }
		p := open(t, w, path, session.Options{})
		p.do("restart", nil)
		p.do("restart", nil)
		close(ends)
		synctest.Wait()
		starts := 0
		for _, what := range w.noted() {
			if what == "start" {
				starts++
			}
		}
		if starts != 2 {
			t.Errorf("%d starts: %q", starts, w.noted())
		}
		p.do("run", map[string]any{"id": 1})
		p.want(states{1: "ok", 2: "idle", 3: "idle"})
	})
}

func TestClose(t *testing.T) {
	path := write(t, strings.Replace(three, "\na\n", "\nwait\n", 1))
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		p := open(t, w, path, session.Options{})
		p.do("run", map[string]any{"id": 1})
		p.insert("new")
		if err := p.s.Close(context.Background()); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(p.file(), "```go\nnew\n```\n") {
			t.Errorf("file: %q", p.file())
		}
		if err := p.s.Close(context.Background()); err != nil {
			t.Error("second Close:", err)
		}
		if got := fmt.Sprint(w.noted()); got != "[new  start close]" {
			t.Error(got)
		}
		if n := len(p.s.Snapshot().Cells); n != 5 {
			t.Errorf("%d cells after Close", n)
		}
		p.do("insert", map[string]any{"kind": "code"}) // to nobody
	})
}
