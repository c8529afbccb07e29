package compile

import (
	"cmp"
	"fmt"
	"go/scanner"
	"go/token"
	"slices"
	"strings"
	"unicode/utf8"
)

// The severities of a [Finding].
const (
	SeverityError   = "error"   // the cell cannot run
	SeverityWarning = "warning" // it can
)

// Finding is something to be said of a stretch of a cell.
type Finding struct {
	Start, End int // offsets in bytes
	Severity   string
	Code       string // names the kind of finding, as in "unusedimport"; may be empty
	Message    string
	URL        string // says more; may be empty
}

// Findings returns what is to be said of a cell, in the order of its text.
func (d *Draft) Findings(id int) []Finding {
	i, w := d.cell(id)
	if w == nil {
		return nil
	}
	list := slices.Concat(w.findings, w.unused)
	for k, f := range list {
		if name, ok := strings.CutPrefix(f.Message, "undefined: "); ok {
			list[k].Message = d.explain(i, name, f.Message)
		}
	}
	return sortFindings(list)
}

// sortFindings puts findings in order, and keeps one for each place and text.
func sortFindings(list []Finding) []Finding {
	slices.SortStableFunc(list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Severity, b.Severity))
	})
	return slices.CompactFunc(list, func(a, b Finding) bool {
		return a.Start == b.Start && (a.Message == b.Message || a.Code != "" && a.Code == b.Code || a.Severity == SeverityError && b.Severity == SeverityError)
	})
}

// findings returns what is wrong with a cell that was looked at.
func (d *Draft) findings(i int, c *compilation, u *unit) []Finding {
	var list []Finding
	src := d.cells[i].src // c has nothing of a cell that is skipped
	for _, e := range c.sketch.errs {
		if e.Cell == src.cell {
			start := src.offset(e.Line, e.Col)
			list = append(list, Finding{Start: start, End: src.tokenEnd(start), Severity: SeverityError, Message: e.Message})
		}
	}
	a := &Analysis{draft: d, index: i, c: c, u: u}
	if u != nil {
		for _, e := range c.sketch.complain {
			if f, ok := d.complaint(a, e); ok {
				list = append(list, f)
			}
		}
	}
	if len(list) == 0 && u != nil && d.Vet != nil {
		list = append(list, d.Vet(a)...)
	}
	list = append(list, d.imported(c)...)
	for i, f := range list {
		list[i].Start, list[i].End = src.widen(f.Start, f.End)
	}
	return sortFindings(list)
}

// complaint makes a finding of what the type checker says, if it is about the
// cell.
func (d *Draft) complaint(a *Analysis, e typeError) (f Finding, ok bool) {
	cell, start, ok := a.place(e.start)
	if !ok || cell != a.c.src.cell {
		if cell, start, ok = a.place(e.Pos); !ok || cell != a.c.src.cell {
			return f, false
		}
	}
	cell, end, ok := a.place(e.end)
	if !ok || cell != a.c.src.cell || end <= start {
		end = a.c.src.tokenEnd(start)
	}
	f = Finding{Start: start, End: end, Severity: SeverityError, Message: earlier(e.Msg)}
	if missing, ok := strings.CutPrefix(e.Msg, "undefined: "); ok {
		if d.guessed() && slices.ContainsFunc(a.c.free, func(n name) bool { return n.text == missing && n.qualifier }) {
			return f, false // perhaps the name of a package that is not here yet
		}
	}
	return f, true
}

// guessed reports whether the name of an imported package is not known.
func (d *Draft) guessed() bool {
	return slices.ContainsFunc(d.cells, func(w *written) bool {
		return slices.ContainsFunc(w.specs, func(s importSpec) bool { return d.unknown(s.path) && (s.name == "" || s.name == ".") })
	})
}

// explain says where a name is declared that a cell cannot see.
func (d *Draft) explain(i int, name, message string) string {
	for _, w := range d.cells[i+1:] {
		if w.last.decls[name] != nil && !w.Ran && !w.Deleted {
			return fmt.Sprintf("%s is declared below, in cell %d, which has not run", name, w.ID)
		}
	}
	return message
}

