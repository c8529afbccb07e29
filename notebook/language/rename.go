package language

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/compile"
)

var errNoName = errors.New("there is nothing here that could be renamed")

// Rename returns the name that a question is about, with its place, if Name is
// empty; else what has to be replaced in which cells to give it that name. What
// would make any name mean something else is an error.
func (s *Service) Rename(ctx context.Context, cells []Cell, q Question) (Renaming, error) {
	s.checks.Lock()
	defer s.checks.Unlock()
	draft := s.prepare(ctx)
	if draft == nil {
		return Renaming{}, errNoName
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r := renaming{s: s, draft: draft, cells: cells}
	if err := r.set(ctx, cells); err != nil {
		return Renaming{}, err
	}
	if draft.Source(q.ID) != q.Source {
		return Renaming{}, errors.New("the cell has changed meanwhile: try again")
	}
	answer, err := r.find(q)
	if err != nil || q.Name == "" {
		return answer, err
	}
	if !token.IsIdentifier(q.Name) || q.Name == "_" {
		return answer, fmt.Errorf("%q is no name", q.Name)
	}
	if q.Name == answer.Name {
		return answer, nil
	}
	err = r.try(ctx, q.Name)
	if restored := r.set(ctx, cells); err == nil {
		err = restored
	}
	if err != nil {
		return answer, err
	}
	answer.Edits = r.edits(q.Name)
	return answer, nil
}

// renaming gives something in the cells another name.
type renaming struct {
	s     *Service
	draft *compile.Draft
	cells []Cell

	target compile.Spot // where it is declared
	name   string
	spots  map[compile.Spot]bool // where it is mentioned, and declared
}

// set makes the draft one of these cells.
func (r *renaming) set(ctx context.Context, cells []Cell) error {
	r.draft.Looked = nil
	r.draft.Set(written(cells))
	if err := r.draft.Check(ctx); err != nil {
		return fmt.Errorf("look at the cells: %w", err)
	}
	return nil
}

// find finds what is to be renamed, and where it is mentioned.
func (r *renaming) find(q Question) (Renaming, error) {
	v, obj, from, to := r.s.meant(q)
	if obj == nil {
		return Renaming{}, errNoName
	}
	if _, ok := obj.(*types.PkgName); ok {
		return Renaming{}, errors.New("a package is renamed where it is imported")
	}
	obj = embedded(obj)
	spot, ok := v.Locate(obj)
	if !ok {
		if obj.Pkg() != nil && obj.Pkg() != v.Package() {
			return Renaming{}, fmt.Errorf("%s belongs to package %s", obj.Name(), obj.Pkg().Path())
		}
		return Renaming{}, errNoName
	}
	if r.draft.Deleted(spot.Cell) {
		return Renaming{}, fmt.Errorf("%s is declared in a cell that was deleted", obj.Name())
	}
	r.target, r.name = spot, r.draft.Source(spot.Cell)[spot.Start:spot.End]
	r.spots = r.mentions(spot, r.name)
	return Renaming{
		From: notebook.UnitOffset(q.Source, from), To: notebook.UnitOffset(q.Source, to), Name: r.name,
	}, nil
}

// embedded returns the type that an embedded field is named after, and every
// other object as it is.
func embedded(obj types.Object) types.Object {
	f, ok := obj.(*types.Var)
	if !ok || !f.Embedded() {
		return obj
	}
	t := f.Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	switch t := t.(type) {
	case *types.Named:
		return t.Obj()
	case *types.Alias:
		return t.Obj()
	}
	return obj
}

// mentions returns where the cells mention by a name what is declared at a spot.
func (r *renaming) mentions(target compile.Spot, name string) map[compile.Spot]bool {
	spots := map[compile.Spot]bool{target: true}
	for _, c := range r.cells {
		text := r.draft.Source(c.ID)
		if c.Deleted || !strings.Contains(text, name) {
			continue
		}
		a := r.draft.Analyze(c.ID, text)
		if a == nil {
			continue
		}
		located := map[types.Object]compile.Spot{}
		a.Uses(func(s compile.Spot, obj types.Object) {
			if text[s.Start:s.End] != name {
				return
			}
			obj = embedded(obj)
			at, known := located[obj]
			if !known {
				at, _ = a.Locate(obj)
				located[obj] = at
			}
			if at == target {
				spots[s] = true
			}
		})
	}
	return spots
}

// try renames in the draft and returns what would go wrong. Cells of which some
// is not understood may mention the name where nobody sees it.
func (r *renaming) try(ctx context.Context, name string) error {
	for _, c := range r.cells {
		if !c.Deleted && strings.Contains(c.Source, r.name) && compile.Syntax(c.Source) != nil {
			return fmt.Errorf("cell %d mentions %s and does not parse: mend it first", c.ID, r.name)
		}
	}
	wrong := r.errors()
	renamed := slices.Clone(r.cells)
	for i, c := range renamed {
		renamed[i].Source = r.rewritten(c, name)
	}
	if err := r.set(ctx, renamed); err != nil {
		return err
	}
	for id, list := range r.errors() {
		if len(list) > len(wrong[id]) {
			return fmt.Errorf("cell %d would be wrong: %s", id, news(list, wrong[id]))
		}
	}
	want := map[compile.Spot]bool{}
	var target compile.Spot
	for _, s := range r.sorted() {
		moved := r.moved(s, name)
		want[moved] = true
		if s == r.target {
			target = moved
		}
	}
	got := r.mentions(target, name)
	if !maps.Equal(got, want) {
		return fmt.Errorf("%s means something already: where %s is used, or where the other is, it would mean the wrong one", name, r.name)
	}
	return nil
}

// errors returns the errors of all cells.
func (r *renaming) errors() map[int][]string {
	found := map[int][]string{}
	for _, c := range r.cells {
		for _, f := range r.draft.Findings(c.ID) {
			if f.Severity == compile.SeverityError {
				found[c.ID] = append(found[c.ID], f.Message)
			}
		}
	}
	return found
}

// news returns the first of the messages that was not there before.
func news(now, before []string) string {
	for _, m := range now {
		if !slices.Contains(before, m) {
			return m
		}
	}
	return now[len(now)-1]
}

// sorted are the spots in the order of the text.
func (r *renaming) sorted() []compile.Spot {
	return slices.SortedFunc(maps.Keys(r.spots), func(a, b compile.Spot) int {
		return cmp.Or(cmp.Compare(a.Cell, b.Cell), cmp.Compare(a.Start, b.Start))
	})
}

// moved returns where a spot is when all have got the name.
func (r *renaming) moved(s compile.Spot, name string) compile.Spot {
	before := 0
	for t := range r.spots {
		if t.Cell == s.Cell && t.Start < s.Start {
			before++
		}
	}
	start := s.Start + before*(len(name)-len(r.name))
	return compile.Spot{Cell: s.Cell, Start: start, End: start + len(name)}
}

// rewritten returns the source of a cell with the name.
func (r *renaming) rewritten(c Cell, name string) string {
	var b strings.Builder
	at := 0
	for _, s := range r.sorted() {
		if s.Cell == c.ID {
			b.WriteString(c.Source[at:s.Start] + name)
			at = s.End
		}
	}
	return b.String() + c.Source[at:]
}

// edits returns the replacements by cell.
func (r *renaming) edits(name string) map[int][]notebook.Replacement {
	edits := map[int][]notebook.Replacement{}
	for _, s := range r.sorted() {
		text := r.draft.Source(s.Cell)
		edits[s.Cell] = append(edits[s.Cell], notebook.Replacement{
			From: notebook.UnitOffset(text, s.Start), To: notebook.UnitOffset(text, s.End), Insert: name,
		})
	}
	return edits
}
