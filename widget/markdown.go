package widget

import "github.com/gokino/gokino/kernel"

// Markdown shows as GitHub would show it: with tables, task lists, code in
// colours, formulas between dollar signs ($x^2$ in a line, $$…$$ on lines of its
// own) and diagrams in fences that say mermaid. Raw HTML in it is shown as text,
// and links that run something are none. As Kino.Markdown.
//
// As text, and in an exported notebook, it is its source.
type Markdown string

// Render gives the forms.
func (m Markdown) Render() kernel.Data {
	text, cut := ending(string(m))
	data := kernel.Data{"text/plain": text, MarkdownType: text}
	if cut > 0 {
		data[TextType] = map[string]any{"cut": cut}
	}
	return data
}
