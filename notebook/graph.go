package notebook

import (
	"maps"
	"reflect"
	"slices"
)

// Node is a code cell in the graph of dependencies. What a cell has to do with
// names is known from its last run; before that, and while its source differs
// from what ran, from its text alone ([SetOutlines]), as far as that tells.
type Node struct {
	Cell    int      `json:"cell"`
	Defines []string `json:"defines"`
	Writes  []string `json:"writes"` // variables of other cells that it may change
	Uses    []Use    `json:"uses"`
	Also    []Also   `json:"also"`  // names that other cells define, too
	Cycle   []int    `json:"cycle"` // all cells of the cycle it is in, in order; empty if in none
}

// Use is a name of other cells that a cell uses.
type Use struct {
	Name string `json:"name"`

	// Cells are those it comes from: first the one that defines it, then those that
	// changed its value before the cell ran. Empty if no cell defines it (any more).
	Cells []int `json:"cells"`

	// Deleted says that the defining cell was deleted. Its names stay in the runtime
	// until that is restarted.
	Deleted bool `json:"deleted"`
}

// Also is a name that more than one cell defines. Counts is the cell whose
// definition is the newest in the runtime, 0 if none has run.
type Also struct {
	Name   string `json:"name"`
	Cells  []int  `json:"cells"` // the other ones, in order
	Counts int    `json:"counts"`
}

// outline is what a cell's text tells of its names.
type outline struct {
	source string
	names  Names
}

// names is what is known of a cell's names now; ran says that a run told it.
func (c *Cell) names() (names Names, ran bool) {
	switch last := c.run.last; {
	case last != nil && (last.source == c.Source || c.outline == nil):
		names := last.names
		if !last.ok && names.Defines == nil && c.outline != nil && c.outline.source == c.Source {
			names.Defines = c.outline.names.Defines // it did not compile, but this it means to
		}
		return names, true
	case c.outline != nil && c.outline.source == c.Source:
		return c.outline.names, false
	case last != nil:
		return last.names, true
	}
	return Names{}, false
}

// Graph is the graph of dependencies, a node for each code cell, in order.
func (s State) Graph() []Node {
	v := s.survey()
	nodes := []Node{}
	cycle := map[int][]int{}
	for _, ids := range v.cycles() {
		for _, id := range ids {
			cycle[id] = ids
		}
	}
	for _, c := range s.doc.Cells {
		if c.Kind != Code {
			continue
		}
		names, _ := c.names()
		nodes = append(nodes, Node{
			Cell: c.ID, Defines: list(names.Defines), Writes: list(names.Writes),
			Uses: v.uses[c.ID], Also: v.also(c, names), Cycle: append([]int{}, cycle[c.ID]...),
		})
	}
	return nodes
}

// Plan is the graph of a document whose code cells run in order, each once. names
// tells what a cell has to do with names.
func Plan(d Document, names func(*Cell) Names) []Node {
	s := NewState(d, About{})
	st := step{State: s.clone()}
	for _, c := range d.Cells {
		if c.Kind == Code {
			c, _ := st.edit(c.ID)
			c.run.ran, c.run.source = true, c.Source
			st.learn(c, Result{Status: StatusOK, Names: names(c)})
		}
	}
	return st.Graph()
}

func list(names []string) []string { return append([]string{}, names...) }

// survey is a look at all cells at once.
type survey struct {
	State
	edges
	codes    []int            // the code cells
	definers map[string][]int // of each name, in the order of the document
	writers  map[string][]int
	uses     map[int][]Use
}

func (s State) survey() survey {
	v := survey{
		State: s, edges: edges{at: s.positions(), before: map[int][]int{}},
		definers: map[string][]int{}, writers: map[string][]int{}, uses: map[int][]Use{},
	}
	for _, c := range s.doc.Cells {
		if c.Kind != Code {
			continue
		}
		v.codes = append(v.codes, c.ID)
		names, _ := c.names()
		for _, name := range names.Defines {
			v.definers[name] = append(v.definers[name], c.ID)
		}
		for _, name := range names.Writes {
			v.writers[name] = append(v.writers[name], c.ID)
		}
	}
	for _, c := range s.doc.Cells {
		if c.Kind == Code {
			v.look(c)
		}
	}
	return v
}

