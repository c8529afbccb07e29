package widget

import (
	"fmt"
	"maps"
	"strings"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

// The bounds of a frame's history, those of a cell's outputs.
const (
	maxFrameItems = 500
	maxFrameBytes = 32 << 20
	maxChunked    = 256 << 10 // bytes of chunks that have become one text
)

// frameItem is one value in a frame.
type frameItem struct {
	payload live.Payload // its forms
	text    string
	size    int // of its forms, in bytes

	chunk bool
	kind  string   // of a chunk: those of one kind join
	parts []string // of a chunk: what came after text
	cut   int      // of a chunk: bytes that are missing before text

	value any // keeps the widgets in it reachable
}

// forms are what a page is told of the item.
func (i *frameItem) forms() (any, error) {
	if len(i.parts) == 0 && i.cut == 0 {
		return i.payload, nil
	}
	var data map[string]any
	if err := i.payload.Decode(&data); err != nil {
		return nil, err
	}
	i.text, i.parts = i.whole(), nil
	for _, form := range []string{"text/plain", MarkdownType} {
		if _, has := data[form]; has {
			data[form] = i.text
		}
	}
	if look, ok := data[TextType].(map[string]any); ok {
		look["cut"] = i.cut
	}
	return data, nil
}

// whole is the text of all parts.
func (i *frameItem) whole() string { return i.text + strings.Join(i.parts, "") }

// join adds a chunk of the same kind and returns how much bigger the item is. Its
// beginning goes where it gets too long.
func (i *frameItem) join(next frameItem) (more int) {
	i.parts = append(i.parts, next.text)
	before := i.size
	i.size += len(next.text)
	if i.size > 2*maxChunked { // not at every chunk: each time costs all of the text
		text := i.whole()
		at := endAt(text, maxChunked)
		i.cut += at
		i.text, i.parts, i.size = strings.Clone(text[at:]), nil, len(text)-at
	}
	return i.size - before
}

// chunkKind is equal for chunks that read as one text.
func chunkKind(data kernel.Data, look map[string]any) string {
	kind := "text"
	if _, ok := data[MarkdownType]; ok {
		kind = "markdown"
	}
	return kind + fmt.Sprint(look) // fmt sorts the keys
}

// frameItems is a frame's history.
type frameItems struct {
	items   []frameItem
	bytes   int
	dropped int // items that are missing before the first
}

// add adds an item and returns the values that went for it.
func (h *frameItems) add(i frameItem) (gone []any) {
	if n := len(h.items); n > 0 && i.chunk && h.items[n-1].kind == i.kind && h.items[n-1].chunk {
		h.bytes += h.items[n-1].join(i)
		return nil
	}
	h.items = append(h.items, i)
	h.bytes += i.size
	for len(h.items) > maxFrameItems || h.bytes > maxFrameBytes && len(h.items) > 1 {
		gone = append(gone, h.items[0].value)
		h.bytes -= h.items[0].size
		h.items[0] = frameItem{}
		h.items = h.items[1:]
		h.dropped++
	}
	return gone
}

// clear takes everything out and returns the values that were in it.
func (h *frameItems) clear() (gone []any) {
	for _, i := range h.items {
		gone = append(gone, i.value)
	}
	*h = frameItems{}
	return gone
}

// forms are what a page that comes now is told.
func (h *frameItems) forms() ([]any, error) {
	list := make([]any, len(h.items))
	for i := range h.items {
		var err error
		if list[i], err = h.items[i].forms(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// text is the history as text.
func (h *frameItems) text() string {
	texts := make([]string, len(h.items))
	for i := range h.items {
		texts[i] = h.items[i].whole()
	}
	return strings.Join(texts, "\n")
}

// shows reports whether data shows the live widget ref, however deep.
func shows(v any, ref string) bool {
	switch v := v.(type) {
	case kernel.View:
		return v.Ref == ref
	case kernel.Data:
		return shows(map[string]any(v), ref)
	case map[string]any:
		for form := range maps.Values(v) {
			if shows(form, ref) {
				return true
			}
		}
	case []any:
		for _, e := range v {
			if shows(e, ref) {
				return true
			}
		}
	}
	return false
}
