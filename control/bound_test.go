package control_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/gokino/gokino/control"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
	"github.com/gokino/gokino/live"
)

// book runs cells, one at a time, and writes down what pages are told.
type book struct {
	*kernel.Kernel
	t     *testing.T
	scope *kernel.Scope
	evals map[int]uint64
	last  uint64

	mu   sync.Mutex
	said []string
}

func newBook(t *testing.T) *book {
	b := &book{t: t, evals: map[int]uint64{}}
	b.Kernel = kernel.New(kernel.Options{Scope: func() *kernel.Scope { return b.scope }})
	b.Attach(b.hear)
	before := kernel.Default()
	kernel.SetDefault(b.Kernel)
	t.Cleanup(func() {
		kernel.SetDefault(before)
		for _, id := range b.evals {
			b.Lookup(id).Close(t.Context())
		}
	})
	return b
}

func (b *book) hear(m kernel.Message) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch m := m.(type) {
	case kernel.Broadcast:
		b.said = append(b.said, m.Event+" "+shown(m.Payload))
	case kernel.Reply:
		b.said = append(b.said, "reply "+shown(m.Payload))
	case kernel.Stale:
		b.said = append(b.said, fmt.Sprintf("stale %d", b.Lookup(m.Scope).Cell()))
	}
}

func shown(payload []byte) string {
	var v any
	if err := wire.Unmarshal(payload, &v); err != nil {
		return err.Error()
	}
	return fmt.Sprint(v)
}

// run runs a cell, whose former run ends.
func (b *book) run(cell int, f func()) {
	b.t.Helper()
	if old := b.Lookup(b.evals[cell]); old != nil && old.Cell() == cell {
		if left := old.Close(b.t.Context()); left != nil {
			b.t.Error(left)
		}
	}
	b.last++
	b.evals[cell] = b.last
	b.scope = b.OpenCell(cell, b.last)
	f()
	b.scope.Settle()
}

// push has a page push an event, which is handled when it returns.
func (b *book) push(w *live.Widget, event string, payload any) {
	b.t.Helper()
	p, err := live.NewPayload(payload)
	if err != nil {
		b.t.Fatal(err)
	}
	b.Deliver(kernel.Event{Client: "c", Ref: w.Ref(), View: "v", Event: event, Payload: p.Raw(), Call: 1})
}

// wants wants this to be what pages were told since the last call.
func (b *book) wants(w *live.Widget, want ...string) {
	b.t.Helper()
	for range 2 { // what the first waits for may tell pages more
		if _, err := live.State[struct{}](b.t.Context(), w); err != nil {
			b.t.Fatal(err)
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if got := strings.Join(b.said, "\n"); got != strings.Join(want, "\n") {
		b.t.Errorf("pages were told\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	b.said = nil
}

// TestBound: pages learn which cells have read an input, and that some have not
// read the value of now.
func TestBound(t *testing.T) {
	b := newBook(t)
	var in *control.Input[string]
	b.run(1, func() { in = control.Text("Name") })
	w := in.Widget()
	read := func() { in.Read() }
	b.push(w, "readers", nil)
	b.wants(w, "reply map[cells:[]]")
	b.run(3, read)
	b.run(2, read)
	b.run(4, func() { in.Value() })
	b.push(w, "readers", nil)
	b.wants(w, "reply map[cells:[2 3]]")

	b.push(w, "change", "Ada")
	b.wants(w, "stale 3", "stale 2", "patch map[error: origin:c value:Ada]", "reply map[value:Ada]", "patch map[changed:true]")
	b.push(w, "change", "Grace")
	b.wants(w, "patch map[error: origin:c value:Grace]", "reply map[value:Grace]")
	b.run(2, read)
	b.wants(w)
	b.run(3, read)
	b.wants(w, "patch map[changed:false]")
	set(t, in, "Edith") // by Go code
	b.wants(w, "patch map[error: value:Edith]")

	in.SetDisabled(true)
	b.push(w, "readers", nil)
	b.wants(w, "patch map[disabled:true]", "reply map[error:This cannot be used now.]")
}

// TestBoundAnew: cells that have read an input are bound to the one that its cell
// makes in its place when it runs again. The cell itself may be one of them.
func TestBoundAnew(t *testing.T) {
	b := newBook(t)
	var in *control.Input[string]
	make := func() {
		in = control.Text("Name")
		in.Read()
	}
	b.run(1, make)
	b.run(2, func() { in.Read() })
	b.push(in.Widget(), "change", "Ada")
	b.wants(in.Widget(), "stale 1", "stale 2", "patch map[error: origin:c value:Ada]", "reply map[value:Ada]", "patch map[changed:true]")
	b.run(1, make)
	b.push(in.Widget(), "readers", nil)
	b.wants(in.Widget(), "reply map[cells:[1 2]]")
	b.run(2, func() { in.Read() })
	b.wants(in.Widget(), "patch map[changed:false]")
	b.run(1, func() { in = control.Text("Surname") })
	b.push(in.Widget(), "readers", nil)
	b.wants(in.Widget(), "reply map[cells:[]]")
}
