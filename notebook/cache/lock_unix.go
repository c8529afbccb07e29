//go:build unix

package cache

import (
	"errors"
	"os"
	"syscall"
)

// lock is a lock of a file, which the system gives up when the process ends. It
// is not for several goroutines.
type lock struct{ file *os.File }

func openLock(path string) (*lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, err
	}
	return &lock{f}, nil
}

func (l *lock) flock(how int) error {
	for {
		err := syscall.Flock(int(l.file.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

// try takes the lock if it is free. An error says that there are no locks here.
func (l *lock) try() (free bool, err error) {
	err = l.flock(syscall.LOCK_EX | syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

func (l *lock) wait() error  { return l.flock(syscall.LOCK_EX) }
func (l *lock) share() error { return l.flock(syscall.LOCK_SH) }
func (l *lock) release()     { _ = l.flock(syscall.LOCK_UN) }
func (l *lock) close() error { return l.file.Close() }
