package cellrt

import (
	"fmt"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"

	"github.com/gokino/gokino/kernel"
)

// maxFrames is how many frames of a stack are looked at: more than fit into
// [cellcall.MaxStack].
const maxFrames = 1 << 22

// panicFailure describes a recovered panic, in the deferred call that recovered
// it: the frames of the code that panicked still stand below.
func panicFailure(v any, cell int) Failure {
	stack := cellStack()
	return Failure{
		Message: kernel.PlainName("panic: " + panicText(v)),
		Line:    stack.lineIn(cell),
		Stack:   stack.String(),
	}
}

// panicText is v as Go prints a panic, without the type around plain values.
func panicText(v any) string {
	switch v := v.(type) {
	case error, fmt.Stringer:
		return fmt.Sprint(v) // which catches a panic in the method
	default:
		return fmt.Sprintf("%v", v)
	}
}

// frame is a place in a cell.
type frame struct {
	function string
	cell     int
	line     int
}

func (f frame) String() string { return fmt.Sprintf("%s cell%d:%d", f.function, f.cell, f.line) }

// cellFile is how line directives name a cell, below whatever directory.
var cellFile = regexp.MustCompile(`^cell(\d+)$`)

// cellEntry is the function that the compiler makes of a cell's statements.
var cellEntry = regexp.MustCompile(`^GKcell(_\w+)?`)

// trace is the part of a stack that lies in cells, innermost first, with
// repeated frames counted.
type trace []repeated

type repeated struct {
	frame
	times int
}

func (t trace) add(f frame, times int) trace {
	if n := len(t); n > 0 && t[n-1].frame == f {
		t[n-1].times += times
		return t
	}
	return append(t, repeated{f, times})
}

// cellStack is the trace of the calling goroutine. A recursion that ran into
// [cellcall.MaxStack] has a million frames and few places, so each is looked at once.
func cellStack() trace {
	pcs := make([]uintptr, 256)
	n := runtime.Callers(2, pcs)
	for n == len(pcs) && n < maxFrames {
		pcs = make([]uintptr, 16*len(pcs))
		n = runtime.Callers(2, pcs)
	}
	var found trace
	known := map[uintptr][]frame{}
	for i := 0; i < n; {
		same := i + 1
		for same < n && pcs[same] == pcs[i] {
			same++
		}
		frames, ok := known[pcs[i]]
		if !ok {
			frames = cellFrames(pcs[i : i+1])
			known[pcs[i]] = frames
		}
		for _, f := range frames {
			found = found.add(f, same-i)
		}
		i = same
	}
	return found
}

// cellFrames are those at one address, more than one where calls were inlined.
func cellFrames(pc []uintptr) (found []frame) {
	frames := runtime.CallersFrames(pc)
	for {
		f, more := frames.Next()
		if m := cellFile.FindStringSubmatch(filepath.Base(f.File)); m != nil {
			cell, _ := strconv.Atoi(m[1])
			found = append(found, frame{functionName(f.Function), cell, f.Line})
		}
		if !more {
			return found
		}
	}
}

// functionName takes the package off a linker's function name: "main.f.func1"
// is "f.func1", the function made of a cell is "cell".
func functionName(name string) string {
	if i := strings.LastIndexByte(beforeTypes(name), '/'); i >= 0 {
		name = name[i+1:]
	}
	if i := strings.IndexByte(name, '.'); i >= 0 {
		name = name[i+1:]
	}
	return kernel.PlainName(cellEntry.ReplaceAllString(name, "cell"))
}

// beforeTypes cuts a name off at its type arguments, which have paths too.
func beforeTypes(name string) string {
	before, _, _ := strings.Cut(name, "[")
	return before
}

// lineIn is the innermost line in cell, 0 if the trace has none.
func (t trace) lineIn(cell int) int {
	for _, f := range t {
		if f.cell == cell {
			return f.line
		}
	}
	return 0
}

// Bounds of a printed trace: so many places from its top and from its bottom.
const (
	topPlaces    = 30
	bottomPlaces = 10
)

// String prints a frame a line.
func (t trace) String() string {
	var lines []string
	for i, f := range t {
		if skip := len(t) - topPlaces - bottomPlaces; skip > 1 && i >= topPlaces && i < topPlaces+skip {
			if i == topPlaces {
				lines = append(lines, fmt.Sprintf("... %d more places", skip))
			}
			continue
		}
		lines = append(lines, f.String())
		if f.times > 1 {
			lines = append(lines, fmt.Sprintf("... %d more", f.times-1))
		}
	}
	return strings.Join(lines, "\n")
}

// TrimStack reduces a trace as debug.Stack prints it to its frames in cells, in
// the form of [Failure.Stack], and finds the line of cell.
func TrimStack(text string, cell int) (stack string, line int) {
	var found trace
	lines := strings.Split(text, "\n")
	for i := 0; i+1 < len(lines); i++ {
		place, isPlace := strings.CutPrefix(lines[i+1], "\t")
		if !isPlace {
			continue
		}
		place, _, _ = strings.Cut(place, " +0x")
		file, number, _ := strings.Cut(filepath.Base(place), ":")
		m := cellFile.FindStringSubmatch(file)
		if m == nil {
			continue
		}
		in, _ := strconv.Atoi(m[1])
		n, _ := strconv.Atoi(number)
		found = found.add(frame{functionName(traceFunction(lines[i])), in, n}, 1)
	}
	return found.String(), found.lineIn(cell)
}

// traceFunction is the linker's name in a line of a trace: a call with its
// arguments, or where a goroutine was made.
func traceFunction(line string) string {
	if made, ok := strings.CutPrefix(line, "created by "); ok {
		made, _, _ = strings.Cut(made, " in goroutine ")
		return made
	}
	if args := strings.LastIndexByte(line, '('); args > 0 {
		return line[:args]
	}
	return line
}
