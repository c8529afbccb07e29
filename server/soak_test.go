package server_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/hub"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/server"
)

// faults are what went wrong, as far as one wants to read it.
type faults struct {
	mu    sync.Mutex
	count int
	first []string
}

func (f *faults) add(fault string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.count++; f.count <= 20 {
		f.first = append(f.first, fault)
	}
}

// tally counts broadcasts, views, and the events of each page.
type tally struct {
	Seq, Views int
	had        map[string]int
	faults     *faults
}

type tallier struct{}

func (tallier) Init(ctx *live.Context[tally], f *faults) error {
	ctx.Assigns.faults = f
	return nil
}

func (tallier) HandleConnect(ctx *live.Context[tally]) (any, error) {
	ctx.Assigns.Views++
	return ctx.Assigns.Seq, nil
}

func (tallier) HandleDisconnect(ctx *live.Context[tally]) error {
	ctx.Assigns.Views--
	return nil
}

func (tallier) HandleEvent(ctx *live.Context[tally], _ string, p live.Payload) error {
	var ev struct {
		Page string `json:"page"`
		N    int    `json:"n"`
	}
	if err := p.Decode(&ev); err != nil {
		return err
	}
	t := &ctx.Assigns
	if ev.N != t.had[ev.Page]+1 {
		t.faults.add(fmt.Sprintf("event %d of %s follows event %d", ev.N, ev.Page, t.had[ev.Page]))
	}
	if t.had == nil {
		t.had = map[string]int{}
	}
	t.had[ev.Page] = ev.N
	tick(ctx)
	if t.Seq%50 == 0 {
		time.Sleep(slow)
	}
	return ctx.Reply(t.Seq)
}

// HandleCast is a broadcast that no page asked for, or, with forget, an end of
// what was noted about pages.
func (tallier) HandleCast(ctx *live.Context[tally], msg any) error {
	if msg == forget {
		ctx.Assigns.had = nil
		return nil
	}
	tick(ctx)
	return nil
}

const forget = "forget"

// slow is how long some callbacks take: long enough for another goroutine to read
// the connection on.
const slow = 40 * time.Millisecond

func tick(ctx *live.Context[tally]) {
	ctx.Assigns.Seq++
	ctx.BroadcastEvent("tick", ctx.Assigns.Seq)
}

// soak is how large one is.
type soak struct {
	widgets, pages int
	lasts          time.Duration
	every          time.Duration // between a page's pushes
	ring           int           // messages that a page may miss
	grace          time.Duration
}

// TestSoak: pages that show many widgets and lose their connections in every way
// miss nothing, hear nothing twice or out of order, and leave nothing behind.
// GOKINO_TEST_SOAK_LIVE is how long the large one lasts.
func TestSoak(t *testing.T) {
	s := soak{widgets: 40, pages: 6, lasts: 3 * time.Second, every: 2 * time.Millisecond, ring: 400, grace: 700 * time.Millisecond}
	if long := os.Getenv("GOKINO_TEST_SOAK_LIVE"); long != "" {
		d, err := time.ParseDuration(long)
		if err != nil {
			t.Fatal(err)
		}
		s = soak{widgets: 1000, pages: 20, lasts: d, every: 10 * time.Millisecond, ring: 2000, grace: 8 * time.Second}
	}
	f := &faults{}
	k := kernel.New(kernel.Options{})
	srv := server.New(server.Options{Kernel: k, Hub: hub.Options{MaxMessages: s.ring, Grace: s.grace}})
	web := httptest.NewServer(srv)
	widgets := make([]*live.Widget, s.widgets)
	for i := range widgets {
		widgets[i] = live.New(tallier{}, f, live.Options{Assets: jsassets.Inline("main.js", ""), Kernel: k})
	}
	s.run(t, web.URL, widgets, f, min(s.lasts/3, 20*time.Second)) // fills pools
	before := level(s)
	seen := s.run(t, web.URL, widgets, f, s.lasts)
	t.Logf("%+v", seen)
	level(s).compare(t, before)

	for kind, n := range map[string]int{"resumed": seen.Resumed, "afresh": seen.Afresh, "replaced": seen.Replaced,
		"overflowed": seen.Overflowed, "born again": seen.Born - s.pages, "churned": seen.Churned} {
		if n <= 0 {
			t.Errorf("no page was %s: the test shows less than it says", kind)
		}
	}
	srv.Close()
	web.Close()
	if left := k.Root().Close(t.Context()); left != nil {
		t.Error(len(left), "widgets are left")
	}
	if f.count > 0 {
		t.Errorf("%d faults, among them\n%s", f.count, strings.Join(f.first, "\n"))
	}
}

