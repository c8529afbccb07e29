package notebook

import (
	"maps"
	"slices"
)

// edges is which cells depend on which.
type edges struct {
	at     map[int]int   // where each cell stands
	before map[int][]int // of each cell, those whose names it uses or needs
}

// downstream are the cells that depend on one of some cells, directly or not.
func (g edges) downstream(of map[int]bool) map[int]bool {
	users := map[int][]int{}
	for id, before := range g.before {
		for _, p := range before {
			users[p] = append(users[p], id)
		}
	}
	found := map[int]bool{}
	next := slices.Collect(maps.Keys(of))
	for len(next) > 0 {
		id := next[len(next)-1]
		next = next[:len(next)-1]
		for _, u := range users[id] {
			if !found[u] {
				found[u] = true
				next = append(next, u)
			}
		}
	}
	return found
}

// order gives ids so that each comes after those it depends on, directly or by
// way of any other cell, and otherwise as in the document. Cells that depend on
// each other stay together, in the order of the document.
func (g edges) order(ids []int) []int {
	return slices.DeleteFunc(g.orderAll(), func(id int) bool { return !slices.Contains(ids, id) })
}

func (g edges) orderAll() []int {
	groups := g.groups(slices.Sorted(maps.Keys(g.at)))
	slices.SortFunc(groups, func(a, b []int) int { return g.at[a[0]] - g.at[b[0]] })
	of := map[int]int{}
	for i, ids := range groups {
		for _, id := range ids {
			of[id] = i
		}
	}
	waits := make([]int, len(groups))   // for how many groups each waits
	users := make([][]int, len(groups)) // and which wait for it
	for i, ids := range groups {
		for _, j := range g.others(i, ids, of) {
			waits[i]++
			users[j] = append(users[j], i)
		}
	}
	var list []int
	done := make([]bool, len(groups))
	for range groups { // of those that wait for nothing more, the one that stands first
		i := 0
		for done[i] || waits[i] > 0 {
			i++
		}
		done[i] = true
		list = append(list, groups[i]...)
		for _, j := range users[i] {
			waits[j]--
		}
	}
	return list
}

// others are the groups that group i depends on, each once.
func (g edges) others(i int, ids []int, of map[int]int) []int {
	var list []int
	for _, id := range ids {
		for _, p := range g.before[id] {
			if j, there := of[p]; there && j != i && !slices.Contains(list, j) {
				list = append(list, j)
			}
		}
	}
	return list
}

// cycles gives the cells that depend on each other, cycle by cycle.
func (g edges) cycles(ids []int) [][]int {
	return slices.DeleteFunc(g.groups(ids), func(ids []int) bool { return len(ids) < 2 })
}

// groups parts ids into the strongly connected components of the graph, by
// Tarjan's algorithm. Each is in the order of the document.
func (g edges) groups(ids []int) [][]int {
	t := tarjan{g: g, of: map[int]*visit{}}
	for _, id := range ids {
		t.of[id] = nil
	}
	for _, id := range ids {
		if t.of[id] == nil {
			t.walk(id)
		}
	}
	return t.groups
}

type tarjan struct {
	g      edges
	of     map[int]*visit // nil until visited
	stack  []int
	count  int
	groups [][]int
}

type visit struct {
	index, low int
	open       bool // on the stack
}

func (t *tarjan) walk(id int) *visit {
	t.count++
	v := &visit{index: t.count, low: t.count, open: true}
	t.of[id] = v
	t.stack = append(t.stack, id)
	for _, p := range t.g.before[id] {
		w, there := t.of[p]
		switch {
		case !there:
		case w == nil:
			v.low = min(v.low, t.walk(p).low)
		case w.open:
			v.low = min(v.low, w.index)
		}
	}
	if v.low == v.index {
		start := slices.Index(t.stack, id)
		group := slices.Clone(t.stack[start:])
		t.stack = t.stack[:start]
		for _, member := range group {
			t.of[member].open = false
		}
		slices.SortFunc(group, func(a, b int) int { return t.g.at[a] - t.g.at[b] })
		t.groups = append(t.groups, group)
	}
	return v
}
