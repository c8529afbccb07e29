package widget_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
	"github.com/gokino/gokino/live"
)

// patience is how long a test waits for what must come.
const patience = 10 * time.Second

// host is a kernel of a test's own, and what its widgets said.
type host struct {
	t testing.TB
	k *kernel.Kernel

	mu    sync.Mutex
	said  []kernel.Message
	fresh chan struct{} // one is said
	calls uint64
}

func newHost(t testing.TB) *host {
	h := &host{t: t, fresh: make(chan struct{}, 1)}
	var cell *kernel.Scope
	h.k = kernel.New(kernel.Options{Scope: func() *kernel.Scope { return cell }, Logger: slog.New(slog.DiscardHandler)})
	cell = h.k.Open(1)
	h.k.Attach(h.hear)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if left := cell.Close(ctx); len(left) > 0 {
			t.Errorf("%v did not end", left)
		}
	})
	return h
}

func (h *host) hear(m kernel.Message) {
	h.mu.Lock()
	h.said = append(h.said, m)
	h.mu.Unlock()
	select {
	case h.fresh <- struct{}{}:
	default:
	}
}

// wait gives the first message that is wanted, and takes it and all before it.
func (h *host) wait(wanted func(kernel.Message) bool) kernel.Message {
	h.t.Helper()
	timeout := time.After(patience)
	for {
		h.mu.Lock()
		for i, m := range h.said {
			if wanted(m) {
				h.said = h.said[i+1:]
				h.mu.Unlock()
				return m
			}
		}
		h.mu.Unlock()
		select {
		case <-h.fresh:
		case <-timeout:
			h.t.Fatalf("it said only %+v", h.said)
		}
	}
}

// view is what all live widgets are in package widget.
type view interface {
	Ref() string
	View() kernel.View
}

// connect shows w to a client and decodes its init data into v.
func (h *host) connect(client string, w view, v any) {
	h.t.Helper()
	h.k.Deliver(kernel.Connect{Client: client, Ref: w.Ref(), View: "view"})
	m := h.wait(func(m kernel.Message) bool {
		switch m := m.(type) {
		case kernel.Init:
			return m.Client == client && m.Ref == w.Ref()
		case kernel.Fail:
			return m.Client == client
		}
		return false
	})
	if f, failed := m.(kernel.Fail); failed {
		h.t.Fatal(f.Message)
	}
	h.decode(m.(kernel.Init).Payload, v)
}

func (h *host) push(client string, w view, event string, payload any, call uint64) {
	h.t.Helper()
	p, err := live.NewPayload(payload)
	if err != nil {
		h.t.Fatal(err)
	}
	h.k.Deliver(kernel.Event{Client: client, Ref: w.Ref(), View: "view", Event: event, Payload: p.Raw(), Call: call})
}

// ask pushes an event, decodes the answer into v, and gives the error it got.
func (h *host) ask(client string, w view, event string, payload, v any) string {
	h.t.Helper()
	h.calls++
	call := h.calls
	h.push(client, w, event, payload, call)
	r := h.wait(func(m kernel.Message) bool {
		r, ok := m.(kernel.Reply)
		return ok && r.Call == call
	}).(kernel.Reply)
	if r.Error == "" && v != nil {
		h.decode(r.Payload, v)
	}
	return r.Error
}

// heard decodes the next broadcast of an event into v.
func (h *host) heard(event string, v any) {
	h.t.Helper()
	m := h.wait(func(m kernel.Message) bool {
		b, ok := m.(kernel.Broadcast)
		return ok && b.Event == event
	})
	h.decode(m.(kernel.Broadcast).Payload, v)
}

func (h *host) decode(raw []byte, v any) {
	h.t.Helper()
	if err := wire.Unmarshal(raw, v); err != nil {
		h.t.Fatal(err)
	}
}

// count is how often an event was broadcast that no heard has taken.
func (h *host) count(event string) (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, m := range h.said {
		if b, ok := m.(kernel.Broadcast); ok && b.Event == event {
			n++
		}
	}
	return n
}

// drop forgets what was said.
func (h *host) drop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.said = nil
}
