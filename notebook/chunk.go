package notebook

import "maps"

// The forms of values that are text, as package widget has them.
const (
	plainForm    = "text/plain"
	markdownForm = "text/markdown"
	lookForm     = "application/vnd.gokino.text"
)

// JoinChunks makes one of two values that are chunks of text and look the same;
// ok is false if they are not. Neither is changed.
func JoinChunks(before, next Output) (joined Output, ok bool) {
	a, isChunk := chunkLook(before)
	b, too := chunkLook(next)
	if !isChunk || !too || !sameLook(a, b) || hasMarkdown(before) != hasMarkdown(next) {
		return Output{}, false
	}
	first, _ := before.Data[plainForm].(string)
	second, _ := next.Data[plainForm].(string)
	text, cut := first+second, number(a["cut"])
	if len(text) > 2*MaxText { // not at every chunk
		end, missing := ending(text)
		text, cut = end, cut+missing
	}
	look := maps.Clone(b)
	look["cut"] = cut
	joined = Output{Kind: Value, Data: maps.Clone(next.Data)}
	joined.Data[plainForm], joined.Data[lookForm] = text, look
	if hasMarkdown(next) {
		joined.Data[markdownForm] = text
	}
	return joined, true
}

// IsChunk reports whether o is a value that is a chunk of text (widget.Chunk).
func (o Output) IsChunk() bool {
	_, ok := chunkLook(o)
	return ok
}

// chunkLook is how a chunk looks; ok is false where o is none.
func chunkLook(o Output) (look map[string]any, ok bool) {
	if o.Kind != Value {
		return nil, false
	}
	look, _ = o.Data[lookForm].(map[string]any)
	return look, look["chunk"] == true
}

func sameLook(a, b map[string]any) bool {
	for _, name := range []string{"terminal", "color", "weight", "size", "tone"} {
		x, _ := a[name].(string)
		y, _ := b[name].(string)
		if x != y || (a[name] == true) != (b[name] == true) {
			return false
		}
	}
	return true
}

func hasMarkdown(o Output) bool {
	_, ok := o.Data[markdownForm]
	return ok
}

// number is a count that was decoded or put there.
func number(v any) int {
	switch v := v.(type) {
	case int:
		return v
	case int64:
		return int(v)
	}
	return 0
}
