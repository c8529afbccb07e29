package export_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/export"
)

// page is a notebook of one cell that has shown these values.
func page(values ...forms) export.Notebook {
	c := export.Cell{ID: 1, Kind: notebook.Code, Source: "x"}
	for _, v := range values {
		c.Outputs = append(c.Outputs, notebook.Output{Kind: notebook.Value, Data: v})
	}
	return export.Notebook{Name: "demo.md", Cells: []export.Cell{c}}
}

// everything is a notebook in which s stands wherever something of a user's can.
func everything(s string) export.Notebook {
	cells := []export.Cell{
		{ID: 9, Kind: notebook.Text, Source: s},
		{ID: 8, Kind: notebook.Mod, Source: s},
		{ID: 1, Kind: notebook.Code, Source: s, Notes: []string{s}, Dropped: 1, Error: &notebook.CellError{Message: s, Line: 1, Stack: s}},
	}
	for _, kind := range []string{notebook.Stdout, notebook.Stderr, notebook.Note} {
		cells[2].Outputs = append(cells[2].Outputs, notebook.Output{Kind: kind, Text: s, Cut: 3})
	}
	cells[2].Outputs = append(cells[2].Outputs, notebook.Output{Kind: notebook.Error, Error: &notebook.CellError{Message: s}})
	figure := forms{"alt": s, "caption": s, "width": 7, "download": s}
	field := forms{"kind": s, "label": s, "value": s, "help": s, "error": s}
	for _, form := range []forms{
		{"text/markdown": s},
		{"text/html": s},
		{"text/html": s, "application/vnd.gokino.figure": figure},
		{"text/vnd.mermaid": s, "application/vnd.gokino.figure": figure},
		{"image/png": []byte("\x89PNG"), "application/vnd.gokino.figure": figure},
		{"image/svg+xml": s},
		{"audio/wav": []byte("RIFF"), "application/vnd.gokino.figure": figure},
		{"video/" + s: []byte("x"), "application/vnd.gokino.figure": figure},
		{"application/vnd.gokino.text": forms{"color": s, "weight": s, "size": s}},
		{"application/vnd.gokino.text": forms{"terminal": true}},
		{"application/vnd.gokino.rows": forms{"columns": []any{s, s}, "rows": []any{[]any{s, s, s}}, "more": 3, "name": s, "numbers": []any{true, false}}},
		{"application/vnd.gokino.rows": forms{"columns": []any{}, "rows": []any{[]any{s, s}}, "more": -1}},
		{"application/vnd.gokino.fields": forms{"label": s, "help": s, "fields": []any{field, forms{"kind": "color", "value": s}}, "buttons": []any{s}}},
		{"application/vnd.gokino.progress": []any{forms{"name": s, "count": s, "rate": s, "left": s, "state": s, "depth": 1, "done": 1, "total": 3}}},
		{"application/vnd.gokino.tree": forms{"key": s, "type": s, "text": s, "hidden": true, "more": 2, "children": []any{forms{"key": s, "text": s}}}},
		{"application/vnd.vegalite.v5+json": s},
		{"application/vnd.vegalite.v5+json": chartOf(s)},
		{"application/vnd.gokino.layout": forms{"kind": "tabs", "items": []any{forms{"label": s, "data": forms{"text/plain": s}}}}},
		{"application/vnd.gokino.layout": forms{"kind": s, "columns": []any{s}, "items": []any{forms{"data": forms{"text/markdown": s}}}}},
		{},
	} {
		form["text/plain"] = s
		cells[2].Outputs = append(cells[2].Outputs, notebook.Output{Kind: notebook.Value, Data: form})
	}
	return export.Notebook{Name: s, Cells: cells}
}

