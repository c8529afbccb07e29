package compile

import (
	"errors"
	"fmt"
	"go/scanner"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// chunk is a stretch of a cell between two semicolons at the top level: a
// declaration, a statement, or the beginning of a statement that has semicolons
// in its head.
type chunk struct {
	tok        token.Token // IMPORT, FUNC, TYPE, CONST or VAR for declarations, else ILLEGAL
	start, end int         // offsets
	semicolon  bool        // ended by a semicolon that the user wrote
}

// reserved are the names that the source for the compiler has besides the user's.
// Versions have a mark.
var reserved = regexp.MustCompile(`^(gkrt|gki|gkp\d+|gkp_.*|gkzero.*|GKcell.*)$|` + versionMark)

// isStatement reports whether the chunk is no declaration.
func (c chunk) isStatement() bool { return c.tok == token.ILLEGAL }

// lexeme is a token of a cell.
type lexeme struct {
	tok    token.Token
	lit    string
	offset int
}

// split cuts a cell into chunks. It does not look at what is between brackets.
func split(src source) ([]chunk, error) {
	toks, err := scan(src)
	if err != nil {
		return nil, err
	}
	var chunks []chunk
	depth, begin := 0, -1
	for i, t := range toks {
		switch {
		case begin >= 0:
		case t.tok == token.SEMICOLON:
			continue
		case t.tok == token.EOF:
			return chunks, nil
		case t.tok == token.PACKAGE:
			return nil, src.fail(t.offset, "a cell needs no package clause: all cells are one package main")
		default:
			begin = i
		}
		switch t.tok {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			if depth--; depth < 0 {
				return nil, src.fail(t.offset, fmt.Sprintf("unexpected %s", t.tok))
			}
		case token.IDENT:
			if reserved.MatchString(t.lit) && (i == 0 || toks[i-1].tok != token.PERIOD) {
				return nil, src.fail(t.offset, "gokino keeps this name for itself: choose another")
			}
		case token.EOF:
			if depth != 0 {
				return nil, src.fail(toks[begin].offset, "this is not closed: a bracket is missing")
			}
		}
		if depth == 0 && t.tok == token.SEMICOLON || t.tok == token.EOF {
			chunks = append(chunks, chunk{
				tok:   declares(toks[begin:i]),
				start: toks[begin].offset, end: t.offset,
				semicolon: t.lit == ";",
			})
			begin = -1
		}
	}
	return chunks, nil
}

// scan returns the tokens of a cell without comments; the last of them is EOF.
func scan(src source) ([]lexeme, error) {
	all, err := src.lexemes()
	if err != nil {
		return nil, err
	}
	toks := all[:0]
	for _, t := range all {
		if t.tok != token.COMMENT {
			toks = append(toks, t)
		} else if err := src.refuse(t.lit, t.offset); err != nil {
			return nil, err
		}
	}
	return toks, nil
}

// lexemes returns the tokens of a cell and the comments between them.
func (s source) lexemes() ([]lexeme, error) {
	file := token.NewFileSet().AddFile("", -1, len(s.text))
	var errs scanner.ErrorList
	var sc scanner.Scanner
	sc.Init(file, []byte(s.text), errs.Add, scanner.ScanComments)
	var toks []lexeme
	for {
		pos, tok, lit := sc.Scan()
		toks = append(toks, lexeme{tok, lit, file.Offset(pos)})
		if tok == token.EOF {
			break
		}
	}
	if len(errs) > 0 {
		return nil, s.fail(errs[0].Pos.Offset, errs[0].Msg)
	}
	return toks, nil
}

// declares returns the keyword of a declaration, or ILLEGAL for statements.
func declares(toks []lexeme) token.Token {
	switch tok := toks[0].tok; tok {
	case token.IMPORT, token.TYPE, token.CONST, token.VAR:
		return tok
	case token.FUNC:
		if isFunctionDeclaration(toks) {
			return tok
		}
	}
	return token.ILLEGAL
}

// isFunctionDeclaration tells a declaration from a function literal: it has a
// name after func, or after the receiver.
func isFunctionDeclaration(toks []lexeme) bool {
	at := func(i int) token.Token {
		if i < len(toks) {
			return toks[i].tok
		}
		return token.EOF
	}
	if at(1) == token.IDENT {
		return true
	}
	depth := 0
	for i := 1; i < len(toks); i++ {
		switch toks[i].tok {
		case token.LPAREN:
			depth++
		case token.RPAREN:
			depth--
		}
		if depth == 0 {
			return at(i+1) == token.IDENT && at(i+2) == token.LPAREN
		}
	}
	return false
}

// source is the text of a cell.
type source struct {
	cell  int
	text  string
	lines []int // offsets at which lines begin
}

func newSource(cell int, text string) source {
	s := source{cell, text, []int{0}}
	for i := range len(text) {
		if text[i] == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	return s
}

// place is a position in a cell. Lines and columns count from 1.
type place struct{ cell, line, col int }

// at returns the place of an offset.
func (s source) at(offset int) place {
	line, found := slices.BinarySearch(s.lines, offset)
	if found {
		line++
	}
	return place{s.cell, line, offset - s.lines[line-1] + 1}
}

// fail returns an error at an offset.
func (s source) fail(offset int, message string) error {
	p := s.at(offset)
	return Errors{{Cell: p.cell, Line: p.line, Col: p.col, Message: message}}
}

// parseFailure turns an error of the parser, which has seen line directives,
// into Errors. What stands behind the end of what it was to parse is not the
// user's.
func (s source) parseFailure(err error, end int) error {
	var list scanner.ErrorList
	if !errors.As(err, &list) || len(list) == 0 {
		return fmt.Errorf("parse the cell: %w", err)
	}
	e := newError(s.cell, list[0].Pos, list[0].Msg) // the rest is mostly consequences
	if last := s.at(len(strings.TrimRight(s.text[:end], " \t\r\n"))); e.Cell == s.cell && (e.Line > last.line || e.Line == last.line && e.Col > last.col) {
		e.Line, e.Col = last.line, last.col
		if expected, _, ok := strings.Cut(e.Message, ", found "); ok {
			e.Message = expected + ", found nothing more"
		}
	}
	return Errors{e}
}
