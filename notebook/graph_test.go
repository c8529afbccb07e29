package notebook_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook"
)

// TestGraph plays testdata/graph/*.txtar: cells that have to do with names as the
// section "cells" says, and what comes of the steps of the script. A cell is
// "1: vars x; steady y; funcs f; uses a; needs a; writes b; keeps c"; a step is
// one of
//
//	run 1, all, stale    what is asked for; "ran" lists what ran, in order
//	fails 1, works 1     how the cell's runs end from now on
//	edit 1 text          another source
//	is 1: vars x         from now on the cell has to do with these names
//	delete 1, undelete, move 1 0, restart, reactive on
//	input 1              an input that the cell's last run read has another value
//	amid 1               run 1, and its input has another value while it runs
//	order, graph         what the graph is
//
// After each step the stale cells are listed.
func TestGraph(t *testing.T) {
	paths, err := filepath.Glob("testdata/graph/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no golden files:", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			a := readArchive(t, path)
			p := newPlay(t, a.sections["cells"])
			var got strings.Builder
			for line := range strings.Lines(a.sections["script"]) {
				if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "\t") {
					continue
				}
				got.WriteString(line)
				for _, said := range p.step(strings.TrimSpace(line)) {
					got.WriteString("\t" + said + "\n")
				}
			}
			if *update {
				a.sections["script"] = got.String()
				a.write(t, path)
			} else if got.String() != a.sections["script"] {
				t.Errorf("got:\n%s\nwant:\n%s", got.String(), a.sections["script"])
			}
		})
	}
}

// play is a notebook whose cells are played.
type play struct {
	*bench
	cells map[int]*part
	eval  uint64 // of the last run that something was said of
	lines string // for failures
}

// part is what a cell's runs come to.
type part struct {
	names notebook.Names
	funcs []string
	fails bool
	ran   string // the source it ran with last
}

func newPlay(t *testing.T, cells string) *play {
	lines := strings.Split(strings.TrimSpace(cells), "\n")
	p := &play{bench: openDoc(t, lines...), cells: map[int]*part{}}
	for i := range lines {
		p.is(lines[i])
		if p.cells[i+1] == nil {
			t.Fatalf("cell %d is missing", i+1)
		}
	}
	return p
}

// is reads what a cell has to do with names.
func (p *play) is(line string) {
	number, rest, _ := strings.Cut(line, ":")
	id, err := strconv.Atoi(number)
	if err != nil {
		p.t.Fatal(err)
	}
	c := &part{}
	for clause := range strings.SplitSeq(rest, ";") {
		words := strings.Fields(clause)
		if len(words) == 0 {
			continue
		}
		names := words[1:]
		switch words[0] {
		case "vars":
			c.names.Vars = append(c.names.Vars, names...)
		case "steady":
			c.names.Vars = append(c.names.Vars, names...)
			c.names.Steady = names
		case "funcs":
			c.funcs = names
		case "uses":
			c.names.Uses = names
		case "needs":
			c.names.Needs = names
		case "writes":
			c.names.Writes = names
		case "keeps":
			c.names.Keeps = names
		default:
			p.t.Fatalf("%q", clause)
		}
	}
	c.names.Defines = slices.Concat(c.names.Vars, c.funcs)
	p.cells[id] = c
}

func (p *play) step(line string) []string {
	word, rest, _ := strings.Cut(line, " ")
	first, rest2, _ := strings.Cut(rest, " ")
	id, _ := strconv.Atoi(strings.TrimSuffix(first, ":"))
	switch word {
	case "run":
		p.do(notebook.Run{ID: id})
		return p.drain()
	case "all":
		p.do(notebook.RunAll{})
		return p.drain()
	case "stale":
		p.do(notebook.RunStale{})
		return p.drain()
	case "enter":
		var ids []int
		for _, word := range strings.Fields(rest) {
			id, err := strconv.Atoi(word)
			if err != nil {
				p.t.Fatal(err)
			}
			ids = append(ids, id)
		}
		p.do(notebook.RunCells{IDs: ids})
		return p.drain()
	case "input":
		p.eval++
		p.do(notebook.Outdate{Cell: id, Eval: p.eval})
		return p.drain()
	case "amid":
		p.eval++
		p.do(notebook.Run{ID: id}, notebook.Start{}, notebook.Outdate{Cell: id, Eval: p.eval})
		p.do(notebook.Finish{Result: p.result(p.s.Cell(id))})
		return p.drain()
	case "fails", "works":
		p.cells[id].fails = word == "fails"
		return nil
	case "edit":
		p.do(replace(p.s.Cell(id), rest2))
	case "is":
		p.is(rest)
		return nil
	case "delete":
		p.do(notebook.Delete{ID: id})
	case "undelete":
		p.do(notebook.Undelete{})
	case "move":
		to, _ := strconv.Atoi(rest2)
		p.do(notebook.Move{ID: id, Index: to})
	case "restart":
		p.do(notebook.RuntimeRenewed{})
	case "reactive":
		p.do(notebook.SetReactive{On: rest == "on"})
	case "graph":
		return p.graph()
	default:
		p.t.Fatalf("%q", line)
	}
	return p.stale()
}

// drain runs what is queued.
func (p *play) drain() []string {
	ran := "ran"
	for range 100 {
		next := p.s.Next()
		if next == nil {
			return append([]string{ran}, p.stale()...)
		}
		ran += fmt.Sprintf(" %d", next.ID)
		p.do(notebook.Start{}, notebook.Finish{Result: p.result(next)})
	}
	p.t.Fatalf("it never ends: %s", ran)
	return nil
}

// result is what the engine would say of a run.
func (p *play) result(c *notebook.Cell) notebook.Result {
	part := p.cells[c.ID]
	r := notebook.Result{Status: notebook.StatusOK, Names: part.names}
	if part.ran != c.Source {
		r.Names.Changed = part.funcs
	}
	part.ran = c.Source
	if part.fails {
		r.Status = notebook.StatusError
	}
	return r
}

func (p *play) stale() []string {
	list := "stale"
	for _, c := range p.s.Document().Cells {
		if c.View().Stale {
			list += fmt.Sprintf(" %d", c.ID)
		}
	}
	return []string{list}
}

func (p *play) graph() []string {
	var lines []string
	for _, n := range p.s.Graph() {
		line := fmt.Sprintf("%d: defines %v", n.Cell, n.Defines)
		if len(n.Writes) > 0 {
			line += fmt.Sprintf(" writes %v", n.Writes)
		}
		for _, u := range n.Uses {
			line += fmt.Sprintf(", %s of %v", u.Name, u.Cells)
			if u.Deleted {
				line += " deleted"
			}
		}
		for _, a := range n.Also {
			line += fmt.Sprintf(", %s also in %v (%d counts)", a.Name, a.Cells, a.Counts)
		}
		if len(n.Cycle) > 0 {
			line += fmt.Sprintf(", cycle %v", n.Cycle)
		}
		lines = append(lines, line)
	}
	return lines
}
