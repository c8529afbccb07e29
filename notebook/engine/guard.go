//go:build unix

package engine

import (
	"io"
	"os/exec"
	"strconv"
	"syscall"
)

// guard is a process that outlives the engine's and then ends the group of a
// runtime and removes its temporary files: of the group the system itself ends only
// the leader, if that. It waits for a line, or for the end of what holds the other
// end of its input.
type guard struct {
	cmd *exec.Cmd
	in  io.WriteCloser
}

// guardScript kills the group $1 and removes the folder $2, unless it reads a line.
const guardScript = `read -r line || { kill -9 "-$1"; rm -rf -- "$2"; }`

// startGuard watches over a group and its temporary files. It has a session of its own, so that what
// ends the engine's does not end it. Without a shell there is none.
func startGuard(group int, temp string) *guard {
	g := &guard{cmd: exec.Command("/bin/sh", "-c", guardScript, "gokino-guard", strconv.Itoa(group), temp)}
	g.cmd.Dir = "/"
	g.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	var err error
	if g.in, err = g.cmd.StdinPipe(); err != nil {
		return nil
	}
	if g.cmd.Start() != nil {
		_ = g.in.Close()
		return nil
	}
	return g
}

// dismiss ends the guard: the group is gone, and its number may become another's.
func (g *guard) dismiss() {
	if g == nil {
		return
	}
	_, _ = io.WriteString(g.in, "\n")
	_ = g.in.Close()
	_ = g.cmd.Wait()
}
