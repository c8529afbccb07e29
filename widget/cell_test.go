package widget_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
)

// cell is the default kernel of a test, in which all code belongs to a cell.
type cell struct {
	*kernel.Kernel
	t     *testing.T
	scope *kernel.Scope

	mu   sync.Mutex
	said []kernel.Message
}

func newCell(t *testing.T) *cell {
	c := &cell{t: t}
	c.Kernel = kernel.New(kernel.Options{Scope: func() *kernel.Scope { return c.scope }})
	c.scope = c.Open(7)
	c.Attach(func(m kernel.Message) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.said = append(c.said, m)
	})
	old := kernel.Default()
	kernel.SetDefault(c.Kernel)
	t.Cleanup(func() {
		kernel.SetDefault(old)
		c.close()
	})
	return c
}

// close ends the cell, as running it again does.
func (c *cell) close() {
	if left := c.scope.Close(context.Background()); left != nil {
		c.t.Error("still there:", left)
	}
}

// heard takes what was said since the last call.
func (c *cell) heard() []kernel.Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	said := c.said
	c.said = nil
	return said
}

// events are the events that client was sent, with decoded payloads, and those
// for all.
func (c *cell) events(client string) (events []event) {
	for _, m := range c.heard() {
		switch m := m.(type) {
		case kernel.Broadcast:
			events = append(events, event{m.Event, c.decode(m.Payload)})
		case kernel.Send:
			if m.Client == client {
				events = append(events, event{m.Event, c.decode(m.Payload)})
			}
		}
	}
	return events
}

type event struct {
	name    string
	payload map[string]any
}

// text is the text of the value that the event brings.
func (e event) text() string {
	data, _ := e.payload["data"].(map[string]any)
	s, _ := data["text/plain"].(string)
	return s
}

// names are the events' names and texts, in short.
func names(events []event) []string {
	list := []string{}
	for _, e := range events {
		list = append(list, e.name+" "+e.text())
	}
	return list
}

// init is what a page learns that shows the widget now.
func (c *cell) init(client, ref string, settle func()) map[string]any {
	c.t.Helper()
	c.Deliver(kernel.Connect{Client: client, Ref: ref, View: "v"})
	settle()
	said := c.heard()
	i := slices.IndexFunc(said, func(m kernel.Message) bool { _, ok := m.(kernel.Init); return ok })
	if i < 0 {
		c.t.Fatalf("no Init for %s: %+v", client, said)
	}
	return c.decode(said[i].(kernel.Init).Payload)
}

func (c *cell) decode(payload []byte) map[string]any {
	c.t.Helper()
	var v any
	if err := wire.Unmarshal(payload, &v); err != nil {
		c.t.Fatal(err)
	}
	m, _ := v.(map[string]any)
	return m
}

func encoded(t *testing.T, v any) []byte {
	t.Helper()
	b, err := wire.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