// edges is which cells depend on which.
func (s State) edges() edges { return s.survey().edges }

func (v *survey) cycles() [][]int { return v.edges.cycles(v.codes) }

// look finds out where the names that c uses come from.
func (v *survey) look(c *Cell) {
	names, ran := c.names()
	used := slices.Concat(names.Uses, names.Needs)
	slices.Sort(used)
	before := map[int]bool{}
	v.uses[c.ID] = []Use{}
	for _, name := range slices.Compact(used) {
		var cells []int
		if ran {
			cells = v.seen(c, name)
		}
		if len(cells) == 0 {
			cells = v.expected(c, name)
		}
		if len(cells) == 0 && !ran { // a package, or another name that is no cell's
			continue
		}
		v.uses[c.ID] = append(v.uses[c.ID], Use{Name: name, Cells: append([]int{}, cells...), Deleted: v.deleted(cells)})
		for _, id := range cells {
			before[id] = true
		}
	}
	v.before[c.ID] = slices.Sorted(maps.Keys(before))
}

func (v *survey) deleted(cells []int) bool {
	if len(cells) == 0 {
		return false
	}
	_, there := v.at[cells[0]]
	return !there
}

// seen are the cells that a name came from when c ran.
func (v *survey) seen(c *Cell, name string) []int {
	var cells []int
	for i, p := range c.run.last.seen[name] {
		if _, there := v.at[p.cell]; p.cell != c.ID && (there || i == 0 && !c.run.last.gone) {
			cells = append(cells, p.cell)
		}
	}
	return cells
}

// expected are the cells that a name would come from if all cells ran in order:
// from the nearest above c that defines it, else from the first below, else from
// where the runtime has it from.
func (v *survey) expected(c *Cell, name string) []int {
	at, definer := v.at[c.ID], 0
	for _, id := range v.definers[name] {
		if v.at[id] < at || definer == 0 && id != c.ID {
			definer = id
		}
	}
	if definer == 0 {
		now := v.stories[name].now
		if len(now) == 0 || now[0].cell == c.ID {
			return nil
		}
		definer = now[0].cell
	}
	cells := []int{definer}
	for _, id := range v.writers[name] {
		if place := v.at[id]; id != definer && place < at && place > position(v.at, definer) {
			cells = append(cells, id)
		}
	}
	return cells
}

// reused are the names that := gives in one cell after the other as a matter of
// course: nobody wants to be told.
var reused = []string{"err", "ok"}

// also are the names of c that other cells define.
func (v *survey) also(c *Cell, names Names) []Also {
	found := []Also{}
	for _, name := range names.Defines {
		if slices.Contains(reused, name) {
			continue
		}
		others := slices.DeleteFunc(slices.Clone(v.definers[name]), func(id int) bool { return id == c.ID })
		if len(others) == 0 {
			continue
		}
		a := Also{Name: name, Cells: others}
		if now := v.stories[name].now; len(now) > 0 {
			a.Counts = now[0].cell
		}
		found = append(found, a)
	}
	return found
}

// tellGraph tells pages what is different in the graph since they were told of it
// last.
func (st *step) tellGraph() {
	if !st.redraw {
		return
	}
	known := st.graph
	st.graph = make(map[int]Node, len(known))
	var news []Node
	for _, n := range st.Graph() {
		st.graph[n.Cell] = n
		if before, there := known[n.Cell]; !there || !reflect.DeepEqual(before, n) {
			news = append(news, n)
		}
	}
	if len(news) > 0 {
		st.tell(GraphChanged{Nodes: news})
	}
}

func (op SetOutlines) apply(st *step) error {
	for _, o := range op.Outlines {
		c, err := st.edit(o.ID)
		if err == nil && c.Kind == Code && c.Version == o.Version {
			c.outline = &outline{c.Source, Names{Defines: o.Defines, Uses: o.Uses, Needs: o.Uses}}
			st.redraw = true
		}
	}
	return nil
}
