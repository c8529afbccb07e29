package server_test

import (
	"context"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"

	"github.com/gokino/gokino/internal/page"
	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/server"
)

// guest does what its state says when an event comes.
type guest struct{}

func (guest) Init(ctx *live.Context[func(event string)], do func(event string)) error {
	ctx.Assigns = do
	return nil
}

func (guest) HandleConnect(*live.Context[func(string)]) (any, error) { return nil, nil }

func (guest) HandleEvent(ctx *live.Context[func(string)], event string, p live.Payload) error {
	ctx.BroadcastEvent("begins", p)
	ctx.Assigns(event)
	ctx.BroadcastEvent("ends", p)
	return nil
}

// add adds a widget to a site.
func (s *site) add(t *testing.T, do func(event string)) (ref string) {
	w := live.New(guest{}, do, live.Options{Assets: jsassets.Inline("main.js", ""), Kernel: s.w.Kernel()})
	t.Cleanup(func() {
		if err := w.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return w.Ref()
}

func (b *browser) want(ref, event string, n int) {
	b.t.Helper()
	if m := b.next(); m.Tag != page.Event || m.Ref != ref || m.Event != event || m.Int() != n {
		b.t.Errorf("%+v, not %s %d", m, event, n)
	}
}

// TestLend: a callback runs in the goroutine that read its event, unless the
// kernel starts goroutines itself.
func TestLend(t *testing.T) {
	for name, want := range map[string]bool{"alone": true, "in scopes": false} {
		var o kernel.Options
		if !want {
			o.Go = func(_ *kernel.Scope, f func()) { go f() }
		}
		s := newSiteOf(t, kernel.New(o), server.Options{})
		var lent bool
		ref := s.add(t, func(string) { lent = strings.Contains(string(debug.Stack()), "(*reader).read") })
		b := &browser{t: t}
		b.open(s.url)
		b.connect(ref)
		b.push(ref, "e", 1)
		b.want(ref, "begins", 1)
		b.want(ref, "ends", 1)
		if lent != want {
			t.Errorf("%s: in the reader's goroutine: %v", name, lent)
		}
	}
}

// TestLendBlocked: a callback that waits holds up nothing but its own widget: what
// it said before goes out, the page's other messages are read, and what comes for
// the widget meanwhile is handled afterwards, in order.
func TestLendBlocked(t *testing.T) {
	s := newSite(t, server.Options{})
	let := make(chan struct{})
	end := sync.OnceFunc(func() { close(let) })
	defer end()
	ref := s.add(t, func(event string) {
		if event == "block" {
			<-let
		}
	})
	b := &browser{t: t}
	b.open(s.url)
	b.connect(ref)
	b.connect(s.w.Ref())
	b.push(ref, "block", 1)
	b.want(ref, "begins", 1)
	b.push(ref, "e", 2)
	for n := range 100 {
		b.push(s.w.Ref(), "bump", 1)
		b.want(s.w.Ref(), "count", n+1)
	}
	if w := b.open(s.url); !w.Resumed { // the page can come back, too
		t.Errorf("greeted with %+v", w)
	}
	end()
	b.want(ref, "ends", 1)
	b.want(ref, "begins", 2)
	b.want(ref, "ends", 2)
	b.push(ref, "e", 3)
	b.want(ref, "begins", 3)
	b.want(ref, "ends", 3)
}

// TestLendGoexit: a callback that ends its goroutine does not end the connection.
func TestLendGoexit(t *testing.T) {
	s := newSite(t, server.Options{})
	ref := s.add(t, func(event string) {
		if event == "exit" {
			runtime.Goexit()
		}
	})
	b := &browser{t: t}
	b.open(s.url)
	b.connect(ref)
	for n := range 3 {
		b.push(ref, "exit", n)
		b.want(ref, "begins", n)
		if m := b.next(); m.Tag != page.Fail {
			t.Errorf("%+v", m)
		}
		b.push(ref, "e", n)
		b.want(ref, "begins", n)
		b.want(ref, "ends", n)
	}
}

// TestLendClose: a server is closed from a callback, which goes on.
func TestLendClose(t *testing.T) {
	s := newSite(t, server.Options{})
	closed := make(chan struct{})
	ref := s.add(t, func(string) { s.Close(); close(closed) })
	b := &browser{t: t}
	b.open(s.url)
	b.connect(ref)
	b.push(ref, "e", 1)
	<-closed
}

// TestLendManyBlocked: whoever reads on after a callback that waits may meet the
// next one at once; nothing the page has to hear is held back for good.
func TestLendManyBlocked(t *testing.T) {
	const widgets, rounds = 8, 4
	s := newSite(t, server.Options{})
	b := &browser{t: t}
	b.open(s.url)
	b.connect(s.w.Ref())
	var refs []string
	let := make(chan struct{})
	for range widgets {
		ref := s.add(t, func(string) { <-let })
		b.connect(ref)
		refs = append(refs, ref)
	}
	defer close(let) // where the test ends before its time
	for round := range rounds {
		for _, ref := range refs {
			b.push(ref, "e", round)
		}
		b.push(s.w.Ref(), "bump", 1)
		for heard := 0; heard <= widgets; heard++ { // each begins, and the count
			if m := b.next(); m.Event != "begins" && m.Event != "count" {
				t.Fatalf("%+v", m)
			}
		}
		for range refs {
			let <- struct{}{}
		}
		for range refs {
			if m := b.next(); m.Event != "ends" {
				t.Fatalf("%+v", m)
			}
		}
	}
}
