package notebook

import (
	"fmt"
	"slices"
)

// show tells pages of c's run.
func (st *step) show(c *Cell) {
	st.tell(CellChanged{
		ID: c.ID, State: c.run.state, Stale: c.stale(), Started: c.run.started, MS: c.run.ms,
		Error: c.run.err, Notes: append([]string{}, c.run.notes...),
	})
}

func (st *step) tellRuntime() { st.tell(RuntimeChanged(st.Runtime())) }

func (op Run) apply(st *step) error {
	if err := st.writable(); err != nil {
		return err
	}
	c := st.Cell(op.ID)
	switch {
	case c == nil:
		return fmt.Errorf("%w: %d", ErrNoCell, op.ID)
	case c.Kind != Code:
		return fmt.Errorf("cell %d is no code", op.ID)
	case c.run.state == Running:
		return fmt.Errorf("cell %d still runs: interrupt it first", op.ID)
	}
	st.ask()
	st.enqueue(op.ID)
	return nil
}

func (RunAll) apply(st *step) error {
	if err := st.writable(); err != nil {
		return err
	}
	st.ask()
	st.queue = nil // to be in the order of the document again
	for _, c := range slices.Clone(st.doc.Cells) {
		if c.Kind == Code {
			st.enqueue(c.ID)
		}
	}
	return nil
}

func (RunStale) apply(st *step) error {
	if err := st.writable(); err != nil {
		return err
	}
	st.ask()
	var ids []int
	for _, c := range st.doc.Cells {
		if c.Kind == Code && (c.stale() || c.run.state == Skipped) {
			ids = append(ids, c.ID)
		}
	}
	st.enqueueAll(ids)
	return nil
}

// apply queues the cell first: what else is queued waits for it.
func (op Continue) apply(st *step) error {
	if err := st.writable(); err != nil {
		return err
	}
	c := st.Cell(op.ID)
	if c == nil {
		return fmt.Errorf("%w: %d", ErrNoCell, op.ID)
	}
	if c.run.state != Stopped {
		return fmt.Errorf("cell %d has not stopped itself: run it", op.ID)
	}
	st.ask()
	at := st.index(op.ID)
	uses := st.edges().downstream(map[int]bool{op.ID: true})
	var ids []int
	for i, c := range st.doc.Cells {
		if c.Kind == Code && c.ID != op.ID && (c.run.state == Skipped && i > at || uses[c.ID] && c.run.ran) {
			ids = append(ids, c.ID)
		}
	}
	st.enqueue(op.ID)
	st.enqueueAll(ids)
	return nil
}

func (op RunCells) apply(st *step) error {
	if err := st.writable(); err != nil {
		return err
	}
	st.ask()
	var ids []int
	for _, id := range op.IDs {
		if c := st.Cell(id); c != nil && c.Kind == Code {
			ids = append(ids, id)
		}
	}
	st.enqueueAll(ids)
	return nil
}

// enqueueAll queues cells, each after those of them that it depends on.
func (st *step) enqueueAll(ids []int) {
	for _, id := range st.edges().order(ids) {
		st.enqueue(id)
	}
}

func (st *step) enqueue(id int) {
	if id == st.busy || slices.Contains(st.queue, id) {
		return
	}
	st.queue = append(st.queue, id)
	if c, _ := st.edit(id); c.run.state != Queued {
		c.run.state = Queued
		st.show(c)
	}
}

func (op Start) apply(st *step) error {
	if st.Next() == nil {
		return ErrNotQueued
	}
	c, err := st.edit(st.queue[0])
	if err != nil {
		return err
	}
	st.queue = st.queue[1:]
	st.busy, st.lastRun = c.ID, c.ID
	c.run = runForm{
		state: Running, started: op.At, ran: true, source: c.Source,
		floor: st.seen, last: c.run.last, owed: c.run.behind,
	}
	st.ride(c.ID)
	st.tell(Cleared{ID: c.ID})
	st.show(c)
	st.tellRuntime()
	return nil
}

func (op AddOutput) apply(st *step) error {
	id := op.Cell
	if id == 0 {
		id = st.lastRun
	}
	st.seen = max(st.seen, op.Eval)
	c, err := st.edit(id)
	if err != nil || op.Eval != 0 && op.Eval <= c.run.floor {
		return nil // of a cell or a run that is no more
	}
	o := op.Output
	o.Text = wireText(o.Text)
	o = o.bounded()
	outputs, dropped := Append(c.run.outputs, o)
	c.run.outputs = outputs
	c.run.dropped += dropped
	st.tell(OutputAdded{ID: id, Output: o, Dropped: c.run.dropped})
	return nil
}

