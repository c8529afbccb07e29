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
	"github.com/gokino/gokino/notebook/compile"
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
type place struct {
	dir, cache, source string
	limits             limits
}

// placeOf is the place of the notebook at file, whose folder has to exist.
func placeOf(file string, flags shared) (at place, err error) {
	if at.cache, err = cacheDir(); err != nil {
		return at, err
	}
	if at.limits, err = flags.limits(); err != nil {
		return at, err
	}
	if err := checkCache(at.cache, at.limits.cache); err != nil {
		return at, err
	}
	if at.source, err = gokino.UnpackSource(at.cache); err != nil {
		return at, err
	}
	path, err := filepath.Abs(file)
	if err != nil {
		return at, err
	}
	at.dir = filepath.Dir(path)
	if _, err := os.Stat(at.dir); errors.Is(err, fs.ErrNotExist) {
		return at, fmt.Errorf("the folder of %s does not exist", file)
	}
	return at, nil
}

// evaluators makes the evaluators of the notebook at file. prepared, if not nil,
// gets the toolchain of each.
func evaluators(file string, flags shared, logger *slog.Logger, prepared func(*compile.Toolchain)) (session.Factory, error) {
	at, err := placeOf(file, flags)
	if err != nil {
		return nil, err
	}
	return func(goMod string, events session.Events) session.Evaluator {
		return &evaluator{engine.New(engine.Options{
			Dir: at.dir, GoMod: goMod, CacheDir: at.cache, CacheSize: at.limits.cache, Source: at.source,
			Link: flags.link, Memory: at.limits.memory, Logger: logger, Prepared: prepared,
			Output:   func(o engine.Output) { events.Output(output(o)) },
			Message:  func(m kernel.Message) { events.Message(m) },
			Stale:    func(cell int, eval uint64) { events.Stale(cell, eval) },
			Progress: func(p engine.Progress) { events.Progress(session.Progress(p)) },
			Holds:    func(m engine.Memory) { events.Memory(notebook.Memory(m)) },
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
	return &notebook.CellError{Message: e.Message, Line: e.Line, Col: e.Col, Stack: e.Stack, Stop: e.Stop}
}
