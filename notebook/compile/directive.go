package compile

import "strings"

// pragmas are the directives to the compiler that a function of a cell keeps.
var pragmas = map[string]bool{
	"//go:nocheckptr": true, "//go:noinline": true, "//go:norace": true, "//go:nosplit": true, "//go:uintptrescapes": true,
}

// pragmas returns the directives in the comment that ends on the line before an
// offset, a line each.
func (s source) pragmas(offset int) string {
	found := ""
	for n := s.at(offset).line - 1; n > 0; n-- {
		line := strings.TrimSpace(s.text[s.lines[n-1]:s.lines[n]])
		if pragmas[line] {
			found = line + "\n" + found
		} else if !strings.HasPrefix(line, "//") {
			break
		}
	}
	return found
}

// refuse returns an error if a comment is a directive that would have to be
// followed, and cannot be in a cell.
func (s source) refuse(comment string, offset int) error {
	if directive, _, _ := strings.Cut(comment, " "); directive == "//go:linkname" {
		return s.fail(offset, "a cell cannot use //go:linkname: put the function in a package and import that")
	}
	return nil
}
