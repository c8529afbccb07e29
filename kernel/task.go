package kernel

import (
	"context"
	"fmt"
)

// Task is a function that runs beside the cell that started it, and ends with it.
type Task struct {
	name   string
	cancel context.CancelFunc
	done   chan struct{}
}

// Go starts f beside the calling cell, as a go statement does, but owned by the cell:
// f's context ends when the task is stopped and when the cell runs again, is deleted
// or interrupted, and the cell's next run begins when f has returned. One that goes on
// for more than 8 seconds is left behind, and the cell names it.
//
// An error that f returns before its context has ended is shown in the cell, a panic
// too. Outside of cells the task ends with Stop only. As Kino.start_child; there are
// no restarts.
func Go(name string, f func(ctx context.Context) error) *Task {
	scope := Default().Current()
	ctx, cancel := context.WithCancel(scope.Context())
	t := &Task{name: name, cancel: cancel, done: make(chan struct{})}
	scope.Go(name, func(context.Context) {
		defer close(t.done)
		defer cancel()
		if err := f(ctx); err != nil && ctx.Err() == nil {
			scope.kernel.Report(scope, fmt.Sprintf("%s: %v", name, err), "")
		}
	})
	return t
}

// Stop ends the function's context and waits until it has returned. The function itself
// must not call it. As Kino.terminate_child.
func (t *Task) Stop() {
	t.cancel()
	<-t.done
}

// Done is closed when the function has returned.
func (t *Task) Done() <-chan struct{} { return t.done }

// String is what a cell shows that ends with a Go.
func (t *Task) String() string {
	select {
	case <-t.done:
		return t.name + ", ended"
	default:
		return t.name + ", running"
	}
}
