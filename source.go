// Package gokino carries gokino's own sources, as far as cells are built with
// them: the runtime of a notebook is compiled on the user's machine, by the
// user's Go, from these very files, wherever the gokino binary came from.
package gokino

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"
)

//go:embed go.mod go.sum kernel live control widget jsassets/*.go notebook/runtime
var sources embed.FS

//go:embed testdata/notebooks/tour.md
var tour []byte

// Tour is the text of the notebook that gokino opens when it is given none.
func Tour() []byte { return slices.Clone(tour) }

// sourceEnds are the endings of files that a build reads.
var sourceEnds = map[string]bool{".go": true, ".s": true, ".h": true, ".c": true, ".mod": true, ".sum": true}

// sourceFiles are the files that a build reads, sorted by name.
func sourceFiles() ([]string, error) {
	var files []string
	err := fs.WalkDir(sources, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "testdata":
			return fs.SkipDir
		case !d.IsDir() && sourceEnds[path.Ext(name)] && !isTest(name):
			files = append(files, name)
		}
		return nil
	})
	return files, err
}

func isTest(name string) bool {
	ok, _ := path.Match("*_test.go", path.Base(name))
	return ok
}

// UnpackSource puts the sources into a folder below dir that is named by their
// content, unless it is there, and returns it. Several gokinos may do so at
// once.
func UnpackSource(dir string) (string, error) {
	files, err := sourceFiles()
	if err != nil {
		return "", fmt.Errorf("reading gokino's sources: %w", err)
	}
	h := sha256.New()
	for _, name := range files {
		b, err := sources.ReadFile(name)
		if err != nil {
			return "", fmt.Errorf("reading gokino's sources: %w", err)
		}
		fmt.Fprintf(h, "%s %d\n%s", name, len(b), b)
	}
	final := filepath.Join(dir, "source-"+hex.EncodeToString(h.Sum(nil))[:16])
	if _, err := os.Stat(final); err == nil {
		return final, repair(final, files)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("unpacking gokino's sources: %w", err)
	}
	temp, err := os.MkdirTemp(dir, "source-*.tmp")
	if err != nil {
		return "", fmt.Errorf("unpacking gokino's sources: %w", err)
	}
	defer os.RemoveAll(temp)
	for _, name := range files {
		if err := unpack(temp, name); err != nil {
			return "", fmt.Errorf("unpacking gokino's sources: %w", err)
		}
	}
	err = os.Rename(temp, final)
	if _, there := os.Stat(final); err != nil && there != nil {
		return "", fmt.Errorf("unpacking gokino's sources: %w", errors.Join(err, there))
	}
	return final, nil // ours, or another gokino's that was faster
}

// repair writes the files again that are not what they should be: the machine
// may have stopped before they were on its disk. The folder's time says when it
// was last used.
func repair(dir string, files []string) error {
	for _, name := range files {
		want, err := sources.ReadFile(name)
		if err != nil {
			return err
		}
		file := filepath.Join(dir, filepath.FromSlash(name))
		if got, err := os.ReadFile(file); err == nil && bytes.Equal(got, want) {
			continue
		}
		if err := errors.Join(os.RemoveAll(file), unpack(dir, name)); err != nil {
			return fmt.Errorf("unpacking gokino's sources again: %w", err)
		}
	}
	now := time.Now()
	_ = os.Chtimes(dir, now, now)
	return nil
}

func unpack(dir, name string) error {
	b, err := sources.ReadFile(name)
	if err != nil {
		return err
	}
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	return os.WriteFile(file, b, 0o600)
}
