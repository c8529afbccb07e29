package cellcall

// MaxStack is the size in bytes a goroutine's stack may reach in cell code. Go's
// own limit, 1 GB, ends the process.
const MaxStack = 64 << 20

// Deep panics when the calling goroutine's stack is too large. The compiler
// puts it into functions that can call themselves.
func Deep() {
	if stackUsed() > MaxStack {
		panic("stack overflow: the goroutine's stack grew over 64 MB")
	}
}
