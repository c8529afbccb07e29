package notebook

import (
	"maps"
	"slices"
)

// Names is what a cell has to do with the names of its notebook: functions,
// types, constants and variables at the level of cells. A method that a cell adds
// to a type of another one is a name such as "T.area".
type Names struct {
	// Defines are the names that the cell declares; Vars those of them that are
	// variables, to which every run gives a value.
	Defines, Vars []string

	// Steady are those of Vars whose value follows from the cell's source and from
	// what it needs: a run with both as they were gives it again.
	Steady []string

	// Uses are the names of other cells that the cell mentions.
	Uses []string

	// Needs are the names of other cells that its run depends on: what its
	// statements mention, and the variables behind the functions they call. A cell
	// that only declares functions and types needs nothing.
	Needs []string

	// Writes are the variables of other cells that its run may change, itself or by
	// the functions it calls.
	Writes []string

	// Keeps are the variables of other cells that it holds on to after its run: it
	// has a pointer to them, or shares what they point to.
	Keeps []string

	// Changed are the names that mean something else since the run: declared for
	// the first time or differently, by this cell or, because they depend on such a
	// name, by another.
	Changed []string

	// Broken are the names of other cells that can no longer be used, because they
	// do not fit what the cell declared.
	Broken []string
}

// stamp says that a cell defined a name, or changed its value.
type stamp struct {
	cell int
	at   uint64 // counts the runs of all cells, from 1
}

// story is what became of a name in the runtime that there is. It is never
// changed.
type story struct {
	now  []stamp        // by the cell whose definition counts, then by those that changed the value since
	last map[int]uint64 // of each cell that defined or changed it, when it last did
}

// outcome is what is known of a cell from its last run. It is never changed.
type outcome struct {
	source string
	names  Names
	seen   map[string][]stamp // what the names it needs and uses were made of
	at     uint64
	ok     bool
	owed   uint64 // the run that had made its needs anew, if it did not end well and so owes the answer
	moved  uint64 // when something else that the run has read changed, 0: nothing did
	gone   bool   // the runtime of that run is
}

// defined gives the story after a definition.
func (s story) defined(by stamp) story {
	return s.noted(by, []stamp{by})
}

// written gives the story after a change of the value.
func (s story) written(by stamp) story {
	others := slices.DeleteFunc(slices.Clone(s.now), func(x stamp) bool { return x.cell == by.cell })
	return s.noted(by, append(others, by))
}

// touched gives the story after the definition that counts got another meaning.
func (s story) touched(at uint64) story {
	if len(s.now) == 0 {
		return s
	}
	now := slices.Clone(s.now)
	now[0].at = at
	return s.noted(now[0], now)
}

func (s story) noted(by stamp, now []stamp) story {
	last := maps.Clone(s.last)
	if last == nil {
		last = map[int]uint64{}
	}
	last[by.cell] = by.at
	return story{now: now, last: last}
}

// learn notes what c's run did to names.
func (st *step) learn(c *Cell, r Result) {
	st.runs++
	before, names := c.run.last, r.Names
	now := &outcome{source: c.run.source, names: names, at: st.runs, ok: r.Status == StatusOK, seen: st.sees(names)}
	if !now.ok {
		now.owed = c.run.owed
	}
	if c.run.moved { // while it ran
		st.runs++
		now.moved = st.runs
	}
	if !now.ok && names.Defines == nil && before != nil { // what it declared before is still there
		now.names.Defines, now.names.Vars, now.names.Writes = before.names.Defines, before.names.Vars, before.names.Writes
	}
	c.run.last = now
	st.stories = maps.Clone(st.stories)
	by := stamp{c.ID, now.at}
	again := before != nil && !before.gone && before.ok && now.ok && before.source == now.source && sameSights(before.seen, now.seen)
	for _, name := range names.Defines {
		if st.redefined(c, name, names, before, again) {
			st.stories[name] = st.stories[name].defined(by)
		}
	}
	for _, name := range names.Writes {
		st.stories[name] = st.stories[name].written(by)
	}
	for _, name := range slices.Concat(names.Changed, names.Broken) {
		if s, known := st.stories[name]; known && !slices.Contains(names.Defines, name) {
			st.stories[name] = s.touched(by.at)
		}
	}
	st.breaks(names.Broken, c.ID)
}

// sees is what the names that a run needed or mentioned are made of.
func (s State) sees(names Names) map[string][]stamp {
	seen := map[string][]stamp{}
	for _, name := range slices.Concat(names.Needs, names.Uses) {
		seen[name] = s.stories[name].now
	}
	return seen
}

func sameSights(a, b map[string][]stamp) bool {
	return maps.EqualFunc(a, b, func(x, y []stamp) bool { return slices.Equal(x, y) })
}

// redefined reports whether a name that c declares stands for something else
// since its run. again says that the run was like the one before.
func (st *step) redefined(c *Cell, name string, names Names, before *outcome, again bool) bool {
	now := st.stories[name].now
	own := len(now) > 0 && now[0].cell == c.ID
	switch {
	case !own || slices.Contains(names.Changed, name):
		return true
	case !slices.Contains(names.Vars, name):
		return false
	}
	untouched := len(now) == 1 && !st.kept(name, c.ID)
	return !again || !untouched || !slices.Contains(names.Steady, name) || !slices.Contains(before.names.Steady, name)
}

// kept reports whether a cell other than id holds on to a variable.
func (s State) kept(name string, id int) bool {
	return slices.ContainsFunc(s.doc.Cells, func(c *Cell) bool {
		return c.ID != id && c.run.last != nil && !c.run.last.gone && slices.Contains(c.run.last.names.Keeps, name)
	})
}

// breaks marks the cells whose declarations can no longer be used.
func (st *step) breaks(names []string, by int) {
	for _, name := range names {
		for _, s := range st.stories[name].now[:min(1, len(st.stories[name].now))] {
			if c, err := st.edit(s.cell); err == nil && c.ID != by {
				c.run.broken = true
			}
		}
	}
}

// forgets notes that the runtime is gone, and with it all that was defined.
func (st *step) forgets() {
	st.stories = map[string]story{}
	st.wave = nil
	for i := range st.deleted {
		st.deleted[i].cell = st.deleted[i].cell.adrift()
	}
	for i, c := range st.doc.Cells {
		if c.run.last != nil && !c.run.last.gone {
			st.doc.Cells[i] = c.adrift()
		}
	}
}

// adrift is c without the runtime of its last run.
func (c *Cell) adrift() *Cell {
	copied := *c
	if copied.run.last != nil {
		last := *copied.run.last
		last.gone = true
		copied.run.last = &last
	}
	return &copied
}
