package notebook

import "slices"

// redefine notes what c's run defined and used, and marks the cells that would
// come out differently now.
func (st *step) redefine(c *Cell, r Result) {
	c.run.providers = map[string]int{}
	for _, name := range r.Uses {
		c.run.providers[name] = st.definedBy[name]
	}
	c.run.defines = slices.Clone(r.Defines)
	st.define(r.Defines, c.ID)
	st.spread(c, r.Defines)
}

// spread marks the cells that depend on the names which from defined, and those
// that depend on them in turn.
func (st *step) spread(from *Cell, names []string) {
	type definition struct {
		id    int
		names []string
	}
	next := []definition{{from.ID, names}}
	for len(next) > 0 {
		d := next[0]
		next = next[1:]
		for _, c := range slices.Clone(st.doc.Cells) {
			if c.ID == from.ID || !c.run.ran || c.run.outdated || c.run.state == Running || !st.dependsOn(c, d.id, d.names) {
				continue
			}
			c, _ = st.edit(c.ID)
			c.run.outdated = true
			st.show(c)
			next = append(next, definition{c.ID, c.run.defines})
		}
	}
}

// dependsOn reports whether c, run again, would see a definition of names by the
// cell id that it did not see: because it had used an earlier one by that cell,
// or because that cell stands nearer above it than the one it had used.
func (st *step) dependsOn(c *Cell, id int, names []string) bool {
	at := st.index(id)
	for _, name := range names {
		provider, uses := c.run.providers[name]
		if uses && (provider == id || st.index(provider) < at && at < st.index(c.ID)) {
			return true
		}
	}
	return false
}
