package stdio

import (
	"unicode/utf8"
)

// Stream says which of the two outputs text belongs to.
type Stream uint8

// The streams.
const (
	Stdout Stream = 1
	Stderr Stream = 2
)

// Part is text of one stream.
type Part struct {
	Stream Stream
	Text   []byte
}

// batch is the text of one evaluation that was not emitted yet.
type batch struct {
	parts []Part
	size  int
}

// append adds text, to the last part if that is of the same stream.
func (b *batch) append(s Stream, text []byte) {
	b.size += len(text)
	if n := len(b.parts); n > 0 && b.parts[n-1].Stream == s {
		b.parts[n-1].Text = append(b.parts[n-1].Text, text...)
		return
	}
	b.parts = append(b.parts, Part{s, append([]byte(nil), text...)})
}

// take empties the batch, but for the bytes of a character at its very end that
// has not come whole; with all it takes those too.
func (b *batch) take(all bool) []Part {
	parts := b.parts
	b.parts, b.size = nil, 0
	if len(parts) == 0 || all {
		return parts
	}
	last := &parts[len(parts)-1]
	whole := wholeRunes(last.Text)
	if whole == len(last.Text) {
		return parts
	}
	b.append(last.Stream, last.Text[whole:])
	last.Text = last.Text[:whole]
	if whole == 0 {
		return parts[:len(parts)-1]
	}
	return parts
}

// wholeRunes is the length of text without an unfinished character at its end.
// Bytes that no continuation would make a character count as finished.
func wholeRunes(text []byte) int {
	for back := 1; back <= utf8.UTFMax-1 && back <= len(text); back++ {
		if i := len(text) - back; utf8.RuneStart(text[i]) {
			if utf8.FullRune(text[i:]) {
				return len(text)
			}
			return i
		}
	}
	return len(text)
}