// chartOf is a chart with s in all its texts.
func chartOf(s string) string {
	q := fmt.Sprintf("%q", strings.Map(func(r rune) rune { // JSON's quotes are not Go's
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s))
	return `{"mark":"line","title":` + q + `,"encoding":{"x":{"field":"x","type":"nominal","title":` + q +
		`},"y":{"field":"y","title":` + q + `},"color":{"field":"c"}},"data":{"values":[{"x":` + q + `,"y":1,"c":` + q + `},{"x":"b","y":2,"c":"d"}]}}`
}

// The words of a page: all else would have come from somewhere else.
var (
	elements   = strings.Fields("html head meta title style body main h1 h2 h3 h4 h5 h6 div p pre code span figure figcaption img audio video iframe table caption thead tbody tr th td dl dt dd ul ol li progress details summary a em strong del blockquote hr br svg text path rect circle")
	attributes = strings.Fields("lang charset name content http-equiv class id style role aria-label alt src width height title sandbox srcdoc scope tabindex data-wide open controls max value href start align d x y fill fill-opacity stroke stroke-width stroke-linejoin cx cy r text-anchor transform viewBox xmlns")
	sources    = regexp.MustCompile(`^data:(image|audio|video)/[a-z0-9.+-]+;base64,[A-Za-z0-9+/=]*$`)
	links      = regexp.MustCompile(`(?i)^(javascript|vbscript|data|file):`)
	rule       = regexp.MustCompile(`(?i)url\(|expression|@import|[<>{}]`)
)

// wrong is what is wrong with a page, "" if nothing is: it is read as XML, which is
// more strict than any browser.
func wrong(page string) string {
	body := strings.TrimPrefix(page, "<!doctype html>\n")
	d := xml.NewDecoder(strings.NewReader(body))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return ""
		}
		if err != nil {
			return err.Error()
		}
		switch e := tok.(type) {
		case xml.StartElement:
			if bad := wrongElement(e); bad != "" {
				return bad
			}
		case xml.Comment:
			if string(e) != " raw HTML omitted " {
				return "a comment: " + string(e)
			}
		case xml.Directive, xml.ProcInst:
			return fmt.Sprintf("a directive: %v", e)
		}
	}
}

func wrongElement(e xml.StartElement) string {
	if !slices.Contains(elements, e.Name.Local) {
		return "an element " + e.Name.Local
	}
	for _, a := range e.Attr {
		switch name := a.Name.Local; {
		case !slices.Contains(attributes, name):
			return fmt.Sprintf("an attribute %s=%q of %s", name, a.Value, e.Name.Local)
		case name == "src" && !sources.MatchString(a.Value):
			return fmt.Sprintf("a source %q of %s", a.Value, e.Name.Local)
		case name == "href" && links.MatchString(strings.TrimSpace(a.Value)):
			return fmt.Sprintf("a link to %q", a.Value)
		case name == "style" && rule.MatchString(a.Value):
			return fmt.Sprintf("a style %q", a.Value)
		case name == "sandbox" && a.Value != "":
			return fmt.Sprintf("a sandbox that allows %q", a.Value)
		case name == "content" && e.Name.Local == "meta" && strings.Contains(a.Value, "script-src"):
			return "scripts are allowed"
		}
	}
	return ""
}

// hostile are what people write who want their text to be more than text.
var hostile = []string{
	"plain", "", "<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "'><svg/onload=alert(1)>",
	"</pre></style></title></iframe><script>", "]]><!--", "--><script>", "<!-- \n-->", "&lt;script&gt; &amp; & &#x3c;",
	"[a](javascript:alert(1)) ![b](javascript:x) <javascript:x>", "[a]: javascript:x\n\n[a] ![a]", "![p](https://x.example/p.png) ![q](p.png) ![s](data:image/svg+xml;base64,AAAA) ![t](data:image/png;base64,AAAA)",
	"```html\n<b>\n```\n~~~\n`````", "| a | b |\n|--|--|\n| <b> | \\| |", "# h\n\n<div onclick=x>\n\n- [x] t\n1. a\n\n---\n> q", "red;background:url(//x)", "light-dark(#fff, #000)", "url(//x)", "u\\72l(x)", "expression(1)",
	"\x1b[31mred\x1b[0m \x1b[38;5;200mp \x1b[48;2;1;2;3mq\x1b[1;2;3;4;7;9mall\rover\b\b\x1b[2A\x1b[999C\x1b[K\x1b]8;;javascript:x\x07l", "a\x00b\x07c\xffd\ufffee\u2028f\u202eg\r\nh", "$x$ $$y$$", "#6583ff", "#6583fg\" x",
	"https://example.com www.example.com a@b.example", "[x](data:text/html,x) [y](vbscript:x) [z](JaVaScRiPt:x) [w](\x01javascript:x)", "\x1b[", "\x1b]", "\x1b", "<a href='javascript:x'>", "a\n=\n", "- a\n\t- b\n\n      c", "\\<b> `<b>` ***x***", "<b", "&#0; &#xD800; &#1;",
}

func TestHTMLIsText(t *testing.T) {
	for _, s := range hostile {
		if bad := wrong(export.HTML(everything(s))); bad != "" {
			t.Errorf("%q: %s", s, bad)
		}
	}
}

