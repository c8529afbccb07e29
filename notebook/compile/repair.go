package compile

import (
	"go/scanner"
	"go/token"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Hole is the identifier that [Repair] puts where one is missing.
const Hole = "gkhole"

// Repair returns a text that is more likely to parse than a cell in which
// somebody is writing at an offset, and the offset at which the identifier begins
// that is being written. Up to there the text is the cell's; then comes what is
// written of the identifier, or Hole if nothing is.
//
// ok is false where no identifier can be: in comments, strings and numbers.
func Repair(source string, offset int) (text string, from int, ok bool) {
	offset = min(max(offset, 0), len(source))
	from, end := word(source, offset)
	if !codeAt(source, from) {
		return "", 0, false
	}
	name := source[from:offset]
	switch {
	case name == "":
		name = Hole
	case token.IsKeyword(name):
		name += "_" // the beginning of a longer name
	}
	whole := source[:from] + name + source[end:]
	return closeAt(whole, from, from+len(name)), from, true
}

// RepairCall is Repair for somebody who writes the arguments of a call: the offset
// may be behind an argument, and in a literal, which counts as one. at is where
// something begins in the text that belongs to the innermost call.
func RepairCall(source string, offset int) (text string, at int, ok bool) {
	offset = min(max(offset, 0), len(source))
	switch tok, start, end := literalAt(source, offset); tok {
	case token.ILLEGAL:
	case token.COMMENT:
		return "", 0, false
	default:
		return closeAt(source, start, end), start, true
	}
	from, _ := word(source, offset)
	before := strings.TrimRight(source[:offset], " \t\n")
	if from == offset && before != "" && strings.IndexByte(")]}\"'`", before[len(before)-1]) >= 0 {
		return closeAt(source[:offset]+"+"+Hole+source[offset:], offset, offset+1+len(Hole)), offset + 1, true
	}
	return Repair(source, offset)
}

// word returns the extent of the identifier that an offset is in or at the end of.
func word(s string, offset int) (from, end int) {
	letter := func(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
	for from = offset; from > 0; {
		r, size := utf8.DecodeLastRuneInString(s[:from])
		if !letter(r) {
			break
		}
		from -= size
	}
	for end = offset; end < len(s); {
		r, size := utf8.DecodeRuneInString(s[end:])
		if !letter(r) {
			break
		}
		end += size
	}
	if from == offset {
		end = offset
	}
	return from, end
}

// codeAt reports whether an offset is neither in a comment nor in a literal.
func codeAt(s string, offset int) bool {
	tok, _, _ := literalAt(s, offset)
	return tok == token.ILLEGAL
}

// literalAt returns the literal or comment that an offset is in, and its extent;
// ILLEGAL if there is none.
func literalAt(s string, offset int) (tok token.Token, start, end int) {
	file := token.NewFileSet().AddFile("", -1, len(s))
	var sc scanner.Scanner
	sc.Init(file, []byte(s), func(token.Position, string) {}, scanner.ScanComments)
	for {
		pos, tok, lit := sc.Scan()
		start := file.Offset(pos)
		if tok == token.EOF || start > offset {
			return token.ILLEGAL, 0, 0
		}
		end := start + len(lit)
		switch tok {
		case token.COMMENT:
			if start < offset && (offset < end || offset == end && strings.HasPrefix(lit, "//")) {
				return tok, start, end
			}
		case token.STRING, token.CHAR:
			open := len(lit) < 2 || lit[len(lit)-1] != lit[0] // never closed
			if start < offset && (offset < end || open && offset == end) {
				return tok, start, end
			}
		case token.INT, token.FLOAT, token.IMAG:
			if start <= offset && offset < end || start < offset && offset == end {
				return tok, start, end
			}
		}
	}
}

// closeAt makes the chunk that an identifier is in parse: as it is, or else
// without what follows the identifier in it and with the brackets closed.
func closeAt(text string, from, end int) string {
	src := newSource(0, text)
	list := stretches(src)
	for i, s := range list {
		if from < s.start || from >= s.end {
			continue
		}
		if s.wrong == "" && parses(src, list[i:]) {
			return text
		}
		until := s.end
		for k := i; k+1 < len(list) && list[k].semicolon && s.isStatement(); k++ { // the rest of a head
			until = list[k+1].end
		}
		for _, tail := range tails(text[s.start:end]) {
			piece := text[s.start:end] + tail
			if _, err := newSource(0, piece).parse(0, len(piece), s.isStatement() || s.tok == token.VAR); err == nil {
				return text[:s.start] + piece + "\n" + strings.TrimPrefix(text[min(until, len(text)):], ";")
			}
		}
	}
	return text
}

// parses reports whether the first of the stretches does, perhaps with those
// that follow.
func parses(src source, list []stretch) bool {
	o := &outline{src: src, decls: map[string]*Decl{}}
	if !list[0].isStatement() {
		_, err := src.parse(list[0].start, list[0].end, list[0].tok == token.VAR)
		return err == nil
	}
	var chunks []chunk
	for _, s := range list {
		chunks = append(chunks, s.chunk)
		if !s.semicolon {
			break
		}
	}
	_, err := o.statement(chunks)
	return err == nil
}

// maxTails is how many ends are tried for a chunk.
const maxTails = 40

// tails returns what could follow a text that ends in an identifier: closing
// brackets, with what a statement may still need between them.
func tails(text string) []string {
	var closing []string // innermost first
	for _, t := range lexemes(newSource(0, text)) {
		switch t.tok {
		case token.LPAREN:
			closing = append(closing, ")")
		case token.LBRACK:
			closing = append(closing, "]")
		case token.LBRACE:
			closing = append(closing, "}")
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if len(closing) > 0 {
				closing = closing[:len(closing)-1]
			}
		}
	}
	var list []string
	for _, filler := range []string{"", " {}", ":", "()", "; {}"} {
		for at := range len(closing) + 1 {
			var b strings.Builder
			for i := len(closing) - 1; i >= 0; i-- {
				if len(closing)-1-i == at {
					b.WriteString(filler)
				}
				b.WriteString(closing[i])
			}
			if at == len(closing) {
				b.WriteString(filler)
			}
			if list = append(list, b.String()); filler == "" || len(list) >= maxTails {
				break
			}
		}
	}
	return list
}
