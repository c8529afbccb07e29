package notebook

import (
	"strings"
	"unicode/utf8"
)

// The bounds of a cell's outputs.
const (
	MaxText        = 256 << 10 // bytes of one text output
	MaxOutputs     = 500       // outputs of one cell
	MaxOutputBytes = 32 << 20  // of all outputs of one cell together
)

// The kinds of outputs.
const (
	Stdout = "stdout"
	Stderr = "stderr"
	Value  = "value" // Data: what an expression or Show gave
	Error  = "error" // Error: a panic after or beside the run
	Note   = "note"  // Text: what gokino has to say
)

// Output is one thing a cell put out.
type Output struct {
	Kind string `json:"kind"`
	Text string `json:"text,omitempty"`

	// Cut is how many bytes are missing before Text.
	Cut int `json:"cut,omitempty"`

	// Data is a value in the forms it can be shown in, by MIME type; "text/plain"
	// is always there. It is shared and never changed.
	Data map[string]any `json:"data,omitempty"`

	Error *CellError `json:"error,omitempty"`
}

func (o Output) isStream() bool { return o.Kind == Stdout || o.Kind == Stderr }

// Append adds o to outputs as every holder of outputs does, the page included: a
// piece of a stream joins the one before it if that is of the same stream, a chunk
// of text (widget.Chunk) likewise, long text keeps its end. Then the oldest
// outputs go where there are too many; dropped is how many went. The slice given
// is never written to.
func Append(outputs []Output, o Output) (result []Output, dropped int) {
	last := len(outputs) - 1
	if last >= 0 && o.isStream() && outputs[last].Kind == o.Kind {
		before := outputs[last]
		outputs = outputs[:last]
		if o.Cut > 0 { // bytes are missing between the two: only what follows is shown
			before.Cut += len(before.Text)
			before.Text = ""
		}
		o.Cut += before.Cut
		o.Text = before.Text + o.Text
	}
	if last >= 0 && last == len(outputs)-1 {
		if joined, ok := JoinChunks(outputs[last], o); ok {
			outputs, o = outputs[:last], joined
		}
	}
	o = o.bounded()
	result = append(append(make([]Output, 0, len(outputs)+1), outputs...), o)
	dropped = excess(result, MaxOutputBytes, 1)
	return result[dropped:], dropped
}

// excess is how many outputs at the beginning are beyond the bounds; the last
// keep stay in any case.
func excess(outputs []Output, bytes, keep int) int {
	size := 0
	for i := len(outputs) - 1; i >= 0; i-- {
		size += outputs[i].size()
		n := len(outputs) - i
		if n > keep && (size > bytes || n > MaxOutputs) {
			return i + 1
		}
	}
	return 0
}

// trim drops the oldest outputs of a cell that has more than bytes of them.
func (r *runForm) trim(bytes int) {
	n := excess(r.outputs, bytes, 0)
	r.outputs = r.outputs[n:]
	r.dropped += n
}

func (o Output) bounded() Output {
	if len(o.Text) > MaxText {
		var cut int
		o.Text, cut = ending(o.Text)
		o.Cut += cut
	}
	return o
}

// ending is the last MaxText bytes of a text that has more, or the whole letters in
// them, and how many bytes are missing before it.
func ending(text string) (end string, cut int) {
	cut = len(text) - MaxText
	for cut < len(text) && !utf8.RuneStart(text[cut]) {
		cut++
	}
	return strings.Clone(text[cut:]), cut // do not pin what was cut
}

func (o Output) size() int {
	n := len(o.Text) + sizeOf(o.Data)
	if o.Error != nil {
		n += len(o.Error.Message) + len(o.Error.Stack)
	}
	return n
}

// sizeOf is how many bytes of text and binary are in v; layouts hold values.
func sizeOf(v any) (n int) {
	switch v := v.(type) {
	case string:
		n = len(v)
	case []byte:
		n = len(v)
	case map[string]any:
		for _, e := range v {
			n += sizeOf(e)
		}
	case []any:
		for _, e := range v {
			n += sizeOf(e)
		}
	}
	return n
}
