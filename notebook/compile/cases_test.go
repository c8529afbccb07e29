package compile_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/engine"
)

var update = flag.Bool("update", false, "write what cells put out into the cases")

// TestCases runs the notebooks in testdata/cases in a real process, each in its
// own. An archive has a section for each cell, and one for what it puts out if
// that is anything; "..." stands for whatever. A cell of a section "cell1
// interrupt" is interrupted when it has printed something.
func TestCases(t *testing.T) { runCases(t, compile.LinkAuto) }

// TestCasesFullLink runs the same with the full link, which must make no
// difference.
func TestCasesFullLink(t *testing.T) { runCases(t, compile.LinkFull) }

func runCases(t *testing.T, mode compile.LinkMode) {
	files, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a := parseArchive(string(data))
			run := startRun(t, engine.Options{Link: mode})
			for i := 1; a.cell(i) != nil; i++ {
				cell, want := a.cell(i), a.section(fmt.Sprintf("out%d", i))
				got := run.evaluate(t, i, cell.text, strings.HasSuffix(cell.name, "interrupt"))
				if got != want.text && !wildcard(want.text).MatchString(got) {
					t.Errorf("cell %d\n%s\ngot:\n%s\nwant:\n%s", i, cell.text, got, want.text)
					want.text = got
				}
			}
			if t.Failed() && *update {
				if err := os.WriteFile(file, []byte(a.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func wildcard(want string) *regexp.Regexp {
	parts := strings.Split(want, "...")
	for i, p := range parts {
		parts[i] = regexp.QuoteMeta(p)
	}
	return regexp.MustCompile("(?s)^" + strings.Join(parts, ".*") + "$")
}

// run is a notebook being evaluated.
type run struct {
	*engine.Engine

	mu      sync.Mutex
	out     strings.Builder
	printed chan struct{} // closed at the first output of a cell
}

// startRun starts a real process. What it takes to build it is kept in the
// user's cache folder, because that takes half a minute.
func startRun(t testing.TB, opts engine.Options) *run {
	t.Helper()
	if testing.Short() {
		t.Skip("compiles a runtime")
	}
	if err := compile.Probe(t.Context()); err != nil {
		t.Skip(err)
	}
	source, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	r := &run{printed: make(chan struct{})}
	opts.Source, opts.CacheDir, opts.Output = source, testCache(t), r.output
	if opts.Link == compile.LinkAuto && os.Getenv("GOKINO_TEST_LINK") == "full" {
		opts.Link = compile.LinkFull
	}
	if opts.Dir == "" {
		opts.Dir = t.TempDir()
	}
	r.Engine = engine.New(opts)
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}

func testCache(t testing.TB) string {
	if dir := os.Getenv("GOKINO_TEST_CACHE"); dir != "" {
		return dir
	}
	user, err := os.UserCacheDir()
	if err != nil {
		t.Skip(err)
	}
	return filepath.Join(user, "gokino-test")
}

func (r *run) output(o engine.Output) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch o.Kind {
	case engine.KindStdout, engine.KindStderr:
		r.out.WriteString(o.Text)
	case engine.KindNote:
		r.line("note: " + o.Text)
	case engine.KindValue:
		r.line(fmt.Sprintf("=> %v", o.Data["text/plain"]))
	case engine.KindError:
		r.line("async " + failure(o.Error))
	}
	select {
	case <-r.printed:
	default:
		close(r.printed)
	}
}

// line writes something that stands on a line of its own.
func (r *run) line(s string) {
	if text := r.out.String(); text != "" && !strings.HasSuffix(text, "\n") {
		r.out.WriteString("\n")
	}
	r.out.WriteString(s + "\n")
}

// evaluate runs a cell and returns everything it put out.
func (r *run) evaluate(t *testing.T, cell int, source string, interrupt bool) string {
	r.mu.Lock()
	r.out.Reset()
	r.printed = make(chan struct{})
	printed := r.printed
	r.mu.Unlock()
	done := make(chan struct{})
	defer close(done)
	if interrupt {
		go func() {
			select {
			case <-printed:
				r.Interrupt()
			case <-done:
			}
		}()
	}
	result := r.Evaluate(t.Context(), cell, source)
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, n := range result.Notes {
		r.line("note: " + n)
	}
	if result.Error != nil {
		r.line(failure(result.Error))
	} else if result.Status != engine.StatusOK {
		r.line(result.Status)
	}
	if text := r.out.String(); text != "" && !strings.HasSuffix(text, "\n") {
		r.out.WriteString("\n")
	}
	return r.out.String()
}

func failure(e *engine.CellError) string {
	s := e.Message
	if e.Line > 0 && e.Stack == "" {
		s = fmt.Sprintf("error at %d:%d: %s", e.Line, e.Col, s)
	}
	if e.Stack != "" {
		s += "\n\t" + strings.ReplaceAll(e.Stack, "\n", "\n\t")
	}
	return s
}

// archive is a text with named sections, after the manner of txtar.
type archive struct {
	comment  string
	sections []*section
}

type section struct{ name, text string }

func parseArchive(s string) *archive {
	a := &archive{}
	for line := range strings.Lines(s) {
		name, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "-- ")
		if name, ok = strings.CutSuffix(name, " --"); ok {
			a.sections = append(a.sections, &section{name: name})
		} else if n := len(a.sections); n > 0 {
			a.sections[n-1].text += line
		} else {
			a.comment += line
		}
	}
	return a
}

func (a *archive) String() string {
	s := a.comment
	for _, sec := range a.sections {
		if sec.text != "" {
			s += fmt.Sprintf("-- %s --\n%s", sec.name, sec.text)
		}
	}
	return s
}

// section returns a section, after having made it if there is none.
func (a *archive) section(name string) *section {
	for i, s := range a.sections {
		if s.name == name {
			return s
		}
		if "out"+strings.TrimPrefix(strings.TrimSuffix(s.name, " interrupt"), "cell") == name {
			if i+1 < len(a.sections) && a.sections[i+1].name == name {
				return a.sections[i+1]
			}
			fresh := &section{name: name}
			a.sections = append(a.sections[:i+1], append([]*section{fresh}, a.sections[i+1:]...)...)
			return fresh
		}
	}
	return &section{name: name}
}

// cell returns the section of a cell, nil if there is none.
func (a *archive) cell(i int) *section {
	for _, s := range a.sections {
		if name := fmt.Sprintf("cell%d", i); s.name == name || s.name == name+" interrupt" {
			return s
		}
	}
	return nil
}
