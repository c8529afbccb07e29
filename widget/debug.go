package widget

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

const (
	debugEvery = 100 * time.Millisecond // at most so often something is sent
	debugKept  = 5                      // values
	debugBytes = 1 << 10                // about, of one value
)

// Debug shows v in the cell, with the place of the call and its type, and returns it:
// sum(Debug(x)). A place is shown once; calls of it that follow are counted there, with
// the last five values, each cut to about a KiB. The label stands before them.
//
// What v was at the call is written down at once. In a program without cells it is
// printed to standard error instead. As Kino.Debug, the backend of dbg; a running program
// does not know its source, so the place stands for it, and there are no pipelines in Go.
func Debug[T any](v T, label ...string) T {
	_, file, line, _ := runtime.Caller(1)
	debugged(v, fmt.Sprintf("%s:%d", filepath.Base(file), line), strings.Join(label, " "))
	return v
}

// debugged notes one call.
func debugged(v any, place, label string) {
	call := debugCall{kind: kernel.PlainName(fmt.Sprintf("%T", v)), text: inspect(v, InspectOptions{Bytes: debugBytes})}
	k := kernel.Default()
	scope := k.Current()
	if scope.ID() == 0 {
		fmt.Fprintln(os.Stderr, strings.TrimSpace(place+" "+label), call.kind, "=", call.text)
		return
	}
	w := scope.Once(debugKey(place), func() any { return &watch{place: place} }).(*watch)
	w.note(call, label)
	w.start.Do(func() {
		shown := live.New(debugLive{}, w, live.Options{Assets: jsassets.Builtin("frame"), Name: "debug", Kernel: k})
		k.Show(scope, kernel.Data{"text/plain": w.String(), kernel.ViewType: shown.View()})
		w.caughtUp()
	})
	w.tell()
}

type debugKey string

// debugCall is a value as it was.
type debugCall struct{ kind, text string }

// watch is what is known of one place.
type watch struct {
	place string
	start sync.Once
	ctx   *live.Context[*watch] // nil if the cell has ended

	mu    sync.Mutex
	label string
	calls int
	last  []debugCall // the newest at the end
	told  int         // calls that pages know of
	armed bool        // a message that tells them is on its way
}

func (w *watch) note(c debugCall, label string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls++
	w.label = label
	if len(w.last) == debugKept {
		w.last = append(w.last[:0], w.last[1:]...)
	}
	w.last = append(w.last, c)
}

// tell lets pages see the calls that they do not know of, soon.
func (w *watch) tell() {
	w.mu.Lock()
	arm := w.ctx != nil && !w.armed && w.told < w.calls
	w.armed = w.armed || arm
	w.mu.Unlock()
	if arm {
		w.ctx.SendAfter(debugEvery, nil)
	}
}

// caughtUp says that pages know of all calls.
func (w *watch) caughtUp() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told, w.armed = w.calls, false
}

// String is the place with its last value.
func (w *watch) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.headLocked() + " " + w.last[len(w.last)-1].String()
}

func (c debugCall) String() string { return c.kind + " = " + c.text }

func (w *watch) headLocked() string {
	head := strings.TrimSpace(w.place + " " + w.label)
	if w.calls > 1 {
		head += fmt.Sprintf(", %s calls:", grouped(int64(w.calls)))
	}
	return head
}

// forms are the last values, the newest first.
func (w *watch) forms() map[string]any {
	text := w.String()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.calls == 1 {
		return Terminal(text).Render()
	}
	rows := make([]any, len(w.last))
	for i := range rows {
		c := w.last[len(w.last)-1-i]
		rows[i] = []any{grouped(int64(w.calls - i)), c.kind, c.text}
	}
	last := w.last[len(w.last)-1].String()
	return Grid(GridOptions{Gap: 2}, Terminal(w.headLocked()), shownRows{last, rows}).Render()
}

// shownRows are the calls as a table.
type shownRows struct {
	text string
	rows []any
}

// Render gives the forms.
func (r shownRows) Render() kernel.Data {
	return kernel.Data{"text/plain": r.text, RowsType: map[string]any{"columns": []any{"call", "type", "value"}, "rows": r.rows, "more": 0}}
}

// debugLive is the definition of what shows a place, in the form of a [Frame].
type debugLive struct{}

func (debugLive) Init(ctx *live.Context[*watch], w *watch) error {
	ctx.Assigns, w.ctx = w, ctx
	return nil
}

func (debugLive) HandleConnect(ctx *live.Context[*watch]) (any, error) {
	w := ctx.Assigns
	return map[string]any{"items": []any{w.forms()}, "label": "Debug " + w.place}, nil
}

// HandleInfo tells pages what is known now.
func (debugLive) HandleInfo(ctx *live.Context[*watch], _ any) error {
	ctx.Assigns.caughtUp()
	ctx.BroadcastEvent("render", map[string]any{"data": ctx.Assigns.forms()})
	return nil
}

// HandleExport is what is known now.
func (debugLive) HandleExport(ctx *live.Context[*watch]) (live.Export, error) {
	return live.Export{Data: ctx.Assigns.forms()}, nil
}
