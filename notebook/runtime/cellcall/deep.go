package cellcall

import "unsafe"

// MaxStack is the size in bytes a goroutine's stack may reach in cell code. Go's
// own limit, 1 GB, ends the process.
const MaxStack = 64 << 20

// Deep panics when the calling goroutine's stack is too large. The compiler
// puts it into functions that can call themselves.
//
// It looks only in one of 32 calls, or it would take longer than many a function
// that it stands in. Which one, depends on where the stack is: the places in the
// frames of a recursion are an equal distance apart, and multiples of a number,
// multiplied by the golden ratio, spread evenly whatever the number.
func Deep() {
	var here byte
	const golden = 0x9e3779b97f4a7c15
	if uint64(uintptr(unsafe.Pointer(&here)))*golden>>59 == 0 {
		checkDepth()
	}
}

func checkDepth() {
	if stackUsed() > MaxStack {
		panic("stack overflow: the goroutine's stack grew over 64 MB")
	}
}
