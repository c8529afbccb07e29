package export_test

import (
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/export"
)

// TestTerminal: text is as a terminal leaves it, in colours on a page and without
// them in Markdown.
func TestTerminal(t *testing.T) {
	for _, c := range []struct{ in, html, text string }{
		{"plain", "plain", "plain"},
		{"10%\r100%", "100%", "100%"},
		{"abc\rx", "xbc", "xbc"},
		{"abc\b\bx", "axc", "axc"},
		{"a\r\nb", "a\nb", "a\nb"},
		{"a\nb\x1b[1Ac", "ac\nb", "ac\nb"},
		{"a\x1b[5Cb", "a     b", "a     b"},
		{"abc\x1b[2D\x1b[K", "a", "a"},
		{"abc\x1b[2K", "", ""},
		{"abc\x1b[2Gx", "axc", "axc"},
		{"\x1b[1;31mred\x1b[0m!", `<span class="b a1">red</span>!`, "red!"},
		{"\x1b[91;104mx\x1b[39my\x1b[49mz", `<span class="a9 p12">x</span><span class="p12">y</span>z`, "xyz"},
		{"\x1b[38;5;196mx\x1b[38;5;3my\x1b[48;2;1;2;300mz", `<span style="color:#ff0000">x</span><span class="a3">y</span><span class="a3" style="background:#01022c">z</span>`, "xyz"},
		{"\x1b[3;4;7;9;2mx\x1b[22;23;24;27;29my", `<span class="d i u x v">x</span>y`, "xy"},
		{"\x1b]8;;https://x\x07link\x1b]8;;\x1b\\!", "link!", "link!"},
		{"a\x1b[999999999Cb", "a" + strings.Repeat(" ", 999) + "b", "a" + strings.Repeat(" ", 999) + "b"},
		{"a\x1b[", "a", "a"},
		{"\x1b(Ba\x1b(", "a", "a"},
		{"<\x1b[31m&\x1b[m>", `&lt;<span class="a1">&amp;</span>&gt;`, "<&>"},
	} {
		n := export.Notebook{Cells: []export.Cell{{ID: 1, Kind: notebook.Code, Source: "x", Outputs: []notebook.Output{{Kind: notebook.Stdout, Text: c.in}}}}}
		_, html, _ := strings.Cut(export.HTML(n), `<pre class="stdout"`)
		_, html, _ = strings.Cut(html, ">\n")
		html, _, _ = strings.Cut(html, "</pre>")
		if html != c.html {
			t.Errorf("%q: %q, want %q", c.in, html, c.html)
		}
		_, md, _ := strings.Cut(export.Markdown(n), "```output\n")
		if md, _, _ = strings.Cut(md, "\n```"); md != c.text {
			t.Errorf("%q: in Markdown %q, want %q", c.in, md, c.text)
		}
	}
}
