package kernel

import (
	"maps"
	"strconv"
	"sync"
)

// values are the values of inputs, as package control has them: those of now, by
// ref, and those that a cell's next run may take up again, by cell and key. The
// kernel does not look into them.
type values struct {
	mu     sync.Mutex
	now    map[string]any
	shared bool // a scope reads now: it is copied before the next change
	kept   map[int]map[string]any
}

// SetValue sets the value of ref as of now. Scopes whose evaluation runs go on
// seeing the former one. v must not change.
func (k *Kernel) SetValue(ref string, v any) {
	k.values.change(func(now map[string]any) { now[ref] = v })
}

// DropValue forgets the value of ref.
func (k *Kernel) DropValue(ref string) {
	k.values.change(func(now map[string]any) { delete(now, ref) })
}

func (vs *values) change(f func(now map[string]any)) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	if vs.shared || vs.now == nil {
		vs.now, vs.shared = maps.Clone(vs.now), false
		if vs.now == nil {
			vs.now = map[string]any{}
		}
	}
	f(vs.now)
}

// freeze is the values of now, which do not change any more.
func (vs *values) freeze() map[string]any {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	vs.shared = true
	return vs.now
}

// Frozen is the value that ref had when the evaluation began, ok false if it had
// none or the evaluation has ended: values do not change under a run. As
// Kino.Input.read.
func (s *Scope) Frozen(ref string) (v any, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok = s.frozen[ref]
	return v, ok
}

// Running reports whether the evaluation that the scope was opened for has not
// ended by [Scope.Settle]; false for a scope without a cell.
func (s *Scope) Running() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.running
}

// Settle says that the evaluation has run to its end. What it made lives on.
func (s *Scope) Settle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running, s.frozen = false, nil
}

// Place makes the name of something in the cell that is the same when the cell
// runs again: the name and how often this evaluation has asked for it.
func (s *Scope) Place(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.places == nil {
		s.places = map[string]int{}
	}
	s.places[name]++
	return name + "#" + strconv.Itoa(s.places[name])
}

// Keep keeps v for the next runs of the cell, under a name of [Scope.Place]. What
// a run that keeps anything does not keep is forgotten when its scope closes. In
// a scope without a cell nothing is kept.
func (s *Scope) Keep(place string, v any) {
	if s.cell == 0 {
		return
	}
	s.mu.Lock()
	if s.keeps == nil {
		s.keeps = map[string]bool{}
	}
	s.keeps[place] = true
	s.mu.Unlock()
	vs := &s.kernel.values
	vs.mu.Lock()
	defer vs.mu.Unlock()
	if vs.kept == nil {
		vs.kept = map[int]map[string]any{}
	}
	if vs.kept[s.cell] == nil {
		vs.kept[s.cell] = map[string]any{}
	}
	vs.kept[s.cell][place] = v
}

// Kept is what this run or an earlier one of the cell kept.
func (s *Scope) Kept(place string) (v any, ok bool) {
	vs := &s.kernel.values
	vs.mu.Lock()
	defer vs.mu.Unlock()
	v, ok = vs.kept[s.cell][place]
	return v, ok
}

// forgetOthers drops what was kept for the cell and not by this scope.
func (s *Scope) forgetOthers() {
	s.mu.Lock()
	keeps := s.keeps
	s.mu.Unlock()
	if len(keeps) == 0 {
		return
	}
	vs := &s.kernel.values
	vs.mu.Lock()
	defer vs.mu.Unlock()
	maps.DeleteFunc(vs.kept[s.cell], func(place string, _ any) bool { return !keeps[place] })
}
