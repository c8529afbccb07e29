package session

import (
	"time"

	"github.com/gokino/gokino/notebook"
)

// OutlineDelay is how long after the first of some edits it is found out what the
// cells declare and mention now.
const OutlineDelay = 300 * time.Millisecond

// outlines is which sources are to be looked at again, for the graph.
type outlines struct {
	timer   *time.Timer
	changed map[int]bool
	busy    bool // a look is under way
}

// outlinesNotice is the end of a look.
type outlinesNotice struct{ found []notebook.Outline }

// changed notes that a cell has another source.
func (s *Session) changed(id int) {
	c := s.state.Cell(id)
	if s.opts.Outline == nil || c == nil || c.Kind != notebook.Code {
		return
	}
	if len(s.outlines.changed) == 0 && !s.outlines.busy {
		s.outlines.timer.Reset(OutlineDelay)
	}
	s.outlines.changed[id] = true
}

// outline looks at the sources that have changed, beside the loop.
func (s *Session) outline() {
	var list []*notebook.Cell
	for id := range s.outlines.changed {
		if c := s.state.Cell(id); c != nil {
			list = append(list, c)
		}
	}
	clear(s.outlines.changed)
	s.outlines.busy = true
	s.tasks.Go(func() {
		n := outlinesNotice{}
		for _, c := range list {
			if s.ctx.Err() != nil {
				return
			}
			defines, uses := s.opts.Outline(c.Source)
			n.found = append(n.found, notebook.Outline{ID: c.ID, Version: c.Version, Defines: defines, Uses: uses})
		}
		s.inbox.put(n)
	})
}

func (s *Session) outlined(n outlinesNotice) {
	s.outlines.busy = false
	if len(s.outlines.changed) > 0 {
		s.outlines.timer.Reset(OutlineDelay)
	}
	s.apply(notebook.SetOutlines{Outlines: n.found})
}