func (op Finish) apply(st *step) error {
	id := st.busy
	if id == 0 {
		return fmt.Errorf("finish: %w", ErrNoCell)
	}
	st.busy = 0
	st.runtime.Step, st.runtime.Done, st.runtime.Total = "", 0, 0
	if c, err := st.edit(id); err == nil { // else it was deleted
		c.finish(op)
		st.show(c)
		st.learn(c, op.Result)
		st.mark()
		st.renew(c)
	}
	switch op.Result.Status {
	case StatusOK, StatusError, StatusStopped:
	default: // somebody wanted it to stop, or nothing can run
		st.wave = nil
	}
	if op.Result.Status != StatusOK {
		st.skip(st.below(id))
	}
	st.follow()
	st.tellRuntime()
	return nil
}

func (op Outdate) apply(st *step) error {
	st.seen = max(st.seen, op.Eval)
	c, err := st.edit(op.Cell)
	if err != nil || op.Eval <= c.run.floor || !c.run.ran {
		return nil // of a cell or a run that is no more
	}
	if c.run.state == Running {
		c.run.moved = true
		return nil
	}
	if c.run.last == nil || c.run.last.gone {
		return nil
	}
	st.runs++
	last := *c.run.last
	last.moved = st.runs
	c.run.last = &last
	st.mark()
	st.renew(c)
	return nil
}

// renew runs a cell of a reactive notebook again whose inputs have changed since it
// last ran, and those that depend on it, unless its author is editing it or it
// failed. One that stopped itself may have waited for just that input.
func (st *step) renew(c *Cell) {
	if c.run.last.moved == 0 || !st.doc.Reactive() || c.Source != c.run.source || c.run.state != OK && c.run.state != Stopped {
		return
	}
	st.ask()
	st.enqueue(c.ID)
}

func (c *Cell) finish(op Finish) {
	c.run.started = 0
	c.run.ms = op.MS
	c.run.notes = slices.Clone(op.Result.Notes)
	c.run.err = op.Result.Error
	switch op.Result.Status {
	case StatusOK:
		c.run.state = OK
	case StatusStopped:
		c.run.state = Stopped
	case StatusInterrupted:
		c.run.state = Interrupted
	case StatusAbandoned:
		c.run.state = Interrupted
		c.run.notes = append(c.run.notes, "It did not stop: what it waits for may still go on.")
	default:
		c.run.state = Failed
	}
	if c.run.state == Failed && c.run.err == nil {
		c.run.err = &CellError{Message: "it ended with status " + string(op.Result.Status)}
	}
}

// below tells which queued cells a failure of id stops: those that stand below
// it, all if it is no more.
func (st *step) below(id int) func(int) bool {
	at := st.index(id)
	return func(queued int) bool { return st.index(queued) > at }
}

func (Unqueue) apply(st *step) error {
	st.wave = nil
	st.skip(func(int) bool { return true })
	return nil
}

func (st *step) skip(which func(id int) bool) {
	queue := st.queue
	st.queue = nil
	for _, id := range queue {
		if !which(id) {
			st.queue = append(st.queue, id)
			continue
		}
		if c, err := st.edit(id); err == nil {
			c.run.state = Skipped
			st.show(c)
		}
	}
}

func (op SetRuntime) apply(st *step) error {
	st.runtime = op.Runtime
	st.tellRuntime()
	return nil
}

func (op RuntimeLost) apply(st *step) error {
	st.runtime = Runtime{State: RuntimeEnded, Message: op.Message, Link: st.runtime.Link}
	st.skip(func(int) bool { return true })
	for _, c := range slices.Clone(st.doc.Cells) {
		if c.Kind == Code && c.run.ran && !c.run.lost {
			c, _ = st.edit(c.ID)
			c.run.lost = true
			st.show(c)
		}
	}
	st.loseDeleted()
	st.forgets()
	st.mark()
	st.tellRuntime()
	return nil
}

// loseDeleted notes that the runtime that ran the deleted cells is gone.
func (st *step) loseDeleted() {
	for i, d := range st.deleted {
		c := *d.cell
		c.run.lost = true
		st.deleted[i].cell = &c
	}
}

func (RuntimeRenewed) apply(st *step) error {
	st.loseDeleted()
	st.forgets()
	st.seen = 0 // the new runtime counts its evaluations anew
	for _, c := range slices.Clone(st.doc.Cells) {
		if c.Kind != Code || !c.run.ran || c.run.state == Queued || c.run.state == Running {
			continue
		}
		c, _ = st.edit(c.ID)
		c.run.state, c.run.lost = Idle, true
		st.show(c)
	}
	st.mark()
	return nil
}

func (UseMod) apply(st *step) error {
	for _, c := range slices.Clone(st.doc.Cells) {
		if c.Kind != Mod {
			continue
		}
		c, _ = st.edit(c.ID)
		was := c.stale()
		c.run.ran, c.run.lost, c.run.source = true, false, c.Source
		if c.stale() != was {
			st.show(c)
		}
	}
	return nil
}
