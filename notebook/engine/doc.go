// Package engine evaluates the cells of a notebook: it compiles them with
// package compile, loads them into a runtime process of its own, and passes on
// what they put out.
//
// # Life of the process
//
// [Engine.Start] builds and starts the process. It lives until [Engine.Close] or
// until it dies, by what a cell did or by a signal; then Options.Died is told why,
// every call that waits for it returns, and the next Start makes a fresh one,
// without any cells in it. The process is the leader of a group that is killed as
// a whole, and does not outlive the engine's process. On Linux a group that uses
// more memory than Options.Memory, or is too many processes, is ended. Its folder for
// temporary files ends with it, however it ends (TestTempDir,
// TestNothingOutlivesItsHost). It learns who is here, and who was before it began.
//
// # Order
//
// All functions of [Options] are called from one goroutine at a time, in the
// order in which things happened in the process. When [Engine.Evaluate] returns,
// everything the cell had put out by its end was handed to Options.Output; what
// its goroutines put out later still follows, with the number of its evaluation.
// When Options.Died is called, nothing more follows from that process.
//
// # Trust
//
// The process runs any user's code. Frames that are not messages end it; nothing
// it sends makes the engine panic or wait for ever.
package engine
