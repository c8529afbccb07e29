//go:build unix

package engine_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/engine"
)

// room is an engine with everything it has put out.
type room struct {
	*engine.Engine

	mu       sync.Mutex
	changed  chan struct{}
	outputs  []engine.Output
	messages []kernel.Message
	deaths   []engine.Death
	memory   []engine.Memory
}

func newRoom(t testing.TB, opts engine.Options) *room {
	t.Helper()
	r := &room{changed: make(chan struct{}, 1)}
	opts.Output = func(o engine.Output) { r.add(func() { r.outputs = append(r.outputs, o) }) }
	opts.Message = func(m kernel.Message) { r.add(func() { r.messages = append(r.messages, m) }) }
	opts.Holds = func(m engine.Memory) { r.add(func() { r.memory = append(r.memory, m) }) }
	opts.Died = func(d engine.Death) { r.add(func() { r.deaths = append(r.deaths, d) }) }
	r.Engine = engine.New(opts)
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return r
}

func (r *room) add(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f()
	select {
	case r.changed <- struct{}{}:
	default:
	}
}

// until waits until done is true of what there is.
func (r *room) until(t testing.TB, what string, done func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		r.mu.Lock()
		ok := done()
		r.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-r.changed:
		case <-deadline:
			t.Fatalf("no %s; there is %s", what, r.text())
		}
	}
}

// text prints the outputs since the last clear, merged as a page does.
func (r *room) text() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.textLocked()
}

func (r *room) textLocked() string {
	var b strings.Builder
	kind, cell := "", 0
	for _, o := range r.outputs {
		if o.Kind != kind || o.Cell != cell || o.Kind == engine.KindValue {
			kind, cell = o.Kind, o.Cell
			fmt.Fprintf(&b, "[%d %s]", cell, kind)
		}
		b.WriteString(o.Text)
		if o.Data != nil {
			fmt.Fprint(&b, o.Data["text/plain"])
		}
		if o.Error != nil {
			fmt.Fprintf(&b, "%s\n%s", o.Error.Message, o.Error.Stack)
		}
	}
	return b.String()
}

func (r *room) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.outputs, r.messages, r.deaths = nil, nil, nil
}

// run evaluates a cell and returns everything it did as text.
func (r *room) run(cell int, source string) string {
	r.clear()
	result := r.Evaluate(context.Background(), cell, source)
	text := r.text()
	for _, n := range result.Notes {
		text += "(note) " + n
	}
	if e := result.Error; e != nil {
		text += fmt.Sprintf("(%s %d:%d) %s\n%s", result.Status, e.Line, e.Col, e.Message, e.Stack)
	} else if result.Status != engine.StatusOK {
		text += "(" + result.Status + ")"
	}
	return strings.TrimRight(text, "\n")
}

// realRoom is an engine with the real toolchain and a runtime that runs. The
// builds are cached among tests, and tests that only need some cells share it.
func realRoom(t testing.TB) *room { return linkedRoom(t, compile.LinkAuto) }

func linkedRoom(t testing.TB, link compile.LinkMode) *room {
	t.Helper()
	return optionalRoom(t, engine.Options{Link: link})
}

// optionalRoom is a realRoom with some options of its own.
func optionalRoom(t testing.TB, opts engine.Options) *room {
	t.Helper()
	if testing.Short() {
		t.Skip("compiles a runtime")
	}
	if err := compile.Probe(t.Context()); err != nil {
		t.Skip(err)
	}
	opts.Dir, opts.Source, opts.CacheDir = t.TempDir(), source(t), cacheDir(t)
	r := newRoom(t, opts)
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}

// source is the folder with gokino's own source.
func source(t testing.TB) string {
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// cacheDir is the user's own cache: a fresh one takes half a minute to fill.
func cacheDir(t testing.TB) string {
	dir := os.Getenv("GOKINO_TEST_CACHE")
	if dir == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			t.Skip(err)
		}
		dir = filepath.Join(user, "gokino-test")
	}
	return dir
}

func TestFullLink(t *testing.T) {
	r := linkedRoom(t, compile.LinkFull)
	if r.Link() != "full" {
		t.Errorf("the %q link is on", r.Link())
	}
	r.steps(t, []step{
		{"x := 1; func bad(s []int) int { return s[x] }", ""},
		{"fmt.Println(x); x + 1", "[2 stdout]1\n[2 value]2"},
		{"bad(nil)", "(error 1:0) panic: runtime error: index out of range [1] with length 0\nbad cell1:1\ncell cell3:1"},
	})
}

// step is a cell and everything evaluating it must do.
type step struct{ source, want string }

// steps evaluates cells numbered from 1.
func (r *room) steps(t *testing.T, steps []step) {
	t.Helper()
	for i, s := range steps {
		if got := r.run(i+1, s.source); !match(s.want, got) {
			t.Errorf("cell %d: %s\ngot  %q\nwant %q", i+1, s.source, got, s.want)
		}
	}
}

// match reports whether got is want, in which "…" stands for anything.
func match(want, got string) bool {
	parts := strings.Split(want, "…")
	if !strings.HasPrefix(got, parts[0]) {
		return false
	}
	got = got[len(parts[0]):]
	for i, p := range parts[1:] {
		if i == len(parts)-2 {
			return strings.HasSuffix(got, p)
		}
		_, after, ok := strings.Cut(got, p)
		if !ok {
			return false
		}
		got = after
	}
	return got == ""
}

func TestCells(t *testing.T) {
	r := realRoom(t)
	if r.Link() != "delta" {
		t.Errorf("the %q link is on", r.Link())
	}
	r.steps(t, []step{
		{"x := 1", ""},
		{"x + 1", "[2 value]2"},
		{"x = 5; fmt.Println(\"printed\"); x", "[3 stdout]printed\n[3 value]5"},
		{"x + undefined", "(error 1:5) undefined: undefined"},
		{"func bad(s []int) int {\n\treturn s[5]\n}", ""},
		{"y := 2\nbad([]int{1})", "(error 2:0) panic: runtime error: index out of range [5] with length 1\nbad cell5:2\ncell cell6:2"},
		{"y", "[7 value]2"},
		{`panic(fmt.Errorf("own"))`, "(error 1:0) panic: own\ncell cell8:1"},
		{"os.Exit(3)", "(error 0:0) os.Exit(3): the runtime was kept"},
		{"os.Exit(0)", "[10 note]os.Exit(0): the runtime was kept"},
		{"runtime.Goexit()", "[11 note]runtime.Goexit ended the cell"},
		{`log.SetFlags(0); log.Fatal("over")`, "[12 stderr]over\n(error 0:0) os.Exit was called, as log.Fatal does: the runtime was kept"},
		{"func deep(n int) int { return deep(n+1) + 1 }\ndeep(0)", "(error 1:0) panic: stack overflow: the goroutine's stack grew over 64 MB\ndeep cell13:1\n... … more\ncell cell13:2"},
		{"a, b := 1, \"s\"\n_ = a\nfunc two() (int, string) { return a, b }\ntwo()", "[14 value]1, \"s\""},
		{`println("raw"); fmt.Println("told"); fmt.Fprintln(os.Stderr, "file"); println("raw")`, "[15 stderr]raw\n[15 stdout]told\n[15 stderr]file\nraw"},
		{`c := exec.Command("sh", "-c", "pwd"); c.Stdout = os.Stdout; c.Run()`, "[16 stdout]…\n[16 value]<nil>"},
	})
}
