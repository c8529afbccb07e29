package notebook

import "slices"

// In a reactive notebook the cells that depend on one that ran run after it: at
// the end of every run one of those that are behind is queued, until none is.
// All that follows from one request is a wave, in which a cell follows only once;
// so it ends even where cells need each other.

// wave is the cells that ran since somebody last asked for a run. It is never changed.
type wave struct{ ran map[int]bool }

// ask begins a wave.
func (st *step) ask() { st.wave = &wave{} }

// ride notes that a cell runs.
func (st *step) ride(id int) {
	if st.wave == nil {
		return
	}
	ran := map[int]bool{id: true}
	for other := range st.wave.ran {
		ran[other] = true
	}
	st.wave = &wave{ran}
}

// follow queues the next cell of the wave if nothing else waits.
func (st *step) follow() {
	if !st.doc.Reactive() || st.wave == nil || len(st.queue) > 0 || st.busy != 0 {
		return
	}
	for _, id := range st.followers() {
		st.enqueue(id)
		return
	}
}

// followers are the cells that the wave has yet to reach, in the order in which
// they would run: those that are behind and depend on one that ran. A cell whose
// source is being edited is not run before its author asks, nor is one that
// depends on a cell which failed or stays behind.
func (s State) followers() []int {
	g := s.edges()
	downstream := g.downstream(s.wave.ran)
	var ids []int
	waits := map[int]bool{}
	for _, c := range s.doc.Cells {
		if downstream[c.ID] && c.run.behind > 0 && !s.wave.ran[c.ID] && c.Source == c.run.source && c.run.state != Queued {
			ids = append(ids, c.ID)
			waits[c.ID] = true
		}
	}
	stuck := map[int]bool{}
	var list []int
	for _, id := range g.order(ids) {
		if slices.ContainsFunc(g.before[id], func(p int) bool { return stuck[p] || !waits[p] && s.dead(p) }) {
			stuck[id] = true
			continue
		}
		list = append(list, id)
	}
	return list
}

// dead reports whether nothing good can come of a cell in this wave.
func (s State) dead(id int) bool {
	c := s.Cell(id)
	if c == nil {
		return false
	}
	if s.wave.ran[id] {
		return c.run.state != OK
	}
	return c.run.behind > 0
}
