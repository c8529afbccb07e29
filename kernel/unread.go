package kernel

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"time"
)

// Unread is how long deliveries may wait in a [Subscription] before its cell is
// told who does not read them.
const Unread = 5 * time.Second

// unread watches whether a subscription is read. It costs a timer for as long as
// deliveries come or wait, and nothing else.
type unread struct {
	scope *Scope
	pcs   [16]uintptr // who subscribed
	armed atomic.Bool // a timer runs
	told  atomic.Bool // once is enough
	reads uint64      // so far; the subscription's mutex guards it
}

func (u *unread) began(scope *Scope) {
	u.scope = scope
	runtime.Callers(3, u.pcs[:])
}

// arrived is called when something has come to a subscription that had read
// everything.
func (s *Subscription) arrived() {
	if !s.unread.told.Load() && s.unread.armed.CompareAndSwap(false, true) {
		time.AfterFunc(Unread, func() { s.look(0) })
	}
}

// look sees whether anything was read since there were as many reads as before.
func (s *Subscription) look(before uint64) {
	s.mu.Lock()
	waiting, reads, ended := s.waitingLocked(), s.unread.reads, s.closed || len(s.places) == 0
	s.mu.Unlock()
	switch {
	case ended:
	case waiting == 0:
		s.unread.armed.Store(false)
		if !s.wait() { // something has come meanwhile
			s.arrived()
		}
	case reads != before:
		time.AfterFunc(Unread, func() { s.look(reads) })
	default:
		s.unread.told.Store(true)
		s.tell(waiting)
	}
}

// waitingLocked counts what was not read.
func (s *Subscription) waitingLocked() (n int) {
	for _, p := range s.places {
		for at, next := p.at, p.at.next.Load(); next != nil; at, next = next, next.next.Load() {
			if !at.end { // at is complete once it has a next
				n++
			}
		}
	}
	return n
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
	for _, name := range []string{"kernel", "control", "live", "widget", "widget/screen"} {
		if strings.HasPrefix(function, "github.com/gokino/gokino/"+name+".") {
			return true
		}
	}
	return false
}
