//go:build unix

package stdio

import "syscall"

// readNow reads from a descriptor that does not block.
func readNow(fd int, buf []byte) (int, error) { return syscall.Read(fd, buf) }
