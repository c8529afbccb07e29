package kernel

import (
	"slices"
	"sync"
)

// readers are the evaluations of cells that have read something which people
// change, an input: by the name that it has for as long as it counts as the same,
// however often the cell that makes it runs.
type readers struct {
	mu    sync.Mutex
	of    map[string]map[*Scope]bool // true: another value came after it began
	moved map[string]uint64          // when each name had another value last
	clock uint64
	watch map[string]*watcher
}

// watcher hears that the readers of a name are outdated, or not any more.
type watcher struct{ changed func() }

// Bind notes that the evaluation has read what has this name: its cell is bound to
// it until it runs again. In a scope without a cell it does nothing. As Livebook's
// cells, which reading binds to inputs.
func (s *Scope) Bind(name string) {
	if s.cell == 0 {
		return
	}
	rs := &s.kernel.readers
	rs.mu.Lock()
	if s.kernel.Lookup(s.id) != s { // the cell runs again already
		rs.mu.Unlock()
		return
	}
	if rs.of == nil {
		rs.of = map[string]map[*Scope]bool{}
	}
	if rs.of[name] == nil {
		rs.of[name] = map[*Scope]bool{}
	}
	late := rs.moved[name] > s.began
	told := rs.of[name][s]
	rs.of[name][s] = late || told
	w := rs.watch[name]
	rs.mu.Unlock()
	if late && !told {
		s.kernel.Emit(Stale{s.id})
		w.tell()
	}
}

// Outdate says that a client has given what has this name another value: the cells
// bound to it are stale, those too that run and have begun before. What Go code
// sets makes nothing stale, or a cell that sets what it reads would be stale for
// ever.
func (k *Kernel) Outdate(name string) {
	rs := &k.readers
	rs.mu.Lock()
	if rs.moved == nil {
		rs.moved = map[string]uint64{}
	}
	rs.clock++
	rs.moved[name] = rs.clock
	var stale []uint64
	for s, told := range rs.of[name] {
		if !told {
			rs.of[name][s] = true
			stale = append(stale, s.id)
		}
	}
	w := rs.watch[name]
	rs.mu.Unlock()
	slices.Sort(stale)
	for _, id := range stale {
		k.Emit(Stale{id})
	}
	if len(stale) > 0 {
		w.tell()
	}
}

// Bound are the cells whose last runs have read what has this name, by number, and
// whether one of them has read another value than it has now.
func (k *Kernel) Bound(name string) (cells []int, outdated bool) {
	rs := &k.readers
	rs.mu.Lock()
	defer rs.mu.Unlock()
	for s, told := range rs.of[name] {
		cells = append(cells, s.cell)
		outdated = outdated || told
	}
	slices.Sort(cells)
	return slices.Compact(cells), outdated
}

// WatchBound calls changed after what [Kernel.Bound] says of outdated may have
// changed, possibly several at once, until release. It replaces who watched the
// name before.
func (k *Kernel) WatchBound(name string, changed func()) (release func()) {
	rs := &k.readers
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.watch == nil {
		rs.watch = map[string]*watcher{}
	}
	w := &watcher{changed}
	rs.watch[name] = w
	return func() {
		rs.mu.Lock()
		defer rs.mu.Unlock()
		if rs.watch[name] != w {
			return
		}
		if delete(rs.watch, name); rs.of[name] == nil {
			delete(rs.moved, name)
		}
	}
}

func (w *watcher) tell() {
	if w != nil {
		w.changed()
	}
}

// now is the time by which an evaluation that begins knows what it reads late.
func (rs *readers) now() uint64 {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	return rs.clock
}

// forget forgets what an evaluation has read that has ended for good.
func (rs *readers) forget(s *Scope) {
	rs.mu.Lock()
	var watchers []*watcher
	for name, of := range rs.of {
		if of[s] {
			watchers = append(watchers, rs.watch[name])
		}
		if delete(of, s); len(of) == 0 {
			delete(rs.of, name)
		}
	}
	rs.mu.Unlock()
	for _, w := range watchers {
		w.tell()
	}
}
