package session

import (
	"bytes"
	"fmt"
	"time"

	"github.com/gokino/gokino/notebook"
)

// Pauses before a save is tried again.
const (
	firstRetry = time.Second
	lastRetry  = 30 * time.Second
)

// saver knows when to save. It belongs to the loop; while a save is under way,
// file belongs to the goroutine that does it.
type saver struct {
	file  *file
	timer *time.Timer
	since time.Time     // of the first change not saved, zero: none
	busy  chan struct{} // closed when the save under way ended, nil: none is
	retry time.Duration // pause before the next attempt, 0: the last one was good
}

// saveOutcome is how one save ended.
type saveOutcome struct {
	contents []byte
	at       time.Time
	conflict string
	err      error
}

// changed plans a save.
func (s *saver) changed(now time.Time) {
	if s.since.IsZero() {
		s.since = now
	}
	if s.retry == 0 {
		s.timer.Reset(min(SaveDelay, s.since.Add(MaxSaveDelay).Sub(now)))
	}
}

// save begins to save what the document holds now, unless a save is under way:
// then the next one follows it.
func (s *Session) save() {
	if s.saver.busy != nil || s.saver.since.IsZero() {
		return
	}
	s.saver.timer.Stop()
	s.saver.since = time.Time{}
	contents := notebook.Format(s.state.Document())
	busy := make(chan struct{})
	s.saver.busy = busy
	s.tasks.Go(func() {
		defer close(busy)
		s.inbox.put(savedNotice{s.saver.attempt(contents)})
	})
}

func (s *saver) attempt(contents []byte) saveOutcome {
	now := time.Now()
	conflict, err := s.file.save(contents, now)
	return saveOutcome{contents: contents, at: now, conflict: conflict, err: err}
}

// saved takes the end of a save.
func (s *Session) saved(o saveOutcome) {
	s.saver.busy = nil
	s.showSaved(o)
	if o.err != nil {
		if s.saver.since.IsZero() {
			s.saver.since = time.Now()
		}
		s.saver.retry = min(max(firstRetry, 2*s.saver.retry), lastRetry)
		s.saver.timer.Reset(s.saver.retry)
		return
	}
	s.saver.retry = 0
	if !s.saver.since.IsZero() { // changed meanwhile
		s.saver.changed(time.Now())
	}
}

func (s *Session) showSaved(o saveOutcome) {
	s.saveErr = o.err
	saved := s.state.Saved()
	saved.Error = ""
	if o.err != nil {
		saved.Error = o.err.Error()
		s.logger().Error("notebook: not saved", "err", o.err)
	} else {
		saved.At = o.at.UnixMilli()
	}
	if o.conflict != "" {
		saved.Note = fmt.Sprintf("Another program had changed the file. Its version is kept as %s.", o.conflict)
		s.logger().Warn("notebook: changed by another program", "kept", o.conflict)
	}
	s.apply(notebook.SetSaved{Saved: saved})
}

// lastSave waits for the save under way and saves what it left.
func (s *Session) lastSave() {
	s.saver.timer.Stop()
	if s.saver.busy != nil {
		<-s.saver.busy
	}
	contents := notebook.Format(s.state.Document())
	if s.opts.ReadOnly != "" || bytes.Equal(contents, s.saver.file.known) {
		s.saveErr = nil
		return
	}
	if s.saver.file.known == nil && len(contents) == 0 {
		return // there was no file, and there is nothing to save
	}
	o := s.saver.attempt(contents)
	s.showSaved(o)
}
