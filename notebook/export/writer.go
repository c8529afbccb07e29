package export

import (
	"fmt"
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The bounds of what is written.
const (
	MaxPage    = 64 << 20  // bytes of a page or file
	MaxPicture = 8 << 20   // bytes of a picture, a sound or a film; of a larger one there is a line
	maxPre     = 512 << 10 // bytes of one text
)

// writer writes markup. Its methods say what is markup and what is text: whatever a
// notebook says goes through text or attr, and nothing else.
type writer struct {
	strings.Builder
	prose *prose
	level int  // of the last heading in the notebook's own text
	over  bool // MaxPage is reached: nothing more is written
}

// room reports whether something may still be written.
func (w *writer) room() bool {
	if !w.over && w.Len() > MaxPage {
		w.over = true
		w.WriteString(`<p class="note">… The rest is left out: the page would be too large.</p>` + "\n")
	}
	return !w.over
}

// markup writes markup of this package's own; each %s is text that is escaped, %d a
// number.
func (w *writer) markup(format string, args ...any) {
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = escape(s)
		}
	}
	fmt.Fprintf(w, format, args...)
}

// text writes text.
func (w *writer) text(s string) { w.WriteString(escape(s)) }

// escape makes text of markup, for elements and quoted attributes. What no document
// may hold is replaced.
func escape(s string) string { return html.EscapeString(printable(s)) }

// printable is s without what no text has: control characters, invalid UTF-8.
func printable(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), r == 0xfffe, r == 0xffff, unicode.Is(unicode.Noncharacter_Code_Point, r):
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// cut is the end of a text that is too long, and what is said of the rest.
func cut(s string, most int) (end, note string) {
	if len(s) <= most {
		return s, ""
	}
	at := len(s) - most
	for at < len(s) && !utf8.RuneStart(s[at]) { // not inside a letter
		at++
	}
	return s[at:], missing(at)
}

func missing(bytes int) string {
	if bytes <= 0 {
		return ""
	}
	return fmt.Sprintf("… %d bytes before this are left out", bytes)
}
