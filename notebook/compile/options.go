package compile

import (
	"fmt"
	"log/slog"
)

// Options say where a notebook lives and what may be used to compile it. The
// zero value works for a notebook that is in no module, provided Source is set.
type Options struct {
	// Dir is the folder of the notebook. If it lies in a Go module, cells see
	// that module: its packages, internal ones too, and its requirements.
	Dir string

	// GoMod is the text of the notebook's own go.mod. It is used only where Dir
	// lies in no module. It may lack its module and go lines.
	GoMod string

	// CacheDir keeps what was built, between runs. Empty means a folder of
	// gokino's in the user's cache folder. It is created with mode 0700, and refused
	// if others can write there.
	CacheDir string

	// CacheSize bounds the cache, in bytes. 0: 4 GiB.
	CacheSize int64

	// Source is the folder with gokino's own source, go.mod included. Required.
	Source string

	// Link selects the link. The zero value chooses by a trial.
	Link LinkMode

	// Progress, if set, is told about slow steps. done and total count what the
	// step says; total is 0 where the amount is not known. It is called from
	// the goroutine that asked for the work.
	Progress func(step string, done, total int)

	// Logger receives what commands ran and how long they took. Nil discards.
	Logger *slog.Logger
}

func (o Options) logger() *slog.Logger {
	if o.Logger == nil {
		return slog.New(slog.DiscardHandler)
	}
	return o.Logger
}

func (o Options) progress(step string, done, total int) {
	if o.Progress != nil {
		o.Progress(step, done, total)
	}
}

// LinkMode says how a compiled cell becomes a shared object.
type LinkMode int

// The ways to link a cell.
const (
	LinkAuto  LinkMode = iota // the delta link if it passes a trial, else the full link
	LinkDelta                 // only what the cell itself adds
	LinkFull                  // everything the cell needs, as go build -buildmode=plugin does
)

// String returns the mode's name, as in "delta".
func (m LinkMode) String() string {
	switch m {
	case LinkAuto:
		return "auto"
	case LinkDelta:
		return "delta"
	case LinkFull:
		return "full"
	}
	return fmt.Sprintf("LinkMode(%d)", int(m))
}
