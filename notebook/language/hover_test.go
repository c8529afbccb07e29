package language_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook/language"
)

const documentedShapes = `// shape is <b>flat</b>.
type shape struct {
	Name string // of it
}

// Area is what
// it covers.
func (s *shape) Area(scale float64, more ...string) int { return 0 }

const answer = 42

// square has four corners.
square := &shape{}`

func TestHover(t *testing.T) {
	r := open(t, documentedShapes, "")
	for _, c := range []struct{ source, code, html string }{
		{"squa|re.Area(1)", "var square *shape", "<p>square has four corners.\n"},
		{"square.Area|(1)", "func (*shape).Area(scale float64, more ...string) int", "<p>Area is what\nit covers.\n"},
		{"|shape{}", "type shape struct {\n\tName string\n}", "<p>shape is &lt;b&gt;flat&lt;/b&gt;.\n"},
		{"square.Na|me", "field Name string", ""},
		{"answ|er", "const answer untyped int = 42", ""},
		{"strings.Has|Prefix(\"\", \"\")", "func strings.HasPrefix(s string, prefix string) bool", "<p>HasPrefix reports whether the string s begins with prefix.\n"},
		{"str|ings.ToUpper(\"\")", "package strings // strings", "<p>Package strings implements simple functions to manipulate UTF-8 encoded strings.\n"},
		{"import \"str|ings\"", "package strings // strings", "<p>Package strings implements simple functions to manipulate UTF-8 encoded strings.\n"},
		{"len|(\"\")", "func len(v Type) int", "<p>The len built-in function returns the length of v, according to its type:"},
		{"var e err|or", "type error interface {\n\tError() string\n}", "<p>The error built-in interface type"},
		{"new(http.Client).Time|out", "field Timeout time.Duration", "<p>Timeout specifies a time limit for requests"},
		{"x := |1", "", ""},
		{"nop|e", "", ""},
		{"switch v := any(1).(type) {\ncase int:\n\tfmt.Println(|v)\n}", "var v int", ""},
	} {
		h := r.ask("hover", c.source).(language.Hover)
		if h.Code != c.code || !strings.HasPrefix(h.HTML, c.html) || c.html == "" && h.HTML != "" {
			t.Errorf("%q:\n got %q, %q\nwant %q, %q", c.source, h.Code, h.HTML, c.code, c.html)
		}
		if c.code == "" && h.To != 0 {
			t.Errorf("%q: %+v", c.source, h)
		}
	}
	if h := r.ask("hover", "a, 😀 := 1, squ|are").(language.Hover); h.From != 0 {
		t.Errorf("a text with a wrong character: %+v", h)
	}
	if h := r.ask("hover", "\"😀\" + fmt.Sprint(squ|are)").(language.Hover); h.From != 18 || h.To != 24 {
		t.Errorf("units: %+v", h)
	}
}

func TestDescribe(t *testing.T) {
	r := open(t, documentedShapes, "")
	for _, c := range []struct{ source, label, want string }{
		{"squ|", "square", "<p>square has four corners.\n"},
		{"square.|", "Area", "<p>Area is what\nit covers.\n"},
		{"strings.H|", "HasPrefix", "<p>HasPrefix reports"},
		{"str|", "strings", "<p>Package strings"},
		{"str|", "nothing", ""},
		{"le|", "len", "<p>The len built-in function"},
	} {
		before, after, _ := strings.Cut(c.source, "|")
		_, answer := r.Ask(t.Context(), "describe", language.Question{ID: 2, Source: before + after, Offset: len(before), Label: c.label})
		if got := answer.(language.Description).HTML; !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s in %q: %q, want %q", c.label, c.source, got, c.want)
		}
	}
}

func TestDefinition(t *testing.T) {
	r := open(t, documentedShapes, "")
	at := func(s string) int { return strings.Index(documentedShapes, s) }
	for _, c := range []struct{ source, want string }{
		{"squa|re.Area(1)", fmt.Sprintf("{7 1 %d %d  0 }", at("square :="), at("square :=")+6)},
		{"square.Ar|ea(1)", fmt.Sprintf("{7 1 %d %d  0 }", at("Area("), at("Area(")+4)},
		{"square.Na|me", fmt.Sprintf("{7 1 %d %d  0 }", at("Name string"), at("Name string")+4)},
		{"var s sha|pe", fmt.Sprintf("{7 1 %d %d  0 }", at("shape struct"), at("shape struct")+5)},
		{"ans|wer", fmt.Sprintf("{7 1 %d %d  0 }", at("answer ="), at("answer =")+6)},
		{"func f(a int) int { return |a }", "{7 2 7 8  0 }"},
		{"x := 1\nprintln(x|)", "{7 2 0 1  0 }"},
		{"1 + |2", "{7 0 0 0  0 }"},
	} {
		if got := fmt.Sprint(r.ask("definition", c.source)); got != c.want {
			t.Errorf("%q: %s, want %s", c.source, got, c.want)
		}
	}
	gone := open(t, "", "")
	gone.cells = append([]language.Cell{}, language.Cell{ID: 2}, language.Cell{ID: 9, Source: "x := 1", Known: true, Deleted: true})
	gone.check()
	_, answer := gone.Ask(t.Context(), "definition", language.Question{N: 7, ID: 2, Source: "x"})
	if got := fmt.Sprint(answer); got != "{7 0 0 0  0 }" {
		t.Error("in a deleted cell:", got)
	}
	d := r.ask("definition", "new(strings.Builder).WriteSt|ring(\"\")").(language.Definition)
	if d.URL != "https://pkg.go.dev/strings#Builder.WriteString" || d.File != "strings/builder.go" || d.Line == 0 {
		t.Errorf("%+v", d)
	}
}

func TestSignature(t *testing.T) {
	r := open(t, documentedShapes, "")
	for _, c := range []struct {
		source, label string
		active        int
	}{
		{"square.Area(|)", "Area(scale float64, more ...string) int", 0},
		{"square.Area(1, |)", "Area(scale float64, more ...string) int", 1},
		{"square.Area(1, \"a\", \"|b\")", "Area(scale float64, more ...string) int", 1},
		{"square.Area(1|", "Area(scale float64, more ...string) int", 0},
		{"square.Area(len(\"\")|, 2)", "Area(scale float64, more ...string) int", 0},
		{"strings.Repeat(strings.ToUpper(|), 2)", "ToUpper(s string) string", 0},
		{"strings.Repeat(strings.ToUpper(\"\"), |)", "Repeat(s string, count int) string", 1},
		{"append(nil, |)", "append(slice []Type, elems ...Type) []Type", 1},
		{"slices.IndexFunc([]int{}, func(x int) bool { ret| })", "", -1},
		{"slices.Index([]int{}, |)", "Index(s S, v E) int", 1},
		{"int(|)", "", -1},
		{"x := |", "", -1},
		{"os.Getwd(|)", "Getwd() (dir string, err error)", -1},
	} {
		s := r.ask("signature", c.source).(language.Signature)
		if s.Label != c.label || s.Active != c.active {
			t.Errorf("%q: %q, %d, want %q, %d", c.source, s.Label, s.Active, c.label, c.active)
		}
		for _, p := range s.Params {
			if p[0] >= p[1] || strings.ContainsAny(s.Label[p[0]:p[1]], ",()") {
				t.Errorf("%q: a parameter is %q", c.source, s.Label[p[0]:p[1]])
			}
		}
	}
}
