package kernel

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// Unread is how long deliveries may wait in a [Subscription] before its cell is
// told who does not read them.
const Unread = 5 * time.Second

// unread watches whether a subscription is read. It costs a timer for as long as
// deliveries come or wait, and nothing else. The subscription's mu guards it.
type unread struct {
	scope *Scope
	pcs   [16]uintptr // who subscribed
	reads uint64      // calls of Next so far
	armed bool
	told  bool // once is enough
}

func (u *unread) began(scope *Scope) {
	u.scope = scope
	runtime.Callers(3, u.pcs[:])
}

// arrived is called when a delivery was queued.
func (s *Subscription) arrived() {
	if s.unread.armed || s.unread.told {
		return
	}
	s.unread.armed = true
	s.look()
}

// look comes back in a while to see whether the queue was read meanwhile.
func (s *Subscription) look() {
	before := s.unread.reads
	time.AfterFunc(Unread, func() {
		s.mu.Lock()
		waiting := len(s.queue)
		switch {
		case waiting == 0 || s.closed:
			s.unread.armed = false
		case s.unread.reads != before:
			s.look()
		default:
			s.unread.armed, s.unread.told = false, true
			defer s.tell(waiting) // after the unlock
		}
		s.mu.Unlock()
	})
}

// tell reports in the cell that subscribed that its deliveries wait.
func (s *Subscription) tell(waiting int) {
	s.kernel.Report(s.unread.scope, fmt.Sprintf("events are not being read: %d have waited for %v or more for the subscriber at %s",
		waiting, Unread, s.unread.where()), "")
}

// where is the line that subscribed, outside of gokino's own packages.
func (u *unread) where() string {
	frames := runtime.CallersFrames(u.pcs[:])
	first := ""
	for {
		f, more := frames.Next()
		place := fmt.Sprintf("%s:%d", filepath.Base(f.File), f.Line)
		if first == "" {
			first = place
		}
		if !own(f.Function) {
			return place
		}
		if !more {
			return first
		}
	}
}

// own reports whether a function is of a package that subscribes for others.
func own(function string) bool {
	for _, name := range []string{"kernel", "control", "live", "widget"} {
		if strings.HasPrefix(function, "github.com/gokino/gokino/"+name+".") {
			return true
		}
	}
	return false
}
