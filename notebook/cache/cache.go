package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// DefaultSize is how many bytes a cache may hold unless somebody says otherwise.
const DefaultSize = 4 << 30

// Options configure a [Cache]. The zero value works.
type Options struct {
	// Size bounds the cache, in bytes. 0: [DefaultSize].
	Size int64

	// Logger hears what was evicted; nil discards it.
	Logger *slog.Logger
}

// Cache is an open cache folder. It is safe for concurrent use. Paths it is
// given and returns are whole paths, below Dir.
type Cache struct {
	dir   string
	size  int64
	log   *slog.Logger
	claim string       // the lease's file
	added atomic.Int64 // bytes put since the last eviction

	mu    sync.Mutex
	lease *lock // held while the cache is open
	gate  *lock // shared while something is being used, exclusive while it is removed
}

// Open opens the cache in dir, or in the user's cache folder if dir is empty, and
// makes it if need be. It must be closed: until then everything that is used
// from now on stays.
func Open(dir string, opts Options) (*Cache, error) {
	dir, err := locate(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the cache folder (GOKINO_CACHE names another): %w", err)
	}
	if err := checkFolder(dir); err != nil {
		return nil, err
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return nil, fmt.Errorf("close the cache folder to others (GOKINO_CACHE names another): %w", err)
	}
	c := &Cache{dir: dir, size: opts.Size, log: opts.Logger}
	if c.size <= 0 {
		c.size = DefaultSize
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if err := c.register(); err != nil {
		return nil, err
	}
	c.evictNow(time.Now())
	return c, nil
}

// locate is the absolute path of dir, or the default.
func locate(dir string) (string, error) {
	if dir == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("find the cache folder: %w", err)
		}
		dir = filepath.Join(user, "gokino")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find the cache folder: %w", err)
	}
	return dir, nil
}

// register takes a lease, and opens the gate's lock.
func (c *Cache) register() (err error) {
	if _, err := c.Folder(scratch); err != nil {
		return err
	}
	for c.lease == nil {
		if c.lease, err = c.newLease(); err != nil {
			return fmt.Errorf("write into the cache folder (GOKINO_CACHE names another): %w", err)
		}
	}
	c.claim = c.lease.file.Name()
	if c.gate, err = openLock(filepath.Join(c.dir, "lock")); err != nil {
		_ = c.Close()
		return fmt.Errorf("open the cache's lock: %w", err)
	}
	return nil
}

// newLease makes a lease. It is nil if somebody took it for an abandoned one
// before it was locked.
func (c *Cache) newLease() (*lock, error) {
	folder, err := c.Folder(leases)
	if err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(folder, "gokino-*")
	if err != nil {
		return nil, err
	}
	l := &lock{f}
	_ = l.wait() // without locks it looks abandoned
	now := time.Now()
	if os.Chtimes(f.Name(), now, now) != nil {
		return nil, l.close()
	}
	return l, nil
}

// Close gives up the claim to what was used. It may be called again.
func (c *Cache) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lease == nil {
		return nil
	}
	_ = os.Remove(c.claim)
	err := c.lease.close()
	if c.gate != nil {
		err = errors.Join(err, c.gate.close())
	}
	c.lease, c.gate = nil, nil
	return err
}

// Dir is the cache's folder.
func (c *Cache) Dir() string { return c.dir }

// Size is how many bytes the cache may hold.
func (c *Cache) Size() int64 { return c.size }

// Folder makes a folder in the cache, if there is none, and uses it.
func (c *Cache) Folder(elem ...string) (string, error) {
	dir := filepath.Join(append([]string{c.dir}, elem...)...)
	for used := false; !used; used = c.Use(dir) { // it may be evicted before it is used
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return "", fmt.Errorf("make a cache folder: %w", err)
		}
	}
	if err := checkOwn(dir); err != nil {
		return "", err
	}
	return dir, nil
}

