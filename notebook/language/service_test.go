package language_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/language"
)

// toolchain is shared by all tests: what it has compiled is seen by all.
var toolchain = sync.OnceValues(func() (*compile.Toolchain, error) {
	dir := os.Getenv("GOKINO_TEST_CACHE")
	if dir == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return nil, err
		}
		dir = filepath.Join(user, "gokino-test")
	}
	source, err := filepath.Abs("../..")
	if err != nil {
		return nil, err
	}
	notebook, err := os.MkdirTemp("", "notebook")
	if err != nil {
		return nil, err
	}
	return compile.NewToolchain(context.Background(), compile.Options{Dir: notebook, Source: source, CacheDir: dir})
})

// room is a notebook under test.
type room struct {
	t testing.TB
	*language.Service
	cells []language.Cell
	again chan struct{}
	found map[int]notebook.Diagnostics
}

// open opens a notebook of sources; one that begins with "ran:" has run.
func open(t testing.TB, sources ...string) *room {
	t.Helper()
	if testing.Short() {
		t.Skip("compiles the standard library")
	}
	tool, err := toolchain()
	if err != nil {
		t.Skip(err)
	}
	r := &room{t: t, Service: language.New(language.Options{Logger: slog.New(slog.DiscardHandler)}), again: make(chan struct{}, 9)}
	t.Cleanup(r.Close)
	r.Watch(func() { r.again <- struct{}{} })
	r.Use(tool)
	<-r.again
	for i, s := range sources {
		s, ran := strings.CutPrefix(s, "ran:")
		r.cells = append(r.cells, language.Cell{ID: i + 1, Source: s, Known: ran})
	}
	r.check()
	return r
}

func (r *room) check() {
	r.found = map[int]notebook.Diagnostics{}
	r.Check(r.t.Context(), r.cells, func(list []notebook.SetDiagnostics) {
		for _, d := range list {
			r.found[d.ID] = d.Diagnostics
		}
	})
}

func (r *room) edit(id int, source string) {
	r.cells[id-1].Source = source
	r.cells[id-1].Version++
	r.check()
}

// said lists all diagnostics, a line each.
func (r *room) said() string {
	var list []string
	for _, c := range r.cells {
		for _, d := range r.found[c.ID].Items {
			list = append(list, fmt.Sprintf("%d:%d-%d %s %s: %s", c.ID, d.From, d.To, d.Severity, d.Code, d.Message))
		}
	}
	return strings.Join(list, "\n")
}

func (r *room) wants(want string) {
	r.t.Helper()
	if got := r.said(); got != want {
		r.t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestDiagnosticsFollowEdits(t *testing.T) {
	r := open(t, "x := 1", "y := x + 1", "fmt.Println(y)")
	r.wants("")
	r.edit(1, "x := \"😀\" + z")
	r.wants("1:12-13 error : undefined: z")
	r.edit(1, "x := \"😀\"")
	r.wants(`2:5-10 error : invalid operation: x + 1 (mismatched types string and untyped int)`)
	r.edit(1, "x := 2")
	r.wants("")
}

// A package that is on this machine, but that nobody has imported yet, is
// compiled in the background. One that is not is named, and nothing else is said.
func TestImportsThatAreNotThere(t *testing.T) {
	r := open(t, "import \"encoding/csv\"\nvar w *csv.Writer = 1", "import \"example.com/nowhere/v3\"\nnowhere.Foo(nowhere.Bar)", "import \"nosuch\"\nnosuch.X()")
	if strings.Contains(r.said(), "undefined") {
		t.Error(r.said())
	}
	<-r.again
	r.check()
	r.wants(`1:42-43 error : cannot use 1 (untyped int constant) as *csv.Writer value in variable declaration
2:7-31 warning notfetched: package example.com/nowhere/v3 is not here yet: it is fetched when the cell runs
3:7-15 error : there is no package nosuch`)
}

// Questions right after a start wait for the toolchain, but not for ever.
func TestQuestionsWaitForTheToolchain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := language.New(language.Options{Patience: time.Second})
		defer s.Close()
		start := time.Now()
		event, _ := s.Ask(t.Context(), "hover", language.Question{ID: 1, Source: "x", Offset: 1})
		if event != "hovered" || time.Since(start) != time.Second {
			t.Errorf("answered %q after %v", event, time.Since(start))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if event, _ := s.Ask(ctx, "hover", language.Question{}); event != "" {
			t.Errorf("a question that was withdrawn is answered: %q", event)
		}
	})
}

// A question that was asked before there was a toolchain gets a real answer.
func TestQuestionsAreAnsweredOnceThereIsAToolchain(t *testing.T) {
	tool, err := toolchain()
	if testing.Short() || err != nil {
		t.Skip("no toolchain", err)
	}
	s := language.New(language.Options{Patience: time.Minute})
	defer s.Close()
	answers := make(chan any)
	go func() {
		_, answer := s.Ask(t.Context(), "hover", language.Question{ID: 1, Source: "x := 1", Offset: 1})
		answers <- answer
	}()
	s.Use(tool)
	s.Check(t.Context(), []language.Cell{{ID: 1, Source: "x := 1"}}, func([]notebook.SetDiagnostics) {})
	if h, ok := (<-answers).(language.Hover); !ok || h.Code != "var x int" {
		t.Errorf("answered %+v", h)
	}
}
