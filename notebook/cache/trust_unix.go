//go:build unix

package cache

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// ErrUnsafe is what [Open] refuses a folder with that others can write.
var ErrUnsafe = errors.New("gokino executes what is in its cache, so nobody else may be able to write there " +
	"(remove the folder or take the right to write from others; GOKINO_CACHE names another)")

// checkFolder refuses a cache folder that others can write or exchange: the
// folder itself and every one above it, on the way as it is named and on the one
// that links in it lead to.
func checkFolder(dir string) error {
	if err := checkOwn(dir); err != nil {
		return err
	}
	if err := checkAbove(dir); err != nil {
		return err
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return fmt.Errorf("look at the cache folder: %w", err)
	}
	if real == dir {
		return nil
	}
	return checkAbove(real)
}

// checkOwn checks that a folder of the cache is the user's alone to write.
func checkOwn(dir string) error {
	st, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("look at the cache folder: %w", err)
	}
	if uid := owner(st); uid != os.Geteuid() {
		return fmt.Errorf("the cache folder %s belongs to user %d: %w", dir, uid, ErrUnsafe)
	}
	if st.Mode()&0o022 != 0 {
		return fmt.Errorf("the cache folder %s can be written by others (%s): %w", dir, st.Mode(), ErrUnsafe)
	}
	return nil
}

// checkAbove checks the folders above dir. Those may be root's as well. In one
// with the sticky bit, as /tmp is, nobody can exchange what is another's. A group
// with the number of its user has, by custom, no other member.
func checkAbove(dir string) error {
	for up := filepath.Dir(dir); ; up = filepath.Dir(up) {
		st, err := os.Lstat(up)
		if err != nil {
			return fmt.Errorf("look at the folder above the cache: %w", err)
		}
		uid := owner(st)
		if uid != os.Geteuid() && uid != 0 {
			return fmt.Errorf("the cache folder lies in %s, which belongs to user %d: %w", up, uid, ErrUnsafe)
		}
		open := st.Mode() & 0o022
		if sys, ok := st.Sys().(*syscall.Stat_t); ok && int(sys.Gid) == uid {
			open &^= 0o020
		}
		if open != 0 && st.Mode()&(fs.ModeSticky|fs.ModeSymlink) == 0 {
			return fmt.Errorf("the cache folder lies in %s, which others can write (%s): %w", up, st.Mode(), ErrUnsafe)
		}
		if up == filepath.Dir(up) {
			return nil
		}
	}
}

func owner(st fs.FileInfo) int {
	if sys, ok := st.Sys().(*syscall.Stat_t); ok {
		return int(sys.Uid)
	}
	return -1
}

// openOwn opens a file of the user's own that nobody else can write. It follows
// no link.
func openOwn(file string) (*os.File, error) {
	f, err := os.OpenFile(file, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	st, err := f.Stat()
	if err == nil && (!st.Mode().IsRegular() || owner(st) != os.Geteuid() || st.Mode()&0o022 != 0) {
		err = fmt.Errorf("%s (%s, user %d): %w", file, st.Mode(), owner(st), ErrUnsafe)
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}
