package engine

import (
	"context"

	"github.com/gokino/gokino/notebook/compile"
)

// Compiler is what stands for a compile.Notebook in tests.
type Compiler = compiler

// FakeTools stands for a toolchain.
type FakeTools struct {
	Exe      string
	Err      error // of BuildRuntime
	Notebook func(compile.Target) Compiler
}

func (f FakeTools) BuildRuntime(context.Context) (string, error) { return f.Exe, f.Err }
func (f FakeTools) World(context.Context) (compile.Module, error) {
	return compile.Module{Path: "world.so", Name: "world", Init: true}, nil
}
func (f FakeTools) Close() error                       { return nil }
func (f FakeTools) notebook(t compile.Target) compiler { return f.Notebook(t) }

// UseFakes makes e work without a Go toolchain.
func UseFakes(e *Engine, f FakeTools) {
	e.tools = func(context.Context, compile.Options) (toolchain, error) { return f, nil }
}

// ReadCrash is what a crash text tells: the evaluation, the reason that is given
// for this one, and the stack.
func ReadCrash(text, reason string) (eval uint64, why, stack string) {
	c := readCrash(text)
	return c.eval, c.why(reason), c.stack()
}

// TooMuch is why a runtime with so many processes is ended.
func TooMuch(m Memory, processes int) string { return tooMuch(m, processes) }
