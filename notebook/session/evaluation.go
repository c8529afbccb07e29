package session

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook"
)

// runtime is what the loop knows of the evaluator's process. An incarnation is
// one process, or the attempt to make one: what an earlier one reports late is
// told apart by its number.
type runtime struct {
	incarnation int
	starting    bool
	ready       bool
	used        bool          // an earlier incarnation was ready
	stopping    int           // interrupts under way: until they end no cell starts, lest they hit it
	goMod       string        // that the evaluator was made for
	giveUp      func()        // ends the Start of the evaluator, also one still to come
	retired     chan struct{} // closed when the evaluator before has ended
}

// startRuntime makes a process to run cells in, anew if the requirements of the
// notebook changed.
func (s *Session) startRuntime() {
	goMod := s.state.Document().GoMod()
	if s.evaluator != nil && goMod != s.runtime.goMod {
		s.retire()
	}
	s.runtime.starting = true
	if s.evaluator == nil {
		s.runtime.incarnation++
		s.runtime.goMod = goMod
		s.adopt(s.opts.New(goMod, s.events(s.runtime.incarnation)))
	}
	s.apply(notebook.SetRuntime{Runtime: notebook.Runtime{State: notebook.RuntimeStarting}})
	ctx, giveUp := context.WithCancel(s.ctx)
	s.runtime.giveUp = giveUp
	evaluator, incarnation, retired := s.evaluator, s.runtime.incarnation, s.runtime.retired
	s.tasks.Go(func() {
		defer giveUp()
		if retired != nil {
			<-retired
		}
		err := evaluator.Start(ctx)
		s.inbox.put(startedNotice{incarnation, err})
	})
}

// adopt makes e the evaluator that clients' messages go to, and tells it who is here.
func (s *Session) adopt(e Evaluator) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.evaluator = e
	if e == nil {
		return
	}
	for _, client := range slices.Sorted(maps.Keys(s.clients)) {
		e.Deliver(kernel.Presence{Client: client, Here: true})
	}
}

// retire ends the evaluator, without waiting for it. What runs in it is over.
func (s *Session) retire() {
	old := s.evaluator
	if old == nil {
		return
	}
	s.runtime.giveUp() // a Start that came after Close would make a process that nobody ends
	s.adopt(nil)
	s.runtime.incarnation++
	s.runtime.starting, s.runtime.ready, s.runtime.stopping = false, false, 0
	before, retired := s.runtime.retired, make(chan struct{})
	s.runtime.retired = retired
	s.tasks.Go(func() {
		defer close(retired)
		if before != nil {
			<-before
		}
		if err := old.Close(); err != nil {
			s.logger().Warn("notebook: end of runtime", "err", err)
		}
	})
	if s.state.Busy() != 0 {
		s.finish(notebook.Result{Status: notebook.StatusInterrupted})
	}
}

func (s *Session) events(incarnation int) Events {
	return Events{
		Output:   func(o Output) { s.inbox.put(&outputNotice{incarnation: incarnation, output: o}) },
		Message:  func(m kernel.Message) { s.out(m) },
		Stale:    func(cell int, eval uint64) { s.inbox.put(staleNotice{incarnation, cell, eval}) },
		Progress: func(p Progress) { s.inbox.put(progressNotice{incarnation, p}) },
		Memory:   func(m notebook.Memory) { s.inbox.put(memoryNotice{incarnation, m}) },
		Died:     func(reason string) { s.inbox.put(diedNotice{incarnation, reason}) },
	}
}

// handleRuntime handles the notices of evaluators; those of earlier incarnations
// are of no interest.
func (s *Session) handleRuntime(notice any) {
	switch n := notice.(type) {
	case *outputNotice:
		if n.incarnation == s.runtime.incarnation {
			s.apply(notebook.AddOutput{Cell: n.output.Cell, Eval: n.output.Eval, Output: n.output.Output})
		}
	case staleNotice:
		if n.incarnation == s.runtime.incarnation {
			s.apply(notebook.Outdate{Cell: n.cell, Eval: n.eval})
		}
	case progressNotice:
		if n.incarnation == s.runtime.incarnation {
			s.progress(n.progress)
		}
	case memoryNotice:
		if n.incarnation == s.runtime.incarnation {
			r := s.state.Runtime()
			r.Memory = n.memory
			s.apply(notebook.SetRuntime{Runtime: r})
		}
	case startedNotice:
		if n.incarnation == s.runtime.incarnation {
			s.started(n.err)
		}
	case stoppedNotice:
		if n.incarnation == s.runtime.incarnation {
			s.runtime.stopping--
		}
	case finishedNotice:
		if n.incarnation == s.runtime.incarnation {
			s.finish(n.result)
			s.require()
			if n.result.Status == notebook.StatusDied && s.runtime.ready {
				s.died(reasonOf(n.result))
			}
		}
	case diedNotice:
		if n.incarnation == s.runtime.incarnation && s.runtime.ready {
			s.died(n.reason)
		}
	}
}

