//go:build unix

package upload

import (
	"errors"
	"os"
	"syscall"
)

// lockFile makes a file and locks it for as long as the process runs.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lock(f); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(path); err != nil { // a sweep came between
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// seize locks a file of a process that has ended; an error says that it lives.
func seize(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return nil, err
	}
	return f, lock(f)
}

// lock locks a file, or closes it.
func lock(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err != nil {
		return errors.Join(err, f.Close())
	}
	return nil
}
