package notebook

import (
	"strings"
	"unicode/utf8"
)

// Kind says what a cell is.
type Kind string

// The kinds of cells.
const (
	Code Kind = "code" // Go, runs
	Text Kind = "text" // Markdown
	Mod  Kind = "mod"  // the notebook's go.mod
)

// firstTextID is where ids of text and mod cells begin, so that code cells of a
// loaded file are numbered 1, 2, 3… in the order of the document.
const firstTextID = 1_000_000

// Cell is one cell of a [Document]. Cells are shared between states: whoever
// holds one must not change it.
type Cell struct {
	// ID names the cell for as long as its notebook is open.
	ID int

	Kind Kind

	// Source is what the cell says, lines joined by "\n" and without the line end
	// before a closing fence. It may hold invalid UTF-8 if the file did.
	Source string

	// Version counts the updates made to Source since the notebook was opened.
	Version int

	file    fileForm
	run     runForm
	outline *outline // nil until [SetOutlines]

	diagnostics *Diagnostics // never changed; nil before there are any
}

// fileForm is how a cell stands in the file it was loaded from; the zero value
// is that of a new cell.
type fileForm struct {
	raw    string // fences included
	after  string // the blank lines that follow
	source string // Source when loaded
	next   int    // id of the cell that followed, 0: none, it was the last
	loaded bool
	// Of a code cell: its first line, and its last, "" if it was never closed.
	open, close string
}

// runForm is what is known of a cell's runs.
type runForm struct {
	state   RunState
	started int64 // unix milliseconds, 0 unless running
	ms      int64
	err     *CellError
	notes   []string
	outputs []Output
	dropped int

	ran      bool     // was started since the notebook was opened
	source   string   // Source when it was started
	lost     bool     // the runtime that ran it is gone
	restored bool     // it was deleted, and what it made went with it
	broken   bool     // what it declared no longer fits what other cells declare
	behind   uint64   // the run that made anew what it needs, 0: none did; see stale.go
	owed     uint64   // behind, when the run started
	moved    bool     // what the run has read, an input, changed while it ran
	last     *outcome // nil until a run of it ended
	floor    uint64   // outputs of evaluations up to this one are of earlier runs
}

func (c *Cell) edited() bool { return !c.file.loaded || c.Source != c.file.source }

func (c *Cell) stale() bool {
	return c.run.ran && (c.run.lost || c.run.restored || c.run.broken || c.run.behind > 0 || c.Source != c.run.source)
}

// Known reports whether the runtime has what the cell declared when it last ran.
func (c *Cell) Known() bool {
	return c.run.last != nil && !c.run.last.gone && len(c.run.last.names.Defines) > 0
}

// RunState is where a cell is in its life.
type RunState string

// The run states of a cell. Text and mod cells are always idle.
const (
	Idle        RunState = "idle"
	Queued      RunState = "queued"
	Running     RunState = "running"
	OK          RunState = "ok"
	Failed      RunState = "error"
	Stopped     RunState = "stopped" // by itself, with a message: see [Continue]
	Interrupted RunState = "interrupted"
	Skipped     RunState = "skipped" // was queued when a cell above it failed
)

// CellError is why a cell failed. Line and Col are 1-based within the cell, 0
// where unknown; Stack is empty for what did not compile.
type CellError struct {
	Message string `json:"message"`
	Line    int    `json:"line"`
	Col     int    `json:"col"`
	Stack   string `json:"stack"`
	// Stop says how a cell stopped itself: "normal" with a message to its reader,
	// "error" with something that went wrong; "" if it did not.
	Stop string `json:"stop,omitempty"`
}

func (e *CellError) Error() string { return e.Message }

// normalise gives text the line ends a source has: CodeMirror's, which takes
// "\r\n", "\r" and "\n" for one.
func normalise(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// wireText is s as a page may see it: every byte that is no UTF-8 becomes one
// U+FFFD, so that lengths in UTF-16 agree with what [Changes] counts.
func wireText(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		b.WriteRune(r)
	}
	return b.String()
}
