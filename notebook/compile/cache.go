package compile

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// keepFor is how long something unused stays in the cache.
const keepFor = 30 * 24 * time.Hour

// cache is a folder of things that can be made again. Files in it are complete
// or absent: they are written beside their place and renamed.
type cache struct{ dir string }

// openCache returns the cache in dir, or in the user's cache folder if dir is
// empty. Nobody but the user may look into it: the code in it gets executed.
func openCache(dir string) (cache, error) {
	if dir == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return cache{}, fmt.Errorf("find the cache folder: %w", err)
		}
		dir = filepath.Join(user, "gokino")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return cache{}, fmt.Errorf("find the cache folder: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return cache{}, fmt.Errorf("make the cache folder: %w", err)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return cache{}, fmt.Errorf("close the cache folder to others: %w", err)
	}
	return cache{dir}, nil
}

// folder makes a folder in the cache.
func (c cache) folder(elem ...string) (string, error) {
	dir := filepath.Join(append([]string{c.dir}, elem...)...)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make a cache folder: %w", err)
	}
	return dir, nil
}

// scratch makes a new folder for the files of one build. The caller removes it.
func (c cache) scratch() (string, error) {
	tmp, err := c.folder("tmp")
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(tmp, "build")
	if err != nil {
		return "", fmt.Errorf("make a scratch folder: %w", err)
	}
	return dir, nil
}

// adopt gives file a place in a folder of the cache under its own name, so that
// it survives the cache it comes from, and returns the new path. It links where
// it can and copies where it must.
func (c cache) adopt(folder, file string) (string, error) {
	dst := filepath.Join(folder, filepath.Base(file))
	if err := os.Link(file, dst); err == nil || errors.Is(err, fs.ErrExist) {
		return dst, nil
	}
	src, err := os.Open(file)
	if err != nil {
		return "", fmt.Errorf("copy into the cache: %w", err)
	}
	defer src.Close()
	if err := replaceFile(dst, src); err != nil {
		return "", fmt.Errorf("copy into the cache: %w", err)
	}
	return dst, nil
}

// prune removes what nobody used for keepFor. It looks at most once a day.
func (c cache) prune(now time.Time) {
	mark := filepath.Join(c.dir, "pruned")
	if st, err := os.Stat(mark); err == nil && now.Sub(st.ModTime()) < 24*time.Hour {
		return
	}
	if writeFile(mark, nil) != nil {
		return
	}
	for _, folder := range []string{"archive", "build", "context", "unit", "tmp"} {
		entries, _ := os.ReadDir(filepath.Join(c.dir, folder))
		for _, e := range entries {
			if st, err := e.Info(); err == nil && now.Sub(st.ModTime()) > keepFor {
				_ = os.RemoveAll(filepath.Join(c.dir, folder, e.Name()))
			}
		}
	}
}

// used notes that a file or folder is still wanted. It reports whether it exists.
func used(path string) bool {
	now := time.Now()
	return os.Chtimes(path, now, now) == nil
}

// writeFile writes a file so that readers see all of it or the former one.
func writeFile(path string, data []byte) error {
	return replaceFile(path, bytes.NewReader(data))
}

// replaceFile is writeFile for data from a reader.
func replaceFile(path string, r io.Reader) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = io.Copy(tmp, r)
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
	}
	return err
}

// digest names a value of the cache by what it is made from.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
