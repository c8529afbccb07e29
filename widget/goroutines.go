package widget

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/gokino/gokino/kernel"
)

// GoroutineGroup is goroutines that do the same: all of its fields but Count are alike.
type GoroutineGroup struct {
	Count     int
	State     string // as in a trace: "running", "chan receive", "IO wait"
	Function  string // the innermost one that is not of Go's runtime
	Cell      string // the cell that they belong to, "" for none
	Place     string // where in a cell they are, as "cell3:7", "" for nowhere
	StartedBy string // the function with the go statement, "" for the first goroutine
}

// GoroutineGroups are the goroutines of a process, the largest group first. They show as
// a table; [GoroutineGroups.Diagram] draws who has started whom.
type GoroutineGroups []GoroutineGroup

// maxStacks bounds the text of all stacks; what is beyond it is left out.
const maxStacks = 64 << 20

// Goroutines are those that there are now. It stops the process for a moment. As
// Kino.Process.render_app_tree; goroutines are no tree of supervisors, so groups stand
// for them.
func Goroutines() GoroutineGroups {
	text := make([]byte, 1<<20)
	n := runtime.Stack(text, true)
	for n == len(text) && n < maxStacks {
		text = make([]byte, 4*len(text))
		n = runtime.Stack(text, true)
	}
	counts := map[GoroutineGroup]int{}
	for trace := range strings.SplitSeq(string(text[:n]), "\n\n") {
		counts[goroutineOf(trace)]++
	}
	groups := make(GoroutineGroups, 0, len(counts))
	for g, n := range counts {
		g.Count = n
		groups = append(groups, g)
	}
	slices.SortFunc(groups, func(a, b GoroutineGroup) int {
		return cmp.Or(b.Count-a.Count, strings.Compare(fmt.Sprint(a), fmt.Sprint(b)))
	})
	return groups
}

var (
	cellLabel = regexp.MustCompile(`"cell": "(\d+)"`)
	cellFrame = regexp.MustCompile(`^\t(?:.*/)?(cell\d+:\d+)(?: |$)`)
	cellEntry = regexp.MustCompile(`^main\.GKcell_(\d+)_\w+`)
)

// goroutineOf reads the trace of one goroutine.
func goroutineOf(trace string) (g GoroutineGroup) {
	head, frames, _ := strings.Cut(trace, "\n")
	_, state, _ := strings.Cut(strings.TrimSuffix(head, "]:"), " [")
	state, labels, _ := strings.Cut(state, " labels:")
	g.State, _, _ = strings.Cut(state, ",") // how long it waits says nothing here
	if m := cellLabel.FindStringSubmatch(labels); m != nil {
		g.Cell = "cell" + m[1]
	}
	for line := range strings.SplitSeq(frames, "\n") {
		place := cellFrame.FindStringSubmatch(line)
		starter, started := strings.CutPrefix(line, "created by ")
		switch {
		case place != nil && g.Place == "" && g.StartedBy == "":
			g.Place = place[1]
		case started:
			starter, _, _ = strings.Cut(starter, " in goroutine ")
			g.StartedBy = functionOf(starter)
		case strings.HasPrefix(line, "\t") || g.Function != "":
		case !strings.HasPrefix(line, "runtime.") && !strings.HasPrefix(line, "internal/") && !strings.HasPrefix(line, "syscall."):
			if at := strings.LastIndexByte(line, '('); at > 0 {
				g.Function = functionOf(line[:at])
			}
		}
	}
	return g
}

// functionOf is a linker's name of a function as people read it.
func functionOf(name string) string {
	return kernel.PlainName(path.Base(cellEntry.ReplaceAllString(name, "cell$1")))
}

// maxDiagram is how many groups a diagram has.
const maxDiagram = 40

// Diagram draws which functions have started which goroutines. Of many groups the
// largest are drawn, and the caption says how many are not.
func (all GoroutineGroups) Diagram() Diagram {
	var b strings.Builder
	b.WriteString("graph LR\n")
	names := map[string]string{}
	node := func(text string) string {
		if names[text] == "" {
			names[text] = fmt.Sprintf("n%d", len(names))
		}
		return names[text]
	}
	shown := all[:min(len(all), maxDiagram)]
	edges := map[[2]string]int{}
	for _, g := range shown {
		edges[[2]string{cmp.Or(g.StartedBy, "the program"), strings.TrimSpace(g.Function + "\n" + g.State + " " + g.Cell)}] += g.Count
	}
	for _, e := range slices.SortedFunc(maps.Keys(edges), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		fmt.Fprintf(&b, "  %s -->|%d| %s\n", node(e[0]), edges[e], node(e[1]))
	}
	for _, text := range slices.Sorted(maps.Keys(names)) {
		fmt.Fprintf(&b, "  %s[\"%s\"]\n", names[text], strings.NewReplacer(`"`, "#quot;", "\n", "<br/>").Replace(text))
	}
	d := Diagram{Source: Mermaid(b.String()), Caption: "Goroutines, by who has started them"}
	if more := len(all) - len(shown); more > 0 {
		d.Caption += fmt.Sprintf("; %d more groups", more)
	}
	return d
}
