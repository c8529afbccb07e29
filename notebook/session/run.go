package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/export"
)

// maxReport is how much of each stream a [CellReport] keeps; of more, the end.
const maxReport = 16 << 20

// RunOptions configure [Run]. New is required.
type RunOptions struct {
	New Factory

	// KeepGoing runs the cells after one that failed, too.
	KeepGoing bool

	// Observer hears of the run as it goes.
	Observer Observer
}

// Observer hears of a run; nil functions are not called. They are called one at
// a time.
type Observer struct {
	Started func(cell notebook.CellView)

	// Output hears of outputs as they come, also of cells that ended, if they left
	// something running. Values with a live widget in them come when the run of the
	// cell has ended, as they are then.
	Output func(Output)

	// Changed hears, at the end of all, of the values that are not what Output has
	// been told, as they are now.
	Changed func(Output)

	Finished func(CellReport) // when the cell's run ends; what comes later is in the Report
	Progress func(Progress)
	Message  func(kernel.Message) // of widgets
}

// CellReport is one code cell's part in a [Report]. What it has not is left out
// of its JSON.
type CellReport struct {
	Cell    int              `json:"cell"`
	Status  string           `json:"status"` // "ok", "error", "stopped" or "skipped"
	Stdout  string           `json:"stdout,omitempty"`
	Stderr  string           `json:"stderr,omitempty"`
	Outputs []map[string]any `json:"outputs,omitempty"` // values by MIME type, in order, live ones as of the end
	Error   *ReportError     `json:"error,omitempty"`
	Notes   []string         `json:"notes,omitempty"`
	MS      *int64           `json:"ms,omitempty"` // nil if it was skipped

	// Shown is all it has put out as a page shows it, bounded alike; Dropped is how
	// many outputs are missing before the first.
	Shown   []notebook.Output `json:"-"`
	Dropped int               `json:"-"`
}

// ReportError is why a cell failed. Line and Col are 1-based within the cell, 0
// where unknown.
type ReportError struct {
	Message string `json:"message"`
	Line    int    `json:"line,omitempty"`
	Col     int    `json:"col,omitempty"`
	Stack   string `json:"stack,omitempty"`
}

// failed reports whether the cell did not do what it was to do: a cell that stopped
// itself has not, either.
func (c CellReport) failed() bool { return c.Status == "error" || c.Status == "stopped" }

// Report is what came of a [Run]: one entry for each code cell, in order. Failed
// counts those with status "error" or "stopped", and the errors of what cells left
// running.
type Report struct {
	Cells  []CellReport
	Failed int
}

// Run runs the code cells of d in order in a runtime of their own, which ends
// with it, and stops at the first that fails. The error says why the notebook
// could not be run, or that ctx is done; cells that fail are in the report. After
// a runtime died, the cells that are still to run (with KeepGoing) get a new one.
func Run(ctx context.Context, d notebook.Document, o RunOptions) (Report, error) {
	r := &headless{opts: o}
	r.evaluator = o.New(d.GoMod(), r.events())
	err := r.run(ctx, d)
	r.conclude(ctx)
	if closed := r.evaluator.Close(); err == nil && closed != nil {
		err = fmt.Errorf("end of runtime: %w", closed)
	}
	return r.report(), err
}

// headless is a run under way.
type headless struct {
	opts      RunOptions
	evaluator Evaluator

	mu      sync.Mutex // also held while an observer is called
	cells   []*gathering
	current *gathering // nil between cells
	waiting []Output   // values of live widgets that the observer has not been told
	told    []told     // those it has
}

// gathering is what one cell has come to.
type gathering struct {
	cell           int
	ran            bool
	took           time.Duration
	result         notebook.Result
	stdout, stderr tail
	values         []map[string]any
	err            *notebook.CellError // of a goroutine, also a late one
	shown          []notebook.Output
	dropped        int
	problems       []string // of widgets that did not say what they are at the end
}

func (r *headless) events() Events {
	return Events{
		Output:   r.output,
		Message:  func(m kernel.Message) { observe(r, r.opts.Observer.Message, m) },
		Progress: func(p Progress) { observe(r, r.opts.Observer.Progress, p) },
		Memory:   func(notebook.Memory) {},
		Died:     func(string) {}, // the evaluation's result says it
	}
}

func observe[T any](r *headless, f func(T), v T) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if f != nil {
		f(v)
	}
}

func (r *headless) output(o Output) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch f := r.opts.Observer.Output; {
	case f == nil:
	case o.Kind == notebook.Value && export.Live(o.Data):
		r.waiting = append(r.waiting, o)
	default:
		f(o)
	}
	if g := r.gatheringOf(o.Cell); g != nil {
		g.add(o.Output)
	}
}

