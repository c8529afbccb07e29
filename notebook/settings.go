package notebook

import (
	"slices"
	"strings"
)

// A notebook's settings are words in an HTML comment, alone on the first line of
// the file that is not blank:
//
//	<!-- gokino: reactive -->
//
// It is in no cell, and shown by no Markdown reader. Words that this version does
// not know stay where they are.

const (
	settingsOpen  = "<!-- gokino:"
	settingsClose = "-->"
	reactiveWord  = "reactive"
)

// head is what a file holds before its first cell.
type head struct {
	raw    string   // as loaded: byte order mark, settings, blank lines
	loaded []string // the settings in raw
	words  []string // the settings now
}

// Reactive reports whether the cells that depend on one that ran run after it.
func (d Document) Reactive() bool { return slices.Contains(d.head.words, reactiveWord) }

func (op SetReactive) apply(st *step) error {
	if err := st.writable(); err != nil {
		return err
	}
	if st.doc.Reactive() == op.On {
		return nil
	}
	words := slices.DeleteFunc(slices.Clone(st.doc.head.words), func(w string) bool { return w == reactiveWord })
	if op.On {
		words = append(words, reactiveWord)
	}
	st.doc.head.words = words
	st.tell(SettingsChanged{Reactive: op.On})
	return nil
}

// readSettings returns the settings of a file without a byte order mark, and
// where what follows them begins: 0 if there are none.
func readSettings(src string) (words []string, end int) {
	start := 0
	for start < len(src) && isBlank(src[start:lineEnd(src, start)]) {
		start = lineEnd(src, start)
	}
	line := strings.TrimRight(src[start:lineEnd(src, start)], " \t\r\n")
	inner, ok := strings.CutPrefix(line, settingsOpen)
	if !ok {
		return nil, 0
	}
	inner, ok = strings.CutSuffix(inner, settingsClose)
	if !ok || strings.Contains(inner, settingsClose) || strings.HasPrefix(inner, "-") {
		return nil, 0
	}
	return strings.FieldsFunc(inner, func(r rune) bool { return r == ' ' || r == '\t' || r == ',' }), lineEnd(src, start)
}

// form is the head as it goes into the file.
func (h head) form(eol string) string {
	if slices.Equal(h.words, h.loaded) {
		return h.raw
	}
	rest := strings.TrimPrefix(h.raw, bom)
	mark := h.raw[:len(h.raw)-len(rest)]
	if _, end := readSettings(rest); end > 0 {
		rest = rest[end:]
	} else if len(h.words) > 0 {
		rest = eol + rest
	}
	if len(h.words) == 0 {
		return mark + strings.TrimLeft(rest, " \t\r\n")
	}
	return mark + settingsOpen + " " + strings.Join(h.words, " ") + " " + settingsClose + eol + rest
}
