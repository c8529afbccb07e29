package runtime

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/gokino/gokino/notebook/runtime/cellrt"
	"github.com/gokino/gokino/notebook/runtime/protocol"
)

// How long the things that an evaluation owns may take to end. After Polite the
// goroutines of the evaluation are ended as by an interrupt; after Patience what
// is left is named and left behind.
const (
	Polite   = 4 * time.Second
	Patience = 8 * time.Second
)

// begin makes the evaluation, so that an interrupt that follows finds it.
func (p *process) begin(m protocol.Run) *cellrt.Evaluation {
	e := cellrt.Open(p.kernel.OpenCell(m.Cell, m.Eval), m.Cell)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known[m.Eval] = e
	p.running[m.Eval] = e
	p.open[m.Cell] = append(p.open[m.Cell], e)
	return e
}

// run runs an evaluation to its end and says how it ended.
func (p *process) run(e *cellrt.Evaluation, m protocol.Run) {
	p.last.Store(e.ID())
	p.capture.Run(e.ID())
	outcome := p.call(e, m)
	e.Scope().Settle()
	p.mu.Lock()
	delete(p.running, e.ID())
	p.mu.Unlock()
	if e.Doomed() {
		spareLater(e)
	}
	p.capture.FlushAll() // this may be the last that runs
	p.capture.Flush(e.ID())
	if outcome.Note != "" {
		p.send(protocol.Note{Eval: e.ID(), Text: outcome.Note})
	}
	p.send(protocol.Done{Eval: e.ID(), Status: statusOf(outcome), Failure: protocol.Failure(outcome.Failure)})
}

func statusOf(o cellrt.Outcome) string {
	switch {
	case o.Stopped && o.Failed:
		return protocol.StatusStoppedBad
	case o.Stopped:
		return protocol.StatusStopped
	case o.Failed:
		return protocol.StatusError
	case o.Interrupted:
		return protocol.StatusInterrupted
	}
	return protocol.StatusOK
}

func (p *process) call(e *cellrt.Evaluation, m protocol.Run) cellrt.Outcome {
	f, err := p.loader.Func(m.Path, m.Entry)
	if err != nil {
		return cellrt.Outcome{Failed: true, Failure: cellrt.Failure{Message: err.Error()}}
	}
	return e.Do(f)
}

// spareLater lets an interrupted evaluation's goroutines reach a Poll before
// Poll becomes cheap again.
func spareLater(e *cellrt.Evaluation) { time.AfterFunc(cellrt.Linger, e.Spare) }

// interrupt ends what can be ended of an evaluation that runs.
func (p *process) interrupt(eval uint64) {
	p.mu.Lock()
	e := p.running[eval]
	p.mu.Unlock()
	if e != nil {
		e.Doom()
		e.Scope().Cancel()
		time.AfterFunc(Stuck, func() { p.sayWhere(e) })
	}
}

// Stuck is when an evaluation that was interrupted and runs on says where it is:
// before the host's patience ends.
const Stuck = 700 * time.Millisecond

func (p *process) sayWhere(e *cellrt.Evaluation) {
	p.mu.Lock()
	runs := p.running[e.ID()] == e
	p.mu.Unlock()
	if !runs {
		return
	}
	if where := e.Where(); where != "" {
		p.Note(e.ID(), "still there after the interrupt: "+where)
	}
}

// takeOpen takes the evaluations of a cell whose scope is open.
func (p *process) takeOpen(cell int) []*cellrt.Evaluation {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := p.open[cell]
	delete(p.open, cell)
	return list
}

// close ends what evaluations own, all at once, and names what does not end.
func (p *process) close(id uint64, list []*cellrt.Evaluation) {
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	var (
		mu   sync.Mutex
		left []string
		all  sync.WaitGroup
	)
	for _, e := range list {
		all.Go(func() {
			names := p.closeOne(ctx, e)
			mu.Lock()
			defer mu.Unlock()
			left = append(left, names...)
		})
	}
	all.Wait()
	slices.Sort(left)
	p.send(protocol.Closed{ID: id, Left: left})
}

func (p *process) closeOne(ctx context.Context, e *cellrt.Evaluation) (left []string) {
	impolite := time.AfterFunc(Polite, e.Doom)
	left = e.Scope().Close(ctx)
	if !impolite.Stop() && len(left) == 0 {
		spareLater(e)
	}
	p.capture.Flush(e.ID())
	p.capture.Forget(e.ID())
	return left
}