// run has the pages live for a while and leave.
func (s soak) run(t *testing.T, url string, widgets []*live.Widget, f *faults, lasts time.Duration) (seen outcomes) {
	ctx, cancel := context.WithTimeout(t.Context(), lasts)
	defer cancel()
	refs := make([]string, len(widgets))
	for i, w := range widgets {
		refs[i] = w.Ref()
	}
	pages := make([]*surfer, s.pages)
	var driving sync.WaitGroup
	for i := range pages {
		pages[i] = newSurfer("ws"+strings.TrimPrefix(url, "http")+"/gokino/socket", fmt.Sprint("page", i), refs, f, uint64(i))
		driving.Go(func() { s.drive(ctx, pages[i], i) })
	}
	driving.Go(func() { // broadcasts that no page asked for
		for i := 0; pause(ctx, s.every); i++ {
			if err := widgets[i%len(widgets)].Cast(nil); err != nil {
				f.add(err.Error())
			}
		}
	})
	driving.Wait()
	settle(t, pages, nil) // all events were handled
	settle(t, pages, states(t, widgets, func(st tally) int { return st.Seq }))
	for _, p := range pages {
		p.drop()
		seen.add(p.seen)
	}
	within(t, s.grace+10*time.Second, "views that are left", func() string {
		left := 0
		for _, n := range states(t, widgets, func(st tally) int { return st.Views }) {
			left += n
		}
		if left == 0 {
			return ""
		}
		return fmt.Sprint(left)
	})
	for _, w := range widgets {
		if err := w.Cast(forget); err != nil {
			t.Error(err)
		}
	}
	return seen
}

// drive lives as page p for a while, with one trouble after the other.
func (s soak) drive(ctx context.Context, p *surfer, trouble int) {
	p.open()
	long := s.grace * 3 / 4 // until what is missed is more than the ring holds
	for {
		for range p.rand.IntN(200) {
			if !pause(ctx, s.every) {
				p.connected()
				return
			}
			p.connected() // the server may have ended it
			p.push()
			if p.rand.IntN(20) == 0 {
				p.churn()
			}
		}
		switch trouble++; trouble % 7 {
		case 0, 1, 2:
			p.drop()
			pause(ctx, time.Duration(p.rand.Int64N(int64(s.grace/8))))
		case 3:
			p.replace()
		case 4:
			p.stall(long)
		case 5:
			p.drop()
			pause(ctx, long)
		case 6:
			p.drop()
			pause(ctx, s.grace*3/2) // the client has ended
		}
		p.connected()
	}
}

// pause waits; false if ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// settle waits until nothing is under way between pages and widgets.
func settle(t *testing.T, pages []*surfer, last []int) {
	t.Helper()
	within(t, 30*time.Second, "not settled", func() string {
		for _, p := range pages {
			p.connected()
			if reason := p.settled(last); reason != "" {
				return p.name + ": " + reason
			}
		}
		return ""
	})
}

// within waits until wrong returns "".
func within(t *testing.T, patience time.Duration, what string, wrong func() string) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		reason := wrong()
		if reason == "" {
			return
		}
		if time.Now().After(deadline) {
			t.Errorf("after %v: %s: %s", patience, what, reason)
			return
		}
	}
}

func states(t *testing.T, widgets []*live.Widget, of func(tally) int) []int {
	t.Helper()
	all := make([]int, len(widgets))
	for i, w := range widgets {
		st, err := live.State[tally](t.Context(), w)
		if err != nil {
			t.Error(err)
		}
		all[i] = of(st)
	}
	return all
}

// usage is what a server with no page has.
type usage struct {
	goroutines int
	heap       uint64
}

// level waits for the hub's grace periods before it measures.
func level(s soak) usage {
	time.Sleep(s.grace)
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return usage{runtime.NumGoroutine(), m.HeapAlloc + m.StackInuse}
}

func (u usage) compare(t *testing.T, before usage) {
	t.Helper()
	t.Logf("goroutines %d, then %d; memory %d KB, then %d KB", before.goroutines, u.goroutines, before.heap>>10, u.heap>>10)
	if u.goroutines > before.goroutines {
		t.Errorf("%d goroutines are left", u.goroutines-before.goroutines)
	}
	if u.heap > before.heap+before.heap/10+1<<20 {
		t.Errorf("%d KB are left", (u.heap-before.heap)>>10)
	}
}
