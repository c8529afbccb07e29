package widget

import (
	"context"
	"errors"
	"fmt"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/option"
)

// Frame is a place whose content Go code changes: after its cell has run, from a
// listener, from another cell. It may be shown in several places, which all have
// the same content, and it may be filled before it is shown. As Kino.Frame.
//
// What Render and Append show belongs to the frame's history: pages that come
// later see it too. [Frame.To] and [Frame.Temporary] speak to some pages only and
// leave the history as it is.
//
// A widget that is shown in a frame and then replaced is closed once no Go
// variable leads to it any more, at a garbage collection. (A [live.Widget] that
// is not wrapped, as those of this package are, stays until its cell runs again
// or it is closed.)
//
// A frame ends with the cell that made it; what it is told afterwards is
// forgotten. Its methods may be called from several goroutines.
type Frame struct{ w *live.Widget }

// FrameOptions are options of [NewFrame].
type FrameOptions struct {
	// Placeholder is shown while the frame is empty; "" means "Nothing here yet".
	Placeholder string

	// NoPlaceholder leaves an empty frame empty.
	NoPlaceholder bool

	// Label names the frame to who cannot see it; "" means "Frame".
	Label string
}

// NewFrame makes an empty frame.
func NewFrame(opts ...FrameOptions) *Frame {
	o := option.Of(opts)
	if o.Placeholder == "" {
		o.Placeholder = "Nothing here yet"
	}
	if o.NoPlaceholder {
		o.Placeholder = ""
	}
	if o.Label == "" {
		o.Label = "Frame"
	}
	return &Frame{live.New(frame{}, o, live.Options{Assets: jsassets.Builtin("frame"), Name: "frame"})}
}

// Render replaces the content by v. Its forms are made before Render returns;
// what is done to v later is not seen.
func (f *Frame) Render(v any) { f.change(frameChange{op: "render", value: v}) }

// Append adds v at the end. A [Chunk] joins the one before it.
//
// A frame keeps the last 500 values and 32 MiB; what is missing is counted on the
// page.
func (f *Frame) Append(v any) { f.change(frameChange{op: "append", value: v}) }

// Clear takes everything out.
func (f *Frame) Clear() { f.change(frameChange{op: "clear"}) }

// To is one client's page, as the origin of an event names it. What it is shown is
// no part of the history: it is gone when the page is loaded again, and when the
// frame is rendered for all. A client that does not show the frame sees nothing.
func (f *Frame) To(client string) FrameAudience { return FrameAudience{frame: f, to: client} }

// Temporary is all pages that show the frame now. What they are shown is no part
// of the history: those that come later do not see it.
func (f *Frame) Temporary() FrameAudience { return FrameAudience{frame: f, temporary: true} }

// FrameAudience is a part of the pages that show a frame.
type FrameAudience struct {
	frame     *Frame
	to        string
	temporary bool
}

// Render is [Frame.Render] for this audience.
func (a FrameAudience) Render(v any) { a.change("render", v) }

// Append is [Frame.Append] for this audience.
func (a FrameAudience) Append(v any) { a.change("append", v) }

// Clear is [Frame.Clear] for this audience.
func (a FrameAudience) Clear() { a.change("clear", nil) }

func (a FrameAudience) change(op string, v any) {
	if a.to == "" && !a.temporary { // the origin of no client
		return
	}
	a.frame.change(frameChange{op: op, value: v, aside: true, to: a.to})
}

// View is what a page needs to show the frame.
func (f *Frame) View() kernel.View { return f.w.View() }

// String is the text of the content.
func (f *Frame) String() string {
	text, _ := f.w.Call(context.Background(), frameText{})
	s, _ := text.(string)
	return s
}

// Close ends the frame, as [live.Widget.Close].
func (f *Frame) Close(ctx context.Context) error { return f.w.Close(ctx) }

// change makes v's forms and has the frame take them up, in the order of calls.
func (f *Frame) change(c frameChange) {
	if c.op != "clear" {
		c.item = f.item(c.value)
	}
	_, err := f.w.Call(context.Background(), c)
	if err != nil && !errors.Is(err, live.ErrClosed) {
		k := f.w.Kernel()
		k.Report(k.Current(), fmt.Sprintf("widget: the frame was not changed: %v", err), "")
	}
}

// item is v as the frame keeps it.
func (f *Frame) item(v any) frameItem {
	data := forms(v)
	if shows(data, f.w.Ref()) {
		data = failed(errors.New("widget.Frame: a frame cannot show itself"))
	}
	item := frameItem{size: data.Size()}
	item.text, _ = data["text/plain"].(string)
	look, _ := data[TextType].(map[string]any)
	item.chunk = look["chunk"] == true
	if item.chunk {
		item.kind = chunkKind(data, look)
	}
	var err error
	if item.payload, err = live.NewPayload(map[string]any(data)); err != nil {
		return f.item(failed(fmt.Errorf("widget.Frame: %T: %w", v, err)))
	}
	return item
}
