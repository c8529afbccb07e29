//go:build !unix

package upload

import "os"

// lockFile makes a file and keeps it open for as long as the process runs: on
// Windows nobody can remove it then.
func lockFile(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
}

// seize takes the place of a process that has ended; an error says that it lives.
func seize(path string) (*os.File, error) {
	if err := os.Remove(path); err != nil {
		return nil, err
	}
	return lockFile(path)
}
