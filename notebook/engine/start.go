package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/runtime/protocol"
)

// toolchain builds what a process is made of; [compile.Toolchain] is the real one.
type toolchain interface {
	BuildRuntime(ctx context.Context) (exe string, err error)
	World(ctx context.Context) (compile.Module, error)
	notebook(target compile.Target) compiler
	Close() error
}

// compiler is a [compile.Notebook].
type compiler interface {
	Start(ctx context.Context) error
	Compile(ctx context.Context, cell compile.Cell) (*compile.Unit, error)
	Commit(u *compile.Unit)
	Guess(source string) compile.Names
	Link() compile.LinkMode
	GoMod() string
}

type goToolchain struct{ *compile.Toolchain }

func (t goToolchain) notebook(target compile.Target) compiler {
	return compile.NewNotebook(t.Toolchain, target)
}

func realTools(ctx context.Context, opts compile.Options) (toolchain, error) {
	t, err := compile.NewToolchain(ctx, opts)
	if err != nil {
		return nil, err
	}
	return goToolchain{t}, nil
}

// Start builds and starts the process, unless there is one. After Close, or when
// the process died, it starts a fresh one. When ctx ends, or has ended, it gives up.
func (e *Engine) Start(ctx context.Context) error {
	release, err := e.take(ctx)
	if err != nil {
		return err
	}
	defer release()
	if err := ctx.Err(); err != nil {
		return err
	}
	if e.live() != nil {
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	e.setAbort(cancel)
	defer e.setAbort(nil)
	tools, err := e.tools(ctx, compile.Options{
		Dir: e.opts.Dir, GoMod: e.GoMod(), CacheDir: e.opts.CacheDir, CacheSize: e.opts.CacheSize,
		Source: e.opts.Source, Link: e.opts.Link, Logger: e.opts.Logger, Progress: e.step,
	})
	if err != nil {
		return err
	}
	if err := e.startWith(ctx, tools); err != nil {
		return errors.Join(err, tools.Close())
	}
	return nil
}

func (e *Engine) setAbort(f func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.abort = f
}

func (e *Engine) startWith(ctx context.Context, tools toolchain) error {
	exe, err := tools.BuildRuntime(ctx)
	if err != nil {
		return err
	}
	world, err := tools.World(ctx)
	if err != nil {
		return err
	}
	if t, ok := tools.(goToolchain); ok && e.opts.Prepared != nil {
		e.opts.Prepared(t.Toolchain)
	}
	r, err := e.launch(ctx, tools, exe, world)
	if (errors.Is(err, errDied) || errors.Is(err, compile.ErrTrial)) && ctx.Err() == nil {
		// If it was the trial of the delta link, the next gets full links.
		e.log.Warn("the runtime did not survive its start, trying again", "err", err)
		r, err = e.launch(ctx, tools, exe, world)
	}
	if err != nil {
		return err
	}
	return e.adopt(r)
}

func (e *Engine) step(step string, done, total int) {
	e.events.post(func() { e.progress(Progress{Step: step, Done: done, Total: total}) })
}

// adopt makes r the process, unless it has died meanwhile, and tells it who is here.
func (e *Engine) adopt(r *running) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := r.alive(); err != nil {
		return fmt.Errorf("start the runtime: %w", err)
	}
	e.runtime = r
	for _, client := range slices.Sorted(maps.Keys(e.clients)) {
		r.outbox.put(kernel.Encode(kernel.Presence{Client: client, Here: true}))
	}
	return nil
}

// launch starts a process and gets it ready for cells.
func (e *Engine) launch(ctx context.Context, tools toolchain, exe string, world compile.Module) (*running, error) {
	e.step("start the runtime", 0, 0)
	p, err := startProcess(exe, e.opts.Dir, e.opts.Memory)
	if err != nil {
		return nil, err
	}
	c := newChild(p, e, e.opts.Memory)
	r := &running{c, tools.notebook(c), tools}
	if err := r.prepare(ctx, world); err != nil {
		p.kill()
		<-c.ended
		if errors.Is(err, errDied) {
			err = c.whyDied()
			if words := c.last.Stderr; words != "" {
				err = fmt.Errorf("%w: %s", err, words)
			}
		}
		return nil, fmt.Errorf("start the runtime: %w", err)
	}
	return r, nil
}

// prepare waits for the process and loads what every cell needs.
func (r *running) prepare(ctx context.Context, world compile.Module) error {
	select {
	case m, ok := <-r.ready:
		if !ok {
			return errDied
		}
		if err := checkReady(m); err != nil {
			return err
		}
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := r.Load(ctx, world); err != nil {
		return err
	}
	return r.notebook.Start(ctx)
}

func checkReady(m protocol.Ready) error {
	switch {
	case m.Error != "":
		return errors.New(m.Error)
	case m.Version != protocol.Version:
		return fmt.Errorf("it speaks version %d of the protocol with %s, and gokino version %d", m.Version, m.GoVersion, protocol.Version)
	}
	return nil
}
