// Package cellrt does what instrumented cells ask for through package cellcall:
// evaluations, interrupts, prints, panics. It is linked into the runtime process
// of a notebook; nobody imports it by hand.
//
// # Which evaluation a goroutine belongs to
//
// Every evaluation of a cell runs in a goroutine of its own that bears a unique
// set of profiler labels. Goroutines inherit the labels of the one that starts
// them, so the address of the labels names the evaluation for all of them, ever:
// what they print and make belongs to it, and an interrupt ends them. A cell that
// sets profiler labels itself leaves its evaluation for that time.
//
// # Interrupts
//
// The compiler puts [cellcall.Poll] at every loop and function entry. It costs one atomic
// load until some evaluation is interrupted. A goroutine of an interrupted one
// then ends by [runtime.Goexit]: its deferred calls run, nothing can recover
// from it, and code of libraries between cell and goroutine cannot crash on it.
// While its deferred calls run, a goroutine is left alone for a short time, so
// that they can finish.
//
// # State
//
// The package's variables are the one place where the goroutines of a process
// meet. They are the evaluations by label, those that are doomed, and the [Host],
// attached before the first cell.
package cellrt
