//go:build amd64 || arm64

package cellcall

// stackUsed is the distance from the top of the goroutine's stack to here.
func stackUsed() uintptr
