package language_test

import (
	"strings"
	"testing"
)

func TestVet(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{"fmt.Printf(\"%d\\n\", \"x\")", `1:12-14 warning vet/printf: fmt.Printf format %d has arg "x" of wrong type string`},
		{"func logf(format string, args ...any) { fmt.Printf(format, args...) }\nlogf(\"%d\", \"x\")", "vet/printf: "},
		{"x := 1\nx = x\nx", "vet/assign: self-assignment of x"},
		{"func f() {\n\treturn\n\tprintln()\n}", "vet/unreachable: unreachable code"},
		{"var mu sync.Mutex\nother := mu\n&other", "vet/copylocks: "},
		{"strings.ToUpper(\"x\")\n1", ""},
		{"fmt.Sprint(\"x\")\n1", "vet/unusedresult: result of fmt.Sprint call not used"},
		{"fmt.Sprint(\"x\")", ""},
		{"x := 1\nx == 1 || x == 1", "vet/bools: redundant or: x == 1 || x == 1"},
		{"func f() {\n\tctx, cancel := context.WithCancel(context.Background())\n\t_ = ctx\n\tif ctx != nil {\n\t\treturn\n\t}\n\tcancel()\n}", "vet/lostcancel: "},
		{"ctx, cancel := context.WithCancel(context.Background())\nctx.Err()", ""},
		{"type t struct {\n\tA int `json:A`\n}", "vet/structtag: "},
		{"string(65)", "vet/stringintconv: "},
		{"x := 1\nvar y = x\nx, y = y, x\nfor i := range 3 {\n\tgo func() { println(i) }()\n}", ""},
	} {
		r := open(t, c.source)
		got := r.said()
		if !strings.Contains(got, c.want) || c.want == "" && got != "" || strings.Count(got, "\n") > 1 {
			t.Errorf("%q:\n got %s\nwant %s", c.source, got, c.want)
		}
	}
}
