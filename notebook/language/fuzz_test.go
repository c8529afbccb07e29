package language_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/language"
)

// FuzzAsk holds that no text and no place in it make the service panic, and that
// all places it answers with are in the text. Panics inside are logged.
func FuzzAsk(f *testing.F) {
	for _, s := range []string{
		"square.|", "shape{Name: \"\", |}", "func f(para int) {\n\tfoo(1, pa|\n\tother()\n}\nx := 1", "switch x := any(1).(type) {\ncase sha|",
		"for i := range 3 { squ|", "import (\n\t\"os|\"\n", "type shape[T any] struct { x| T }\nfunc (s shape[T]) m() T { return s.x }", "x := 1\nx, y := 2, x|\nconst (\n\ta = iota\n\tb\n)",
		"var square = square|", "}{)(|", "`|", "fmt.Printf(\"%d 😀\", |)", "func (s *shape) Area() {}|", "\xff.|", "import . \"strings\"\nToUpper(|)", "type a = b; type b = a|",
	} {
		before, after, _ := strings.Cut(s, "|")
		f.Add(before+after, len(before))
	}
	if testing.Short() {
		f.Skip("compiles the standard library")
	}
	tool, err := toolchain()
	if err != nil {
		f.Skip(err)
	}
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelError}))
	s := language.New(language.Options{Logger: logger})
	f.Cleanup(s.Close)
	s.Use(tool)
	version := 0
	f.Fuzz(func(t *testing.T, source string, offset int) {
		version++
		cells := []language.Cell{
			{ID: 1, Source: shapes}, {ID: 2, Version: version, Source: source}, {ID: 3, Source: "square.Area()\nx"}, {ID: 4, Source: "x := 1", Known: true},
		}
		units := map[int]int{}
		for _, c := range cells {
			units[c.ID] = notebook.Units(c.Source)
		}
		s.Check(t.Context(), cells, func(list []notebook.SetDiagnostics) {
			for _, d := range list {
				for _, i := range d.Items {
					if i.From < 0 || i.To < i.From || i.To > units[d.ID] {
						t.Errorf("diagnostic %+v in %d units", i, units[d.ID])
					}
				}
			}
		})
		q := language.Question{ID: 2, Source: source, Offset: offset, Explicit: true}
		for _, kind := range []string{"complete", "hover", "signature", "definition"} {
			_, answer := s.Ask(t.Context(), kind, q)
			switch a := answer.(type) {
			case language.Completion:
				for _, i := range a.Items {
					if _, err := notebook.Replace(source, append(i.Edits, notebook.Replacement{From: a.From, To: a.To, Insert: i.Label})); err != nil {
						t.Fatalf("%+v in %d-%d: %v", i, a.From, a.To, err)
					}
				}
			case language.Definition:
				if a.Cell != 0 && (a.To <= a.From || a.To > units[a.Cell]) {
					t.Errorf("%+v", a)
				}
			}
		}
		q.Name = "renamed"
		_, _ = s.Rename(t.Context(), cells, q)
		if log.Len() > 0 {
			t.Error(log.String())
			log.Reset()
		}
	})
}

// BenchmarkComplete measures the completion of a member in a notebook of 100
// cells, and in a cell of 2,000 lines.
func BenchmarkComplete(b *testing.B) {
	var many []string
	for range 100 {
		many = append(many, shapes)
	}
	long := strings.Repeat("func _(s []string) int {\n\tfor i, x := range s {\n\t\tif strings.Contains(x, \"x\") {\n\t\t\treturn i\n\t\t}\n\t}\n\treturn 0\n}\n", 250)
	for _, c := range []struct{ name, source string }{{"100 cells", "square.A"}, {"2000 lines", long + "square.A"}, {"a package", "http.Status"}} {
		b.Run(c.name, func(b *testing.B) {
			r := open(b, append(many, c.source)...)
			q := language.Question{ID: 101, Source: c.source, Offset: len(c.source)}
			for b.Loop() {
				if _, answer := r.Ask(b.Context(), "complete", q); len(answer.(language.Completion).Items) == 0 {
					b.Fatal("nothing")
				}
			}
		})
	}
}
