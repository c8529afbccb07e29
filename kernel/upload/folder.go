package upload

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// folder is where one process keeps files. A locked file beside it, named after
// it, says that the process lives.
type folder struct {
	path string
	lock *os.File // nil: the folder is not shared
}

const lockSuffix = ".lock"

// openFolder makes a folder in dir, or, with dir empty, one for temporary files.
func openFolder(dir string) (*folder, error) {
	if dir == "" {
		path, err := os.MkdirTemp("", "gokino-uploads-")
		return &folder{path: path}, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f := &folder{path: filepath.Join(dir, rand.Text())}
	var err error
	if f.lock, err = lockFile(f.path + lockSuffix); err != nil {
		return nil, err
	}
	if err := os.Mkdir(f.path, 0o700); err != nil {
		return nil, errors.Join(err, f.remove())
	}
	return f, nil
}

// newFile makes an empty file that only the user may read.
func (f *folder) newFile() (*os.File, error) {
	return os.OpenFile(filepath.Join(f.path, rand.Text()), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

func (f *folder) remove() error {
	err := os.RemoveAll(f.path)
	if f.lock != nil {
		err = errors.Join(err, f.lock.Close(), os.Remove(f.lock.Name()))
	}
	return err
}

// sweep removes the folders in dir whose processes have ended.
func sweep(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return // there is no such folder yet
	}
	for _, e := range entries {
		name, isLock := strings.CutSuffix(e.Name(), lockSuffix)
		if !isLock {
			continue
		}
		if lock, err := seize(filepath.Join(dir, e.Name())); err == nil {
			_ = (&folder{path: filepath.Join(dir, name), lock: lock}).remove()
		}
	}
}
