package notebook

import (
	"errors"
	"fmt"
	"slices"
)

// Errors of [Apply] that a caller may want to tell apart.
var (
	ErrNoCell    = errors.New("there is no such cell")
	ErrReadOnly  = errors.New("the notebook is read-only")
	ErrTooLarge  = errors.New("too large")
	ErrNotQueued = errors.New("no cell is queued, or one runs")
)

// VersionError refuses an [Edit] made without knowledge of the cell's newest
// updates.
type VersionError struct{ ID, Version int }

func (e *VersionError) Error() string {
	return fmt.Sprintf("cell %d is at version %d", e.ID, e.Version)
}

// Apply gives the state after op, and what pages have to be told, in order. If op
// is refused, the state is s.
func Apply(s State, op Op) (State, []Change, error) {
	st := step{State: s.clone()}
	if err := op.apply(&st); err != nil {
		return s, nil, err
	}
	st.tellGraph()
	return st.State, st.changes, nil
}

// step is an operation under way.
type step struct {
	State
	changes []Change
	redraw  bool // the graph may be different
}

func (st *step) tell(c Change) { st.changes = append(st.changes, c) }

// edit gives a cell that may be written.
func (st *step) edit(id int) (*Cell, error) {
	i := st.index(id)
	if i < 0 {
		return nil, fmt.Errorf("%w: %d", ErrNoCell, id)
	}
	c := *st.doc.Cells[i]
	st.doc.Cells[i] = &c
	return &c, nil
}

// writable refuses what a read-only notebook does not allow.
func (st *step) writable() error {
	if st.readonly != "" {
		return fmt.Errorf("%w: %s", ErrReadOnly, st.readonly)
	}
	return nil
}

func (op Insert) apply(st *step) error {
	if err := st.writable(); err != nil {
		return err
	}
	switch {
	case op.Kind != Code && op.Kind != Text && op.Kind != Mod:
		return fmt.Errorf("there is no kind of cell named %q", op.Kind)
	case op.Index < 0 || op.Index > len(st.doc.Cells):
		return fmt.Errorf("no place %d among %d cells", op.Index, len(st.doc.Cells))
	case len(op.Source) > MaxSource:
		return fmt.Errorf("%w: a source of %d bytes", ErrTooLarge, len(op.Source))
	case len(st.doc.Cells) >= MaxCells:
		return fmt.Errorf("%w: %d cells", ErrTooLarge, len(st.doc.Cells))
	}
	c := st.doc.newCell(op.Kind)
	c.Source = normalise(op.Source)
	if op.Kind == Mod && st.runtime.State != RuntimeNone {
		c.run.ran, c.run.lost = true, true // the runtime knows nothing of it
	}
	st.insert(op.Index, c)
	return nil
}

func (st *step) insert(index int, c *Cell) {
	st.doc.Cells = slices.Insert(st.doc.Cells, index, c)
	st.redraw = true
	st.tell(Inserted{Index: index, Cell: c.View(), Undo: len(st.deleted)})
}

func (op Delete) apply(st *step) error {
	if err := st.writable(); err != nil {
		return err
	}
	c, err := st.edit(op.ID)
	if err != nil {
		return err
	}
	switch c.run.state {
	case Running:
		c.run.state, c.run.started = Interrupted, 0
	case Queued:
		c.run.state = Idle
	}
	c.run.restored = true // if it is: what it made goes with it
	c.run.trim(maxDeletedBytes)
	i := st.index(op.ID)
	st.doc.Cells = slices.Delete(st.doc.Cells, i, i+1)
	st.queue = slices.DeleteFunc(st.queue, func(id int) bool { return id == op.ID })
	st.deleted = append(st.deleted, deletion{cell: c, index: i})
	if len(st.deleted) > maxDeleted {
		st.deleted = st.deleted[1:]
	}
	st.tell(Deleted{ID: op.ID, Undo: len(st.deleted)})
	st.mark()
	return nil
}

func (op Undelete) apply(st *step) error {
	if err := st.writable(); err != nil {
		return err
	}
	if len(st.deleted) == 0 {
		return errors.New("no deleted cell to restore")
	}
	last := st.deleted[len(st.deleted)-1]
	st.deleted = st.deleted[:len(st.deleted)-1]
	st.insert(min(last.index, len(st.doc.Cells)), last.cell)
	st.mark()
	return nil
}

func (op Move) apply(st *step) error {
	if err := st.writable(); err != nil {
		return err
	}
	from := st.index(op.ID)
	if from < 0 {
		return fmt.Errorf("%w: %d", ErrNoCell, op.ID)
	}
	if op.Index < 0 {
		return fmt.Errorf("no place %d", op.Index)
	}
	c := st.doc.Cells[from]
	rest := slices.Delete(st.doc.Cells, from, from+1)
	to := min(op.Index, len(rest))
	st.doc.Cells = slices.Insert(rest, to, c)
	st.tell(Moved{ID: op.ID, Index: to})
	st.mark()
	return nil
}

func (op Edit) apply(st *step) error {
	if err := st.writable(); err != nil {
		return err
	}
	c, err := st.edit(op.ID)
	if err != nil {
		return err
	}
	if c.Version != op.Version {
		return &VersionError{ID: op.ID, Version: c.Version}
	}
	for i, u := range op.Updates {
		if err := c.update(u); err != nil {
			return fmt.Errorf("edit cell %d, update %d: %w", op.ID, i, err)
		}
	}
	e := Edited{ID: c.ID, Version: c.Version, Updates: op.Updates, Stale: c.stale()}
	if c.Kind == Text {
		html := Render(c.Source)
		e.HTML = &html
	}
	st.tell(e)
	return nil
}

func (c *Cell) update(u Update) error {
	changes, err := ParseChanges(u.Changes)
	if err != nil {
		return err
	}
	source, err := changes.Apply(c.Source)
	if err != nil {
		return err
	}
	if len(source) > MaxSource {
		return fmt.Errorf("%w: a source of %d bytes", ErrTooLarge, len(source))
	}
	c.Source = source
	c.Version++
	return nil
}

func (op SetSaved) apply(st *step) error {
	st.saved = op.Saved
	st.tell(SavedChanged(st.saved))
	return nil
}
