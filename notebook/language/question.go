package language

import (
	"context"

	"github.com/gokino/gokino/notebook"
)

// Question is what is asked about a cell. Source is the asker's own text of it,
// which may be ahead of what was last checked; Offset counts UTF-16 units. N
// numbers the questions; answers repeat it.
type Question struct {
	N        int
	ID       int
	Source   string
	Offset   int
	Explicit bool   // complete: asked for by a key
	Label    string // describe: the item
	Detail   string // describe: the item's, if there are several of one label; or ""
	Name     string // rename: the new name, or ""
}

// at is the offset in bytes.
func (q Question) at() int { return notebook.ByteOffset(q.Source, q.Offset) }

// Renaming is what stands at From and To in the cell asked about, or what has to
// be replaced to give it another name, by cell.
type Renaming struct {
	From, To int
	Name     string
	Edits    map[int][]notebook.Replacement
}

// Ask answers a question of a kind: complete, describe, hover, signature or
// definition. It returns the name of the answer, and "" for other kinds.
func (s *Service) Ask(ctx context.Context, kind string, q Question) (event string, answer any) {
	s.await(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	if ctx.Err() != nil {
		return "", nil
	}
	switch kind {
	case "complete":
		return "completion", s.complete(q)
	case "describe":
		return "description", s.describe(q)
	case "hover":
		return "hovered", s.hover(q)
	case "signature":
		return "signatures", s.signature(q)
	case "definition":
		return "defined", s.definition(q)
	}
	return "", nil
}
