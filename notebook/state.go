package notebook

import "slices"

// Limits of a notebook.
const (
	MaxSource  = 4 << 20 // bytes of one source
	MaxCells   = 10_000
	maxDeleted = 100 // deleted cells that can be restored

	maxDeletedBytes = 1 << 20 // of outputs that a deleted cell keeps
)

// State is an open notebook: its document and all that is known of its runs.
// It is a value, changed by [Apply] only. [NewState] makes one.
type State struct {
	doc      Document
	path     string
	name     string
	readonly string
	queue    []int // cells to run, in this order
	busy     int   // the running cell, 0: none
	deleted  []deletion
	runtime  Runtime
	saved    Saved
	stories  map[string]story // of the names in the runtime
	runs     uint64           // counts the runs that ended
	wave     *wave            // nil if nothing is to follow
	graph    map[int]Node     // as pages know it
	seen     uint64           // newest evaluation an output came from
	lastRun  int              // cell started last
}

// deletion is a deleted cell and where it was.
type deletion struct {
	cell  *Cell
	index int
}

// RuntimeState is where the process that cells live in is in its life.
type RuntimeState string

// The states of a runtime.
const (
	RuntimeNone     RuntimeState = "none"
	RuntimeBuilding RuntimeState = "building"
	RuntimeStarting RuntimeState = "starting"
	RuntimeReady    RuntimeState = "ready"
	RuntimeEnded    RuntimeState = "ended" // Message says why
)

// Runtime is what pages show of the runtime. While it, or a cell for it, is
// built, Done of Total parts of Step are.
type Runtime struct {
	State   RuntimeState `json:"state"`
	Message string       `json:"message"`
	Step    string       `json:"step"`
	Done    int          `json:"done"`
	Total   int          `json:"total"`
	Link    string       `json:"link"` // "delta", "full", or "" while unknown
	Busy    int          `json:"busy"` // the running cell, 0: none
	Memory  Memory       `json:"memory"`
}

// Memory is what a runtime holds and may hold, in bytes. Used 0: that is not
// known; Limit 0: there is none.
type Memory struct {
	Used  int64 `json:"used"`
	Limit int64 `json:"limit"`
}

// Saved is what pages show of the file. At is when it was last saved (unix
// milliseconds, 0: not since it was opened); Error is why the last attempt did
// not succeed; Note is what else happened to it, as that another program's
// version was kept beside it.
type Saved struct {
	At    int64  `json:"at"`
	Error string `json:"error"`
	Note  string `json:"note"`
}

// About is what a state is told of where its document comes from.
type About struct {
	Path, Name string
	ReadOnly   string // why nothing can be changed or run, "" if it can
}

// NewState opens d.
func NewState(d Document, a About) State {
	s := State{
		doc: d, path: a.Path, name: a.Name, readonly: a.ReadOnly,
		runtime: Runtime{State: RuntimeNone}, stories: map[string]story{}, graph: map[int]Node{},
	}
	for _, n := range s.Graph() {
		s.graph[n.Cell] = n
	}
	return s
}

// Document is the document as it stands.
func (s State) Document() Document { return s.doc }

// Next is the cell to run next, nil while one runs and when none is queued.
func (s State) Next() *Cell {
	if s.busy != 0 || len(s.queue) == 0 {
		return nil
	}
	return s.Cell(s.queue[0])
}

// Busy is the id of the running cell, 0 if none runs. The cell may have been
// deleted meanwhile.
func (s State) Busy() int { return s.busy }

// Runtime is the runtime's state as the pages know it.
func (s State) Runtime() Runtime {
	s.runtime.Busy = s.busy
	return s.runtime
}

// Saved is the file's state as the pages know it.
func (s State) Saved() Saved { return s.saved }

// Deleted are the cells that can be restored, the one deleted last at the end.
func (s State) Deleted() []*Cell {
	cells := make([]*Cell, len(s.deleted))
	for i, d := range s.deleted {
		cells[i] = d.cell
	}
	return cells
}

// Cell is the cell with this id, nil if there is none.
func (s State) Cell(id int) *Cell {
	if i := s.index(id); i >= 0 {
		return s.doc.Cells[i]
	}
	return nil
}

func (s State) index(id int) int {
	return slices.IndexFunc(s.doc.Cells, func(c *Cell) bool { return c.ID == id })
}

// Snapshot is all a page needs to show a notebook.
type Snapshot struct {
	Path     string     `json:"path"`
	Name     string     `json:"name"`
	ReadOnly string     `json:"readonly"`
	Cells    []CellView `json:"cells"`
	Runtime  Runtime    `json:"runtime"`
	Undo     int        `json:"undo"` // deleted cells that can be restored
	Saved    Saved      `json:"saved"`
	Reactive bool       `json:"reactive"` // see [SetReactive]
	Graph    []Node     `json:"graph"`    // of the code cells, in order
	Limits   Limits     `json:"limits"`
}

// Limits tells pages the bounds they have to apply themselves.
type Limits struct {
	Text    int `json:"text"`    // [MaxText]
	Outputs int `json:"outputs"` // [MaxOutputs]
	Source  int `json:"source"`  // [MaxSource]
}

// CellView is a cell as pages see it.
type CellView struct {
	ID      int        `json:"id"`
	Kind    Kind       `json:"kind"`
	Source  string     `json:"source"`
	Version int        `json:"version"`
	HTML    string     `json:"html"` // of a text cell
	State   RunState   `json:"state"`
	Stale   bool       `json:"stale"`
	Started int64      `json:"started"` // unix milliseconds, 0 unless running
	MS      int64      `json:"ms"`      // of the last run
	Outputs []Output   `json:"outputs"`
	Dropped int        `json:"dropped"` // outputs missing before the first
	Notes   []string   `json:"notes"`
	Error   *CellError `json:"error"`

	Diagnostics *Diagnostics `json:"diagnostics,omitempty"` // nil: nothing to say
}

// View gives c as pages see it.
func (c *Cell) View() CellView {
	v := CellView{
		ID: c.ID, Kind: c.Kind, Source: wireText(c.Source), Version: c.Version,
		State: c.run.state, Stale: c.stale(), Started: c.run.started, MS: c.run.ms,
		Outputs: append([]Output{}, c.run.outputs...), Dropped: c.run.dropped,
		Notes: append([]string{}, c.run.notes...), Error: c.run.err,
		Diagnostics: c.diagnostics.view(),
	}
	if c.Kind == Text {
		v.HTML = Render(c.Source)
	}
	return v
}

// Snapshot gives the notebook as pages see it.
func (s State) Snapshot() Snapshot {
	snap := Snapshot{
		Path: s.path, Name: s.name, ReadOnly: s.readonly, Cells: []CellView{}, Runtime: s.Runtime(),
		Undo: len(s.deleted), Saved: s.saved,
		Limits:   Limits{Text: MaxText, Outputs: MaxOutputs, Source: MaxSource},
		Reactive: s.doc.Reactive(), Graph: s.Graph(),
	}
	for _, c := range s.doc.Cells {
		snap.Cells = append(snap.Cells, c.View())
	}
	return snap
}

// clone makes a state whose maps and slices can be written without s noticing.
func (s State) clone() State {
	s.doc.Cells = slices.Clone(s.doc.Cells)
	s.queue = slices.Clone(s.queue)
	s.deleted = slices.Clone(s.deleted)
	return s
}
