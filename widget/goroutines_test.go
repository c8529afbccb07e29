package widget_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gokino/gokino/widget"
)

// blocked waits for the end of done.
func blocked(entered chan<- bool, done <-chan bool) {
	entered <- true
	<-done
}

// TestGoroutines: goroutines that do the same are one group, which says what that is.
func TestGoroutines(t *testing.T) {
	entered, done := make(chan bool), make(chan bool)
	defer close(done)
	for range 3 {
		go blocked(entered, done)
		<-entered
	}
	want := widget.GoroutineGroup{Count: 3, State: "chan receive", Function: "widget_test.blocked", StartedBy: "widget_test.TestGoroutines"}
	var all widget.GoroutineGroups
	for !slices.Contains(all, want) { // until all three have come to wait
		all = widget.Goroutines()
		if n := slices.IndexFunc(all, func(g widget.GoroutineGroup) bool {
			return g.Function == want.Function && g.State != "chan receive" && g.State != "running" && g.State != "runnable"
		}); n >= 0 {
			t.Fatalf("%+v", all[n])
		}
	}
	if i := slices.IndexFunc(all, func(g widget.GoroutineGroup) bool { return g.StartedBy == "" }); i < 0 || all[i].Function == "" {
		t.Errorf("no first goroutine in %+v", all)
	}
	if !slices.IsSortedFunc(all, func(a, b widget.GoroutineGroup) int { return b.Count - a.Count }) {
		t.Errorf("not in order: %+v", all)
	}
	source := string(all.Diagram().Source)
	for _, part := range []string{"graph LR\n", "-->|3|", `["widget_test.TestGoroutines"]`, `["widget_test.blocked<br/>chan receive"]`} {
		if !strings.Contains(source, part) {
			t.Errorf("no %s in\n%s", part, source)
		}
	}
	many := slices.Repeat(all[:1], 50)
	if got := many.Diagram().Caption; !strings.HasSuffix(got, "; 10 more groups") {
		t.Error(got)
	}
	if got := (widget.GoroutineGroups{}).Diagram().Source; got != "graph LR\n" {
		t.Errorf("%q", got)
	}
}
