package export

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxColumn bounds where a control sequence can move to.
const maxColumn = 1000

// glyph is a letter and how it looks.
type glyph struct {
	r rune
	look
}

// look is how text looks. Colours are "" for the usual one, a class's number, or
// "#rrggbb".
type look struct {
	ink, paper                             string
	bold, dim, italic, under, struck, swap bool
}

// screen is text as a terminal leaves it: colours, carriage returns and the few
// movements that progress bars use.
type screen struct {
	lines       [][]glyph
	row, column int
	look
}

// terminal writes text with its colours. Text without control characters is written
// as it is.
func (w *writer) terminal(s string) {
	if !strings.ContainsAny(s, "\x1b\r\b") {
		w.text(s)
		return
	}
	for i, line := range onScreen(s) {
		if i > 0 {
			w.WriteByte('\n')
		}
		w.line(line)
	}
}

// onScreen are the lines that a terminal leaves of s.
func onScreen(s string) [][]glyph {
	t := screen{lines: [][]glyph{nil}}
	t.write(strings.ReplaceAll(s, "\r\n", "\n"))
	return t.lines
}

// line writes letters that look alike as one.
func (w *writer) line(line []glyph) {
	for from := 0; from < len(line); {
		to := from
		var b strings.Builder
		for to < len(line) && line[to].look == line[from].look {
			b.WriteRune(line[to].r)
			to++
		}
		classes, style := line[from].css()
		switch {
		case classes == "" && style == "":
			w.text(b.String())
		case style == "":
			w.markup(`<span class="%s">%s</span>`, classes, b.String())
		case classes == "":
			w.markup(`<span style="%s">%s</span>`, style, b.String())
		default:
			w.markup(`<span class="%s" style="%s">%s</span>`, classes, style, b.String())
		}
		from = to
	}
}

// css is the look as classes and as a style.
func (l look) css() (classes, style string) {
	var names, rules []string
	add := func(on bool, name string) {
		if on {
			names = append(names, name)
		}
	}
	add(l.bold, "b")
	add(l.dim, "d")
	add(l.italic, "i")
	add(l.under, "u")
	add(l.struck, "x")
	add(l.swap, "v")
	for _, c := range []struct{ value, class, property string }{{l.ink, "a", "color"}, {l.paper, "p", "background"}} {
		switch {
		case strings.HasPrefix(c.value, "#"):
			rules = append(rules, c.property+":"+c.value)
		case c.value != "":
			names = append(names, c.class+c.value)
		}
	}
	return strings.Join(names, " "), strings.Join(rules, ";")
}

func (t *screen) write(s string) {
	for s != "" {
		if s[0] == '\x1b' {
			s = t.escape(s[1:])
			continue
		}
		r, n := utf8.DecodeRuneInString(s)
		s = s[n:]
		switch {
		case r == '\n':
			t.move(t.row+1, 0)
		case r == '\r':
			t.column = 0
		case r == '\b':
			t.column = max(t.column-1, 0)
		case r < ' ' && r != '\t' || r == 0x7f:
		default:
			t.put(r)
		}
	}
}

// move goes to a place; lines that are not there yet are made, one at a time.
func (t *screen) move(row, column int) {
	t.row, t.column = min(max(row, 0), len(t.lines)), min(max(column, 0), maxColumn)
	if t.row == len(t.lines) {
		t.lines = append(t.lines, nil)
	}
}

func (t *screen) put(r rune) {
	line := t.lines[t.row]
	for len(line) < t.column {
		line = append(line, glyph{r: ' '})
	}
	if t.column < len(line) {
		line[t.column] = glyph{r, t.look}
	} else {
		line = append(line, glyph{r, t.look})
	}
	t.lines[t.row] = line
	t.column++
}

// escape obeys what follows an escape character and returns the rest.
func (t *screen) escape(s string) string {
	if s == "" {
		return ""
	}
	switch s[0] {
	case '[':
		end := 1
		for end < len(s) && (s[end] < 0x40 || s[end] > 0x7e) {
			end++
		}
		if end == len(s) {
			return ""
		}
		t.control(s[end], s[1:end])
		return s[end+1:]
	case ']': // a title or a link: up to its end
		for i := 1; i < len(s); i++ {
			if s[i] == '\a' {
				return s[i+1:]
			}
			if s[i] == '\x1b' && i+1 < len(s) && s[i+1] == '\\' {
				return s[i+2:]
			}
		}
		return ""
	}
	if strings.IndexByte("()*+", s[0]) >= 0 && len(s) > 1 { // a character set, as tput sgr0 names one
		s = s[1:]
	}
	_, n := utf8.DecodeRuneInString(s)
	return s[n:]
}

