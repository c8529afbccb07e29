//go:build unix

package engine_test

import (
	"context"
	"fmt"
	"os"

	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/engine"
)

// A process that follows a script stands for the one that runs cells: a real one
// takes a Go toolchain.
func Example() {
	defer func(old string) { _ = os.Setenv(fakeEnv, old) }(os.Getenv(fakeEnv))
	_ = os.Setenv(fakeEnv, "works")

	e := engine.New(engine.Options{
		Output: func(o engine.Output) {
			if o.Kind == engine.KindStdout {
				fmt.Printf("cell %d prints %+q\n", o.Cell, o.Text)
			}
		},
		Died: func(d engine.Death) { fmt.Println("died:", d.Reason) },
	})
	exe, _ := os.Executable()
	engine.UseFakes(e, engine.FakeTools{Exe: exe, Notebook: func(t compile.Target) engine.Compiler { return &fakeNotebook{t} }})
	defer func() { _ = e.Close() }()

	ctx := context.Background()
	if err := e.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(e.Evaluate(ctx, 3, "entry talks").Status)
	fmt.Println(e.Evaluate(ctx, 4, "entry is killed").Status)
	// Output:
	// cell 3 prints "out \ufffd\n"
	// ok
	// died: signal: killed
	// died
}
