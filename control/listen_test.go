package control_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/control"
)

// TestTagged: events come with the tags of their sources.
func TestTagged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCell()
		a, b := c.widget(), c.widget()
		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		defer cancel()
		events := control.Tagged(map[string]control.Source{"a": a, "b": b, "tick": control.Interval(time.Second)}).Events(ctx)
		emit(t, a, 1)
		emit(t, b, 2)
		end(t, a)
		end(t, b)
		got := maps.Collect(events)
		want := map[string]any{"a": 1, "b": 2, "tick": control.Tick{}}
		if !maps.Equal(got, want) {
			t.Error(got)
		}
	})
}

// TestListenState: each call gets what the one before returned, a panic changes
// nothing, and false ends the listener.
func TestListenState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCell()
		w := c.widget()
		var states []int
		l := control.ListenState(w, 10, func(ev any, state int) (int, bool) {
			states = append(states, state)
			if ev == "panic" {
				panic("boom")
			}
			return state + 1, ev != "stop"
		})
		emit(t, w, 1, "panic", 2, "stop", 3)
		<-l.Done()
		if !slices.Equal(states, []int{10, 11, 11, 12}) {
			t.Error(states)
		}
		if len(c.reports) != 1 {
			t.Error(c.reports)
		}
		end(t, w)
	})
}

// TestListenAsync: as many calls as the limit run at the same time, the rest wait
// in order; the end of the listener is that of its last call; panics are shown.
func TestListenAsync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCell()
		w := c.widget()
		var running, most, done atomic.Int32
		l := control.ListenAsync(w, 2, func(ev any) {
			if n := running.Add(1); n > most.Load() {
				most.Store(n)
			}
			defer running.Add(-1)
			time.Sleep(time.Second)
			done.Add(1)
			if ev == 3 {
				panic("boom")
			}
		})
		start := time.Now()
		emit(t, w, 1, 2, 3, 4, 5)
		end(t, w)
		<-l.Done()
		if most.Load() != 2 || done.Load() != 5 || time.Since(start) != 3*time.Second {
			t.Error(most.Load(), "at once,", done.Load(), "calls in", time.Since(start))
		}
		if len(c.reports) != 1 {
			t.Error(c.reports)
		}

		w = c.widget()
		l = control.ListenAsync(w, 1, func(any) { time.Sleep(time.Second); done.Add(1) })
		emit(t, w, 1, 2, 3)
		synctest.Wait()
		l.Stop() // waits for the call that runs, drops those that wait
		if done.Load() != 6 {
			t.Error(done.Load() - 5)
		}
		end(t, w)
	})
	defer func() {
		if recover() == nil {
			t.Error("a limit of 0 does not panic")
		}
	}()
	control.ListenAsync(control.Interval(time.Second), 0, func(control.Tick) {})
}

// TestSubscribe: a channel has every event in order and is closed at the end of
// the source, by Unsubscribe, and with the cell.
func TestSubscribe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCell()
		w := c.widget()
		s, stopped, byCell := control.Subscribe(w), control.Subscribe(w), control.Subscribe(w)
		emit(t, w, 1, 2)
		stopped.Unsubscribe()
		if ev, ok := <-stopped.C; ok {
			t.Error("after Unsubscribe:", ev)
		}
		end(t, w)
		for _, want := range []any{1, 2} {
			if ev := <-s.C; ev != want {
				t.Error(ev)
			}
		}
		if ev, ok := <-s.C; ok {
			t.Error("after the end:", ev)
		}
		if left := c.scope.Close(t.Context()); left != nil {
			t.Error(left)
		}
		if _, ok := <-byCell.C; ok {
			t.Error("the cell has closed and a channel has not")
		}
	})
}

// TestUnread: a cell is told, once, where events are not read for five seconds;
// they are all there for who reads them later.
func TestUnread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCell()
		w := c.widget()
		reports := func() int {
			synctest.Wait()
			c.mu.Lock()
			defer c.mu.Unlock()
			return len(c.reports)
		}
		l := control.Listen(w, func(any) { time.Sleep(3 * time.Second) }) // slow, and reads
		events := control.Stream(w).Events(t.Context())                   // the line that is named
		emit(t, w, 1, 2)
		time.Sleep(4900 * time.Millisecond)
		if n := reports(); n != 0 {
			t.Errorf("%d reports before the time", n)
		}
		emit(t, w, 3)
		time.Sleep(200 * time.Millisecond)
		if n := reports(); n != 1 || !strings.Contains(c.reports[0].Message, "listen_test.go:") ||
			!strings.Contains(c.reports[0].Message, "3 have waited") || c.reports[0].Scope != 1 {
			t.Fatalf("%d reports: %+v", n, c.reports)
		}
		time.Sleep(time.Minute)
		if n := reports(); n != 1 {
			t.Errorf("%d reports", n)
		}
		end(t, w)
		if got := slices.Collect(events); !slices.Equal(got, []any{1, 2, 3}) {
			t.Error(got)
		}
		<-l.Done()
	})
}
