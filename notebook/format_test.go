package notebook_test

import (
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook"
)

// odd is what files may be besides Markdown as one knows it.
var odd = []string{
	"<!-- gokino: reactive -->\r\n\n```go\nx\n```", "\ufeff \n<!-- gokino: x,y -->",
	"", "\n", "\n\n  \n", "\ufeff", "\ufeff\n```go\nx\n```", "\ufeff# t\n```go\r\nx\r\n```\r\n",
	"```go", "```go\n", "```go\n\n", "```go\n\n\n", "```go\nx", "```go\nx\n", "```go\nx\n```", "```go\n```", "```go\n```x\n```",
	"text", "text\n", "text\n\n\n```go\nx\n```\n\n \n\n", "   ```go\n   x\n  y\n```\n",
	"a\r\n\r\n```go\r\nx := 1\r\ny\r\n```\r\n\r\nb", "a\rb\r```go\rx\r```\r", "~~~go\rfoo\nx\n~~~\n",
	"\x00\n```go\n\x00\n```\n\x00", "\xff\xfe\n```go\n\xff\xf0\x9f\n```\n\xff",
	"```go\n\tx\n```\n```go\ny\n```\n", "  ```go\n\tx\n  ```\n", "<!--", "<!--\n```go\nx\n```\n-->", "- a\n\n  ```go\n  x\n  ```\n",
	"```go `\nx\n```\n", "~~~go `\nx\n~~~\n", "text\n```go\nx\n```\ntext", "```\n```go\n```\n```go\nx\n```\n",
	"# a\n\t\n```go.mod\n```\n\f\n", "```go\nx\n``` \t\n", "```go\nx\n   ```\n", "```go\nx\n    ```\n```\n",
}

func FuzzRoundTrip(f *testing.F) {
	for _, s := range odd {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		d := notebook.Parse(b)
		if got := notebook.Format(d); string(got) != string(b) {
			t.Fatalf("round trip:\n%q\n%q", b, got)
		}
		for i, c := range d.Cells {
			if c.Kind == notebook.Text && i > 0 && d.Cells[i-1].Kind == notebook.Text {
				t.Fatalf("two text cells in a row from %q", b)
			}
			if strings.Contains(c.Source, "\r") {
				t.Fatalf("a source with a carriage return: %q", c.Source)
			}
		}
	})
}

// code lists the code and mod cells of d.
func code(d notebook.Document) []string {
	var list []string
	for _, c := range d.Cells {
		if c.Kind != notebook.Text {
			list = append(list, string(c.Kind)+":"+c.Source)
		}
	}
	return list
}

// prose is all text of d, without blank lines.
func prose(d notebook.Document) string {
	var b strings.Builder
	for _, c := range d.Cells {
		if c.Kind != notebook.Text {
			b.WriteString("\x01")
			continue
		}
		for line := range strings.Lines(c.Source) {
			if strings.Trim(line, " \t\n") != "" {
				b.WriteString(strings.TrimRight(line, "\n") + "\n")
			}
		}
	}
	return b.String()
}

var pieces = []string{
	"x := 1", "", "\n", "```", "```\n~~~~\n````", "a\nb", "<!--", "- item", "    code", "<div>", "<pre>", "~~~~~", "> q\n> ```",
	"  ```go\n  no\n  ```", "text\n\ntext", "\n\n  \n", "é😀", "<?x", "<![CDATA[", "<!A", "1. x\n\n   ```go\n", "[a]: <b\n'", "|a|\n|-|",
	"````go\n````", "  - a\n    - b", "\tx", "---", "a  ", "```go\nx\n```", "```go",
}

