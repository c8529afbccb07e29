//go:build unix

package engine

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"github.com/gokino/gokino/kernel/link"
)

// process is a runtime process as the operating system sees it.
type process struct {
	cmd    *exec.Cmd
	line   link.Conn
	stdout *os.File // the host's hold on the reading ends of its output
	stderr *os.File
	crash  *os.File // where Go writes the text of a fatal error
	temp   string   // its folder for temporary files, gone with it

	exited chan struct{} // closed when the process has ended
}

// startProcess starts exe in dir with the descriptors and the environment that
// package runtime describes. memory is what it may use, 0 for no limit.
func startProcess(exe, dir string, memory int64) (_ *process, err error) {
	p := &process{exited: make(chan struct{})}
	var theirs []*os.File // copies are the process's from the start on
	defer func() {
		closeAll(theirs...)
		if err != nil {
			p.release()
		}
	}()
	ours, end, err := socketPair()
	if err != nil {
		return nil, err
	}
	p.line = link.New(ours)
	theirs = append(theirs, end)
	var outW, errW *os.File
	if p.stdout, outW, err = pipe(); err != nil {
		return nil, err
	}
	theirs = append(theirs, outW)
	if p.stderr, errW, err = pipe(); err != nil {
		return nil, err
	}
	theirs = append(theirs, errW)
	if p.crash, err = crashFile(); err != nil {
		return nil, err
	}
	if p.temp, err = os.MkdirTemp("", "gokino-"); err != nil {
		return nil, fmt.Errorf("make a folder for temporary files: %w", err)
	}

	p.cmd = exec.Command(exe)
	p.cmd.Dir = dir
	p.cmd.Env = append(os.Environ(), "GOKINO_MEMORY="+strconv.FormatInt(memory, 10), "TMPDIR="+p.temp)
	p.cmd.Stdout, p.cmd.Stderr = outW, errW
	p.cmd.ExtraFiles = []*os.File{end, p.stdout, p.stderr, p.crash}
	p.cmd.SysProcAttr = ownGroup()
	started := make(chan error)
	go p.supervise(started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", exe, err)
	}
	return p, nil
}

// supervise starts the process and waits for its end. It keeps its thread: to
// Linux the process's parent is the thread that started it, and the process ends
// with that.
func (p *process) supervise(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := p.cmd.Start()
	if err != nil {
		started <- err
		return
	}
	p.offer()
	g := startGuard(p.cmd.Process.Pid, p.temp)
	started <- nil
	_ = p.cmd.Wait() // how it ended is in cmd.ProcessState
	p.killGroup()    // what it started may live, and hold the line
	_ = os.RemoveAll(p.temp)
	g.dismiss()
	close(p.exited)
}

// kill ends the process and those it started.
func (p *process) kill() {
	select {
	case <-p.exited:
	default:
		p.killGroup()
	}
}

func (p *process) killGroup() { _ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL) }

// lastFrames is how long the line may stay open after the end of the process.
const lastFrames = 2 * time.Second

// closeLate closes the line some time after the process's end: what it sent last
// can be read until then, but nobody who inherited the other end keeps it open.
func (p *process) closeLate() {
	<-p.exited
	time.AfterFunc(lastFrames, func() { _ = p.line.Close() })
}

// leftover is what nobody has read of the process's output. The process has
// ended.
func (p *process) leftover() (stdout, stderr []byte) {
	return drain(p.stdout), drain(p.stderr)
}

// maxLeftover bounds what is read of either output after the end.
const maxLeftover = 1 << 20

// drain reads what is in a pipe and does not wait for more: its other end may
// still be held by a process that gave itself another group.
func drain(f *os.File) []byte {
	fd := int(f.Fd())
	if err := syscall.SetNonblock(fd, true); err != nil {
		return nil
	}
	var all []byte
	buf := make([]byte, 64<<10)
	for len(all) < maxLeftover {
		n, err := syscall.Read(fd, buf)
		if n <= 0 && !errors.Is(err, syscall.EINTR) {
			break
		}
		all = append(all, buf[:max(n, 0)]...)
	}
	return all
}

// crashText is the beginning of the text that Go wrote about a fatal error.
func (p *process) crashText() string {
	text, _ := io.ReadAll(io.NewSectionReader(p.crash, 0, 64<<10))
	return string(text)
}

// release closes what is the host's.
func (p *process) release() {
	if p.line != nil {
		_ = p.line.Close()
	}
	closeAll(p.stdout, p.stderr, p.crash)
	_ = os.RemoveAll(p.temp) // again: what was killed may have written meanwhile
}

func closeAll(files ...*os.File) {
	for _, f := range files {
		if f != nil {
			_ = f.Close()
		}
	}
}

// socketPair makes the line: the host's end, and the process's.
func socketPair() (ours, theirs *os.File, err error) {
	syscall.ForkLock.RLock()
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err == nil {
		syscall.CloseOnExec(fds[0])
		syscall.CloseOnExec(fds[1])
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, nil, fmt.Errorf("make a pair of sockets: %w", err)
	}
	theirs = os.NewFile(uintptr(fds[1]), "line")
	if err := syscall.SetNonblock(fds[0], true); err != nil {
		_ = syscall.Close(fds[0])
		_ = theirs.Close()
		return nil, nil, fmt.Errorf("make a pair of sockets: %w", err)
	}
	return os.NewFile(uintptr(fds[0]), "line"), theirs, nil
}

// pipe makes a pipe whose ends block: writers in the process want to wait.
func pipe() (r, w *os.File, err error) {
	var fds [2]int
	syscall.ForkLock.RLock()
	err = syscall.Pipe(fds[:])
	if err == nil {
		syscall.CloseOnExec(fds[0])
		syscall.CloseOnExec(fds[1])
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, nil, fmt.Errorf("make a pipe: %w", err)
	}
	return os.NewFile(uintptr(fds[0]), "output"), os.NewFile(uintptr(fds[1]), "output"), nil
}

// crashFile makes a file that exists only as long as it is open.
func crashFile() (*os.File, error) {
	f, err := os.CreateTemp("", "gokino-crash-*")
	if err != nil {
		return nil, fmt.Errorf("make a file for crash texts: %w", err)
	}
	if err := os.Remove(f.Name()); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("make a file for crash texts: %w", err)
	}
	return f, nil
}
