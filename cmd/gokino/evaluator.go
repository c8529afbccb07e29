package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/gokino/gokino"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/engine"
	"github.com/gokino/gokino/notebook/session"
)

// cacheDir is where runtimes and cells are kept, and gokino's own sources to
// build them from: $GOKINO_CACHE, else a folder in the user's cache.
func cacheDir() (string, error) {
	if dir := os.Getenv("GOKINO_CACHE"); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("finding a cache folder (GOKINO_CACHE names one): %w", err)
	}
	return filepath.Join(dir, "gokino"), nil
}

// place is where a notebook lives and what its cells are built with.
type place struct{ dir, cache, source string }

// placeOf is the place of the notebook at file, whose folder has to exist.
func placeOf(file string) (place, error) {
	cache, err := cacheDir()
	if err != nil {
		return place{}, err
	}
	source, err := gokino.UnpackSource(cache)
	if err != nil {
		return place{}, err
	}
	path, err := filepath.Abs(file)
	if err != nil {
		return place{}, err
	}
	if _, err := os.Stat(filepath.Dir(path)); errors.Is(err, fs.ErrNotExist) {
		return place{}, fmt.Errorf("the folder of %s does not exist", file)
	}
	return place{filepath.Dir(path), cache, source}, nil
}

// evaluators makes the evaluators of the notebook at file.
func evaluators(file string, flags shared, logger *slog.Logger) (session.Factory, error) {
	at, err := placeOf(file)
	if err != nil {
		return nil, err
	}
	return func(goMod string, events session.Events) session.Evaluator {
		return &evaluator{engine.New(engine.Options{
			Dir: at.dir, GoMod: goMod, CacheDir: at.cache, Source: at.source,
			Link: flags.link, Logger: logger,
			Output:   func(o engine.Output) { events.Output(output(o)) },
			Message:  func(m kernel.Message) { events.Message(m) },
			Progress: func(p engine.Progress) { events.Progress(session.Progress(p)) },
			Died:     func(d engine.Death) { events.Died(d.Reason) },
		})}
	}, nil
}

// evaluator is an engine in a session's words.
type evaluator struct{ *engine.Engine }

func (e *evaluator) Evaluate(ctx context.Context, cell int, source string) notebook.Result {
	r := e.Engine.Evaluate(ctx, cell, source)
	return notebook.Result{
		Status: notebook.Status(r.Status), Error: cellError(r.Error), Notes: r.Notes,
		Names: notebook.Names(r.Names),
	}
}

func output(o engine.Output) session.Output {
	return session.Output{Cell: o.Cell, Eval: o.Eval, Output: notebook.Output{
		Kind: o.Kind, Text: o.Text, Data: o.Data, Error: cellError(o.Error),
	}}
}

func cellError(e *engine.CellError) *notebook.CellError {
	if e == nil {
		return nil
	}
	return &notebook.CellError{Message: e.Message, Line: e.Line, Col: e.Col, Stack: e.Stack}
}
