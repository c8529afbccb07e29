package notebook

import "slices"

// A cell is stale when a run of it now would see something else than its last
// one: its source was edited, the runtime is gone, an input it read has another
// value, or a name it needs was made anew. The last is what this file finds out.

// mark finds the cells that would see other things now, and tells pages of those
// for which that is news.
func (st *step) mark() {
	st.redraw = true
	behind := st.behind()
	for _, c := range slices.Clone(st.doc.Cells) {
		if since := behind[c.ID]; since != c.run.behind && c.run.state != Running {
			was := c.stale()
			c, _ = st.edit(c.ID)
			c.run.behind = since
			if c.stale() != was {
				st.show(c)
			}
		}
	}
}

// behind gives the cells whose last run needed what was made anew since, directly
// or because a cell they depend on is behind, with the run that made it so.
//
// A cell that did not end well is as far behind as it was. One that ran after the
// change is not behind even if it depends on one that is: so two cells that need
// each other come to rest.
func (s State) behind() map[int]uint64 {
	at := s.positions()
	since := map[int]uint64{}
	users := map[int][]*Cell{}
	var next []int
	for _, c := range s.doc.Cells {
		last := c.run.last
		if last == nil || last.gone {
			continue
		}
		if since[c.ID] = max(last.owed, last.moved); c.run.state == Running {
			since[c.ID] = c.run.owed
		}
		for _, name := range last.names.Needs {
			if t := s.news(c, name, at); t > since[c.ID] {
				since[c.ID] = t
			}
			for _, p := range last.seen[name] {
				users[p.cell] = append(users[p.cell], c)
			}
		}
		if since[c.ID] > 0 {
			next = append(next, c.ID)
		}
	}
	for len(next) > 0 {
		id := next[0]
		next = next[1:]
		for _, c := range users[id] {
			if t := since[id]; c.ID != id && t > c.run.last.at && t > since[c.ID] {
				since[c.ID] = t
				next = append(next, c.ID)
			}
		}
	}
	return since
}

// news is the run that made a name anew for c, 0 if none did since c ran: by a
// cell whose work c saw, or by one that stands nearer above it than the cell
// whose definition it saw. A name that c did not find may be defined anywhere.
func (s State) news(c *Cell, name string, at map[int]int) uint64 {
	seen, last := c.run.last.seen[name], s.stories[name].last
	var newest uint64
	for _, p := range seen {
		if t := last[p.cell]; p.cell != c.ID && t > p.at {
			newest = max(newest, t)
		}
	}
	for id, t := range last {
		place, there := at[id]
		if t <= c.run.last.at || id == c.ID || !there {
			continue
		}
		if len(seen) == 0 || place < at[c.ID] && place > position(at, seen[0].cell) {
			newest = max(newest, t)
		}
	}
	return newest
}

// positions tells where cells stand.
func (s State) positions() map[int]int {
	at := make(map[int]int, len(s.doc.Cells))
	for i, c := range s.doc.Cells {
		at[c.ID] = i
	}
	return at
}

// position is where a cell stands, above all others if it was deleted.
func position(at map[int]int, id int) int {
	if i, there := at[id]; there {
		return i
	}
	return -1
}
