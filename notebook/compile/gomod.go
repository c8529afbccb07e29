package compile

import (
	"fmt"
	"go/version"
	"path/filepath"
	"strconv"
	"strings"
)

// direct marks the requirement that provides a package as wanted for itself:
// go get cannot know, because no file of the module imports the package.
func direct(gomod, importPath string) string {
	lines := strings.Split(gomod, "\n")
	best, at := "", -1
	for i, l := range lines {
		f := strings.Fields(strings.TrimPrefix(strings.TrimSpace(l), "require "))
		if len(f) >= 2 && within(importPath, f[0]) && len(f[0]) > len(best) {
			best, at = f[0], i
		}
	}
	if at >= 0 {
		lines[at] = strings.TrimSuffix(lines[at], " // indirect")
	}
	return strings.Join(lines, "\n")
}

// directive returns the argument of a one-line directive of a go.mod.
func directive(gomod, verb string) string {
	for line := range strings.Lines(gomod) {
		line, _, _ = strings.Cut(line, "//")
		if f := strings.Fields(line); len(f) >= 2 && f[0] == verb {
			return strings.Trim(f[1], "\"`")
		}
	}
	return ""
}

// suits returns an error if a module wants a newer Go.
func (e goEnv) suits(gomod string) error {
	wanted := directive(gomod, "go")
	if have := "go" + e.version(); version.IsValid(have) && version.Compare("go"+wanted, have) > 0 {
		return fmt.Errorf("go.mod requires go >= %s, and this is %s: install a newer Go", wanted, e.GOVERSION)
	}
	return nil
}

// modLine is a line of a go.mod, with the verb of the block it stands in.
type modLine struct {
	words   []string // verb first, without a comment; empty if it says nothing
	comment string
}

// modLines takes a go.mod apart.
func modLines(gomod string) (list []modLine) {
	block := ""
	for line := range strings.Lines(gomod) {
		said, comment, _ := strings.Cut(line, "//")
		l := modLine{words: strings.Fields(said), comment: strings.TrimSpace(comment)}
		switch {
		case len(l.words) == 2 && l.words[1] == "(":
			block, l.words = l.words[0], nil
		case len(l.words) == 1 && l.words[0] == ")":
			block, l.words = "", nil
		case block != "" && len(l.words) > 0:
			l.words = append([]string{block}, l.words...)
		}
		list = append(list, l)
	}
	return list
}

// withRequirements adds to the user's go.mod what the full one requires directly
// and the user's does not mention.
func withRequirements(user, full string) string {
	known := map[string]bool{}
	for _, l := range modLines(user) {
		if len(l.words) == 3 && l.words[0] == "require" {
			known[l.words[1]] = true
		}
	}
	text := user
	for _, l := range modLines(full) {
		if len(l.words) != 3 || l.words[0] != "require" || l.comment == "indirect" || known[l.words[1]] {
			continue
		}
		if text != "" && !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
		text += strings.Join(l.words, " ")
	}
	return text
}

// absoluteReplacements makes the folders that replace modules absolute: the
// go.mod of a notebook is not used in the notebook's folder.
func absoluteReplacements(gomod, dir string) string {
	lines := strings.SplitAfter(gomod, "\n")
	for i, l := range modLines(gomod) {
		if len(l.words) < 4 || l.words[0] != "replace" {
			continue
		}
		written := l.words[len(l.words)-1]
		path := strings.Trim(written, "\"`")
		if strings.HasPrefix(path, "./") || strings.HasPrefix(path, "../") || path == "." || path == ".." {
			said, _, _ := strings.Cut(lines[i], "//")
			at := strings.LastIndex(said, written)
			lines[i] = lines[i][:at] + strconv.Quote(filepath.Join(dir, path)) + lines[i][at+len(written):]
		}
	}
	return strings.Join(lines, "")
}