// gatheringOf is the cell's; what belongs to no cell is the running one's.
func (r *headless) gatheringOf(cell int) *gathering {
	for _, g := range r.cells {
		if g.cell == cell {
			return g
		}
	}
	return r.current
}

func (g *gathering) add(o notebook.Output) {
	var dropped int
	g.shown, dropped = notebook.Append(g.shown, o)
	g.dropped += dropped
	switch o.Kind {
	case notebook.Stdout:
		g.stdout.add(o.Text)
	case notebook.Stderr:
		g.stderr.add(o.Text)
	case notebook.Value:
		g.addValue(o)
	case notebook.Error:
		g.err = o.Error
	}
}

// addValue adds a value; a chunk of text joins the one before it.
func (g *gathering) addValue(o notebook.Output) {
	if last := len(g.values) - 1; last >= 0 {
		if joined, ok := notebook.JoinChunks(notebook.Output{Kind: notebook.Value, Data: g.values[last]}, o); ok {
			g.values[last] = joined.Data
			return
		}
	}
	g.values = append(g.values, maps.Clone(o.Data))
}

// run runs the cells. After an error, which is of the runtime or ctx, it skips
// those that are left, as after a cell that failed.
func (r *headless) run(ctx context.Context, d notebook.Document) (err error) {
	stopped := false
	for _, c := range d.Cells {
		if c.Kind != notebook.Code {
			continue
		}
		g := &gathering{cell: c.ID}
		r.mu.Lock()
		r.cells = append(r.cells, g)
		r.mu.Unlock()
		if !stopped {
			err = cmp.Or(r.cell(ctx, c, g), context.Cause(ctx))
			r.tell(ctx)
		}
		r.mu.Lock()
		report := g.report()
		r.mu.Unlock()
		observe(r, r.opts.Observer.Finished, report)
		stopped = stopped || err != nil || report.failed() && !r.opts.KeepGoing
	}
	return err
}

func (r *headless) report() Report {
	r.mu.Lock()
	defer r.mu.Unlock()
	report := Report{Cells: []CellReport{}}
	for _, g := range r.cells {
		cell := g.report()
		if cell.failed() {
			report.Failed++
		}
		report.Cells = append(report.Cells, cell)
	}
	return report
}

// cell runs one cell. An error is of the runtime or ctx, not of the cell.
func (r *headless) cell(ctx context.Context, c *notebook.Cell, g *gathering) error {
	if err := r.evaluator.Start(ctx); err != nil {
		return fmt.Errorf("start runtime: %w", err)
	}
	r.mu.Lock()
	r.current = g
	if f := r.opts.Observer.Started; f != nil {
		f(c.View())
	}
	r.mu.Unlock()
	stop := context.AfterFunc(ctx, r.evaluator.Interrupt)
	begin := time.Now()
	result := r.evaluator.Evaluate(ctx, c.ID, c.Source)
	stop()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.current = nil
	g.ran, g.result, g.took = true, result, time.Since(begin)
	return nil
}

func (g *gathering) report() CellReport {
	cell := CellReport{
		Cell: g.cell, Status: "skipped", Stdout: g.stdout.String(), Stderr: g.stderr.String(),
		Outputs: slices.Clone(g.values), Notes: g.result.Notes, Shown: slices.Clone(g.shown), Dropped: g.dropped,
	}
	if !g.ran {
		return cell
	}
	ms := g.took.Milliseconds()
	cell.Status, cell.MS = "ok", &ms
	err := g.result.Error
	if err == nil {
		err = g.err
	}
	if err == nil && g.result.Status != notebook.StatusOK {
		err = &notebook.CellError{Message: string(g.result.Status)}
	}
	if err != nil {
		cell.Status = "error"
		if err.Stop != "" {
			cell.Status = "stopped"
		}
		cell.Error = &ReportError{Message: err.Message, Line: err.Line, Col: err.Col, Stack: err.Stack}
	}
	return cell
}

// ErrFailed is [Report.Err] where cells failed.
var ErrFailed = errors.New("failed cells")

// Err is nil if every cell ended well, and else says how many did not.
func (r Report) Err() error {
	if r.Failed == 0 {
		return nil
	}
	return fmt.Errorf("%w: %d", ErrFailed, r.Failed)
}

// tail keeps the end of a stream.
type tail struct {
	b   []byte
	cut int
}

func (t *tail) add(s string) {
	t.b = append(t.b, s...)
	if over := len(t.b) - maxReport; over > maxReport {
		t.cut += over
		t.b = append(t.b[:0], t.b[over:]...)
	}
}

func (t *tail) String() string {
	cut, b := t.cut, t.b
	if over := len(b) - maxReport; over > 0 {
		cut, b = cut+over, b[over:]
	}
	text := strings.ToValidUTF8(string(b), "\ufffd")
	if cut > 0 {
		return fmt.Sprintf("… %d bytes cut …\n%s", cut, text)
	}
	return text
}
