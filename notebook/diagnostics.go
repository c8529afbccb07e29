package notebook

import "slices"

// Diagnostics are what there is to say of a cell's source, at one version of it.
type Diagnostics struct {
	Version int          `json:"version"`
	Items   []Diagnostic `json:"items"`
}

// Diagnostic is said of the source between From and To, which count UTF-16
// units. Severity is "error" or "warning". Code names the kind of diagnostic and
// URL a page that says more; both may be empty.
type Diagnostic struct {
	From     int    `json:"from"`
	To       int    `json:"to"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Code     string `json:"code"`
	URL      string `json:"url"`
}

// SetDiagnostics replaces the diagnostics of a cell. Those of another version
// than the cell has, or of a cell that is no more, are late and do nothing; so
// do those the cell has already.
type SetDiagnostics struct {
	ID int
	Diagnostics
}

// DiagnosticsChanged are a cell's new diagnostics.
type DiagnosticsChanged struct {
	ID      int          `json:"id"`
	Version int          `json:"version"`
	Items   []Diagnostic `json:"items"`
}

// Event implements [Change].
func (DiagnosticsChanged) Event() string { return "diagnostics" }

func (op SetDiagnostics) apply(st *step) error {
	now := st.Cell(op.ID)
	if now == nil || now.Version != op.Version {
		return nil
	}
	var before Diagnostics
	if now.diagnostics != nil {
		before = *now.diagnostics
	}
	same := slices.Equal(before.Items, op.Items)
	if same && (len(op.Items) == 0 || before.Version == op.Version) {
		return nil
	}
	c, err := st.edit(op.ID)
	if err != nil {
		return err
	}
	c.diagnostics = &Diagnostics{Version: op.Version, Items: append([]Diagnostic{}, op.Items...)}
	st.tell(DiagnosticsChanged{ID: c.ID, Version: op.Version, Items: c.diagnostics.Items})
	return nil
}

// view gives d as a page that connects sees it: nil if there is nothing to say.
func (d *Diagnostics) view() *Diagnostics {
	if d == nil || len(d.Items) == 0 {
		return nil
	}
	return d
}
