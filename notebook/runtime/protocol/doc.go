// Package protocol is what the host and the runtime process of a notebook say
// to each other about cells.
//
// Its messages travel on the same line as the kernel's messages about widgets.
// Like those they are MessagePack arrays whose first element is a tag; their
// tags begin at 64, where the kernel's end, and stay below 128, so that the
// second byte of every frame is its tag and [Is] tells the two languages apart
// without decoding.
//
// Requests that have an answer bear a number the host chose. A runtime answers
// each exactly once, in any order, unless it dies.
//
// [Decode] accepts bytes from a process that runs any user's code: it never
// panics, and it allocates no more than the frame's own size justifies.
package protocol
