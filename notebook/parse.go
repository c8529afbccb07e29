package notebook

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

const bom = "\ufeff"

// Document is the cells of a notebook, in order, and what a file holds besides.
// The zero value is an empty notebook. Documents are values: their cells are
// shared and never changed.
type Document struct {
	Cells []*Cell

	head     head
	crlf     bool // new lines end as in a DOS file
	nextCode int
	nextText int
}

// Parse reads a Markdown file. Every sequence of bytes is one: there is no error.
// Code cells get the ids 1, 2, 3… in order.
func Parse(file []byte) Document {
	src := string(file)
	d := Document{nextCode: 1, nextText: firstTextID, crlf: eolOf(src) == "\r\n"}
	if strings.HasPrefix(src, bom) {
		d.head.raw, src = bom, src[len(bom):]
	}
	words, pos := readSettings(src)
	d.head.words, d.head.loaded = words, words
	d.head.raw += src[:pos]
	for _, s := range findSpans(src) {
		d.loadText(src[pos:s.start])
		d.loadCode(src, s)
		pos = s.end
	}
	d.loadText(src[pos:])
	return d
}

// span is where a code or mod cell stands: [start, body) is its first line,
// [body, bodyEnd) what it holds, [bodyEnd, end) its last line, empty if it is
// not closed.
type span struct {
	kind                      Kind
	start, body, bodyEnd, end int
}

// blocks knows the block structure of CommonMark and nothing of what is in a
// line: that is all that tells where a fence is at the top level.
func blocks() parser.Parser {
	return parser.NewParser(parser.WithBlockParsers(parser.DefaultBlockParsers()...))
}

func findSpans(src string) []span {
	if !strings.Contains(src, "```") && !strings.Contains(src, "~~~") {
		return nil
	}
	root := blocks().Parse(text.NewReader([]byte(src)))
	var spans []span
	end := 0
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		block, ok := n.(*ast.FencedCodeBlock)
		if !ok || block.Info == nil {
			continue
		}
		start := strings.LastIndexByte(src[:block.Info.Segment.Start], '\n') + 1
		if s, ok := spanAt(src, start); ok && start >= end {
			spans, end = append(spans, s), s.end
		}
	}
	return spans
}

// spanAt reads the fenced block whose first line begins at start.
func spanAt(src string, start int) (span, bool) {
	s := span{start: start, body: lineEnd(src, start)}
	f, ok := parseFence(src[start:s.body])
	if !ok {
		return span{}, false
	}
	switch f.word() {
	case "go":
		s.kind = Code
	case "go.mod":
		s.kind = Mod
	default:
		return span{}, false
	}
	for pos := s.body; pos < len(src); {
		next := lineEnd(src, pos)
		if f.closedBy(src[pos:next]) {
			s.bodyEnd, s.end = pos, next
			return s, true
		}
		pos = next
	}
	s.bodyEnd, s.end = len(src), len(src)
	return s, true
}

func (d *Document) loadCode(src string, s span) {
	f, _ := parseFence(src[s.start:s.body])
	c := d.newCell(s.kind)
	c.Source = normalise(trimEOL(dedent(src[s.body:s.bodyEnd], f.indent)))
	c.file = fileForm{raw: src[s.start:s.end], open: src[s.start:s.body], close: src[s.bodyEnd:s.end]}
	d.load(c)
}

// loadText makes a text cell of s. Blank lines around it belong to the cell
// before, or to the document's beginning.
func (d *Document) loadText(s string) {
	begin := 0
	for begin < len(s) && isBlank(s[begin:lineEnd(s, begin)]) {
		begin = lineEnd(s, begin)
	}
	if len(d.Cells) == 0 {
		d.head.raw += s[:begin]
	} else {
		d.Cells[len(d.Cells)-1].file.after += s[:begin]
	}
	if begin == len(s) {
		return
	}
	end := len(s)
	for {
		last := strings.LastIndexByte(s[:end-1], '\n') + 1
		if !isBlank(s[last:end]) {
			break
		}
		end = last
	}
	c := d.newCell(Text)
	c.Source = normalise(trimEOL(s[begin:end]))
	c.file = fileForm{raw: s[begin:end], after: s[end:]}
	d.load(c)
}

func (d *Document) load(c *Cell) {
	c.file.loaded, c.file.source = true, c.Source
	if n := len(d.Cells); n > 0 {
		d.Cells[n-1].file.next = c.ID
	}
	d.Cells = append(d.Cells, c)
}

// newCell makes a cell with the next id of its kind.
func (d *Document) newCell(kind Kind) *Cell {
	d.nextCode, d.nextText = max(d.nextCode, 1), max(d.nextText, firstTextID)
	c := &Cell{Kind: kind, run: runForm{state: Idle}}
	if kind == Code {
		c.ID = d.nextCode
		d.nextCode++
	} else {
		c.ID = d.nextText
		d.nextText++
	}
	return c
}

// GoMod is the source of the first mod cell, "" without one.
func (d Document) GoMod() string {
	for _, c := range d.Cells {
		if c.Kind == Mod {
			return c.Source
		}
	}
	return ""
}

// lineEnd is the position after the line that pos is in.
func lineEnd(s string, pos int) int {
	if i := strings.IndexByte(s[pos:], '\n'); i >= 0 {
		return pos + i + 1
	}
	return len(s)
}

// trimEOL takes one line end from the end of s.
func trimEOL(s string) string {
	if !strings.HasSuffix(s, "\n") {
		return s
	}
	return strings.TrimSuffix(strings.TrimSuffix(s, "\n"), "\r")
}

// eolOf is the line end s uses first, "" if it has no line end.
func eolOf(s string) string {
	i := strings.IndexByte(s, '\n')
	switch {
	case i < 0:
		return ""
	case i > 0 && s[i-1] == '\r':
		return "\r\n"
	}
	return "\n"
}
