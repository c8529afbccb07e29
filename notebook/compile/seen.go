package compile

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// seenPackages are the packages that a toolchain has compiled, for whichever
// notebook. It is safe for concurrent use; the zero value is empty.
type seenPackages struct {
	mu     sync.Mutex
	byPath map[string]listed
}

func (s *seenPackages) add(all []listed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byPath == nil {
		s.byPath = map[string]listed{}
	}
	for _, p := range all {
		s.byPath[p.ImportPath] = p
	}
}

func (s *seenPackages) get(path string) (listed, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.byPath[path]
	return p, ok
}

// compileLocal compiles packages whose source is on this machine, so that drafts
// can see what they export. It never asks the network.
func (t *Toolchain) compileLocal(ctx context.Context, paths ...string) error {
	cmd := t.listCommand(t.space, paths)
	cmd.env = append(cmd.env, "GOPROXY=off")
	if _, err := t.listOutput(ctx, cmd); err != nil {
		return fmt.Errorf("compile what drafts import: %w", err)
	}
	return nil
}

// Package is a package that a cell could import.
type Package struct {
	Path, Name, Dir string
	Standard        bool
}

// Packages returns the packages of the standard library and those that the
// modules of the notebook consist of and need. It takes a go command half a
// second, and never asks the network.
func (t *Toolchain) Packages(ctx context.Context) ([]Package, error) {
	cmd := t.goCommand(t.space, "list", "-e", "-json=ImportPath,Name,Dir,Standard", "std", "all")
	cmd.env = append(cmd.env, "GOPROXY=off")
	out, err := t.exec(ctx, cmd)
	if err != nil {
		return nil, fmt.Errorf("list the packages there are: %w", err)
	}
	var list []Package
	seen := map[string]bool{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return list, nil
		} else if err != nil {
			return nil, fmt.Errorf("read what go list says: %w", err)
		}
		if p.Name == "" || p.Name == "main" || seen[p.ImportPath] || strings.HasPrefix(p.ImportPath, "vendor/") || forbidden(p.ImportPath, t.space.modules) != nil {
			continue
		}
		seen[p.ImportPath] = true
		list = append(list, Package{p.ImportPath, p.Name, p.Dir, p.Standard})
	}
}

// Folder returns the folder with a package's source, "" if it is not known.
func (t *Toolchain) Folder(importPath string) string {
	if p, ok := t.seen.get(importPath); ok && p.Dir != "" {
		return p.Dir
	}
	if rest, ok := strings.CutPrefix(importPath, gokinoModule+"/"); ok {
		return filepath.Join(t.opts.Source, rest)
	}
	dir := filepath.Join(t.env.GOROOT, "src", importPath)
	if st, err := os.Stat(dir); err != nil || !st.IsDir() {
		return ""
	}
	return dir
}
