package notebook

import "strings"

// Format gives the file form of d. What was loaded and not edited comes out as
// the bytes it was; see the package documentation for the rest.
func Format(d Document) []byte {
	w := writer{doc: d}
	w.write()
	if !w.holds() {
		w = writer{doc: d, strict: true}
		w.write()
	}
	return w.out
}

// writer writes a document. Strict, it takes care that no text can swallow the
// cell after it: texts are closed, fences stand at the margin, blank lines
// between. It is needed only where an edit or a move made a text that ends in
// the middle of something.
type writer struct {
	doc    Document
	strict bool

	out    []byte
	run    int   // where the current run of text begins
	starts []int // where code and mod cells begin
}

func (w *writer) write() {
	lead := w.doc.head.form(w.newline())
	w.out = []byte(lead)
	cells := make([]*Cell, 0, len(w.doc.Cells))
	for _, c := range w.doc.Cells {
		if c.Kind != Text || !isBlank(c.Source) {
			cells = append(cells, c)
		}
	}
	if strings.TrimPrefix(lead, bom) != "" && len(cells) > 0 {
		w.endLine(w.eol(cells[0])) // a file of nothing but spaces got its first cell
	}
	w.run = len(w.out)
	for i, c := range cells {
		var next *Cell
		if i+1 < len(cells) {
			next = cells[i+1]
		}
		w.cell(c, next)
	}
}

func (w *writer) cell(c, next *Cell) {
	eol := w.eol(c)
	if c.Kind == Text {
		w.add(c.textForm(eol))
	} else {
		w.starts = append(w.starts, len(w.out))
		w.add(c.codeForm(eol, w.strict, next != nil))
	}
	if next == nil {
		if c.file.loaded && c.file.next == 0 {
			w.add(c.file.after)
		}
		return
	}
	w.endLine(eol)
	if w.strict && c.Kind == Text && next.Kind != Text {
		w.add(closer(string(w.out[w.run:]), eol))
	}
	w.gap(c, next, eol)
}

// gap writes the blank lines between c and next: those of the file if they
// were neighbours there, else at least one.
func (w *writer) gap(c, next *Cell, eol string) {
	neighbours := c.file.loaded && c.file.next == next.ID
	switch {
	case c.file.after != "":
		w.add(c.file.after)
		w.endLine(eol)
	case !neighbours || w.strict:
		w.add(eol)
	}
	if c.Kind != Text {
		w.run = len(w.out)
	}
}

func (w *writer) add(s string) { w.out = append(w.out, s...) }

func (w *writer) endLine(eol string) {
	if n := len(w.out); n == 0 || w.out[n-1] != '\n' {
		w.add(eol)
	}
}

func (w *writer) eol(c *Cell) string {
	if eol := eolOf(c.file.raw); eol != "" {
		return eol
	}
	return w.newline()
}

// newline is the line end of what was not in the file.
func (w *writer) newline() string {
	if w.doc.crlf {
		return "\r\n"
	}
	return "\n"
}

// holds reports whether a reader of what was written finds every cell.
func (w *writer) holds() bool {
	text := strings.TrimPrefix(string(w.out), bom)
	offset := len(w.out) - len(text)
	found := map[int]bool{}
	for _, s := range findSpans(text) {
		found[s.start+offset] = true
	}
	for _, start := range w.starts {
		if !found[start] {
			return false
		}
	}
	return true
}

func (c *Cell) textForm(eol string) string {
	if !c.edited() {
		return c.file.raw
	}
	s := withEOL(c.Source, eol)
	if c.file.loaded && !strings.HasSuffix(c.file.raw, "\n") {
		return s
	}
	return s + eol
}

// codeForm renders a fenced block. An unedited one is what it was, but for the
// closing fence that it needs if another cell follows.
func (c *Cell) codeForm(eol string, margin, follows bool) string {
	f, ok := parseFence(c.file.open)
	if !ok {
		f = fence{char: '`', n: 3, rest: "go" + eol}
		if c.Kind == Mod {
			f.rest = "go.mod" + eol
		}
	}
	if margin && f.indent > 0 {
		f.indent = 0
		c = &Cell{Kind: c.Kind, Source: c.Source}
	} else if !c.edited() {
		if c.file.close != "" || !follows {
			return c.file.raw
		}
		return lined(c.file.raw, eol) + f.line(f.n, eol)
	}
	return c.render(f, eol)
}

func (c *Cell) render(f fence, eol string) string {
	n := f.lengthFor(c.Source)
	body := ""
	if c.Source != "" {
		body = withEOL(indent(c.Source+"\n", f.prefix()), eol)
	}
	last := c.file.close
	if last == "" || n != f.n || !(fence{char: f.char, n: n}).closedBy(last) {
		last = f.line(n, eol)
	}
	return lined(f.line(n, f.rest), eol) + body + last
}

func lined(s, eol string) string {
	if strings.HasSuffix(s, "\n") {
		return s
	}
	return s + eol
}

func withEOL(s, eol string) string {
	if eol == "\n" {
		return s
	}
	return strings.ReplaceAll(s, "\n", eol)
}

// closer is the line that ends what text leaves open at its end (a comment, a
// fence, another HTML block), "" if nothing is. There can be only one: a fence
// at the margin ends lists and quotes by itself.
func closer(text, eol string) string {
	if endsOpen(text) {
		for _, line := range closers(text) {
			if !endsOpen(text + line + eol) {
				return line + eol
			}
		}
	}
	return ""
}

func closers(text string) []string {
	return []string{
		strings.Repeat("`", longestRun(text, '`')), strings.Repeat("~", longestRun(text, '~')),
		"-->", "?>", "]]>", ">", "</pre>",
	}
}

// endsOpen reports whether a fence after text would not be one.
func endsOpen(text string) bool {
	text += "\n"
	spans := findSpans(text + "```go\n```\n")
	return len(spans) == 0 || spans[len(spans)-1].start != len(text)
}

func longestRun(s string, char byte) int {
	longest, n := 3, 0
	for i := range len(s) {
		if s[i] != char {
			n = 0
			continue
		}
		n++
		longest = max(longest, n)
	}
	return longest
}
