package main

import (
	"context"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/language"
	"github.com/gokino/gokino/notebook/session"
)

// speaker is a language service in a session's words.
type speaker struct{ *language.Service }

func (l speaker) Check(ctx context.Context, cells []session.LanguageCell, found func([]notebook.SetDiagnostics)) {
	l.Service.Check(ctx, languageCells(cells), found)
}

func (l speaker) Ask(ctx context.Context, kind string, q session.Question) (event string, answer any) {
	return l.Service.Ask(ctx, kind, language.Question(q))
}

func (l speaker) Rename(ctx context.Context, cells []session.LanguageCell, q session.Question) (session.Renaming, error) {
	r, err := l.Service.Rename(ctx, languageCells(cells), language.Question(q))
	return session.Renaming(r), err
}

func languageCells(cells []session.LanguageCell) []language.Cell {
	list := make([]language.Cell, len(cells))
	for i, c := range cells {
		list[i] = language.Cell(c)
	}
	return list
}
