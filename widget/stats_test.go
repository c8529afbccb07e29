package widget_test

import (
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/widget"
)

type look struct {
	At         int64  `json:"at"`
	Goroutines uint64 `json:"goroutines"`
	Heap       uint64 `json:"heap"`
	System     uint64 `json:"system"`
}

// TestStats: it looks while somebody looks at it, and a late page gets what was
// seen.
func TestStats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHost(t)
		s := widget.NewStats(widget.StatsOptions{Kernel: h.k, Every: time.Second})
		time.Sleep(time.Minute)
		if n := h.count("look"); n != 0 {
			t.Errorf("it looked %d times for nobody", n)
		}
		var form struct {
			Every   int    `json:"every"`
			Samples []look `json:"samples"`
		}
		h.connect("a", s, &form)
		if form.Every != 1000 || len(form.Samples) != 0 {
			t.Errorf("%+v", form)
		}
		var v look
		h.heard("look", &v)
		if v.Goroutines == 0 || v.Heap == 0 || v.System < v.Heap || v.At != time.Now().UnixMilli() {
			t.Errorf("%+v", v)
		}
		time.Sleep(200 * time.Second)
		h.connect("late", s, &form)
		if len(form.Samples) != 120 {
			t.Errorf("%d samples are kept", len(form.Samples))
		}
		for _, client := range []string{"a", "late"} {
			h.k.Deliver(kernel.Disconnect{Client: client, Ref: s.Ref(), View: "view"})
		}
		synctest.Wait()
		h.drop()
		time.Sleep(time.Minute)
		if n := h.count("look"); n != 0 {
			t.Errorf("it looked %d times after all had left", n)
		}
		if text := s.String(); !strings.HasPrefix(text, "goroutines ") || !strings.Contains(text, ", heap ") {
			t.Error(text)
		}
	})
}

// TestStatsProfile: one at a time, for the client that wanted it.
func TestStatsProfile(t *testing.T) {
	h := newHost(t)
	s := widget.NewStats(widget.StatsOptions{Kernel: h.k, Every: time.Hour})
	if err := h.ask("a", s, "profile", 20, nil); err != "" {
		t.Fatal(err)
	}
	if err := h.ask("b", s, "profile", 20, nil); !strings.Contains(err, "already") {
		t.Error(err)
	}
	m := h.wait(func(m kernel.Message) bool { _, ok := m.(kernel.Send); return ok }).(kernel.Send)
	var b []byte
	h.decode(m.Payload, &b)
	if m.Client != "a" || m.Event != "profile" || len(b) < 50 || b[0] != 0x1f || b[1] != 0x8b {
		t.Errorf("%s %s %x", m.Client, m.Event, b)
	}
	for _, ms := range []int{0, -1, 60_001} {
		if err := h.ask("a", s, "profile", ms, nil); !strings.Contains(err, "takes up to 1m0s") {
			t.Error(err)
		}
	}
	if err := h.ask("a", s, "profile", 60_000, nil); err != "" { // ends with the widget
		t.Error(err)
	}
	runtime.KeepAlive(s)
}
