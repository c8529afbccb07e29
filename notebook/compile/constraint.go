package compile

import (
	"fmt"
	"go/build/constraint"
	"go/token"
	"go/version"
	"runtime"
	"slices"
	"strings"
)

// A cell may begin with a //go:build line, as a file does before its package
// clause. If it is not satisfied the cell is nothing but comments.

// constrain returns the cell as it is to be compiled, and what to tell its author.
func (n *Notebook) constrain(src source) (source, []string, error) {
	if !strings.Contains(src.text, "//go:build") {
		return src, nil, nil
	}
	toks, err := src.lexemes()
	if err != nil {
		return src, nil, nil // the parser will say it better
	}
	var notes []string
	var found *lexeme
	begun := false // the code has
	for i, t := range toks {
		switch {
		case t.tok != token.COMMENT:
			begun = begun || t.tok != token.EOF
		case !constraint.IsGoBuild(t.lit):
		case begun:
			notes = append(notes, fmt.Sprintf("the //go:build on line %d has no effect: it belongs before the code of the cell", src.at(t.offset).line))
		case found != nil:
			return src, nil, src.fail(t.offset, "a cell can have one //go:build line: join the conditions with &&")
		default:
			found = &toks[i]
		}
	}
	if found == nil {
		return src, notes, nil
	}
	expr, err := constraint.Parse(found.lit)
	if err != nil {
		return src, nil, src.fail(found.offset, "invalid //go:build: "+err.Error())
	}
	if expr.Eval(n.hasTag) {
		return src, notes, nil
	}
	note := fmt.Sprintf("skipped: %s does not hold for %s on %s/%s", strings.TrimSpace(found.lit), n.goVersion(), runtime.GOOS, runtime.GOARCH)
	return newSource(src.cell, ""), append(notes, note), nil
}

// hasTag reports whether the build that cells belong to has a tag.
func (n *Notebook) hasTag(tag string) bool {
	switch tag {
	case runtime.GOOS, runtime.GOARCH, "gc", "cgo", "unix": // see Probe
		return true
	}
	if strings.HasPrefix(tag, "go1.") {
		return version.Compare(n.goVersion(), tag) >= 0
	}
	return n.tool != nil && slices.Contains(n.tool.env.tagNames(), tag)
}

func (n *Notebook) goVersion() string {
	if n.tool == nil {
		return runtime.Version()
	}
	return "go" + n.tool.env.version()
}

// tagNames are the names among [goEnv.tags].
func (e goEnv) tagNames() (names []string) {
	for _, flag := range strings.Fields(e.tags()) {
		_, list, _ := strings.Cut(flag, "=")
		names = append(names, strings.Split(list, ",")...)
	}
	return names
}
