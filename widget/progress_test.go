package widget_test

import (
	"errors"
	"io"
	"math"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/widget"
)

type barForm struct {
	Name  string `json:"name"`
	Depth int    `json:"depth"`
	Count string `json:"count"`
	Rate  string `json:"rate"`
	Left  string `json:"left"`
	State string `json:"state"`
}

func (b barForm) String() string {
	return strings.Join(strings.Fields(strings.Repeat(">", b.Depth)+" "+b.Name+" "+b.Count+" "+b.Rate+" "+b.Left+" "+b.State), " ")
}

func shownBars(h *host, event bool, p *widget.Progress) string {
	var bars []barForm
	if event {
		h.heard("bars", &bars)
	} else {
		h.connect("a", p, &bars)
	}
	var lines []string
	for _, b := range bars {
		lines = append(lines, b.String())
	}
	return strings.Join(lines, " | ")
}

// TestProgress: rates and what is left, at most ten times a second.
func TestProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHost(t)
		p := widget.NewProgress(10_000, widget.ProgressOptions{Name: "Load", Unit: "rows", Kernel: h.k})
		want := func(text string) {
			t.Helper()
			if got := shownBars(h, true, p); got != text {
				t.Errorf("got  %s\nwant %s", got, text)
			}
		}
		if got := shownBars(h, false, p); got != "Load 0 of 10,000 rows" {
			t.Error(got)
		}
		for range 1000 { // a second, 1000 a second
			time.Sleep(time.Millisecond)
			p.Add(1)
		}
		synctest.Wait()
		if n := h.count("bars"); n < 9 || n > 11 {
			t.Errorf("%d events in a second", n)
		}
		time.Sleep(progressPause)
		p.Add(0)
		time.Sleep(progressPause)
		h.drop()
		p.SetTotal(2000)
		want("Load 1,000 of 2,000 rows 714/s 1s left")
		p.Done()
		want("Load 2,000 of 2,000 rows 714/s in 1s done")
		p.Fail(errors.New("too late"))
		want("Load 2,000 of 2,000 rows 714/s in 1s done")
	})
}

const progressPause = 150 * time.Millisecond

// TestProgressNested: bars inside bars, gone when they are done.
func TestProgressNested(t *testing.T) {
	h := newHost(t)
	p := widget.NewProgress(3, widget.ProgressOptions{Name: "all", Kernel: h.k})
	a, b := p.Bar("a", 0), p.Bar("b", 5)
	inner := a.Bar("inner", 2)
	inner.Add(1)
	b.Fail(errors.New("no disk"))
	bars := func() string {
		var names []string
		for line := range strings.Lines(p.String()) {
			names = append(names, strings.Join(strings.Fields(strings.NewReplacer("█", "", "░", "").Replace(line)), " "))
		}
		return strings.Join(names, " | ")
	}
	if got := bars(); got != "all 0% 0 of 3 | a 0 | inner 50% 1 of 2 | b 0% 0 of 5 in 0s failed: no disk" {
		t.Error(got)
	}
	a.Fail(nil)  // is Done
	inner.Add(1) // goes on, unseen
	inner.Bar("none", 1)
	if got := bars(); got != "all 0% 0 of 3 | b 0% 0 of 5 in 0s failed: no disk" {
		t.Error(got)
	}
	p.Done()
	if got := bars(); got != "all 100% 3 of 3 in 0s" {
		t.Error(got)
	}
}

// TestProgressUnits is how counts read.
func TestProgressUnits(t *testing.T) {
	h := newHost(t)
	for _, test := range []struct {
		done, total int64
		unit, want  string
	}{
		{0, 0, "", "0"},
		{1234567, 0, "", "1,234,567"},
		{-1234, 0, "", "-1,234"},
		{999, 1000, "bytes", "999 B of 1.0 kB"},
		{999_999, 0, "bytes", "1.0 MB"},
		{1 << 62, 0, "bytes", "4.6 EB"},
		{5, 7, "files", "5 of 7 files"},
	} {
		p := widget.NewProgress(test.total, widget.ProgressOptions{Unit: test.unit, Kernel: h.k})
		p.Set(test.done)
		if got := p.String(); !strings.HasSuffix(got, test.want) {
			t.Errorf("%d %s: %q, want %q", test.done, test.unit, got, test.want)
		}
	}
}

// text is a terminal.
type text struct {
	mu sync.Mutex
	strings.Builder
}

func (w *text) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.Builder.Write(b)
}

// TestProgressText: a terminal gets one line, written over, with an end.
func TestProgressText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHost(t)
		var w text
		p := widget.NewProgress(4000, widget.ProgressOptions{Name: "copy", Unit: "bytes", Writer: &w, Kernel: h.k})
		if _, err := io.Copy(p, strings.NewReader(strings.Repeat("x", 1000))); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		part := p.Bar("a part with a long name", 2)
		time.Sleep(time.Second)
		part.Done()
		p.Done()
		p.Done()
		lines := strings.Split(w.String(), "\r")
		for i, want := range []string{
			"",
			"copy  ██████░░░░░░░░░░░░░░░░░░   25%  1.0 kB of 4.0 kB  10.0 kB/s  0s left",
			"copy  ██████░░░░░░░░░░░░░░░░░░   25%  1.0 kB of 4.0 kB  909 B/s  3s left  ·  a part with a long name  ░░░░░░░░░░░░░░░░░░░░░░░░    0%  0 B of 2 B",
			"copy  ████████████████████████  100%  4.0 kB of 4.0 kB",
		} {
			if i >= len(lines) || !strings.HasPrefix(lines[i], want) {
				t.Fatalf("line %d of %q, want %q", i, lines, want)
			}
		}
		if last := lines[3]; len(lines) != 4 || !strings.HasSuffix(last, " \n") || strings.Count(w.String(), "\n") != 1 {
			t.Errorf("it ends %q", lines[3:])
		}
	})
}

// TestTrack: a loop with a bar.
// TestProgressBounded: what is counted stays a count.
func TestProgressBounded(t *testing.T) {
	h := newHost(t)
	p := widget.NewProgress(-3, widget.ProgressOptions{Kernel: h.k})
	if got := p.String(); got != "0" {
		t.Errorf("fewer than no parts: %s", got)
	}
	p.SetTotal(-1)
	p.Set(5)
	p.Add(math.MaxInt64)
	if got := p.String(); got != "4,611,686,018,427,387,904" {
		t.Errorf("more than can be counted: %s", got)
	}
}

func TestTrack(t *testing.T) {
	h := newHost(t)
	sum := 0
	for _, n := range widget.Track([]int{1, 2, 3}, widget.ProgressOptions{Name: "sum", Kernel: h.k}) {
		sum += n
	}
	if got := shownBars(h, true, nil); sum != 6 || got != "sum 3 of 3 in 0s done" {
		t.Error(sum, got)
	}
	for range widget.Track([]int{1, 2, 3}, widget.ProgressOptions{Kernel: h.k}) {
		break
	}
	if got := shownBars(h, true, nil); !strings.Contains(got, "left after 1 of 3") {
		t.Error(got)
	}
}