// FuzzHTML: whatever is written in a notebook, its page has the elements and
// attributes that are gokino's own, no script, and loads nothing.
func FuzzHTML(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := export.HTML(everything(s))
		if bad := wrong(out); bad != "" {
			t.Errorf("%q: %s", s, bad)
		}
	})
}

// TestWrongIsFound: the test above can fail.
func TestWrongIsFound(t *testing.T) {
	for _, body := range []string{
		"<p><script></script></p>", `<p onclick="x">a</p>`, `<img src="https://x"/>`, `<a href="javascript:x">a</a>`, "<p>", "<p>&nbsp</p>",
		`<p style="background:url(x)">a</p>`, `<iframe sandbox="allow-scripts"></iframe>`, "<!-- x -->", "<b>x</b>",
	} {
		if wrong(body) == "" {
			t.Errorf("nothing is wrong with %s", body)
		}
	}
}

// TestPageLoadsNothing: the page says to the browser what it promises.
func TestPageLoadsNothing(t *testing.T) {
	out := export.HTML(page(forms{"text/html": "<script src=https://x></script>"}))
	if !strings.Contains(out, `http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; img-src data:;`) {
		t.Error("there is no policy")
	}
	if !strings.Contains(out, `<iframe sandbox="" title="HTML" srcdoc="&lt;script`) {
		t.Error("HTML is not in a sandbox")
	}
}

// TestPictures: pictures of the notebook's folder are in the page, others are not.
func TestPictures(t *testing.T) {
	dir := t.TempDir()
	for name, b := range map[string]string{"in/a.png": "PNG", "in/big.png": strings.Repeat("x", export.MaxPicture+1), "in/a.txt": "no", "out.png": "secret"} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755), os.WriteFile(filepath.Join(dir, name), []byte(b), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(filepath.Join(dir, "in"))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for _, c := range []struct{ source, want string }{
		{"![A](a.png)", `<p><img src="data:image/png;base64,UE5H" alt="A" /></p>`},
		{"![A](./a.png?x)", `<p><img src="data:image/png;base64,UE5H" alt="A" /></p>`},
		{"![A *b*](missing.png)", `<p><em>A <em>b</em></em></p>`},
		{"![A](big.png)", `<p><em>A</em></p>`},
		{"![A](../out.png)", `<p><em>A</em></p>`},
		{"![A](" + dir + "/out.png)", `<p><em>A</em></p>`},
		{"![A](a.txt)", `<p><em>A</em></p>`},
		{"![A](https://x.example/a.png)", `<p><a href="https://x.example/a.png">A</a></p>`},
	} {
		n := export.Notebook{Files: root, Cells: []export.Cell{{Kind: notebook.Text, Source: c.source}}}
		if out := export.HTML(n); !strings.Contains(out, c.want) {
			_, body, _ := strings.Cut(out, "<main>")
			t.Errorf("%s: %s\nwant %s", c.source, body, c.want)
		}
	}
}

// TestBounds: what is large is left out, and said to be.
func TestBounds(t *testing.T) {
	big := make([]byte, export.MaxPicture+1)
	long := strings.Repeat("line\n", 200_000)
	for _, c := range []struct {
		data forms
		want string
	}{
		{forms{"text/plain": "P", "image/png": big}, "P: a picture of 8388609 bytes, which is left out"},
		{forms{"text/plain": "A, 9 MB", "audio/wav": big}, "A, 9 MB"},
		{forms{"text/plain": "H", "text/html": string(big)}, "HTML of 8388609 bytes is left out"},
		{forms{"text/plain": long}, "… 475712 bytes before this are left out"},
		{forms{"text/plain": "x", "application/vnd.gokino.text": forms{"cut": 7}}, "… 7 bytes before this are left out"},
		{forms{"application/vnd.gokino.rows": forms{"rows": []any{[]any{"a"}}, "more": 3}}, "… 3 more rows"},
	} {
		out := export.HTML(page(c.data))
		if !strings.Contains(out, c.want) || len(out) > 2<<20 {
			t.Errorf("a page of %d bytes, want %q in it", len(out), c.want)
		}
	}
	picture := forms{"text/plain": "P", "image/png": big[:export.MaxPicture]}
	out := export.HTML(page(slices.Repeat([]forms{picture}, 9)...))
	end := out[len(out)-1000:]
	if len(out) > export.MaxPage+2*export.MaxPicture || !strings.Contains(end, "The rest is left out") || !strings.HasSuffix(end, "</html>\n") {
		t.Errorf("9 pictures of 8 MiB: %d bytes, at the end %s", len(out), end)
	}
}
