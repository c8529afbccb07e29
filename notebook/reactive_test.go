package notebook_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/gokino/gokino/notebook"
)

// FuzzReactive holds, for any notebook and whatever is asked of it: what follows
// from one request ends, and no cell follows twice. Where every name is one
// cell's, none runs before one that it depends on unless they depend on each
// other; if the cells are in order, too, nothing is stale afterwards.
func FuzzReactive(f *testing.F) {
	f.Add([]byte{3, 0x10, 0x21, 0x32, 0, 1, 2, 3, 0, 0, 1, 1})
	f.Add([]byte{5, 0x01, 0x10, 0x24, 0x41, 0x13, 9, 1, 8, 2, 7, 3, 6, 4, 0x11, 0x22, 0x33, 0x44})
	f.Add([]byte("\x07cells that need each other, and more of them"))
	f.Fuzz(func(t *testing.T, b []byte) {
		next := func() int {
			if len(b) == 0 {
				return 0
			}
			n := int(b[0])
			b = b[1:]
			return n
		}
		cells := 2 + next()%7
		lines := make([]string, cells)
		pure := true // every name has one cell, which stands above those that need it
		once := true // every name has one cell, which alone changes it
		for i := range lines {
			lines[i] = fmt.Sprintf("%d: steady v%d", i+1, i)
			if n := next(); n%5 == 0 {
				lines[i] += fmt.Sprintf(" v%d", n%cells)
				pure = pure && n%cells == i
				once = once && n%cells == i
			}
			n := next()
			lines[i] += fmt.Sprintf("; needs v%d v%d", n%cells, n/16%cells)
			pure = pure && n%cells < i && n/16%cells < i || i == 0 && pure
			if i == 0 {
				lines[i] = "1: steady v0"
			}
			if n := next(); n%4 == 0 {
				lines[i] += fmt.Sprintf("; needs v%d; writes v%d", n%cells, n%cells)
				once, pure = false, false
			}
		}
		text := ""
		for _, l := range lines {
			text += l + "\n"
		}
		p := newPlay(t, text)
		p.lines = text
		p.step("all")
		p.step("reactive on")
		for range 6 {
			id := 1 + next()%cells
			if next()%3 > 0 {
				p.step(fmt.Sprintf("edit %d source %d", id, next()))
			}
			p.wave(id, once, pure)
		}
	})
}

// wave runs a cell and checks what follows. Where two cells make a name's value,
// the wave itself changes which of them the others depend on.
func (p *play) wave(id int, once, pure bool) {
	p.t.Helper()
	graph := p.s.Graph() // which is all that the order can follow
	p.do(notebook.Run{ID: id})
	var ran []int
	for c := p.s.Next(); c != nil; c = p.s.Next() {
		if slices.Contains(ran, c.ID) {
			p.t.Fatalf("cell %d runs again after %v", c.ID, ran)
		}
		ran = append(ran, c.ID)
		p.do(notebook.Start{}, notebook.Finish{Result: p.result(c)})
	}
	place := map[int]int{}
	for i, id := range ran {
		place[id] = i
	}
	for _, n := range graph {
		for _, u := range n.Uses {
			for _, from := range u.Cells {
				at, one := place[n.Cell]
				before, other := place[from]
				if once && one && other && at < before && !slices.Contains(n.Cycle, from) && n.Cell != id {
					p.t.Errorf("cell %d, which uses %s of cell %d, ran before it: %v\n%s", n.Cell, u.Name, from, ran, p.lines)
				}
			}
		}
	}
	if !pure {
		return
	}
	for _, c := range p.s.Document().Cells {
		if c.View().Stale && p.cells[c.ID].ran == c.Source {
			p.t.Errorf("cell %d is stale after %v", c.ID, ran)
		}
	}
}
