package widget

import "github.com/gokino/gokino/kernel"

// Forms of figures.
const (
	// MermaidType is the source of a Mermaid diagram, a string.
	MermaidType = "text/vnd.mermaid"

	// FigureType is what stands around a picture, a map: "caption", "alt" and
	// "download" (a file name, empty for no button), strings; "width" in CSS pixels.
	// In an export it may stand around HTML too, with "height".
	FigureType = "application/vnd.gokino.figure"
)

// Mermaid is a diagram in the language of Mermaid, https://mermaid.js.org. As
// Kino.Mermaid. [Diagram] has more to say about it.
//
// As text it is its source.
type Mermaid string

// Render gives the forms.
func (m Mermaid) Render() kernel.Data { return Diagram{Source: m}.Render() }

// Diagram is a [Mermaid] diagram with what stands around it.
type Diagram struct {
	Source Mermaid

	// Caption stands below it and names it for who cannot see it.
	Caption string

	// NoDownload leaves the button out that saves it as SVG.
	NoDownload bool
}

// Render gives the forms.
func (d Diagram) Render() kernel.Data {
	figure := map[string]any{}
	if d.Caption != "" {
		figure["caption"] = d.Caption
	}
	if !d.NoDownload {
		figure["download"] = "diagram.svg"
	}
	return kernel.Data{"text/plain": string(d.Source), MermaidType: string(d.Source), FigureType: figure}
}
