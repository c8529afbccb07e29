// Package runtime is the process that the cells of a notebook live in.
//
// [Main] is that process; package gokino-runtime makes a program of it. The host
// starts it with these descriptors:
//
//	1, 2  pipes for everything printed
//	3     a socket to the host: the line of messages
//	4, 5  the reading ends of 1 and 2; the host keeps them too, for the last words
//	6     a file for the text of a crash
//
// and with the environment variable GOKINO_MEMORY, how many bytes it may use.
//
// On the line travel the kernel's messages about widgets and those of package
// protocol about cells. [Serve] handles them; it is what tests run in their own
// process.
//
// # Order
//
// For one evaluation everything arrives at the host in the order it happened:
// text before the value that was shown after it, and all of both before Done.
// Output of goroutines that outlive their evaluation follows later and still
// bears its number.
//
// # What ends what
//
// A panic ends the evaluation, or the goroutine it happens in, and is reported.
// So does os.Exit, wherever it is called. An interrupt ends what can be ended
// ([cellcall.Poll], [cellcall.Sleep], the evaluation's context) and leaves the rest
// to the host's patience, after saying where it waits. What Go itself treats as
// fatal ends the process; its text is in the crash file. When the line ends, the
// process ends, and the processes that cells have started with it.
package runtime
