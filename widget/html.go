package widget

import "github.com/gokino/gokino/kernel"

// HTMLType is HTML, a string.
const HTMLType = "text/html"

// HTML shows in a sandboxed frame of its own, as high as its content: it reaches
// neither the page nor other widgets. Its scripts run in their order, one that is
// loaded before the next. As Kino.HTML.
//
// As text it is its source.
type HTML string

// Render gives the forms.
func (h HTML) Render() kernel.Data {
	return kernel.Data{"text/plain": string(h), HTMLType: string(h)}
}
