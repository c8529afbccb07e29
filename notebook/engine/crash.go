package engine

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/gokino/gokino/kernel"
)

// crash is what Go's text of a fatal error says about the goroutine in which it
// happened. What is not known is zero.
type crash struct {
	eval    uint64  // the evaluation it belonged to
	starter string  // the function that started it, if that is a library's
	places  []place // in cells, innermost first
}

// place is where a cell was.
type place struct {
	function   string
	cell, line int
}

var (
	// goroutineHead begins the trace of a goroutine. Since Go 1.26 it tells the
	// labels, with which an evaluation's goroutines are marked.
	goroutineHead = regexp.MustCompile(`(?m)^goroutine \d+ .*\]:$`)
	evalLabel     = regexp.MustCompile(`labels:\{.*"?eval"?: "?(\d+)`)
	cellPlace     = regexp.MustCompile(`^\t(?:.*/)?cell(\d+):(\d+)`)
	cellFunction  = regexp.MustCompile(`^GKcell(_\w+)?`)
)

// readCrash reads the trace of the goroutine that crashed, which is the first.
func readCrash(text string) (c crash) {
	at := goroutineHead.FindStringIndex(text)
	if at == nil {
		return c
	}
	if m := evalLabel.FindStringSubmatch(text[at[0]:at[1]]); m != nil {
		c.eval, _ = strconv.ParseUint(m[1], 10, 64)
	}
	trace, _, _ := strings.Cut(text[at[1]:], "\n\n")
	before := ""
	for line := range strings.Lines(trace) {
		line = strings.TrimRight(line, "\n")
		if m := cellPlace.FindStringSubmatch(line); m != nil && len(c.places) < maxPlaces {
			cell, _ := strconv.Atoi(m[1])
			row, _ := strconv.Atoi(m[2])
			c.places = append(c.places, place{functionOf(before), cell, row})
		} else if maker, ok := strings.CutPrefix(before, "created by "); ok {
			c.starter, _, _ = strings.Cut(maker, " in goroutine ")
		}
		before = line
	}
	return c
}

// maxPlaces bounds what is shown of a stack.
const maxPlaces = 40

// functionOf is a function's name as cells know it, from a line of a trace such
// as "main.f.func1(0x1)" or "created by main.f in goroutine 5".
func functionOf(line string) string {
	name, made := strings.CutPrefix(line, "created by ")
	if made {
		name, _, _ = strings.Cut(name, " in goroutine ")
	} else if args := strings.LastIndexByte(name, '('); args > 0 {
		name = name[:args]
	}
	_, name, _ = strings.Cut(path.Base(name), ".")
	return kernel.PlainName(cellFunction.ReplaceAllString(name, "cell"))
}

// why adds to the reason of a death what could not be done about it. A panic in
// a goroutine of the cells' own would have been caught.
func (c crash) why(reason string) string {
	if strings.HasPrefix(reason, "panic: ") && c.starter != "" {
		return reason + " (in a goroutine that " + c.starter + " started, where nothing can catch it)"
	}
	return reason
}

// in is the innermost line in a cell, 0 if there is none.
func (c crash) in(cell int) int {
	for _, p := range c.places {
		if p.cell == cell {
			return p.line
		}
	}
	return 0
}

// stack is the places in cells, one a line.
func (c crash) stack() string {
	var lines []string
	for _, p := range c.places {
		lines = append(lines, strings.TrimSpace(p.function+" cell"+strconv.Itoa(p.cell)+":"+strconv.Itoa(p.line)))
	}
	return strings.Join(lines, "\n")
}
