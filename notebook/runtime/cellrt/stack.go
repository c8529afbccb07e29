//go:build amd64 || arm64

package cellrt

// stackUsed is the distance from the top of the goroutine's stack to here.
func stackUsed() uintptr
