package session_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/session"
)

// tongue is a language in which "bad" is wrong.
type tongue struct {
	mu     sync.Mutex
	again  func()
	checks int
	last   []session.LanguageCell
	wait   chan struct{} // questions wait for it, if set
	asked  []session.Question
}

// seen is how many checks there were, and the cells of the last.
func (l *tongue) seen() (checks int, last []session.LanguageCell) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.checks, l.last
}

func (l *tongue) Watch(again func()) { l.again = again }

func (l *tongue) Check(_ context.Context, cells []session.LanguageCell, found func([]notebook.SetDiagnostics)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.checks++
	l.last = cells
	for _, c := range cells {
		d := notebook.SetDiagnostics{ID: c.ID}
		d.Version = c.Version
		if at := strings.Index(c.Source, "bad"); at >= 0 {
			d.Items = []notebook.Diagnostic{{From: at, To: at + 3, Severity: "error", Message: "bad"}}
		}
		found([]notebook.SetDiagnostics{d})
	}
}

func (l *tongue) Ask(ctx context.Context, kind string, q session.Question) (string, any) {
	l.mu.Lock()
	l.asked = append(l.asked, q)
	wait := l.wait
	l.mu.Unlock()
	if wait != nil {
		select {
		case <-wait:
		case <-ctx.Done():
		}
	}
	return "answer", map[string]any{"n": q.N, "kind": kind}
}

func (l *tongue) Rename(_ context.Context, cells []session.LanguageCell, q session.Question) (session.Renaming, error) {
	r := session.Renaming{From: q.Offset, To: q.Offset + 1, Name: q.Source[q.Offset : q.Offset+1], Edits: map[int][]notebook.Replacement{}}
	for _, c := range cells {
		if at := strings.Index(c.Source, r.Name); at >= 0 {
			r.Edits[c.ID] = []notebook.Replacement{{From: at, To: at + 1, Insert: q.Name}}
		}
	}
	return r, nil
}

func (l *tongue) Format(source string) ([]notebook.Replacement, error) {
	if source == "bad" {
		return nil, fmt.Errorf("1:1: bad")
	}
	return []notebook.Replacement{{From: 0, To: 0, Insert: "\t"}}, nil
}

func (l *tongue) Close() {}

// speak opens a notebook of one code cell, with a language.
func speak(t *testing.T, source string) (*page, *tongue) {
	l := &tongue{}
	p := open(t, newWorld(), write(t, "```go\n"+source+"\n```\n"), session.Options{Language: l})
	time.Sleep(session.CheckDelay)
	synctest.Wait()
	return p, l
}

func (p *page) typeIn(id, version, length int, text string) {
	p.do("edit", map[string]any{"id": id, "version": version, "updates": []any{
		map[string]any{"clientID": "c", "changes": []any{length, []any{0, text}}},
	}})
}

func TestDiagnosticsComeAfterAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, l := speak(t, "x")
		checks, _ := l.seen()
		p.typeIn(1, 0, 1, "ba")
		time.Sleep(session.CheckDelay / 2)
		p.typeIn(1, 1, 3, "d")
		time.Sleep(session.CheckDelay - time.Nanosecond)
		synctest.Wait()
		if now, _ := l.seen(); now != checks {
			t.Error("checked while somebody types")
		}
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		if now, _ := l.seen(); now != checks+1 {
			t.Errorf("%d checks", now-checks)
		}
		want := "[map[id:1 items:[map[code: from:1 message:bad severity:error to:4 url:]] version:2]]"
		if got := fmt.Sprint(p.got("diagnostics")); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if d := p.s.Snapshot().Cells[0].Diagnostics; d == nil || d.Version != 2 || len(d.Items) != 1 {
			t.Errorf("a page that connects gets %+v", d)
		}
		l.again() // finds the same
		time.Sleep(session.CheckDelay)
		synctest.Wait()
		if n := len(p.got("diagnostics")); n != 1 {
			t.Errorf("diagnostics sent %d times", n)
		}
		if now, _ := l.seen(); now != checks+2 {
			t.Errorf("%d checks", now-checks)
		}
		p.typeIn(1, 2, 4, " ")
		p.do("delete", map[string]any{"id": 1})
		time.Sleep(session.CheckDelay)
		synctest.Wait()
		if n := len(p.got("diagnostics")); n != 1 {
			t.Errorf("sent %d times", n)
		}
		if _, last := l.seen(); len(last) != 0 {
			t.Errorf("%v checked", last)
		}
	})
}

// What the runtime has of a deleted cell can still be used.
func TestLanguageKnowsWhatRan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &tongue{}
		w := newWorld()
		w.cells["x"] = func(*run) notebook.Result {
			return notebook.Result{Status: notebook.StatusOK, Names: notebook.Names{Defines: []string{"x"}}}
		}
		p := open(t, w, write(t, "```go\nx\n```\n"), session.Options{Language: l})
		steps := []struct {
			do   func()
			want string
		}{
			{func() {}, "[{1 0 x false false}]"},
			{func() { p.do("run", map[string]any{"id": 1}) }, "[{1 0 x true false}]"},
			{func() { p.do("delete", map[string]any{"id": 1}) }, "[{1 0 x true true}]"},
			{func() { p.do("restart", nil) }, "[]"},
		}
		for i, step := range steps {
			step.do()
			time.Sleep(time.Second)
			synctest.Wait()
			_, last := l.seen()
			if got := fmt.Sprint(last); got != step.want {
				t.Errorf("step %d: got %s, want %s", i, got, step.want)
			}
		}
	})
}

func TestOnlyTheNewestQuestionIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, l := speak(t, "x")
		l.mu.Lock()
		l.wait = make(chan struct{})
		l.mu.Unlock()
		for n := 1; n <= 3; n++ {
			p.do("complete", map[string]any{"n": n, "id": 1, "source": "x", "offset": 1})
		}
		p.do("hover", map[string]any{"n": 4, "id": 1, "source": "x", "offset": 1})
		close(l.wait)
		synctest.Wait()
		if got := fmt.Sprint(p.got("answer")); got != "[map[kind:complete n:3] map[kind:hover n:4]]" && got != "[map[kind:hover n:4] map[kind:complete n:3]]" {
			t.Error(got)
		}
	})
}

func TestRenameAndFormatAreEdits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _ := speak(t, "x\n```\n\n```go\nbad")
		p.do("rename", map[string]any{"n": 1, "id": 1, "source": "x", "offset": 0})
		p.do("rename", map[string]any{"n": 2, "id": 1, "source": "x", "offset": 0, "name": "y"})
		p.do("rename", map[string]any{"n": 3, "id": 1, "source": "x", "offset": 0, "name": "z"}) // it is y by now
		p.do("format", map[string]any{"n": 4, "id": 0})
		want := "[map[error: from:0 n:1 name:x to:1] map[cells:1 error: n:2] map[cells:0 error:the cell has changed meanwhile: try again n:3]]"
		if got := fmt.Sprint(p.got("renamed")); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
		if got := fmt.Sprint(p.got("formatted")); got != "[map[error:cell 2: 1:1: bad n:4]]" {
			t.Error(got)
		}
		if got := p.s.Snapshot().Cells; got[0].Source != "\ty" || got[1].Source != "bad" {
			t.Errorf("cells are %q and %q", got[0].Source, got[1].Source)
		}
		edits := p.got("edit")
		if got := fmt.Sprint(edits[0]["updates"]); got != "[map[changes:[[1 y]] clientID:gokino]]" {
			t.Error(got)
		}
	})
}
