package screen_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/control"
	"github.com/gokino/gokino/internal/leak"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/widget"
	"github.com/gokino/gokino/widget/screen"
)

func TestMain(m *testing.M) { leak.Main(m) }

// stage is a kernel with one cell, the screen's, and the controls of its last
// rendering by client.
type stage struct {
	*kernel.Kernel
	scope *kernel.Scope

	mu      sync.Mutex
	buttons map[string]*control.Control[control.Click]
	texts   []string
	reports []string
	gone    map[string]bool
	late    chan struct{} // goroutines that are started now wait for its end, if not nil
}

func newStage(t *testing.T) *stage {
	s := &stage{buttons: map[string]*control.Control[control.Click]{}, gone: map[string]bool{}}
	s.Kernel = kernel.New(kernel.Options{Scope: func() *kernel.Scope { return s.scope }, Go: s.run, Logger: slog.New(slog.DiscardHandler)})
	s.scope = s.Open(1)
	s.Attach(func(m kernel.Message) {
		s.mu.Lock()
		defer s.mu.Unlock()
		switch m := m.(type) {
		case kernel.Report:
			s.reports = append(s.reports, m.Message)
		case kernel.Gone:
			s.gone[m.Ref] = true
		}
	})
	old := kernel.Default()
	kernel.SetDefault(s.Kernel)
	t.Cleanup(func() {
		if left := s.scope.Close(context.Background()); left != nil {
			t.Error("still there:", left)
		}
		kernel.SetDefault(old)
	})
	return s
}

func (s *stage) run(_ *kernel.Scope, f func()) {
	s.mu.Lock()
	late := s.late
	s.mu.Unlock()
	go func() {
		if late != nil {
			<-late
		}
		f()
	}()
}

// counter counts clicks; one that makes it three panics.
func (s *stage) counter(v *screen.View[int], n int) any {
	more := control.Button("More")
	screen.On(v, more, func(_ control.Click, n int) int {
		if n == 2 {
			panic("three is too many")
		}
		return n + 1
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.buttons[v.Client()] = more
	s.texts = append(s.texts, fmt.Sprint(v.Client(), " ", n))
	return widget.Grid(widget.GridOptions{}, widget.Text(fmt.Sprint(n)), more)
}

func (s *stage) connect(sc *screen.Screen, client string) {
	s.Deliver(kernel.Connect{Client: client, Ref: sc.Ref(), View: "v"})
	synctest.Wait()
}

func (s *stage) click(client string) {
	s.mu.Lock()
	b := s.buttons[client]
	s.mu.Unlock()
	none, _ := wire.Marshal(nil)
	s.Deliver(kernel.Event{Client: client, Ref: b.View().Ref, View: "v", Event: "click", Payload: none})
}

func (s *stage) want(t *testing.T, want ...string) {
	t.Helper()
	synctest.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Equal(s.texts, want) {
		t.Errorf("rendered %q, want %q", s.texts, want)
	}
}

func TestScreen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		sc := screen.New(0, s.counter)
		synctest.Wait()
		s.want(t) // nobody is there
		s.connect(sc, "a")
		s.connect(sc, "b")
		s.click("a")
		synctest.Wait()
		s.click("a")
		synctest.Wait()
		s.click("b")
		s.want(t, "a 0", "b 0", "a 1", "a 2", "b 1")
		// A second view shows the same.
		s.Deliver(kernel.Connect{Client: "a", Ref: sc.Ref(), View: "w"})
		s.want(t, "a 0", "b 0", "a 1", "a 2", "b 1")
	})
}

// TestEveryEvent: clicks that come while a rendering is made count too.
func TestEveryEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		sc := screen.New(-10, s.counter)
		s.connect(sc, "a")
		for range 5 {
			s.click("a")
		}
		s.want(t, "a -10", "a -9", "a -8", "a -7", "a -6", "a -5")
	})
}

// TestUnread: where events are not read, what is named is the line that calls On.
func TestUnread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		late := make(chan struct{})
		defer close(late)
		startLate := func(late chan struct{}) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.late = late
		}
		sc := screen.New(0, func(v *screen.View[int], n int) any {
			b := control.Button("More")
			s.buttons[v.Client()] = b
			startLate(late)
			screen.On(v, b, func(_ control.Click, n int) int { return n })
			startLate(nil)
			return b
		})
		s.connect(sc, "a")
		s.click("a")
		time.Sleep(kernel.Unread)
		synctest.Wait()
		if len(s.reports) != 1 || !strings.Contains(s.reports[0], "the subscriber at screen_test.go:") {
			t.Errorf("reported %q", s.reports)
		}
	})
}

func TestPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		sc := screen.New(2, s.counter)
		s.connect(sc, "a")
		s.connect(sc, "b")
		s.click("a")
		s.want(t, "a 2", "b 2")
		if len(s.reports) != 1 || !strings.Contains(s.reports[0], "three is too many") {
			t.Errorf("reported %q", s.reports)
		}
		if n := len(sc.Servers()); n != 2 {
			t.Errorf("%d clients are left", n)
		}
	})
}

// TestControlsEnd: those of a rendering with the next one, all with the client.
func TestControlsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		sc := screen.New(0, s.counter)
		s.connect(sc, "a")
		first := s.buttons["a"].View().Ref
		s.click("a")
		synctest.Wait()
		second := s.buttons["a"].View().Ref
		if s.Hosts(first) || !s.Hosts(second) {
			t.Errorf("the first control is there: %v; the second: %v", s.Hosts(first), s.Hosts(second))
		}
		s.Deliver(kernel.Disconnect{Client: "a", Ref: sc.Ref(), View: "v"})
		time.Sleep(live.DefaultGrace + time.Second)
		synctest.Wait()
		if s.Hosts(second) {
			t.Error("the control has outlived its client")
		}
	})
}