// FuzzOps applies operations that the fuzzer chooses and checks that the file
// holds what the document does. Texts that hold go fences become cells by design
// and are checked for stability alone.
func FuzzOps(f *testing.F) {
	for i, s := range odd {
		f.Add([]byte(s), []byte{0, byte(i), 1, 2, 4, 1, byte(i * 7), 3, 1, 0, 2, 2, 3, 5, 4, 2, byte(i * 3)})
	}
	for i := range pieces {
		f.Add([]byte("a\n\n```go\nx\n```\n\n  ~~~go\n  y\n  ~~~\n\nb"), []byte{4, 0, byte(i), 3, 3, 1, 0, 2, 1, byte(i), 1, 2, 0, 4, 4, 2, byte(i)})
	}
	f.Fuzz(func(t *testing.T, file, script []byte) {
		if len(file) > 4000 || len(script) > 60 {
			return
		}
		s := notebook.NewState(notebook.Parse(file), notebook.About{})
		for len(script) >= 3 {
			s, _, _ = notebook.Apply(s, randomOp(s, script[0], script[1], script[2]))
			script = script[3:]
		}
		d := s.Document()
		saved := notebook.Format(d)
		loaded := notebook.Parse(saved)
		if again := notebook.Format(loaded); string(again) != string(saved) {
			t.Fatalf("saved file does not round trip: %q, %q", saved, again)
		}
		want, got := code(d), code(loaded)
		if splits(d) {
			if !subsequence(want, got) {
				t.Fatalf("cells lost: %q\nof %q\nin %q", got, want, saved)
			}
			return
		}
		if strings.Join(want, "\x00") != strings.Join(got, "\x00") {
			t.Fatalf("cells: %q\nwant %q\nin %q", got, want, saved)
		}
		if !strings.Contains(prose(loaded), firstLine(prose(d))) {
			t.Fatalf("text: %q\nwant %q", prose(loaded), prose(d))
		}
	})
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimLeft(s, "\x01"), "\n")
	line, _, _ = strings.Cut(line, "\x01")
	return line
}

// splits reports whether text of d, alone or with its neighbours, is cells when loaded.
func splits(d notebook.Document) bool {
	for _, c := range d.Cells {
		if c.Kind == notebook.Text && (strings.Contains(c.Source, "go")) {
			return true
		}
	}
	return false
}

func subsequence(want, got []string) bool {
	for _, g := range got {
		if len(want) > 0 && want[0] == g {
			want = want[1:]
		}
	}
	return len(want) == 0
}

func randomOp(s notebook.State, what, a, b byte) notebook.Op {
	cells := s.Document().Cells
	id := 1
	if len(cells) > 0 {
		id = cells[int(a)%len(cells)].ID
	}
	piece := pieces[int(b)%len(pieces)]
	switch what % 6 {
	case 0:
		kind := []notebook.Kind{notebook.Code, notebook.Text, notebook.Mod}[int(b)%3]
		return notebook.Insert{Index: int(a) % (len(cells) + 1), Kind: kind, Source: piece}
	case 1:
		return notebook.Delete{ID: id}
	case 2:
		return notebook.Undelete{}
	case 3:
		return notebook.Move{ID: id, Index: int(b) % (len(cells) + 1)}
	}
	c := s.Cell(id)
	if c == nil {
		return notebook.Undelete{}
	}
	return replace(c, piece)
}

// replace is the edit that makes c's source text.
func replace(c *notebook.Cell, text string) notebook.Edit {
	part := []any{units(c.Source)}
	for line := range strings.SplitSeq(text, "\n") {
		part = append(part, line)
	}
	return notebook.Edit{ID: c.ID, Version: c.Version, Updates: []notebook.Update{{ClientID: "c", Changes: []any{part}}}}
}

func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

const sample = "# A\n\n```go\nx := 1\n```\n\ntext\n\n~~~~go title\ny := 2\n~~~~~\ntight\n```go\nz\n```"

