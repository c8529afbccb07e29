package widget

import (
	"fmt"
	"maps"
	"strings"

	"github.com/gokino/gokino/kernel"
)

// Forms of text beside "text/plain".
const (
	// MarkdownType is Markdown, a string.
	MarkdownType = "text/markdown"

	// TextType is how text is shown, a map: "terminal" and "chunk" (bool), "color",
	// "weight", "size" (strings of CSS), "tone" ("error" or left out), "cut" (bytes
	// that are missing before it).
	TextType = "application/vnd.gokino.text"
)

// Text shows as it is, without the quotes that a string has. As Kino.Text. Of this
// and every other text the last MiB is shown, and how much is missing.
type Text string

// Render gives the forms.
func (t Text) Render() kernel.Data { return textData(string(t), nil) }

// Terminal is text as a terminal shows it: with ANSI colours, and \r goes back
// to the beginning of the line. As Kino.Text with terminal: true.
type Terminal string

// Render gives the forms.
func (t Terminal) Render() kernel.Data {
	return textData(string(t), map[string]any{"terminal": true})
}

// StyledText is text with a look. Color, Weight and Size are values of the CSS
// properties color, font-weight and font-size, empty for the usual ones. As the
// style of Kino.Text: a value with a semicolon is refused.
type StyledText struct {
	Text                string
	Color, Weight, Size string
}

// Render gives the forms.
func (t StyledText) Render() kernel.Data {
	style := map[string]any{}
	for name, value := range map[string]string{"color": t.Color, "weight": t.Weight, "size": t.Size} {
		if strings.Contains(value, ";") {
			return failed(fmt.Errorf("widget.StyledText: the %s %q has a semicolon: give one CSS value", name, value))
		}
		if value != "" {
			style[name] = value
		}
	}
	return textData(t.Text, style)
}

// Chunk makes text one piece of many: it joins the piece before it in the cell or
// [Frame], if that is of the same kind, so that words that come one by one read as one
// text. It is for [Text], [Terminal], [StyledText] and [Markdown]; what else it is
// given stays as it is. As Kino's chunk: true.
func Chunk(text Renderer) Renderer { return chunked{text} }

type chunked struct{ Renderer }

func (c chunked) Render() kernel.Data {
	data := forms(c.Renderer)
	look, styled := data[TextType].(map[string]any)
	if _, markdown := data[MarkdownType]; !styled && !markdown {
		return data
	}
	joined := map[string]any{"chunk": true}
	maps.Copy(joined, look)
	out := maps.Clone(data)
	out[TextType] = joined
	return out
}

// Inspected is a value as text, whatever other forms it has: for a place in a
// layout, say. As Kino.Inspect, and Kino.inspect with its options.
func Inspected(v any, opts ...InspectOptions) Text { return Text(Inspect(v, opts...)) }

func textData(text string, look map[string]any) kernel.Data {
	if look == nil {
		look = map[string]any{}
	}
	text, cut := ending(text)
	if cut > 0 {
		look["cut"] = cut
	}
	return kernel.Data{"text/plain": text, TextType: look}
}

// maxShown is how many bytes of a text are shown: its end.
const maxShown = 1 << 20

// ending is the end of a text that is too long to be shown, and how many bytes are
// missing before it.
func ending(text string) (end string, cut int) {
	if cut = endAt(text, maxShown); cut == 0 {
		return text, 0
	}
	return strings.Clone(text[cut:]), cut // do not pin what was cut
}

// failed shows why a value cannot be shown.
func failed(err error) kernel.Data {
	return textData(err.Error(), map[string]any{"tone": "error"})
}
