package language_test

import (
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/language"
)

// rename renames what stands at a bar in one of the sources, and returns all
// sources then.
func rename(t *testing.T, name string, sources ...string) (string, error) {
	t.Helper()
	var q language.Question
	for i, s := range sources {
		if before, after, ok := strings.Cut(s, "|"); ok {
			sources[i] = before + after
			q = language.Question{ID: i + 1, Source: sources[i], Offset: notebook.Units(before), Name: name}
		}
	}
	r := open(t, sources...)
	renaming, err := r.Rename(t.Context(), r.cells, q)
	if err != nil {
		return "", err
	}
	var after []string
	for _, c := range r.cells {
		changes, err := notebook.Replace(c.Source, renaming.Edits[c.ID])
		if err != nil {
			t.Fatal(err)
		}
		text, err := changes.Apply(c.Source)
		if err != nil {
			t.Fatal(err)
		}
		after = append(after, text)
	}
	return strings.Join(after, " ¶ "), nil
}

func TestRename(t *testing.T) {
	for _, c := range []struct {
		name    string
		sources []string
		want    string
		err     string
	}{
		{"y", []string{"x| := 1", "x++\nfunc f() int { x := x; return x }", "f() + x"}, "y := 1 ¶ y++\nfunc f() int { x := y; return x } ¶ f() + y", ""},
		{"y", []string{"x := 1", "println(\"😀\", x|)", "x := \"again\"", "x"}, "y := 1 ¶ println(\"😀\", y) ¶ x := \"again\" ¶ x", ""},
		{"form", []string{"type shape struct{ a int }\nfunc (s *shape) m() {}", "type b struct{ *shape }\nv := b{shape: &shape{}}\nv.sha|pe.m()"},
			"type form struct{ a int }\nfunc (s *form) m() {} ¶ type b struct{ *form }\nv := b{form: &form{}}\nv.form.m()", ""},
		{"width", []string{"type shape struct{ a| int }\nfunc (s shape) m() int { return s.a }", "s := shape{a: 1}\ns.a = s.m()"},
			"type shape struct{ width int }\nfunc (s shape) m() int { return s.width } ¶ s := shape{width: 1}\ns.width = s.m()", ""},
		{"area", []string{"type shape struct{}\nfunc (s shape) m() int { return 1 }", "shape{}.m|()"}, "type shape struct{}\nfunc (s shape) area() int { return 1 } ¶ shape{}.area()", ""},
		{"v", []string{"switch x| := any(1).(type) {\ncase int:\n\tprintln(x)\ncase string:\n\tprintln(x)\n}"}, "switch v := any(1).(type) {\ncase int:\n\tprintln(v)\ncase string:\n\tprintln(v)\n}", ""},
		{"q", []string{"func f(p| int) int {\n\treturn p\n}", "p := 1"}, "func f(q int) int {\n\treturn q\n} ¶ p := 1", ""},
		{"y", []string{"x| := 1", "y := 2", "x + y"}, "", "y means something already"},
		{"y", []string{"x| := 1", "func f() int { y := 2; return x + y }"}, "", "y means something already"},
		{"b", []string{"type t struct{ a|, b int }"}, "", "cell 1 would be wrong: b redeclared"},
		{"a b", []string{"x| := 1"}, "", `"a b" is no name`},
		{"func", []string{"x| := 1"}, "", `"func" is no name`},
		{"y", []string{"fmt.Print|ln()"}, "", "Println belongs to package fmt"},
		{"y", []string{"fm|t.Println()"}, "", "a package is renamed where it is imported"},
		{"y", []string{"1 +| 1"}, "", "there is nothing here that could be renamed"},
		{"x", []string{"x| := 1"}, "x := 1", ""},
		{"y", []string{"x| := 1", "x +"}, "", "cell 2 mentions x and does not parse"},
	} {
		got, err := rename(t, c.name, c.sources...)
		if err == nil && c.err != "" || err != nil && (c.err == "" || !strings.HasPrefix(err.Error(), c.err)) {
			t.Errorf("%q: error %v, want %q", c.sources, err, c.err)
		}
		if err == nil && got != c.want {
			t.Errorf("%q to %s:\n got %s\nwant %s", c.sources, c.name, got, c.want)
		}
	}
}

func TestWhatWouldBeRenamed(t *testing.T) {
	r := open(t, "x := 1", "\"😀\" + y + x")
	got, err := r.Rename(t.Context(), r.cells, language.Question{ID: 2, Source: r.cells[1].Source, Offset: 11})
	if err != nil || got.Name != "x" || got.From != 11 || got.To != 12 || got.Edits != nil {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := r.Rename(t.Context(), r.cells, language.Question{ID: 2, Source: "other", Offset: 0}); err == nil {
		t.Error("renamed in a text that is not the cell's")
	}
	r.wants("2:7-8 error : undefined: y")
}
