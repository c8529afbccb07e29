package kernel_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/kernel"
)

// TestFrozenValues: a scope sees the values of its beginning until it is settled,
// whatever is set or dropped meanwhile.
func TestFrozenValues(t *testing.T) {
	k := kernel.New(kernel.Options{})
	k.SetValue("a", 1)
	first := k.OpenCell(7, 1)
	k.SetValue("a", 2)
	k.SetValue("b", 3)
	second := k.OpenCell(8, 2)
	k.DropValue("a")
	for _, want := range []struct {
		scope *kernel.Scope
		ref   string
		value any
	}{{first, "a", 1}, {first, "b", nil}, {second, "a", 2}, {second, "b", 3}, {k.Root(), "a", nil}} {
		if v, ok := want.scope.Frozen(want.ref); v != want.value || ok != (want.value != nil) {
			t.Errorf("scope %d sees %s as %v, %v", want.scope.ID(), want.ref, v, ok)
		}
	}
	if !first.Running() || first.Cell() != 7 || k.Root().Running() || k.Root().Cell() != 0 {
		t.Error("Running or Cell")
	}
	first.Settle()
	if v, ok := first.Frozen("a"); ok || first.Running() {
		t.Error("a settled scope sees", v)
	}
}

// TestKeep: what a run of a cell keeps, the next ones find, as long as they keep it
// too; a run that keeps nothing at all forgets nothing.
func TestKeep(t *testing.T) {
	k := kernel.New(kernel.Options{})
	run := func(cell int, f func(s *kernel.Scope)) {
		s := k.OpenCell(cell, 1)
		f(s)
		s.Close(t.Context())
	}
	want := func(s *kernel.Scope, place string, value any) {
		t.Helper()
		if v, ok := s.Kept(place); v != value || ok != (value != nil) {
			t.Errorf("kept at %s is %v, %v", place, v, ok)
		}
	}
	run(1, func(s *kernel.Scope) {
		first, second := s.Place("n"), s.Place("n")
		if first == second {
			t.Error("one place twice")
		}
		want(s, first, nil)
		s.Keep(first, 1)
		s.Keep(second, 2)
	})
	run(1, func(*kernel.Scope) {}) // it failed at its first line, say
	run(2, func(s *kernel.Scope) { want(s, s.Place("n"), nil) })
	run(1, func(s *kernel.Scope) {
		place := s.Place("n")
		want(s, place, 1)
		s.Keep(place, 3)
	})
	run(1, func(s *kernel.Scope) {
		want(s, s.Place("n"), 3)
		want(s, s.Place("n"), nil)
	})
	k.Root().Keep("n", 1)
	if _, ok := k.Root().Kept("n"); ok {
		t.Error("something is kept without a cell")
	}
}

// TestUnreadSubscription: where nobody calls Next for five seconds, the cell is
// told, once, with the line that subscribed.
func TestUnreadSubscription(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out recorder
		var scope *kernel.Scope
		k := kernel.New(kernel.Options{Scope: func() *kernel.Scope { return scope }})
		k.Attach(out.Deliver)
		scope = k.Open(3)
		read, unread, closed := k.Subscribe("t"), k.Subscribe("t"), k.Subscribe("t")
		for range 20 {
			k.Publish("t", 1)
			time.Sleep(time.Second)
			read.Next(t.Context())
			closed.Close()
		}
		read.Close()
		unread.Close()
		time.Sleep(time.Minute)
		reports := out.take()
		if len(reports) != 1 {
			t.Fatalf("%+v", reports)
		}
		r := reports[0].(kernel.Report)
		if r.Scope != 3 || !strings.Contains(r.Message, "subscriber at values_test.go:") {
			t.Errorf("%+v", r)
		}
	})
}