// progress shows the slow steps of making a runtime, and of building a cell for
// the one there is.
func (s *Session) progress(p Progress) {
	r := s.state.Runtime()
	r.Step, r.Done, r.Total = p.Step, p.Done, p.Total
	switch {
	case s.runtime.starting:
		r.State = notebook.RuntimeBuilding
	case s.state.Busy() == 0:
		return // late
	}
	s.apply(notebook.SetRuntime{Runtime: r})
}

func reasonOf(r notebook.Result) string {
	if r.Error != nil {
		return r.Error.Message
	}
	return "the runtime ended"
}

func (s *Session) started(err error) {
	s.runtime.starting = false
	if err != nil {
		s.startFailed(err)
		return
	}
	s.runtime.ready = true
	if s.runtime.used {
		s.apply(notebook.RuntimeRenewed{})
	}
	s.runtime.used = true
	link := ""
	if l, ok := s.evaluator.(Linker); ok {
		link = l.Link()
	}
	s.apply(notebook.UseMod{})
	s.apply(notebook.SetRuntime{Runtime: notebook.Runtime{
		State: notebook.RuntimeReady, Link: link, Memory: s.state.Runtime().Memory,
	}})
}

// startFailed lets the first queued cell say why it cannot run.
func (s *Session) startFailed(err error) {
	s.logger().Error("notebook: start of runtime", "err", err)
	if s.state.Next() != nil {
		s.apply(notebook.Start{At: time.Now().UnixMilli()})
		s.apply(notebook.Finish{Result: notebook.Result{
			Status: notebook.StatusError, Error: &notebook.CellError{Message: "no runtime: " + err.Error()},
		}})
	}
	s.apply(notebook.RuntimeLost{Message: err.Error()})
}

func (s *Session) died(reason string) {
	s.runtime.ready = false
	s.apply(notebook.RuntimeLost{Message: reason})
}

// runNext starts the run of the next queued cell, or the runtime it needs.
func (s *Session) runNext() {
	next := s.state.Next()
	if next == nil || s.finished || s.runtime.starting || s.runtime.stopping > 0 {
		return
	}
	if !s.runtime.ready {
		s.startRuntime()
		return
	}
	s.save() // a run may take the machine with it
	s.apply(notebook.Start{At: time.Now().UnixMilli()})
	evaluator, incarnation := s.evaluator, s.runtime.incarnation
	s.tasks.Go(func() {
		result := evaluator.Evaluate(s.ctx, next.ID, next.Source)
		s.inbox.put(finishedNotice{incarnation, result})
	})
}

func (s *Session) finish(r notebook.Result) {
	if s.state.Busy() == 0 {
		return
	}
	ms := int64(0)
	if c := s.state.Cell(s.state.Busy()); c != nil {
		ms = time.Now().UnixMilli() - c.View().Started
	}
	s.apply(notebook.Finish{Result: r, MS: ms})
}

// require writes the requirements that a run has added into the notebook.
func (s *Session) require() {
	r, ok := s.evaluator.(Requirer)
	if !ok {
		return
	}
	if now := r.GoMod(); now != "" && now != s.runtime.goMod {
		s.apply(notebook.Require{Was: s.runtime.goMod, Now: now})
		s.runtime.goMod = now
	}
}

// interrupt stops the running cell, and takes the others from the queue.
func (s *Session) interrupt() {
	s.apply(notebook.Unqueue{})
	if s.evaluator != nil && s.state.Busy() != 0 {
		s.stopRun(func() {})
	}
}

// stopRun interrupts the running cell and then calls after, beside the loop.
func (s *Session) stopRun(after func()) {
	evaluator, incarnation := s.evaluator, s.runtime.incarnation
	s.runtime.stopping++
	s.tasks.Go(func() {
		evaluator.Interrupt()
		s.inbox.put(stoppedNotice{incarnation})
		after()
	})
}

// restart puts an empty runtime in place of the one there is.
func (s *Session) restart() {
	s.apply(notebook.Unqueue{})
	s.retire()
	s.startRuntime()
}

// forget ends what a deleted cell started.
func (s *Session) forget(id int, running bool) {
	evaluator := s.evaluator
	if evaluator == nil || !s.runtime.ready {
		return
	}
	forget := func() { evaluator.Forget(s.ctx, id) }
	if running {
		s.stopRun(forget)
	} else {
		s.tasks.Go(forget)
	}
}

func lostNote(n int) string {
	return fmt.Sprintf("%d outputs are not shown: they came faster than they could be.", n)
}
