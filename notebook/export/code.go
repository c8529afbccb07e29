package export

import (
	"go/scanner"
	"go/token"
	"strings"
)

// code writes Go source with its keywords, strings, numbers and comments marked. What
// does not scan is still written, whole.
func (w *writer) code(source string) {
	source = strings.ReplaceAll(strings.ToValidUTF8(source, "\ufffd"), "\r", "")
	src := []byte(source)
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(src))
	s.Init(file, src, func(token.Position, string) {}, scanner.ScanComments)
	last := 0
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			break
		}
		class := classOf(tok)
		at := file.Offset(pos)
		end := at + len(lit)
		if class == "" || at < last || end > len(src) || source[at:end] != lit {
			continue
		}
		w.text(source[last:at])
		w.markup(`<span class="%s">%s</span>`, class, lit)
		last = end
	}
	w.text(source[last:])
}

func classOf(t token.Token) string {
	switch {
	case t == token.COMMENT:
		return "c"
	case t.IsKeyword():
		return "k"
	case t == token.STRING, t == token.CHAR:
		return "s"
	case t == token.INT, t == token.FLOAT, t == token.IMAG:
		return "n"
	}
	return ""
}
