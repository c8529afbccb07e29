package widget_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/widget"
)

// shownIn is what a page that opens the frame now sees, as text.
func shownIn(c *cell, client string, f *widget.Frame) []string {
	texts := []string{}
	for _, item := range c.init(client, f.View().Ref, func() { _ = f.String() })["items"].([]any) {
		texts = append(texts, item.(map[string]any)["text/plain"].(string))
	}
	return texts
}

// TestFrame: what is rendered and appended goes to all pages and into the
// history, in order; clearing empties it.
func TestFrame(t *testing.T) {
	c := newCell(t)
	f := widget.NewFrame()
	f.Append("before any page") // a frame may be filled before it is shown
	if got := shownIn(c, "a", f); !slices.Equal(got, []string{`"before any page"`}) {
		t.Error("the first page sees", got)
	}
	f.Render(1)
	f.Append(widget.Text("two"))
	want := []string{"render 1", "append two"}
	if got := names(c.events("a")); !slices.Equal(got, want) {
		t.Error(got)
	}
	if got := shownIn(c, "late", f); !slices.Equal(got, []string{"1", "two"}) {
		t.Error("a late joiner sees", got)
	}
	if f.String() != "1\ntwo" {
		t.Errorf("as text: %q", f.String())
	}
	f.Clear()
	if got := names(c.events("a")); !slices.Equal(got, []string{"clear "}) || f.String() != "(Nothing here yet)" {
		t.Error(got, f.String())
	}
}

// TestFrameTo: one client's content is its own, and no part of the history.
func TestFrameTo(t *testing.T) {
	c := newCell(t)
	f := widget.NewFrame()
	f.Append("for all")
	shownIn(c, "a", f)
	shownIn(c, "b", f)
	f.To("a").Append("for a")
	f.To("a").Clear()
	f.To("nobody").Append("x")
	f.To("").Append("y")
	said := c.heard()
	if len(said) != 2 {
		t.Fatalf("%+v", said)
	}
	for _, m := range said {
		if s, ok := m.(kernel.Send); !ok || s.Client != "a" {
			t.Errorf("%+v", m)
		}
	}
	if got := shownIn(c, "late", f); !slices.Equal(got, []string{`"for all"`}) {
		t.Error("a late joiner sees", got)
	}
}

// TestFrameTemporary: all who are there see it, nobody who comes later.
func TestFrameTemporary(t *testing.T) {
	c := newCell(t)
	f := widget.NewFrame()
	f.Temporary().Render("nobody is there")
	shownIn(c, "a", f)
	f.Temporary().Render(1)
	f.Temporary().Append(2)
	f.Temporary().Clear()
	if got := names(c.events("a")); !slices.Equal(got, []string{"render 1", "append 2", "clear "}) {
		t.Error(got)
	}
	if got := shownIn(c, "late", f); len(got) != 0 {
		t.Error("a late joiner sees", got)
	}
}

// TestFrameShown: a frame shows itself, in layouts too, but not inside itself.
func TestFrameShown(t *testing.T) {
	newCell(t)
	f := widget.NewFrame()
	f.Append("x")
	data := widget.Forms(f)
	if data["text/plain"] != `"x"` || data[kernel.ViewType].(kernel.View).Builtin != "frame" {
		t.Error(data)
	}
	if text := widget.Forms(widget.Tabs(widget.Tab("A", f)))["text/plain"]; text != "A:\n  \"x\"" {
		t.Errorf("%q", text)
	}
	f.Render(widget.Grid(widget.GridOptions{}, widget.Tabs(widget.Tab("me", f))))
	if !strings.Contains(f.String(), "cannot show itself") {
		t.Error(f.String())
	}
	f.Render(func() {}) // has a text, though it cannot travel
	if f.String() != "func()" {
		t.Error(f.String())
	}
	f.Render(shown{kernel.Data{"text/plain": "t", "x/y": make(chan int)}})
	if !strings.Contains(f.String(), "chan int") {
		t.Error(f.String())
	}
}

// TestFrameChunks: chunks of one kind become one text, bounded, with its beginning
// counted that is missing.
func TestFrameChunks(t *testing.T) {
	c := newCell(t)
	f := widget.NewFrame()
	for _, s := range []string{"Hel", "lo ", "*you*"} {
		f.Append(widget.Chunk(widget.Markdown(s)))
	}
	f.Append(widget.Chunk(widget.Text("a")))
	f.Append(widget.Chunk(widget.Text("b")))
	f.Append(widget.Chunk(widget.Terminal("c")))
	f.Append(widget.Text("d"))
	if got := shownIn(c, "late", f); !slices.Equal(got, []string{"Hello *you*", "ab", "c", "d"}) {
		t.Error(got)
	}
	f.Clear()
	for range 100 {
		f.Append(widget.Chunk(widget.Text(strings.Repeat("é", 10_000))))
	}
	items := c.init("b", f.View().Ref, func() { _ = f.String() })["items"].([]any)
	item := items[0].(map[string]any)
	text := item["text/plain"].(string)
	cut := item[widget.TextType].(map[string]any)["cut"].(int64)
	if len(items) != 1 || len(text) > 512<<10 || strings.Contains(text, "\ufffd") || int(cut)+len(text) != 2_000_000 {
		t.Errorf("%d items, %d bytes and %d missing", len(items), len(text), cut)
	}
}

