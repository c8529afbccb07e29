package session

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook"
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
	Started  func(cell notebook.CellView)
	Output   func(Output) // also of cells that ended, if they left something running
	Finished func(CellReport)
	Progress func(Progress)
	Message  func(kernel.Message) // of widgets
}

// CellReport is one code cell's part in a [Report].
type CellReport struct {
	Cell    int              `json:"cell"`
	Status  string           `json:"status"` // "ok", "error" or "skipped"
	Stdout  string           `json:"stdout"`
	Stderr  string           `json:"stderr"`
	Outputs []map[string]any `json:"outputs"` // values by MIME type, in order
	Error   *ReportError     `json:"error,omitempty"`
	Notes   []string         `json:"notes,omitempty"`
	MS      int64            `json:"ms"`
}

// ReportError is why a cell failed. Line is 1-based within the cell, 0 where unknown.
type ReportError struct {
	Message string `json:"message"`
	Line    int    `json:"line,omitempty"`
	Stack   string `json:"stack,omitempty"`
}

// Report is what came of a [Run]: one entry for each code cell, in order. Failed
// counts those with status "error", and the errors of what cells left running.
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
	report, err := r.run(ctx, d)
	if closed := r.evaluator.Close(); err == nil && closed != nil {
		err = fmt.Errorf("end of runtime: %w", closed)
	}
	return report, err
}

// headless is a run under way.
type headless struct {
	opts      RunOptions
	evaluator Evaluator

	mu      sync.Mutex // also held while an observer is called
	current *gathering // nil between cells
	late    int        // errors of cells that had ended
}

// gathering is what the running cell has put out.
type gathering struct {
	cell           int
	stdout, stderr tail
	values         []map[string]any
	err            *notebook.CellError
}

func (r *headless) events() Events {
	return Events{
		Output:   r.output,
		Message:  func(m kernel.Message) { observe(r, r.opts.Observer.Message, m) },
		Progress: func(p Progress) { observe(r, r.opts.Observer.Progress, p) },
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
	if f := r.opts.Observer.Output; f != nil {
		f(o)
	}
	if g := r.current; g != nil && (o.Cell == g.cell || o.Cell == 0) {
		g.add(o.Output)
	} else if o.Kind == notebook.Error {
		r.late++
	}
}

func (g *gathering) add(o notebook.Output) {
	switch o.Kind {
	case notebook.Stdout:
		g.stdout.add(o.Text)
	case notebook.Stderr:
		g.stderr.add(o.Text)
	case notebook.Value:
		g.values = append(g.values, maps.Clone(o.Data))
	case notebook.Error:
		g.err = o.Error
	}
}

func (r *headless) run(ctx context.Context, d notebook.Document) (Report, error) {
	report := Report{Cells: []CellReport{}}
	stopped := false
	for _, c := range d.Cells {
		if c.Kind != notebook.Code {
			continue
		}
		cell := CellReport{Cell: c.ID, Status: "skipped", Outputs: []map[string]any{}}
		if !stopped {
			var err error
			if cell, err = r.cell(ctx, c); err != nil {
				return report, err
			}
			if cell.Status == "error" {
				report.Failed++
				stopped = !r.opts.KeepGoing
			}
		}
		report.Cells = append(report.Cells, cell)
		observe(r, r.opts.Observer.Finished, cell)
		if err := context.Cause(ctx); err != nil {
			return report, err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	report.Failed += r.late
	return report, nil
}

// cell runs one cell. An error is of the runtime or ctx, not of the cell.
func (r *headless) cell(ctx context.Context, c *notebook.Cell) (CellReport, error) {
	if err := r.evaluator.Start(ctx); err != nil {
		return CellReport{}, fmt.Errorf("start runtime: %w", err)
	}
	g := &gathering{cell: c.ID, values: []map[string]any{}}
	r.mu.Lock()
	r.current = g
	if f := r.opts.Observer.Started; f != nil {
		f(c.View())
	}
	r.mu.Unlock()
	stop := context.AfterFunc(ctx, r.evaluator.Interrupt)
	begin := time.Now()
	result := r.evaluator.Evaluate(ctx, c.ID, c.Source)
	took := time.Since(begin)
	stop()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.current = nil
	return g.report(result, took), nil
}

func (g *gathering) report(result notebook.Result, took time.Duration) CellReport {
	cell := CellReport{
		Cell: g.cell, Status: "ok", Stdout: g.stdout.String(), Stderr: g.stderr.String(),
		Outputs: g.values, Notes: result.Notes, MS: took.Milliseconds(),
	}
	err := result.Error
	if err == nil {
		err = g.err
	}
	if err == nil && result.Status != notebook.StatusOK {
		err = &notebook.CellError{Message: string(result.Status)}
	}
	if err != nil {
		cell.Status = "error"
		cell.Error = &ReportError{Message: err.Error(), Line: err.Line, Stack: err.Stack}
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
