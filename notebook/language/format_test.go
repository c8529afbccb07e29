package language_test

import (
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/language"
)

func TestFormat(t *testing.T) {
	s := language.New(language.Options{})
	defer s.Close()
	for _, c := range []struct{ source, want, err string }{
		{"x:=1", "x := 1", ""},
		{"", "", ""},
		{"\n\n  x:=1 // ü\n\n\n\n  y:=2\n", "x := 1 // ü\n\ny := 2", ""},
		{"import \"fmt\"\nx:=1\nfunc  f( ) {\nreturn\n}\n\n\n\n// tail\nif x>1{\nf()}", "import \"fmt\"\nx := 1\nfunc f() {\n\treturn\n}\n\n// tail\nif x > 1 {\n\tf()\n}", ""},
		{"x := 1; func f() {}", "", "format: "},
		{"x := (1", "", "1:1: this is not closed: a bracket is missing"},
		{"x := 1\ny := +", "", "2:7: expected operand, found nothing more"},
		{"s := `a\n  b`\ns", "s := `a\n  b`\ns", ""},
	} {
		edits, err := s.Format(c.source)
		if err != nil || c.err != "" {
			if err == nil || !strings.HasPrefix(err.Error(), c.err) || c.err == "" {
				t.Errorf("%q: error %v, want %q", c.source, err, c.err)
			}
			continue
		}
		changes, err := notebook.Replace(c.source, edits)
		if err != nil {
			t.Errorf("%q: %v", c.source, err)
			continue
		}
		if got, err := changes.Apply(c.source); err != nil || got != c.want {
			t.Errorf("%q: got\n%s\nwant\n%s\n%v", c.source, got, c.want, err)
		}
	}
}

// FuzzFormat holds that formatting changes nothing but the look, and that what
// is formatted stays as it is.
func FuzzFormat(f *testing.F) {
	f.Add("x:=1;y:=2\nfunc f(){}\n//c\nx++")
	f.Add("import(\"a\"\n\"b\")\r\n/* 😀 */ type T struct{a int;bcd string}")
	s := language.New(language.Options{})
	f.Fuzz(func(t *testing.T, source string) {
		edits, err := s.Format(source)
		if err != nil {
			return
		}
		changes, err := notebook.Replace(source, edits)
		if err != nil {
			t.Fatal(err)
		}
		got, err := changes.Apply(source)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := s.Format(got); err != nil {
			t.Errorf("%q became %q: %v, %v", source, got, again, err)
		}
	})
}
