package notebook

import "strings"

// fence is the first line of a fenced code block, CommonMark §4.5.
type fence struct {
	indent int
	char   byte
	n      int
	rest   string // all that follows the run of char, line end included
}

func parseFence(line string) (fence, bool) {
	f := fence{indent: leading(line, ' ')}
	line = line[f.indent:]
	if f.indent > 3 || line == "" || (line[0] != '`' && line[0] != '~') {
		return fence{}, false
	}
	f.char = line[0]
	f.n = leading(line, f.char)
	f.rest = line[f.n:]
	if f.n < 3 || f.char == '`' && strings.Contains(f.rest, "`") {
		return fence{}, false
	}
	return f, true
}

// word is the first word of the info string.
func (f fence) word() string {
	word, _, _ := strings.Cut(strings.Trim(f.rest, " \t\r\n"), " ")
	word, _, _ = strings.Cut(word, "\t")
	return word
}

// closedBy reports whether line ends the block that f opens.
func (f fence) closedBy(line string) bool {
	indent := leading(line, ' ')
	n := leading(line[indent:], f.char)
	return indent < 4 && n >= f.n && isBlank(line[indent+n:])
}

// run is the shortest run of char that no line of source closes.
func (f fence) lengthFor(source string) int {
	n := f.n
	for line := range strings.Lines(source) {
		line = strings.TrimLeft(line, " \t")
		if run := leading(line, f.char); run >= n && isBlank(line[run:]) {
			n = run + 1
		}
	}
	return n
}

func (f fence) prefix() string { return strings.Repeat(" ", f.indent) }

func (f fence) line(n int, rest string) string {
	return f.prefix() + strings.Repeat(string(f.char), n) + rest
}

// dedent takes up to n spaces from the start of every line, as the indentation
// of a fence is not part of what it holds.
func dedent(body string, n int) string {
	if n == 0 {
		return body
	}
	var b strings.Builder
	for line := range strings.Lines(body) {
		b.WriteString(line[min(n, leading(line, ' ')):])
	}
	return b.String()
}

// indent is the inverse of dedent; empty lines stay empty.
func indent(body, prefix string) string {
	if prefix == "" {
		return body
	}
	var b strings.Builder
	for line := range strings.Lines(body) {
		if strings.Trim(line, "\r\n") != "" {
			b.WriteString(prefix)
		}
		b.WriteString(line)
	}
	return b.String()
}

func leading(s string, char byte) int {
	n := 0
	for n < len(s) && s[n] == char {
		n++
	}
	return n
}

func isBlank(s string) bool { return strings.Trim(s, " \t\r\n") == "" }
