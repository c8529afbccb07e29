package export

import (
	"cmp"
	_ "embed"
	"fmt"
	"strings"

	"github.com/gokino/gokino/notebook"
)

//go:embed page.css
var style string

// policy tells the browser what the page promises: it loads nothing and runs nothing.
const policy = "default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"

// HTML is the notebook as a page: one file that loads nothing and runs nothing.
func HTML(n Notebook) string {
	w := &writer{prose: newProse()}
	title := cmp.Or(n.title(), "Notebook")
	w.WriteString("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n")
	w.WriteString("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n")
	w.markup("<meta http-equiv=\"Content-Security-Policy\" content=\"%s\" />\n", policy)
	w.WriteString("<meta name=\"generator\" content=\"gokino\" />\n")
	w.markup("<title>%s</title>\n", title)
	w.WriteString("<style>\n" + style + "</style>\n</head>\n<body>\n<main>\n")
	if n.title() == n.Name { // the text has none
		w.markup("<h1>%s</h1>\n", title)
		w.level = 1
	}
	for _, c := range n.Cells {
		if !w.room() {
			break
		}
		w.cell(c, n)
	}
	w.WriteString("</main>\n</body>\n</html>\n")
	return w.String()
}

func (w *writer) cell(c Cell, n Notebook) {
	switch c.Kind {
	case notebook.Text:
		w.WriteString("<div class=\"prose\">\n")
		html, last := w.prose.render(c.Source, n.Files, 0)
		w.WriteString(html)
		if last > 0 {
			w.level = last
		}
		w.WriteString("</div>\n")
		return
	case notebook.Mod:
		w.WriteString("<div class=\"cell\">")
		w.pre("code", "", c.Source)
		w.WriteString("</div>\n")
		return
	}
	w.markup("<div class=\"cell\" id=\"cell%d\">\n", c.ID)
	if strings.TrimSpace(c.Source) != "" {
		w.WriteString("<pre class=\"code\"")
		if wide(c.Source) {
			w.WriteString(` data-wide="" tabindex="0"`)
		}
		w.WriteString("><code>")
		w.code(c.Source)
		w.WriteString("</code></pre>\n")
	}
	if c.Skipped {
		w.note("This cell was not run.")
	}
	if c.Dropped > 0 {
		w.note(fmt.Sprintf("… %d outputs before these are left out", c.Dropped))
	}
	if len(c.Outputs) > 0 || c.Error != nil {
		w.WriteString("<div class=\"outputs\">\n")
		for _, o := range c.Outputs {
			w.output(o)
		}
		if c.Error != nil {
			w.failure(c.Error, c.ID)
		}
		w.WriteString("</div>\n")
	}
	for _, note := range c.Notes {
		w.note(note)
	}
	w.WriteString("</div>\n")
}

// output writes one thing that a cell has put out.
func (w *writer) output(o notebook.Output) {
	if !w.room() {
		return
	}
	switch o.Kind {
	case notebook.Stdout, notebook.Stderr:
		w.note(missing(o.Cut))
		w.pre(o.Kind, "", strings.TrimSuffix(o.Text, "\n"))
	case notebook.Value:
		w.value(o.Data, maxDeep)
	case notebook.Error:
		w.failure(o.Error, 0)
	case notebook.Note:
		w.note(o.Text)
	}
}

// failure writes an error; cell is whose line it names, 0 for none.
func (w *writer) failure(e *notebook.CellError, cell int) {
	if e == nil {
		return
	}
	w.pre("failure", "", said(e, cell))
}

// said is an error as text: where, what, and the way there.
func said(e *notebook.CellError, cell int) string {
	s := e.Message
	if cell != 0 && e.Line > 0 {
		s = fmt.Sprintf("cell%d:%d: %s", cell, e.Line, s)
	}
	if e.Stack != "" {
		s += "\n" + strings.TrimRight(e.Stack, "\n")
	}
	return s
}
