package compile

import (
	"errors"
	"go/token"
	"slices"
)

// A name in a cell can mean something that the type checker must be told about:
// the earlier version of a variable, in the statements before the one that
// redefines it, or a name that a dot import brought. resolve finds those names,
// before any types are known, and makes the bodies of segments of the rest.

// scope is what names mean before the cell is compiled.
type scope struct {
	visible func(name string) *Decl  // nil if there is none
	dotted  func(name string) string // the package whose name it is, or ""
}

// resolve fills in the bodies of the segments. The error, which is Errors, is
// about variables that are used before they are declared; the bodies are filled
// in all the same.
func (o *outline) resolve(sc scope) error {
	defined := map[string]*segment{}
	order := map[*segment]int{}
	for i, s := range o.segments {
		order[s] = i
		for _, n := range s.defines {
			if defined[n] == nil {
				defined[n] = s
			}
		}
	}
	// before reports whether a variable is declared when a segment runs.
	before := func(name string, s *segment) bool {
		d := defined[name]
		return d == nil || d != s && (d.group == s.group || order[d] < order[s])
	}
	var errs Errors
	for _, s := range o.segments {
		var edits []edit
		for _, n := range s.free {
			ref, ok, err := o.meaning(n, s, sc, before)
			var wrong Errors
			if errors.As(err, &wrong) {
				errs = append(errs, wrong...)
			}
			if ok {
				ref.width, ref.next = n.end-n.start, o.src.at(n.end)
				edits = append(edits, edit{n.start, n.end, template{ref}})
			}
		}
		sortEdits(edits)
		s.body = apply(o.src.text, s.span[0], s.span[1], edits)
		if s.infer != nil {
			s.infer.body = append(text(s.infer.lead), apply(o.src.text, s.infer.span[0], s.infer.span[1], edits)...)
		}
	}
	if len(errs) > 0 {
		errs.sort(o.src.cell)
		return errs
	}
	return nil
}

// meaning returns what a name in a segment refers to, if that is not what the
// type checker would think.
func (o *outline) meaning(n name, s *segment, sc scope, before func(string, *segment) bool) (ref piece, ok bool, err error) {
	inside := s.span[0] <= n.start && n.end <= s.span[1]
	if n.key || !inside && s.infer == nil {
		return piece{}, false, nil
	}
	own, earlier := o.decls[n.text], sc.visible(n.text)
	switch {
	case own == nil && earlier == nil:
		path := sc.dotted(n.text)
		return piece{imp: path, sel: n.text}, path != "", nil
	case predeclared(n.text) && own != nil && (own.tok != token.VAR || !s.statement || n.declared || before(n.text, s)):
		return piece{decl: own}, true, nil
	case predeclared(n.text):
		return piece{decl: earlier}, earlier != nil, nil
	case own == nil || own.tok != token.VAR || !s.statement || before(n.text, s):
		return piece{}, false, nil
	case earlier != nil:
		return piece{decl: earlier}, true, nil
	case inside && !n.inFunc:
		message := "undefined: " + n.text
		if !slices.Contains(s.defines, n.text) {
			message += " (declared later in this cell)"
		}
		return piece{}, false, o.src.fail(n.start, message)
	}
	return piece{}, false, nil
}
