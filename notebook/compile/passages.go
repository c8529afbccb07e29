package compile

import (
	"go/token"
	"strings"
)

// Passages cuts a cell before each line where it changes from what may stand in
// a function to what may not (functions and imports), or back. Joined, they are
// the cell. The error is Errors if the cell has no such passages, because its
// brackets do not match or it has tokens that are none of Go's.
func Passages(source string) ([]string, error) {
	src := newSource(0, source)
	chunks, err := split(src)
	if err != nil {
		return nil, err
	}
	var list []string
	start := 0
	for i, c := range chunks {
		if i == 0 || outside(c) == outside(chunks[i-1]) {
			continue
		}
		end := chunks[i-1].end
		line := strings.IndexByte(source[end:c.start], '\n')
		if line < 0 {
			continue // they share a line
		}
		list = append(list, source[start:end+line+1])
		start = end + line + 1
	}
	return append(list, source[start:]), nil
}

// outside reports whether a chunk cannot stand in a function.
func outside(c chunk) bool { return c.tok == token.FUNC || c.tok == token.IMPORT }

// Syntax returns what is wrong with the syntax of a cell, as Errors; nil if
// nothing is.
func Syntax(source string) error {
	_, err := outlineCell(newSource(0, source))
	return err
}
