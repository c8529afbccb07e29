package compile

import (
	"fmt"
	"go/token"
	"strconv"
	"strings"
)

// ImportEdit returns what to insert at which offset of a cell so that it imports
// a package: a line in the first group of imports, or one behind the last import,
// or one at the beginning.
func ImportEdit(source, importPath string) (offset int, insert string) {
	src := newSource(0, source)
	line := "import " + strconv.Quote(importPath)
	last := -1
	for _, s := range stretches(src) {
		if s.tok != token.IMPORT || s.wrong != "" {
			continue
		}
		text := source[s.start:s.end]
		if close := strings.LastIndexByte(text, ')'); close >= 0 && strings.Contains(text[:close], "(") {
			body := strings.TrimRight(text[:close], " \t")
			if strings.HasSuffix(body, "\n") {
				return s.start + len(body), "\t" + strconv.Quote(importPath) + "\n"
			}
			return s.start + close, fmt.Sprintf("; %q", importPath)
		}
		last = s.end
	}
	if last < 0 {
		return 0, line + "\n"
	}
	if newline := strings.IndexByte(source[last:], '\n'); newline >= 0 {
		return last + newline + 1, line + "\n" // behind a comment
	}
	return len(source), "\n" + line
}

// ImportPathAt returns the extent of what stands between the quotes of an import
// path that an offset is in. ok is false if it is in none.
func ImportPathAt(source string, offset int) (from, to int, ok bool) {
	tok, start, end := literalAt(source, offset)
	if tok != token.STRING {
		return 0, 0, false
	}
	src := newSource(0, source)
	inside := false
	for _, s := range stretches(src) {
		if s.start <= start && start < s.end {
			inside = s.tok == token.IMPORT
		}
	}
	if !inside {
		return 0, 0, false
	}
	to = end
	if end-start > 1 && source[end-1] == source[start] {
		to--
	}
	return start + 1, to, true
}
