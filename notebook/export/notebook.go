package export

import (
	"os"
	"strings"

	"github.com/gokino/gokino/notebook"
)

// Notebook is a notebook with what its cells have put out.
type Notebook struct {
	// Name is that of its file; the title of a page whose text has no heading.
	Name string

	Cells []Cell

	// Files is the folder that pictures in the text are read from; nil leaves them out.
	Files *os.Root
}

// Cell is a cell of a [Notebook]. The values among the outputs are resolved
// ([Resolver]).
type Cell struct {
	ID      int // of a code cell, what errors call it
	Kind    notebook.Kind
	Source  string
	Outputs []notebook.Output
	Dropped int // outputs that are missing before the first
	Error   *notebook.CellError
	Notes   []string
	Skipped bool // it was not run
}

// title is the first heading of the text, or else the name.
func (n Notebook) title() string {
	for _, c := range n.Cells {
		if c.Kind != notebook.Text {
			continue
		}
		for line := range strings.Lines(c.Source) {
			if t, ok := strings.CutPrefix(line, "# "); ok {
				return strings.TrimSpace(t)
			}
		}
	}
	return n.Name
}
