package compile

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// listed is a package as go list describes it, compiled.
type listed struct {
	ImportPath string
	Name       string
	Export     string // the archive
	Standard   bool
	Dir        string
	GoFiles    []string
	CgoFiles   []string
	SFiles     []string
	HFiles     []string
	CFiles     []string
	EmbedFiles []string
}

// list compiles packages and everything they import, and describes them in
// dependency order. Archives are taken into the cache, where go's own trimming
// does not reach them. total is how many packages there may be to compile, for
// the progress; 0 if not known.
func (t *Toolchain) list(ctx context.Context, space workspace, step string, total int, paths ...string) ([]listed, error) {
	cmd := t.listCommand(space, paths)
	done := 0
	t.opts.progress(step, done, total)
	cmd.line = func(string) { // -v names each package that has to be compiled
		done++
		t.opts.progress(step, done, total)
	}
	return t.listOutput(ctx, cmd)
}

func (t *Toolchain) listCommand(space workspace, paths []string) command {
	fields := "-json=ImportPath,Name,Export,Standard,Dir,GoFiles,CgoFiles,SFiles,HFiles,CFiles,EmbedFiles"
	return t.goCommand(space, append([]string{"list", "-v", "-export", "-deps", compileFlag, assembleFlag, "-buildmode=plugin", fields}, paths...)...)
}

// listOutput runs a command of listCommand and reads what it says.
func (t *Toolchain) listOutput(ctx context.Context, cmd command) ([]listed, error) {
	out, err := t.exec(ctx, cmd)
	if err != nil {
		return nil, err
	}
	folder, err := t.cache.Folder("archive")
	if err != nil {
		return nil, err
	}
	var all []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			t.seen.add(all)
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("read what go list says: %w", err)
		}
		if p.Export == "" {
			continue // package unsafe
		}
		from := p.Export
		if p.Export, err = t.cache.Adopt(folder, from); err != nil {
			return nil, err
		}
		if a, err := openArchive(p.Export); err != nil {
			return nil, fmt.Errorf("the archive of %s that go keeps in %s is damaged (go clean -cache removes it): %w", p.ImportPath, from, err)
		} else if err := a.Close(); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
}

// packages is what one notebook knows about compiled packages: those in its
// process, which cannot change any more, and their archives.
type packages struct {
	archive  map[string]string  // by import path
	loaded   map[string]bool    // code is in the process
	source   map[string][]input // what those in the user's modules were compiled from
	importer types.Importer
}

// newPackages starts with the packages of the world.
func newPackages(world []archived) *packages {
	p := &packages{archive: map[string]string{}, loaded: map[string]bool{}, source: map[string][]input{}}
	for _, a := range world {
		p.archive[a.Path], p.loaded[a.Path] = a.File, true
	}
	p.importer = importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		file := p.archive[path]
		if file == "" {
			return nil, fmt.Errorf("package %s is not loaded", path)
		}
		return openArchive(file)
	})
	return p
}

// contentName is a file name of go's build cache: the sum of its content.
var contentName = regexp.MustCompile(`^([0-9a-f]{64})-d$`)

// openArchive opens an archive if its content is what its name says. One that is
// not is removed, so that the next start makes another.
func openArchive(file string) (io.ReadCloser, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	m := contentName.FindStringSubmatch(filepath.Base(file))
	if sum := sha256.Sum256(data); m != nil && m[1] != hex.EncodeToString(sum[:]) {
		return nil, errors.Join(fmt.Errorf("%s is damaged: restart the runtime to build it anew", file), os.Remove(file))
	}
	return io.NopCloser(bytes.NewReader(data)), nil
}

// add takes note of packages and returns those whose code is not in the process.
func (p *packages) add(all []listed) ([]archived, error) {
	var fresh []archived
	for _, l := range all {
		if p.loaded[l.ImportPath] {
			if p.archive[l.ImportPath] != l.Export {
				return nil, fmt.Errorf("package %s is already loaded in another version: restart the runtime to use the new one", l.ImportPath)
			}
			continue
		}
		if l.Name == "main" {
			return nil, fmt.Errorf("package %s is a program and cannot be imported", l.ImportPath)
		}
		fresh = append(fresh, archived{l.ImportPath, l.Export})
	}
	for _, a := range fresh {
		p.archive[a.Path] = a.File
	}
	return fresh, nil
}

// watch notes the source of packages, so that changed can tell.
func (p *packages) watch(all []listed, moduleCache string) error {
	for _, l := range all {
		if l.Standard || within(l.Dir, moduleCache) || p.source[l.ImportPath] != nil {
			continue
		}
		list, err := l.inputs()
		if err != nil {
			return err
		}
		p.source[l.ImportPath] = list
	}
	return nil
}

// changed returns the loaded packages whose source is not what it was.
func (p *packages) changed() []string {
	var paths []string
	for path, list := range p.source {
		if p.loaded[path] && slices.ContainsFunc(list, input.changed) {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

// config returns the text of an importcfg that names every package's archive.
func (p *packages) config() string {
	var b strings.Builder
	for path, file := range p.archive {
		fmt.Fprintf(&b, "packagefile %s=%s\n", path, file)
	}
	return b.String()
}

// forbidden explains why a package may not be imported by a cell, or returns
// nil: folders named internal are closed to those outside of their parent.
func forbidden(importPath string, modules []string) error {
	elems := strings.Split(importPath, "/")
	for i, e := range elems {
		if e != "internal" {
			continue
		}
		parent := strings.Join(elems[:i], "/")
		for _, m := range modules {
			if parent != "" && (within(m, parent) || within(parent, m)) {
				return nil
			}
		}
		return fmt.Errorf("use of internal package %s not allowed", importPath)
	}
	return nil
}

// inputs returns the files and folders that a package is compiled from.
func (l listed) inputs() ([]input, error) {
	paths := []string{l.Dir}
	for _, group := range [][]string{l.GoFiles, l.CgoFiles, l.SFiles, l.HFiles, l.CFiles, l.EmbedFiles} {
		for _, f := range group {
			if !filepath.IsAbs(f) {
				f = filepath.Join(l.Dir, f)
			}
			paths = append(paths, f)
		}
	}
	var list []input
	for _, p := range paths {
		in, err := newInput(p)
		if err != nil {
			return nil, fmt.Errorf("look at the source of %s: %w", l.ImportPath, err)
		}
		list = append(list, in)
	}
	return list, nil
}

// input is a file or folder that something was made from.
type input struct {
	Path    string
	Size    int64
	ModTime int64
}

func newInput(path string) (input, error) {
	st, err := os.Stat(path)
	if err != nil {
		return input{}, err
	}
	return input{path, st.Size(), st.ModTime().UnixNano()}, nil
}

func (in input) changed() bool {
	now, err := newInput(in.Path)
	return err != nil || now != in
}
