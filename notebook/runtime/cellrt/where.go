package cellrt

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
)

// maxTraces bounds the traces that Where looks through.
const maxTraces = 1 << 20

// Where says what the goroutine of [Evaluation.Do] does, as "chan receive, called
// at cell2:3", nothing if that is not known. It stops the process for a moment.
func (e *Evaluation) Where() string {
	e.mu.Lock()
	id := e.main
	e.mu.Unlock()
	traces := make([]byte, maxTraces)
	traces = traces[:runtime.Stack(traces, true)]
	_, trace, found := bytes.Cut(traces, fmt.Appendf(nil, "goroutine %d [", id))
	if id == 0 || !found {
		return ""
	}
	trace, _, _ = bytes.Cut(trace, []byte("\n\n"))
	head, frames, _ := strings.Cut(string(trace), "\n")
	state, _, _ := strings.Cut(strings.TrimSuffix(head, "]:"), ",")
	state, _, _ = strings.Cut(state, " labels:")
	where := state
	if in := innermost(frames); in != "" {
		where += " in " + in
	}
	if stack, _ := TrimStack(frames, e.cell); stack != "" {
		place, _, _ := strings.Cut(stack, "\n")
		where += ", called at " + place[strings.LastIndexByte(place, ' ')+1:]
	}
	return where
}

// innermost is the function of a trace that is of interest: not one of Go's own
// insides, nor of a cell, whose place says more.
func innermost(frames string) string {
	lines := strings.Split(frames, "\n")
	for i := 0; i+1 < len(lines); i += 2 {
		name := traceFunction(lines[i])
		switch {
		case strings.HasPrefix(name, "main."):
			return ""
		case strings.HasPrefix(name, "runtime."), strings.HasPrefix(name, "internal/"), strings.HasPrefix(name, "syscall."):
		default:
			return name
		}
	}
	return ""
}
