package runtime

import (
	"os"
	"syscall"
)

// separateStderr lets writes of the Go runtime itself, those of println and of
// crash texts, never wait for the reader of descriptor 2. They hold their
// thread without the scheduler knowing: when the garbage collector waits for
// such a thread, the reader is stopped as well, and the process hangs for ever.
//
// So descriptor 2 does not block: what the runtime writes while the pipe is full
// (it is made large) is lost. os.Stderr becomes the same pipe opened once more,
// because libraries and the children of cells do want to wait.
func separateStderr() {
	fd, err := syscall.Open("/proc/self/fd/2", syscall.O_WRONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return
	}
	os.Stderr = os.NewFile(uintptr(fd), "/dev/stderr")
	_ = syscall.SetNonblock(2, true)
	_, _, _ = syscall.Syscall(syscall.SYS_FCNTL, 2, syscall.F_SETPIPE_SZ, pipeSize)
}

// pipeSize is what Linux lets everybody have.
const pipeSize = 1 << 20