// imported says which of the cell's imports are not here.
func (d *Draft) imported(c *compilation) []Finding {
	var list []Finding
	for _, s := range c.specs {
		why := d.missing[s.path]
		if why == "" || !d.unknown(s.path) {
			continue
		}
		start := c.src.offset(s.at.line, s.at.col)
		f := Finding{Start: start, End: c.src.tokenEnd(start), Severity: SeverityWarning, Code: "notfetched",
			Message: fmt.Sprintf("package %s is not here yet: it is fetched when the cell runs", s.path)}
		first, _, _ := strings.Cut(s.path, "/")
		switch {
		case !strings.Contains(first, "."):
			f.Severity, f.Code, f.Message = SeverityError, "", fmt.Sprintf("there is no package %s", s.path)
		case c.n.space.gomod == "":
			f.Severity, f.Code = SeverityError, ""
			f.Message = fmt.Sprintf("no module provides package %s: run `go get %[1]s` in the module of the notebook", s.path)
		}
		list = append(list, f)
	}
	return list
}

// findUnusedImports notes the imports that no cell uses.
func (d *Draft) findUnusedImports() {
	n := d.shadow()
	used := map[[2]string]bool{}
	for _, w := range d.cells {
		for name, path := range w.qualifiers {
			used[[2]string{name, path}] = true
		}
	}
	for _, w := range d.cells {
		w.unused = nil
		for _, s := range w.specs {
			name := s.name
			if name == "" && !d.unknown(s.path) {
				name = n.packageName(s.path)
			}
			if name == "" || name == "_" || name == "." || used[[2]string{name, s.path}] || d.mayUse(name) {
				continue
			}
			start := w.src.offset(s.at.line, s.at.col)
			w.unused = append(w.unused, Finding{Start: start, End: w.src.tokenEnd(start), Severity: SeverityWarning,
				Code: "unusedimport", Message: fmt.Sprintf("%q imported and not used", s.path)})
		}
	}
}

// mayUse reports whether a cell of which some is not understood seems to use a
// package.
func (d *Draft) mayUse(name string) bool {
	return slices.ContainsFunc(d.cells, func(w *written) bool { return w.lost && strings.Contains(w.Source, name+".") })
}

// offset returns the offset of a line and column, both of which count from 1.
func (s source) offset(line, col int) int {
	switch {
	case line < 1:
		return 0
	case line > len(s.lines):
		return len(s.text)
	}
	return min(s.lines[line-1]+max(col, 1)-1, len(s.text))
}

// tokenEnd returns where the token at an offset ends.
func (s source) tokenEnd(offset int) int {
	if offset >= len(s.text) {
		return len(s.text)
	}
	rest := s.text[offset:]
	if comment, _, _ := strings.Cut(rest, "\n"); strings.HasPrefix(comment, "//") {
		return offset + len(comment)
	}
	file := token.NewFileSet().AddFile("", -1, len(rest))
	var sc scanner.Scanner
	sc.Init(file, []byte(rest), func(token.Position, string) {}, 0)
	pos, tok, lit := sc.Scan()
	length := len(lit)
	if length == 0 || tok == token.SEMICOLON {
		length = len(tok.String())
		if lit == "\n" || tok == token.EOF {
			return offset
		}
	}
	if file.Offset(pos) != 0 {
		return offset
	}
	return min(offset+length, len(s.text))
}

// widen makes a stretch of nothing one that can be seen: the character before it,
// else the one after it, on the same line.
func (s source) widen(start, end int) (int, int) {
	if end > start {
		return start, end
	}
	if r, size := utf8.DecodeLastRuneInString(s.text[:start]); size > 0 && r != '\n' {
		return start - size, start
	}
	if r, size := utf8.DecodeRuneInString(s.text[start:]); size > 0 && r != '\n' {
		return start, start + size
	}
	return start, start
}
