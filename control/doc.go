// Package control is how Go code hears what widgets emit and what the clock
// says, as Kino.Control.
//
// A [Source] is a widget (what its EmitEvent gives) or an [Interval]. A [Stream]
// merges sources into a sequence to range over; [Listen] calls a function for
// each event in the background, owned by the cell that called it.
//
// Events of a source come in the order they were emitted, and none is dropped
// from the moment one listens; what was emitted before is not seen. A stream
// ends when its last source has ended (TestStream, TestInterval, TestListen).
package control
