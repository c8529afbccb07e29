package session

import (
	"context"

	"github.com/gokino/gokino/notebook"
)

// Language knows what the cells mean while they are being written. Its methods
// are called by several goroutines, but Check by one at a time. They change
// nothing and return when ctx ends.
type Language interface {
	// Watch sets what is called, by any goroutine, when a Check would find
	// something else than before though no cell has changed. It must not block.
	Watch(again func())

	// Check looks at the cells, and at no others than these from then on. It tells
	// found of their diagnostics, also in parts and more than once.
	Check(ctx context.Context, cells []LanguageCell, found func([]notebook.SetDiagnostics))

	// Ask answers a page's question. The answer is the payload of an event for
	// the page; without one the event is "".
	Ask(ctx context.Context, kind string, q Question) (event string, answer any)

	// Rename gives the name that a question is about, with its place, if Name is
	// empty, and else what has to be replaced in which cells to give it another.
	Rename(ctx context.Context, cells []LanguageCell, q Question) (Renaming, error)

	// Format gives what has to be replaced in a source to make it as gofmt has it.
	Format(source string) ([]notebook.Replacement, error)

	// Close ends what goes on in the background, and waits for it.
	Close()
}

// LanguageCell is a code cell as a [Language] sees it. Known says that the
// runtime has what it declared when it last ran; Deleted that it is not in the
// document any more.
type LanguageCell struct {
	ID, Version    int
	Source         string
	Known, Deleted bool
}

// Question is what a page asks about a cell. Source is the page's own text of
// it, Offset counts UTF-16 units. N numbers the page's questions; answers repeat
// it.
type Question struct {
	N        int    `json:"n"`
	ID       int    `json:"id"`
	Source   string `json:"source"`
	Offset   int    `json:"offset"`
	Explicit bool   `json:"explicit"` // complete: asked for by a key
	Label    string `json:"label"`    // describe: the item
	Detail   string `json:"detail"`   // describe: the item's, or ""
	Name     string `json:"name"`     // rename: the new name, or ""
}

// Renaming is the answer to a question about a rename: what stands at From and To
// in the cell asked about, or what has to be replaced, by cell.
type Renaming struct {
	From, To int
	Name     string
	Edits    map[int][]notebook.Replacement
}

// languageCells are the code cells, then those deleted ones of which the runtime
// still has something.
func languageCells(state notebook.State) []LanguageCell {
	var cells []LanguageCell
	for _, c := range state.Document().Cells {
		if c.Kind == notebook.Code {
			cells = append(cells, LanguageCell{ID: c.ID, Version: c.Version, Source: c.Source, Known: c.Known()})
		}
	}
	for _, c := range state.Deleted() {
		if c.Kind == notebook.Code && c.Known() {
			cells = append(cells, LanguageCell{ID: c.ID, Version: c.Version, Source: c.Source, Known: true, Deleted: true})
		}
	}
	return cells
}