// TestFrameBounded: the oldest values go, and are counted.
func TestFrameBounded(t *testing.T) {
	c := newCell(t)
	f := widget.NewFrame()
	for i := range 510 {
		f.Append(i)
	}
	got := c.init("a", f.View().Ref, func() { _ = f.String() })
	if items := got["items"].([]any); len(items) != 500 || got["dropped"] != int64(10) {
		t.Error(len(items), got["dropped"])
	}
	big := widget.Image{Data: make([]byte, 20<<20), Type: "image/png"}
	f.Append(big)
	f.Append(big)
	events := c.events("a")
	if first, second := events[0].payload["drop"], events[1].payload["drop"]; first != int64(1) || second != int64(500) {
		t.Error("large values take with them:", first, second)
	}
}

// TestFrameEnds: with its cell; what it is told then is forgotten.
func TestFrameEnds(t *testing.T) {
	c := newCell(t)
	f := widget.NewFrame()
	c.close()
	f.Render("too late")
	if f.String() != "" {
		t.Error(f.String())
	}
	for _, m := range c.heard() {
		if r, ok := m.(kernel.Report); ok {
			t.Error(r)
		}
	}
}

// TestFrameOptions: the placeholder and the label.
func TestFrameOptions(t *testing.T) {
	c := newCell(t)
	for _, test := range []struct {
		frame       *widget.Frame
		placeholder string
	}{
		{widget.NewFrame(), "Nothing here yet"},
		{widget.NewFrame(widget.FrameOptions{Placeholder: "Wait"}), "Wait"},
		{widget.NewFrame(widget.FrameOptions{NoPlaceholder: true}), ""},
	} {
		got := c.init("a", test.frame.View().Ref, func() { _ = test.frame.String() })
		if got["placeholder"] != test.placeholder || got["label"] != "Frame" {
			t.Error(got)
		}
	}
}

// TestFrameReleases: a widget that was replaced ends once no variable leads to it;
// one that is in a variable, or was shown in the cell, stays.
func TestFrameReleases(t *testing.T) {
	c := newCell(t)
	f := widget.NewFrame()
	kept := widget.NewFrame()
	shown := widget.Render(widget.NewFrame()).View().Ref
	deep := ""
	other := func() string { // the handle is not on this function's stack
		inner, deeper := widget.NewFrame(), widget.NewFrame()
		f.Render(widget.Tabs(widget.Tab("inner", inner)))
		inner.Append(deeper)
		deep = deeper.View().Ref
		return inner.View().Ref
	}()
	f.Append(kept)
	func() {
		again := widget.NewFrame()
		widget.Render(again)
		f.Append(again)
		shown = again.View().Ref
	}()
	runtime.GC()
	if !c.Hosts(other) {
		t.Error("a widget that is shown has ended")
	}
	f.Render("something else")
	for range 1000 { // a cleanup runs some time after its collection
		runtime.GC()
		if !c.Hosts(other) && !c.Hosts(deep) {
			break
		}
		runtime.Gosched()
	}
	if c.Hosts(other) || c.Hosts(deep) {
		t.Error("a widget that nobody can reach lives on")
	}
	if !c.Hosts(kept.View().Ref) || !c.Hosts(shown) {
		t.Error("a widget that is kept, or shown in a cell, has ended")
	}
	runtime.KeepAlive(kept)
}

// TestFrameReleasesNoWidget: a live.Widget as it is stays: the kernel itself leads
// to it.
func TestFrameReleasesNoWidget(t *testing.T) {
	c := newCell(t)
	f := widget.NewFrame()
	ref := func() string {
		w := live.Static(1, live.Options{Assets: inline()})
		f.Render(w)
		return w.Ref()
	}()
	f.Clear()
	runtime.GC()
	runtime.GC()
	if !c.Hosts(ref) {
		t.Error("it has ended")
	}
}

// TestFrameConcurrent: many goroutines may append; each one's order stays.
func TestFrameConcurrent(t *testing.T) {
	c := newCell(t)
	f := widget.NewFrame()
	shownIn(c, "a", f)
	done := make(chan struct{})
	for g := range 4 {
		go func() {
			defer func() { done <- struct{}{} }()
			for i := range 50 {
				f.Append(widget.Text(fmt.Sprintf("%d:%03d", g, i)))
			}
		}()
	}
	for range 4 {
		<-done
	}
	got := names(c.events("a"))
	if len(got) != 200 {
		t.Fatal(len(got))
	}
	for g := range 4 {
		own := slices.DeleteFunc(slices.Clone(got), func(s string) bool { return !strings.HasPrefix(s, fmt.Sprintf("append %d:", g)) })
		if len(own) != 50 || !slices.IsSorted(own) {
			t.Error(own)
		}
	}
}
