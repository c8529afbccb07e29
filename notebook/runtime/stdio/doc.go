// Package stdio gathers everything a process of cells prints, and says which
// evaluation printed it.
//
// There are three ways to a cell's output:
//
//   - [Capture.Write] is told the evaluation: fmt.Println in cells, loggers.
//   - [Capture.File] gives an evaluation a file of its own, for os.Stdout in
//     cells and for the child processes they start.
//   - Everything else (the builtin println, C, libraries) writes to the
//     process's own descriptors 1 and 2. They are pipes whose other ends the
//     capture reads; what comes out belongs to the evaluation that runs now, or
//     else ran last ([Capture.Run]).
//
// # Order
//
// What one goroutine writes keeps its order over all three ways, because each
// Write and File first reads what the pipes hold. Only between writes to
// descriptors 1 and 2, or to a kept File and a descriptor, that no Write or File
// separates, the order is not known.
//
// # Batches
//
// Text is emitted at once when nothing was emitted for [Interval], else when
// [BatchSize] is reached or Interval has passed. Emit may block: then whoever
// prints waits, so a loop that prints without end needs no memory. A character
// is not cut in two unless its rest never comes.
package stdio
