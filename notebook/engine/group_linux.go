package engine

import "syscall"

// ownGroup makes a process the leader of a group, and one that does not outlive
// the thread that starts it.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
