package compile

import (
	"cmp"
	"fmt"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// Error is one thing that is wrong with a cell.
type Error struct {
	Cell      int // the cell the position is in; usually the one compiled
	Line, Col int // 1-based, Col in bytes; 0 where not known
	Message   string
}

// Error returns the message with its position before it, as in
// "cell3:1:5: undefined: x".
func (e Error) Error() string {
	switch {
	case e.Cell == 0:
		return e.Message
	case e.Line == 0:
		return fmt.Sprintf("cell%d: %s", e.Cell, e.Message)
	}
	return fmt.Sprintf("cell%d:%d:%d: %s", e.Cell, e.Line, e.Col, e.Message)
}

// Errors is what [Notebook.Compile] returns when the cell is at fault. It is
// never empty.
type Errors []Error

// Error returns all messages, a line each.
func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// sort puts the errors in the order of the text, those of one cell first.
func (es Errors) sort(first int) {
	rank := func(e Error) int {
		if e.Cell == first {
			return -1
		}
		return e.Cell
	}
	slices.SortStableFunc(es, func(a, b Error) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
}

// versionMark stands between the name of a declaration and the number of its
// version in the symbols of all but the first version. It is a letter to Go.
// What people read goes through kernel.PlainName, which knows the mark too.
const versionMark = "ꓸ"

// unitMark marks predeclared names, see unitName.
const unitMark = versionMark + "0"

var versionSuffix = regexp.MustCompile(versionMark + `\d+`)

// earlier says in words which names in a message mean a superseded version.
func earlier(s string) string {
	s = strings.ReplaceAll(s, unitMark, "")
	return versionSuffix.ReplaceAllString(s, " (earlier version)")
}

// plain returns a name as the user wrote it.
func plain(name string) string { return versionSuffix.ReplaceAllString(name, "") }

// newError makes an Error of a position that line directives have put into a
// cell. A position elsewhere counts as the beginning of cell.
func newError(cell int, pos token.Position, message string) Error {
	e := Error{Cell: cell, Message: earlier(message)}
	var in int
	if n, err := fmt.Sscanf(pos.Filename, "cell%d", &in); n == 1 && err == nil {
		e.Cell, e.Line, e.Col = in, pos.Line, pos.Column
	}
	return e
}
