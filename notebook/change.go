package notebook

// Change is something pages have to be told of. It is the payload of the event
// it names.
type Change interface {
	Event() string
}

// The changes of the document.
type (
	// Inserted is a new or restored cell.
	Inserted struct {
		Index int      `json:"index"`
		Cell  CellView `json:"cell"`
		Undo  int      `json:"undo"`
	}

	// Deleted is a cell that is no more.
	Deleted struct {
		ID   int `json:"id"`
		Undo int `json:"undo"`
	}

	// Moved is a cell that is now at Index.
	Moved struct {
		ID    int `json:"id"`
		Index int `json:"index"`
	}

	// Edited is a new source. Version is that after the updates; HTML is a text
	// cell's new look, nil otherwise.
	Edited struct {
		ID      int      `json:"id"`
		Version int      `json:"version"`
		Updates []Update `json:"updates"`
		HTML    *string  `json:"html,omitempty"`
		Stale   bool     `json:"stale"`
	}
)

// The changes of what cells have to do with each other.
type (
	// SettingsChanged are the settings that the file holds.
	SettingsChanged struct {
		Reactive bool `json:"reactive"`
	}

	// GraphChanged are the nodes that are new or different. Those of cells that are
	// no more are to be forgotten.
	GraphChanged struct {
		Nodes []Node `json:"nodes"`
	}
)

// The changes of runs.
type (
	// CellChanged is all of a cell's run, and replaces what was known of it.
	CellChanged struct {
		ID      int        `json:"id"`
		State   RunState   `json:"state"`
		Stale   bool       `json:"stale"`
		Started int64      `json:"started"`
		MS      int64      `json:"ms"`
		Error   *CellError `json:"error"`
		Notes   []string   `json:"notes"`
	}

	// Cleared is a cell whose outputs are gone.
	Cleared struct {
		ID int `json:"id"`
	}

	// OutputAdded is an output to [Append]. Dropped is how many are missing before
	// the cell's first now, since it was cleared.
	OutputAdded struct {
		ID      int    `json:"id"`
		Output  Output `json:"output"`
		Dropped int    `json:"dropped"`
	}

	// RuntimeChanged is the runtime's new state.
	RuntimeChanged Runtime

	// SavedChanged is the file's new state.
	SavedChanged Saved
)

// Update is one step of an edit, as @codemirror/collab has it. Changes is the
// JSON form of a ChangeSet.
type Update struct {
	ClientID string `json:"clientID"`
	Changes  any    `json:"changes"`
}

func (Inserted) Event() string        { return "insert" }
func (Deleted) Event() string         { return "delete" }
func (Moved) Event() string           { return "move" }
func (Edited) Event() string          { return "edit" }
func (SettingsChanged) Event() string { return "settings" }
func (GraphChanged) Event() string    { return "graph" }
func (CellChanged) Event() string     { return "cell" }
func (Cleared) Event() string         { return "clear" }
func (OutputAdded) Event() string     { return "output" }
func (RuntimeChanged) Event() string  { return "runtime" }
func (SavedChanged) Event() string    { return "saved" }

// ChangesDocument reports whether what the file holds may differ after c.
func ChangesDocument(c Change) bool {
	switch c.(type) {
	case Inserted, Deleted, Moved, Edited, SettingsChanged:
		return true
	}
	return false
}
