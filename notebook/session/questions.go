package session

import (
	"context"
	"errors"
	"fmt"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
	"github.com/gokino/gokino/notebook"
)

// maxQuestions is how many questions are thought about at a time.
const maxQuestions = 4

// editor is the author of the edits that a session makes itself.
const editor = "gokino"

// questions are what pages want to know about the cells. The loop owns them. Of
// the questions of one page and kind only the newest is of interest.
type questions struct {
	asked   map[topic]*asked
	order   []topic // those that wait
	running int
}

// topic is whose question it is, and of which kind.
type topic struct{ client, kind string }

type asked struct {
	next   *Question // waits; nil if none does
	cancel func()    // ends the one that is thought about; nil if none is
}

// answeredNotice is the answer to a question.
type answeredNotice struct {
	topic  topic
	answer func() // tells the page, unless the question was withdrawn
	late   func() bool
}

// isQuestion reports whether an event is a question about the cells.
func isQuestion(event string) bool {
	switch event {
	case "complete", "describe", "hover", "signature", "definition", "rename", "format":
		return true
	}
	return false
}

// question takes a page's question.
func (s *Session) question(m kernel.Event) (id int, err error) {
	var q Question
	if err := wire.Unmarshal(m.Payload, &q); err != nil {
		return q.ID, fmt.Errorf("%s: %w", m.Event, err)
	}
	if len(q.Source) > notebook.MaxSource {
		return q.ID, fmt.Errorf("%s: %w: a source of %d bytes", m.Event, notebook.ErrTooLarge, len(q.Source))
	}
	if s.opts.Language == nil {
		return q.ID, fmt.Errorf("%s: nothing here knows Go", m.Event)
	}
	t := topic{m.Client, m.Event}
	if s.questions.asked == nil {
		s.questions.asked = map[topic]*asked{}
	}
	a := s.questions.asked[t]
	if a == nil {
		a = &asked{}
		s.questions.asked[t] = a
	}
	if a.next == nil {
		s.questions.order = append(s.questions.order, t)
	}
	if a.next = &q; a.cancel != nil && t.kind != "format" && q.Name == "" {
		a.cancel()
	}
	s.askNext()
	return q.ID, nil
}

// askNext has the questions thought about that have waited longest.
func (s *Session) askNext() {
	for i := 0; i < len(s.questions.order) && s.questions.running < maxQuestions; {
		t := s.questions.order[i]
		a := s.questions.asked[t]
		if a.cancel != nil {
			i++
			continue
		}
		s.questions.order = append(s.questions.order[:i:i], s.questions.order[i+1:]...)
		q := *a.next
		ctx, cancel := context.WithCancel(s.ctx)
		a.next, a.cancel = nil, cancel
		s.questions.running++
		think := s.thought(t, q)
		s.tasks.Go(func() {
			answer := think(ctx)
			s.inbox.put(answeredNotice{topic: t, answer: answer, late: func() bool { return ctx.Err() != nil }})
		})
	}
}

// thought returns what finds out the answer to a question, beside the loop, and
// returns how to give it, in the loop.
func (s *Session) thought(t topic, q Question) func(context.Context) func() {
	language := s.opts.Language
	switch t.kind {
	case "rename":
		cells := languageCells(s.state)
		return func(ctx context.Context) func() {
			r, err := language.Rename(ctx, cells, q)
			return func() { s.renamed(t.client, q, cells, r, err) }
		}
	case "format":
		cells := languageCells(s.state)
		return func(context.Context) func() {
			edits, err := format(language, cells, q.ID)
			return func() {
				_, refused := s.replace(cells, edits)
				s.send(t.client, "formatted", map[string]any{"n": q.N, "error": words(errors.Join(err, refused))})
			}
		}
	}
	return func(ctx context.Context) func() {
		event, answer := language.Ask(ctx, t.kind, q)
		return func() {
			if event != "" {
				s.send(t.client, event, answer)
			}
		}
	}
}

// answered gives an answer.
func (s *Session) answered(n answeredNotice) {
	a := s.questions.asked[n.topic]
	late := n.late()
	a.cancel()
	a.cancel = nil
	s.questions.running--
	if a.next == nil {
		delete(s.questions.asked, n.topic)
	}
	if !late {
		n.answer()
	}
	s.askNext()
}

// renamed edits the cells, or tells what would be renamed.
func (s *Session) renamed(client string, q Question, cells []LanguageCell, r Renaming, err error) {
	if q.Name == "" {
		s.send(client, "renamed", map[string]any{"n": q.N, "from": r.From, "to": r.To, "name": r.Name, "error": words(err)})
		return
	}
	changed := 0
	if c := s.state.Cell(q.ID); err == nil && (c == nil || c.View().Source != q.Source) {
		err = errors.New("the cell has changed meanwhile: try again")
	}
	if err == nil {
		changed, err = s.replace(cells, r.Edits)
	}
	s.send(client, "renamed", map[string]any{"n": q.N, "cells": changed, "error": words(err)})
}

// format gives what has to be replaced to format a cell, or all if id is 0.
func format(language Language, cells []LanguageCell, id int) (map[int][]notebook.Replacement, error) {
	edits := map[int][]notebook.Replacement{}
	var errs []error
	for _, c := range cells {
		if c.Deleted || id != 0 && c.ID != id {
			continue
		}
		list, err := language.Format(c.Source)
		if err != nil && id == 0 {
			err = fmt.Errorf("cell %d: %w", c.ID, err)
		}
		if errs = append(errs, err); len(list) > 0 {
			edits[c.ID] = list
		}
	}
	return edits, errors.Join(errs...)
}

// replace edits cells, of which it knows what they were. It edits all or none.
func (s *Session) replace(cells []LanguageCell, edits map[int][]notebook.Replacement) (changed int, err error) {
	if len(edits) == 0 {
		return 0, nil
	}
	if s.opts.ReadOnly != "" {
		return 0, fmt.Errorf("%w: %s", notebook.ErrReadOnly, s.opts.ReadOnly)
	}
	var ops []notebook.Edit
	for _, c := range cells {
		list := edits[c.ID]
		if len(list) == 0 || c.Deleted {
			continue
		}
		if now := s.state.Cell(c.ID); now == nil || now.Version != c.Version {
			return 0, fmt.Errorf("cell %d has changed meanwhile: try again", c.ID)
		}
		changes, err := notebook.Replace(c.Source, list)
		if err != nil {
			return 0, fmt.Errorf("edit cell %d: %w", c.ID, err)
		}
		ops = append(ops, notebook.Edit{ID: c.ID, Version: c.Version, Updates: []notebook.Update{{ClientID: editor, Changes: changes.Value()}}})
	}
	for _, op := range ops {
		if err := s.try(op); err != nil {
			return changed, err
		}
		changed++
	}
	return changed, nil
}

// words is an error as pages get it, "" for none.
func words(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
