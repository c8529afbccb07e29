//go:build unix && !linux

package engine

import "syscall"

// ownGroup makes a process the leader of a group. When the engine's process ends,
// the line breaks, and the runtime ends itself.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
