//go:build unix

package runtime

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"syscall"

	"github.com/gokino/gokino/kernel/link"
	"github.com/gokino/gokino/notebook/runtime/cellrt"
	"github.com/gokino/gokino/notebook/runtime/loader"
)

// The descriptors a runtime is started with.
const (
	lineFD = iota + 3
	stdoutFD
	stderrFD
	crashFD
)

// Main is the whole life of a runtime process. It returns only when the process
// was not started by a host, with an error that says so.
func Main() error {
	line, err := openLine()
	if err != nil {
		return err
	}
	respectMemory()
	catchCrashes()
	kept := []*os.File{os.Stdout, os.Stderr} // collected as garbage they would close 1 and 2
	separateStderr()
	l, loaderErr := loader.New()
	if loaderErr == nil {
		_, loaderErr = loader.CatchExit(cellrt.LibraryExit)
	}
	if _, err := loader.CatchWrite(cellrt.LibraryWrite); err != nil && loaderErr == nil {
		fmt.Fprintln(os.Stderr, "gokino-runtime: what libraries print goes to the cell that runs:", err)
	}
	err = Serve(Options{
		Line: line, Loader: l, LoaderError: loaderErr,
		Stdout: openPipe(stdoutFD, "stdout"), Stderr: openPipe(stderrFD, "stderr"),
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "gokino-runtime:", err) // the host reads what is left in the pipe
	}
	runtime.KeepAlive(kept)
	endGroup()
	syscall.Exit(1)
	return nil
}

// openLine takes the socket to the host.
func openLine() (link.Conn, error) {
	if _, err := syscall.GetsockoptInt(lineFD, syscall.SOL_SOCKET, syscall.SO_TYPE); err != nil {
		return nil, errors.New("gokino-runtime is started by gokino, with a socket as descriptor 3")
	}
	for fd := lineFD; fd <= crashFD; fd++ {
		syscall.CloseOnExec(fd) // not for the processes that cells start
	}
	if err := syscall.SetNonblock(lineFD, true); err != nil {
		return nil, fmt.Errorf("the socket to the host: %w", err)
	}
	return link.New(os.NewFile(lineFD, "line")), nil
}

// memoryVariable holds how many bytes the process may use, 0 for no limit. The
// host sees to it; the garbage collector had better know.
const memoryVariable = "GOKINO_MEMORY"

// respectMemory lets garbage be collected more often before the limit is reached.
// The processes of cells do not inherit the variable.
func respectMemory() {
	limit, err := strconv.ParseInt(os.Getenv(memoryVariable), 10, 64)
	_ = os.Unsetenv(memoryVariable)
	soft := limit / 10 * 9
	if err == nil && soft > 0 && soft < debug.SetMemoryLimit(-1) {
		debug.SetMemoryLimit(soft)
	}
}

// openPipe takes the reading end of a pipe, nil if there is none.
func openPipe(fd int, name string) *os.File {
	if err := syscall.SetNonblock(fd, true); err != nil {
		return nil
	}
	return os.NewFile(uintptr(fd), name)
}

// catchCrashes lets the text of fatal errors go to a file as well: in the pipe
// it may be cut by the end of the process that should read it.
func catchCrashes() {
	f := os.NewFile(crashFD, "crash")
	if f == nil {
		return
	}
	_ = debug.SetCrashOutput(f, debug.CrashOptions{}) // keeps a duplicate
	_ = f.Close()
}

// endGroup ends the processes that cells have started, and this one: the host
// made it the leader of a group.
func endGroup() {
	if pid := syscall.Getpid(); syscall.Getpgrp() == pid {
		_ = syscall.Kill(-pid, syscall.SIGKILL)
	}
}
