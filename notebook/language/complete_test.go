package language_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/language"
)

// ask asks a question about the last cell, which gets source; a bar in it is the
// cursor.
func (r *room) ask(kind, source string) any {
	r.t.Helper()
	before, after, ok := strings.Cut(source, "|")
	if !ok {
		r.t.Fatal("no cursor in", source)
	}
	q := language.Question{N: 7, ID: r.cells[len(r.cells)-1].ID, Source: before + after, Offset: notebook.Units(before)}
	_, answer := r.Ask(r.t.Context(), kind, q)
	return answer
}

// items lists the first completions at the cursor: label, kind and detail.
func (r *room) items(source string, n int) string {
	r.t.Helper()
	c, ok := r.ask("complete", source).(language.Completion)
	if !ok {
		r.t.Fatal("no completion")
	}
	var list []string
	for _, i := range c.Items[:min(n, len(c.Items))] {
		list = append(list, strings.TrimSpace(fmt.Sprintf("%s %s %s", i.Label, i.Kind, i.Detail)))
	}
	return strings.Join(list, "; ")
}

const shapes = "type shape struct {\n\tName string\n\twidth, height int\n}\nfunc (s *shape) Area() int { return s.width * s.height }\nfunc newShape(name string) *shape { return &shape{Name: name} }\nsquare := newShape(\"square\")\nmany := []shape{}"

func TestComplete(t *testing.T) {
	r := open(t, shapes, "ran:below := 1.5", "")
	for _, c := range []struct{ source, want string }{
		{"square.|", "Area method () int; height field int; Name field string; width field int"},
		{"square.A|", "Area method () int"},
		{"many[0].|\nx := 1", "Area method () int; height field int; Name field string; width field int"},
		{"shape{|}", "height field int; Name field string; width field int"},
		{"shape{Name: \"\", |}", "height field int; width field int"},
		{"shape{\n\tName: \"\",\n\th|\n}", "height field int"},
		{"squ|", "square variable *shape"},
		{"newS|", "newShape function (name string) *shape"},
		{"bel|", "below variable float64"},
		{"func f(para int) {\n\tif pa|", "para variable int"},
		{"func f(para int) {\n\tfoo(1, pa|\n\tother()\n}\nx := 1", "para variable int"},
		{"func f() {\n\tfor _, shp := range many {\n\t\tshp.Na|\n\t}\n}", "Name field string"},
		{"for i, shp := range many { shp.wi|", "width field int"},
		{"if square.Ar|", "Area method () int"},
		{"for square.Ar|", "Area method () int"},
		{"switch square.Ar|", "Area method () int"},
		{"go square.Ar|", "Area method () int"},
		{"switch x := any(1).(type) {\ncase sha|", "shape type struct"},
		{"var x sha|", "shape type struct"},
		{"x := map[string]sha|", "shape type struct"},
		{"func (s *shape) Twice() int { return s.wi|", "width field int"},
		{"func (s sha|", "shape type struct"},
		{"strings.HasPr|", "HasPrefix function (s string, prefix string) bool"},
		{"strings.NewReader(\"\").ReadAt|", "ReadAt method (b []byte, off int64) (n int, err error)"},
		{"retu|", "return keyword"},
		{"append|", "append function"},
		{"\"squ|\"", ""},
		{"// squ|", ""},
		{"x := 1 + 12|", ""},
		{"x := 😀 + squ|", "square variable *shape"},
		{"(squ|", "square variable *shape"},
		{"}}} squ|", "square variable *shape"},
		{"func(a int) { a.|", ""},
		{"", ""},
	} {
		if !strings.Contains(c.source, "|") {
			c.source += "|"
		}
		if got := r.items(c.source, 4); !strings.HasPrefix(got, c.want) || got != "" && c.want == "" {
			t.Errorf("%q:\n got %s\nwant %s", c.source, got, c.want)
		}
	}
}

func TestCompleteWhatIsNotImported(t *testing.T) {
	r := open(t, "x := 1", "")
	for i := 0; r.items("import \"encoding/cs|\"", 1) == ""; i++ { // the packages are listed in the background
		if i == 1000 {
			t.Fatal("no packages")
		}
		time.Sleep(10 * time.Millisecond)
	}
	if got := r.items("import \"encoding/cs|\"", 9); got != "encoding/csv module" {
		t.Error(got)
	}
	c := r.ask("complete", "// 😀\nimport \"os\" // x\ncsv.NewRea|").(language.Completion)
	want := "{7 27 33 [{NewReader function encoding/csv   [{23 23 import \"encoding/csv\"\n}]}] false}"
	if got := fmt.Sprint(c); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := r.items("gzi|", 1); got != "gzip module compress/gzip" {
		t.Error(got)
	}
	if got := r.items("rand.Int6|", 1); !strings.HasPrefix(got, "Int63 function () int64") {
		t.Error(got) // math/rand needs no import
	}
}
