package compile

import (
	"fmt"
	"go/scanner"
	"go/token"
	"strings"
)

// stretch is a chunk of a cell that may be wrong.
type stretch struct {
	chunk
	wrong string // why it cannot be parsed, as far as its brackets tell; or ""
	at    int    // the offset of what is wrong
}

// stretches cuts a cell that is being written into chunks. Where brackets do not
// match it takes a line that begins at the margin for the next chunk.
func stretches(src source) []stretch {
	if chunks, err := split(src); err == nil {
		list := make([]stretch, len(chunks))
		for i, c := range chunks {
			list[i].chunk = c
		}
		return list
	}
	r := recovery{src: src, begin: -1, toks: lexemes(src)}
	for i := range r.toks {
		r.take(i)
	}
	return r.list
}

// lexemes is scan for text that may be wrong.
func lexemes(src source) []lexeme {
	file := token.NewFileSet().AddFile("", -1, len(src.text))
	var s scanner.Scanner
	s.Init(file, []byte(src.text), func(token.Position, string) {}, 0)
	for toks := []lexeme(nil); ; {
		pos, tok, lit := s.Scan()
		toks = append(toks, lexeme{tok, lit, file.Offset(pos)})
		if tok == token.EOF {
			return toks
		}
	}
}

// recovery cuts tokens into stretches.
type recovery struct {
	src   source
	toks  []lexeme
	list  []stretch
	begin int      // index of the token that the stretch begins with, -1 between stretches
	open  []lexeme // brackets
	wrong string
	at    int
}

var closers = map[token.Token]token.Token{token.RPAREN: token.LPAREN, token.RBRACE: token.LBRACE, token.RBRACK: token.LBRACK}

func (r *recovery) take(i int) {
	t := r.toks[i]
	if r.begin >= 0 && len(r.open) > 0 && (t.tok == token.EOF || r.atMargin(i)) {
		r.fail(r.open[len(r.open)-1].offset, "this is not closed: a bracket is missing")
		r.end(i, t.offset, false)
	}
	if r.begin < 0 {
		if t.tok == token.SEMICOLON || t.tok == token.EOF {
			return
		}
		r.begin = i
	}
	switch t.tok {
	case token.LPAREN, token.LBRACE, token.LBRACK:
		r.open = append(r.open, t)
	case token.RPAREN, token.RBRACE, token.RBRACK:
		r.closes(t)
	case token.IDENT:
		if reserved.MatchString(t.lit) && (i == 0 || r.toks[i-1].tok != token.PERIOD) {
			r.fail(t.offset, "gokino keeps this name for itself: choose another")
		}
	case token.PACKAGE:
		r.fail(t.offset, "a cell needs no package clause: all cells are one package main")
	}
	if len(r.open) == 0 && t.tok == token.SEMICOLON || t.tok == token.EOF {
		r.end(i, t.offset, t.lit == ";")
	}
}

// atMargin reports whether a token begins a line without being the end, or a
// part, of what gofmt would put there.
func (r *recovery) atMargin(i int) bool {
	t := r.toks[i]
	switch t.tok {
	case token.IDENT:
		if i+1 < len(r.toks) && r.toks[i+1].tok == token.COLON {
			return false // a label
		}
	case token.RPAREN, token.RBRACE, token.RBRACK, token.CASE, token.DEFAULT, token.SEMICOLON:
		return false
	}
	return t.offset == 0 || r.src.text[t.offset-1] == '\n'
}

func (r *recovery) closes(t lexeme) {
	last := len(r.open) - 1
	if last >= 0 && r.open[last].tok == closers[t.tok] {
		r.open = r.open[:last]
		return
	}
	r.fail(t.offset, fmt.Sprintf("unexpected %s", t.tok))
	for ; last >= 0; last-- {
		if r.open[last].tok == closers[t.tok] {
			r.open = r.open[:last]
			return
		}
	}
}

func (r *recovery) fail(offset int, message string) {
	if r.wrong == "" {
		r.wrong, r.at = message, offset
	}
}

// end ends a stretch before a token.
func (r *recovery) end(i, offset int, semicolon bool) {
	r.list = append(r.list, stretch{
		chunk: chunk{tok: declares(r.toks[r.begin:i]), start: r.toks[r.begin].offset, end: offset, semicolon: semicolon},
		wrong: r.wrong, at: r.at,
	})
	r.begin, r.open, r.wrong, r.at = -1, nil, "", 0
}

// outlineSketch is outlineCell for a cell that is being written: chunks that do
// not parse are left out, and what is wrong with them is returned.
func outlineSketch(src source) (o *outline, errs Errors) {
	list := stretches(src)
	chunks := make([]chunk, len(list))
	for i, s := range list {
		chunks[i] = s.chunk
	}
	o = &outline{src: src, decls: map[string]*Decl{}}
	note := func(err error) {
		if wrong, ok := err.(Errors); ok { //nolint:errorlint // never wrapped
			errs = append(errs, wrong...)
		}
	}
	var err error
	o.embeds, err = src.embeddings()
	note(err)
	for _, t := range comments(src) {
		note(src.refuse(t.lit, t.offset))
	}
	group := 0
	for i := 0; i < len(list); i++ {
		c := list[i]
		if i > 0 && (c.isStatement() || list[i-1].isStatement()) {
			group++
		}
		before := len(o.segments)
		switch {
		case c.wrong != "":
			note(src.fail(c.at, c.wrong))
		case c.isStatement():
			n, err := o.statement(chunks[i:])
			note(err)
			for n == 0 && c.hasHead(src) && list[i].semicolon && i+1 < len(list) { // the rest of it
				i++
			}
			i += max(0, n-1)
		default:
			note(o.declaration(c.chunk))
		}
		for _, s := range o.segments[before:] {
			s.group = group
		}
	}
	if len(errs) == 0 {
		note(o.misplaced())
	}
	return o, errs
}

// comments returns the comments of a cell.
func comments(src source) []lexeme {
	file := token.NewFileSet().AddFile("", -1, len(src.text))
	var s scanner.Scanner
	s.Init(file, []byte(src.text), func(token.Position, string) {}, scanner.ScanComments)
	var found []lexeme
	for {
		pos, tok, lit := s.Scan()
		switch tok {
		case token.COMMENT:
			found = append(found, lexeme{tok, lit, file.Offset(pos)})
		case token.EOF:
			return found
		}
	}
}

// hasHead reports whether a chunk begins a statement that may have semicolons
// before its body.
func (c chunk) hasHead(src source) bool {
	for _, word := range []string{"for", "if", "switch", "select"} {
		if rest, ok := strings.CutPrefix(src.text[c.start:c.end], word); ok && (rest == "" || strings.ContainsRune(" \t(;", rune(rest[0]))) {
			return true
		}
	}
	return false
}
