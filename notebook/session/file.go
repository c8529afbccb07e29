package session

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// maxFile is the largest file opened as a notebook.
const maxFile = 32 << 20

// abandonedAfter is how old a temporary file has to be to be taken for what a
// killed process left.
const abandonedAfter = time.Minute

// file is a notebook's file on disk. It is used by one goroutine at a time.
type file struct {
	path  string
	known []byte // what was last read or written, nil: there was no file

	step func(name string) error // for tests: called before each step of a save
}

// openFile reads the notebook at path. A file that does not exist is an empty
// notebook, and is made by the first save.
func openFile(path string) (*file, error) {
	f := &file{path: path, step: func(string) error { return nil }}
	target, err := f.target()
	if err != nil {
		return nil, err
	}
	f.removeAbandoned(target)
	f.known, err = read(target)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	return f, err
}

func read(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("open notebook: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("open notebook: %s is not a regular file", path)
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("open notebook: %s has %d bytes, more than the %d a notebook may have", path, info.Size(), maxFile)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("open notebook: %w", err)
	}
	if b == nil {
		b = []byte{}
	}
	return b, nil
}

// target is where symbolic links lead from path, also if nothing is there.
func (f *file) target() (string, error) {
	path := f.path
	for range 40 {
		info, err := os.Lstat(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("find notebook: %w", err)
		}
		if err != nil || info.Mode()&fs.ModeSymlink == 0 {
			return path, nil
		}
		to, err := os.Readlink(path)
		if err != nil {
			return "", fmt.Errorf("find notebook: %w", err)
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	return "", fmt.Errorf("find notebook: too many symbolic links at %s", f.path)
}

// save replaces the file's contents. If another program changed the file since it
// was last read or written here, that version is kept as conflict.
func (f *file) save(contents []byte, now time.Time) (conflict string, err error) {
	target, err := f.target()
	if err != nil {
		return "", err
	}
	mode := fs.FileMode(0o644)
	current, err := read(target)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return "", err
	case bytes.Equal(current, contents):
		f.known = current
		return "", nil
	default:
		if info, err := os.Stat(target); err == nil {
			mode = info.Mode().Perm()
		}
		if f.known == nil || !bytes.Equal(current, f.known) {
			if conflict, err = keepBeside(target, current, mode, now); err != nil {
				return "", err
			}
			f.known = current
		}
	}
	if err := f.replace(target, contents, mode); err != nil {
		return conflict, err
	}
	f.known = contents
	return conflict, nil
}

// replace writes contents to a temporary file beside target and gives it
// target's name, so that at every moment target is whole.
func (f *file) replace(target string, contents []byte, mode fs.FileMode) (err error) {
	temp := filepath.Join(filepath.Dir(target), tempPrefix(target)+rand.Text()[:8]+tempSuffix)
	if err := f.step("create"); err != nil {
		return err
	}
	w, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return fmt.Errorf("save notebook: %w", err)
	}
	defer func() {
		if err != nil {
			os.Remove(temp)
		}
	}()
	if err := f.fill(w, contents, mode); err != nil {
		w.Close()
		return fmt.Errorf("save notebook: %w", err)
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("save notebook: %w", err)
	}
	if err := f.step("rename"); err != nil {
		return err
	}
	if err := os.Rename(temp, target); err != nil {
		return fmt.Errorf("save notebook: %w", err)
	}
	syncDir(filepath.Dir(target))
	return f.step("end")
}

func (f *file) fill(w *os.File, contents []byte, mode fs.FileMode) error {
	half := len(contents) / 2
	if _, err := w.Write(contents[:half]); err != nil {
		return err
	}
	if err := f.step("write"); err != nil {
		return err
	}
	if _, err := w.Write(contents[half:]); err != nil {
		return err
	}
	if info, err := w.Stat(); err == nil && info.Mode().Perm() != mode && f.known != nil {
		if err := w.Chmod(mode); err != nil { // past the umask: the file had this mode
			return err
		}
	}
	if err := f.step("sync"); err != nil {
		return err
	}
	return w.Sync()
}

// syncDir makes a rename last. Not every file system can; the rename stands.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		d.Close()
	}
}

// keepBeside writes contents to a new file beside target.
func keepBeside(target string, contents []byte, mode fs.FileMode, now time.Time) (string, error) {
	ext := filepath.Ext(target)
	stem := strings.TrimSuffix(target, ext) + ".conflict-" + now.Format("20060102-150405")
	for n := 1; ; n++ {
		name := stem + ext
		if n > 1 {
			name = fmt.Sprintf("%s-%d%s", stem, n, ext)
		}
		w, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if errors.Is(err, fs.ErrExist) && n < 1000 {
			continue
		}
		if err != nil {
			return "", fmt.Errorf("keep the version of another program: %w", err)
		}
		_, err = io.Copy(w, bytes.NewReader(contents))
		if err = errors.Join(err, w.Sync(), w.Close()); err != nil {
			return "", fmt.Errorf("keep the version of another program: %w", err)
		}
		return filepath.Base(name), nil
	}
}

const tempSuffix = ".tmp"

func tempPrefix(target string) string { return "." + filepath.Base(target) + ".gokino-" }

// removeAbandoned removes temporary files that killed processes left.
func (f *file) removeAbandoned(target string) {
	entries, err := os.ReadDir(filepath.Dir(target))
	if err != nil {
		return
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), tempPrefix(target)) || !strings.HasSuffix(e.Name(), tempSuffix) {
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > abandonedAfter {
			os.Remove(filepath.Join(filepath.Dir(target), e.Name()))
		}
	}
}
