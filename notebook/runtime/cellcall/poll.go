package cellcall

import "sync/atomic"

// alarm is not 0 while a goroutine that reaches a Poll may have to end.
var alarm atomic.Uint32

// Alarm makes every [Poll] ask the Runtime, or none. It is for the Runtime.
func Alarm(on bool) {
	if on {
		alarm.Store(1)
	} else {
		alarm.Store(0)
	}
}

// Poll ends the calling goroutine if its evaluation is interrupted. It stands at
// every loop and function entry of a cell, small enough to be inlined there, and
// costs an atomic load until an evaluation is interrupted.
func Poll() {
	if alarm.Load() != 0 {
		runtime.Poll()
	}
}