func TestFormat(t *testing.T) {
	edit := func(id int, text string) func(notebook.State) notebook.Op {
		return func(s notebook.State) notebook.Op { return replace(s.Cell(id), text) }
	}
	do := func(op notebook.Op) func(notebook.State) notebook.Op {
		return func(notebook.State) notebook.Op { return op }
	}
	type ops []func(notebook.State) notebook.Op
	tests := []struct {
		name, file string
		ops        ops
		want       string
	}{
		{"edit code", sample, ops{edit(2, "y := 3\n")}, strings.Replace(sample, "y := 2\n", "y := 3\n\n", 1)},
		{"edit text", sample, ops{edit(1000002, "loose")}, strings.Replace(sample, "tight", "loose", 1)},
		{"edit and back", sample, ops{edit(2, "q"), edit(2, "y := 2")}, sample},
		{"edit the last, unended", sample, ops{edit(3, "q")}, strings.Replace(sample, "z\n", "q\n", 1)},
		{"delete and undo", sample, ops{do(notebook.Delete{ID: 2}), do(notebook.Undelete{})}, sample},
		{"move there and back", sample, ops{do(notebook.Move{ID: 3, Index: 0}), do(notebook.Move{ID: 3, Index: 9})}, sample},
		{"move", "a\n\n```go\nx\n```", ops{do(notebook.Move{ID: 1, Index: 0})}, "```go\nx\n```\n\na\n"},
		{"insert into nothing", "", ops{do(notebook.Insert{Kind: notebook.Code, Source: "x"})}, "```go\nx\n```\n"},
		{"insert text and mod", "```go\nx\n```\n", ops{
			do(notebook.Insert{Kind: notebook.Text, Source: "T"}), do(notebook.Insert{Index: 1, Kind: notebook.Mod, Source: "module m"}),
		}, "T\n\n```go.mod\nmodule m\n```\n\n```go\nx\n```\n"},
		{"insert after an unclosed fence", "```go\nx\n", ops{do(notebook.Insert{Index: 1, Kind: notebook.Code, Source: "y"})},
			"```go\nx\n```\n\n```go\ny\n```\n"},
		{"delete between texts", "a\n\n```go\nx\n```\nb\n", ops{do(notebook.Delete{ID: 1})}, "a\n\nb\n"},
		{"delete the last", "a\n\n```go\nx\n```\n\n\n", ops{do(notebook.Delete{ID: 1})}, "a\n"},
		{"longer fence", "```go\nx\n```\n", ops{edit(1, "s := `\n````\n`")}, "`````go\ns := `\n````\n`\n`````\n"},
		{"dos line ends", "a\r\n\r\n```go\r\nx\r\n```\r\n", ops{edit(1, "y\nz"), do(notebook.Insert{Index: 2, Kind: notebook.Text, Source: "b"})},
			"a\r\n\r\n```go\r\ny\r\nz\r\n```\r\n\r\nb\r\n"},
		{"indented fence", "  ```go\n  x\n  ```\n", ops{edit(1, "a {\n\n  b\n}")}, "  ```go\n  a {\n\n    b\n  }\n  ```\n"},
		{"list would swallow", "- a\n\n```go\nx\n```\n\n  ```go\n  y\n  ```\n", ops{do(notebook.Delete{ID: 1})}, "- a\n\n```go\ny\n```\n"},
		{"open comment is closed", "a\n\n```go\nx\n```\n", ops{edit(1000000, "<!-- a")}, "<!-- a\n-->\n\n```go\nx\n```\n"},
		{"open fence is closed", "a\n\n```go\nx\n```\n", ops{edit(1000000, "~~~~sh\nls")}, "~~~~sh\nls\n~~~~\n\n```go\nx\n```\n"},
		{"tight html", "a\n```go\nx\n```\n", ops{edit(1000000, "<div>")}, "<div>\n\n```go\nx\n```\n"},
		{"blank text is no cell", "```go\nx\n```\n\n```go\ny\n```\n", ops{do(notebook.Insert{Index: 1, Kind: notebook.Text, Source: " \n"})},
			"```go\nx\n```\n\n```go\ny\n```\n"},
		{"other bytes stay", "\ufeff\xff\n\n```go\nx\xfe\n```\n", ops{edit(1, "y")}, "\ufeff\xff\n\n```go\ny\n```\n"},
		{"bytes of an edited cell stay", "```go\n\xfe😀x\n```\n", ops{do(notebook.Edit{ID: 1, Updates: []notebook.Update{
			{Changes: []any{3, []any{1, "y"}}},
		}})}, "```go\n\xfe😀y\n```\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := notebook.NewState(notebook.Parse([]byte(tt.file)), notebook.About{})
			for _, op := range tt.ops {
				var err error
				if s, _, err = notebook.Apply(s, op(s)); err != nil {
					t.Fatal(err)
				}
			}
			if got := string(notebook.Format(s.Document())); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}
