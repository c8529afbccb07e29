package notebook

import (
	"bytes"
	"html"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// maxRendered is the longest text rendered as Markdown; a longer one is shown
// as it is.
const maxRendered = 256 << 10

// Render gives the HTML of a text cell: GitHub's Markdown without raw HTML and
// without links that run anything. It is safe to put into a page.
func Render(source string) (out string) {
	source = strings.ToValidUTF8(source, string(utf8.RuneError))
	if len(source) > maxRendered {
		return plain(source)
	}
	defer func() {
		if recover() != nil { // in the Markdown library: the text is still worth showing
			out = plain(source)
		}
	}()
	var b bytes.Buffer
	if err := goldmark.New(goldmark.WithExtensions(extension.GFM)).Convert([]byte(source), &b); err != nil {
		return plain(source)
	}
	return b.String()
}

func plain(source string) string { return "<pre>" + html.EscapeString(source) + "</pre>" }