// Scratch makes a new folder for the files of one build. The caller removes it.
func (c *Cache) Scratch() (string, error) {
	tmp, err := c.Folder(scratch)
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(tmp, "build")
	if err != nil {
		return "", fmt.Errorf("make a scratch folder: %w", err)
	}
	return dir, nil
}

// Use notes that a file or folder is wanted. It reports whether it exists, and
// then it stays until the cache is closed.
func (c *Cache) Use(path string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gate != nil && c.gate.share() == nil {
		defer c.gate.release()
	}
	now := time.Now()
	return os.Chtimes(path, now, now) == nil
}

// Have is Use for a file that [Cache.Put] or [Cache.Make] has put there. It
// reports whether it is there unchanged.
func (c *Cache) Have(file string) bool {
	if !c.Use(file) {
		return false
	}
	want, err := readOwn(sumFile(file))
	if err != nil {
		return false
	}
	got, err := sumOf(file)
	if err == nil && got != string(want) {
		c.log.Warn("a file in the cache is not what it was: it is made anew", "file", file)
	}
	return err == nil && got == string(want)
}

// Put moves a file to its place in the cache, in place of one that may be there.
func (c *Cache) Put(made, file string) error {
	if err := os.Chmod(made, 0o700); err != nil {
		return fmt.Errorf("put into the cache: %w", err)
	}
	sum, err := sumOf(made)
	if err != nil {
		return fmt.Errorf("put into the cache: %w", err)
	}
	st, err := os.Stat(made)
	if err != nil {
		return fmt.Errorf("put into the cache: %w", err)
	}
	if err := os.Rename(made, file); err != nil {
		return fmt.Errorf("put into the cache: %w", err)
	}
	if err := WriteFile(sumFile(file), []byte(sum)); err != nil {
		return fmt.Errorf("put into the cache: %w", err)
	}
	c.Use(file)
	if c.added.Add(st.Size()) > c.size/16 {
		c.evictNow(time.Time{})
	}
	return nil
}

// Make is Have, and if the file is not there it calls make, which makes it at
// another path, and puts it there. Of several processes that make one file at a
// time one does; waiting, if set, is called before waiting for it.
func (c *Cache) Make(file string, waiting func(), make func(tmp string) error) error {
	if c.Have(file) {
		return nil
	}
	l, err := openLock(file + ".lock")
	if err != nil {
		return fmt.Errorf("lock what is to be made: %w", err)
	}
	defer l.close()
	if free, err := l.try(); err == nil && !free {
		if waiting != nil {
			waiting()
		}
		_ = l.wait()
		if c.Have(file) {
			return nil
		}
	}
	tmp, err := os.MkdirTemp(filepath.Dir(file), "new")
	if err != nil {
		return fmt.Errorf("make a folder beside %s: %w", file, err)
	}
	defer os.RemoveAll(tmp)
	made := filepath.Join(tmp, filepath.Base(file))
	if err := make(made); err != nil {
		return err
	}
	return c.Put(made, file)
}

// Adopt gives file a place in a folder of the cache under its own name, so that
// it survives the cache it comes from, and returns the new path. It links where
// it can and copies where it must.
func (c *Cache) Adopt(folder, file string) (string, error) {
	dst := filepath.Join(folder, filepath.Base(file))
	if c.Use(dst) {
		return dst, nil
	}
	if err := os.Link(file, dst); err == nil || errors.Is(err, fs.ErrExist) {
		c.Use(dst)
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
	c.Use(dst)
	return dst, nil
}

// sumFile is where the sum of a file is kept.
func sumFile(file string) string { return file + sumEnd }

const sumEnd = ".sum"

// sumOf is the sum of a file of the user's own.
func sumOf(file string) (string, error) {
	f, err := openOwn(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func readOwn(file string) ([]byte, error) {
	f, err := openOwn(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// WriteFile writes a file so that readers see all of it or the former one.
func WriteFile(path string, data []byte) error {
	return replaceFile(path, bytes.NewReader(data))
}

// replaceFile is WriteFile for data from a reader.
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