// control obeys a control sequence.
func (t *screen) control(command byte, params string) {
	n := max(1, numbersOf(params)[0])
	switch command {
	case 'm':
		t.paint(numbersOf(params))
	case 'A':
		t.move(t.row-n, t.column)
	case 'B':
		t.move(min(t.row+n, len(t.lines)-1), t.column)
	case 'C':
		t.move(t.row, t.column+min(n, maxColumn))
	case 'D':
		t.move(t.row, t.column-n)
	case 'G':
		t.move(t.row, n-1)
	case 'K':
		line := t.lines[t.row]
		switch numbersOf(params)[0] {
		case 0:
			t.lines[t.row] = line[:min(t.column, len(line))]
		case 2:
			t.lines[t.row] = nil
		}
	}
}

// numbersOf are the parameters of a sequence; at least one, 0 where there is none.
func numbersOf(params string) []int {
	var all []int
	for _, p := range strings.FieldsFunc(params+";", func(r rune) bool { return r == ';' || r == ':' }) {
		n, _ := strconv.Atoi(p) // what is none counts as 0
		all = append(all, min(max(n, 0), 1<<20))
	}
	if len(all) == 0 {
		return []int{0}
	}
	return all
}

// paint sets the look of what follows.
func (t *screen) paint(codes []int) {
	for i := 0; i < len(codes); i++ {
		switch c := codes[i]; {
		case c == 0:
			t.look = look{}
		case c == 1:
			t.bold = true
		case c == 2:
			t.dim = true
		case c == 3:
			t.italic = true
		case c == 4:
			t.under = true
		case c == 7:
			t.swap = true
		case c == 9:
			t.struck = true
		case c == 22:
			t.bold, t.dim = false, false
		case c == 23:
			t.italic = false
		case c == 24:
			t.under = false
		case c == 27:
			t.swap = false
		case c == 29:
			t.struck = false
		case c >= 30 && c <= 37, c >= 90 && c <= 97:
			t.ink = sixteen(c%10, c >= 90)
		case c >= 40 && c <= 47, c >= 100 && c <= 107:
			t.paper = sixteen(c%10, c >= 100)
		case c == 39:
			t.ink = ""
		case c == 49:
			t.paper = ""
		case c == 38 || c == 48:
			colour, used := extended(codes[i+1:])
			if c == 38 {
				t.ink = colour
			} else {
				t.paper = colour
			}
			i += used
		}
	}
}

func sixteen(n int, bright bool) string {
	if bright {
		n += 8
	}
	return strconv.Itoa(n)
}

// extended is a colour of 256 or of all, and how many codes it took.
func extended(codes []int) (colour string, used int) {
	switch {
	case len(codes) >= 2 && codes[0] == 5:
		return palette(codes[1] & 0xff), 2
	case len(codes) >= 4 && codes[0] == 2:
		return fmt.Sprintf("#%02x%02x%02x", codes[1]&0xff, codes[2]&0xff, codes[3]&0xff), 4
	}
	return "", len(codes)
}

// palette is one of xterm's 256 colours.
func palette(n int) string {
	if n < 16 {
		return strconv.Itoa(n)
	}
	if n >= 232 {
		g := 8 + 10*(n-232)
		return fmt.Sprintf("#%02x%02x%02x", g, g, g)
	}
	level := func(v int) int {
		if v == 0 {
			return 0
		}
		return 55 + 40*v
	}
	n -= 16
	return fmt.Sprintf("#%02x%02x%02x", level(n/36), level(n/6%6), level(n%6))
}

// bare is text as a terminal leaves it, without colours.
func bare(s string) string {
	if !strings.ContainsAny(s, "\x1b\r\b") {
		return s
	}
	var b strings.Builder
	for i, line := range onScreen(s) {
		if i > 0 {
			b.WriteByte('\n')
		}
		for _, g := range line {
			b.WriteRune(g.r)
		}
	}
	return b.String()
}
