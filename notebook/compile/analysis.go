package compile

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// Analysis is what go/types makes of a cell: a file that holds what the cell
// declares, its statements in a function, and the declarations of other cells
// that it needs, without the bodies of functions. Statements that declare
// variables are in it twice.
type Analysis struct {
	draft *Draft
	index int
	c     *compilation
	u     *unit
}

// Analyze looks at a text in the place of a cell. The text may be wrong; what
// cannot be parsed is left out. It returns nil if there is no such cell, or if
// nothing of it could be looked at.
func (d *Draft) Analyze(id int, source string) (a *Analysis) {
	i, w := d.cell(id)
	if w == nil {
		return nil
	}
	defer func() {
		if e := recover(); e != nil {
			d.log().Error("analyzing a draft panicked", "cell", id, "panic", e)
			a = nil
		}
	}()
	c, u, _, _ := d.study(i, d.above(i), newSource(id, source))
	if u == nil {
		return nil
	}
	return &Analysis{draft: d, index: i, c: c, u: u}
}

// Fset has the positions of the file.
func (a *Analysis) Fset() *token.FileSet { return a.u.fset }

// File is the file.
func (a *Analysis) File() *ast.File { return a.u.file }

// Info is what is known of the file.
func (a *Analysis) Info() *types.Info { return a.u.info }

// Package is the package that the file makes.
func (a *Analysis) Package() *types.Package { return a.u.pkg }

// Place returns the offset of a position in the cell. ok is false for positions
// elsewhere.
func (a *Analysis) Place(pos token.Pos) (offset int, ok bool) {
	cell, offset, ok := a.place(pos)
	return offset, ok && cell == a.c.src.cell
}

// place returns the cell and the offset in it of a position.
func (a *Analysis) place(pos token.Pos) (cell, offset int, ok bool) {
	if !pos.IsValid() || pos < a.u.file.FileStart || pos > a.u.file.FileEnd {
		return 0, 0, false
	}
	p := a.u.fset.Position(pos)
	number, ok := strings.CutPrefix(p.Filename, "cell")
	if !ok {
		return 0, 0, false
	}
	cell, err := strconv.Atoi(number)
	if err != nil {
		return 0, 0, false
	}
	src := a.c.src
	if cell != src.cell {
		_, w := a.draft.cell(cell)
		if w == nil {
			return 0, 0, false
		}
		src = w.src
	}
	return cell, src.offset(p.Line, p.Column), true
}

// Source is the text that was analyzed.
func (a *Analysis) Source() string { return a.c.src.text }

func (a *Analysis) String() string { return fmt.Sprintf("cell%d:\n%s", a.c.src.cell, a.u.text) }

// Import returns what a package exports, if it has been compiled.
func (d *Draft) Import(importPath string) (*types.Package, error) {
	if importPath == "unsafe" {
		return types.Unsafe, nil
	}
	p, err := d.pkgs.importer.Import(importPath)
	if err != nil {
		return nil, fmt.Errorf("read the exports of %s: %w", importPath, err)
	}
	return p, nil
}

// Source returns the text of a cell, "" if there is no such cell.
func (d *Draft) Source(id int) string {
	if _, w := d.cell(id); w != nil {
		return w.Source
	}
	return ""
}

// Shown returns the extent of the expression at the end of the cell, whose value
// is shown. ok is false if there is none.
func (a *Analysis) Shown() (start, end int, ok bool) {
	s := a.c.lastSegment()
	if s == nil || s.quiet {
		return 0, 0, false
	}
	return s.span[0], s.span[1], true
}

// Deleted reports whether a cell is not in the document any more.
func (d *Draft) Deleted(id int) bool {
	_, w := d.cell(id)
	return w == nil || w.Written.Deleted
}
