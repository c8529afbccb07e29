package session

import (
	"context"
	"time"

	"github.com/gokino/gokino/notebook"
)

// CheckDelay is how long no cell may change before the cells are checked.
const CheckDelay = 40 * time.Millisecond

// checks has the cells checked when they have changed. The loop owns it; the
// goroutine it starts gets the newest cells and nothing else.
type checks struct {
	due    bool                // cells have changed since they were handed over
	newest chan []LanguageCell // holds the newest cells until they are taken
}

// diagnosticsNotice is what a check has found.
type diagnosticsNotice struct{ list []notebook.SetDiagnostics }

// startChecks starts the goroutine that checks.
func (s *Session) startChecks() {
	if s.opts.Language == nil {
		return
	}
	s.checks.newest = make(chan []LanguageCell, 1)
	s.checks.due = true
	s.opts.Language.Watch(func() { s.inbox.put(askNotice{func() { s.checks.due = true }}) })
	s.tasks.Go(func() {
		s.check(s.checks.newest)
		s.opts.Language.Close()
	})
}

// check checks the newest cells when none newer come, until the session ends.
func (s *Session) check(newest <-chan []LanguageCell) {
	pause := newTimer()
	var cells []LanguageCell
	for {
		select {
		case cells = <-newest:
			pause.Reset(CheckDelay)
		case <-pause.C:
			cells = s.checkUntilNewer(cells, newest)
			if cells != nil {
				pause.Reset(CheckDelay)
			}
		case <-s.ctx.Done():
			return
		}
	}
}

// checkUntilNewer checks cells, and gives up when there are newer ones, which it
// returns; nil if there are none.
func (s *Session) checkUntilNewer(cells []LanguageCell, newest <-chan []LanguageCell) (newer []LanguageCell) {
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.opts.Language.Check(ctx, cells, func(list []notebook.SetDiagnostics) {
			s.inbox.put(diagnosticsNotice{list})
		})
	}()
	for {
		select {
		case newer = <-newest:
			cancel()
		case <-done:
			return newer
		}
	}
}

// handOver gives the cells to the goroutine that checks, in place of those that
// it has not taken yet.
func (s *Session) handOver() {
	if !s.checks.due || s.checks.newest == nil || s.finished {
		return
	}
	s.checks.due = false
	select {
	case <-s.checks.newest:
	default:
	}
	s.checks.newest <- languageCells(s.state)
}

// changesMeaning reports whether checks may find something else after c.
func changesMeaning(c notebook.Change) bool {
	switch c := c.(type) {
	case notebook.CellChanged:
		return c.State != notebook.Queued && c.State != notebook.Running
	case notebook.RuntimeChanged:
		return c.State == notebook.RuntimeEnded || c.State == notebook.RuntimeReady && c.Step == ""
	}
	return notebook.ChangesDocument(c)
}
