package compile

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// embeddedFile is a file that a cell embeds.
type embeddedFile struct {
	name string // relative to the notebook's folder, with slashes
	path string
	sum  string // of the content
}

// embeddedFiles are the files that the patterns of a cell match. The rules are
// those of the go command for a package in the notebook's folder.
type embeddedFiles struct {
	dir      string
	files    []embeddedFile
	patterns map[string][]string // pattern → names of files
}

// add finds the files that a pattern matches.
func (e *embeddedFiles) add(pattern string) error {
	if e.patterns[pattern] != nil {
		return nil
	}
	fail := func(err error) error { return fmt.Errorf("%s %s: %w", embedDirective, pattern, err) }
	if e.dir == "" {
		return fail(errors.New("the notebook has no folder"))
	}
	root, err := os.OpenRoot(e.dir)
	if err != nil {
		return fail(err)
	}
	defer root.Close()
	glob, all := strings.CutPrefix(pattern, "all:")
	if !fs.ValidPath(glob) || glob == "." {
		return fail(errors.New("invalid pattern: it must name files in or below the notebook's folder, without . or .."))
	}
	matches, err := fs.Glob(root.FS(), glob)
	if err != nil {
		return fail(fmt.Errorf("invalid pattern: %w", err))
	}
	var names []string
	for _, m := range matches {
		list, err := matched(root, m, all)
		if err != nil {
			return fail(err)
		}
		names = append(names, list...)
	}
	if len(names) == 0 {
		return fail(fmt.Errorf("no matching files in %s", e.dir))
	}
	slices.Sort(names)
	e.patterns[pattern] = slices.Compact(names)
	for _, name := range e.patterns[pattern] {
		if err := e.take(name); err != nil {
			return fail(err)
		}
	}
	return nil
}

// take notes a file, with the sum of its content.
func (e *embeddedFiles) take(name string) error {
	if slices.ContainsFunc(e.files, func(f embeddedFile) bool { return f.name == name }) {
		return nil
	}
	file := filepath.Join(e.dir, filepath.FromSlash(name))
	sum, err := fileSum(file)
	if err != nil {
		return err
	}
	e.files = append(e.files, embeddedFile{name, file, sum})
	return nil
}

// count returns how many files directives match together.
func (e *embeddedFiles) count(list []*embedding) int {
	names := map[string]bool{}
	for _, d := range list {
		for _, p := range d.patterns {
			for _, n := range e.patterns[p] {
				names[n] = true
			}
		}
	}
	return len(names)
}

// matched returns the file that a pattern matches, or those in the folder that
// it matches; without all, no hidden ones.
func matched(root *os.Root, name string, all bool) (list []string, err error) {
	if err := refusedPath(root, name); err != nil {
		return nil, err
	}
	st, err := root.Lstat(filepath.FromSlash(name))
	switch {
	case err != nil:
		return nil, err
	case st.Mode().IsRegular():
		return []string{name}, nil
	case !st.IsDir():
		return nil, fmt.Errorf("cannot embed %s: it is no ordinary file", name)
	}
	err = fs.WalkDir(root.FS(), name, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := strings.HasPrefix(d.Name(), ".") || strings.HasPrefix(d.Name(), "_")
		skipped := file != name && (hidden && !all || versionControl[d.Name()])
		switch {
		case d.IsDir() && (skipped || isModule(root, file)):
			return fs.SkipDir
		case !skipped && d.Type().IsRegular():
			list = append(list, file)
		}
		return nil
	})
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("cannot embed folder %s: there is no file in it that can be embedded", name)
	}
	return list, err
}

// versionControl are names that a package never embeds.
var versionControl = map[string]bool{".bzr": true, ".git": true, ".hg": true, ".svn": true}

// refusedPath reports why a file is none of the package that the notebook's
// folder would be.
func refusedPath(root *os.Root, name string) error {
	for dir := name; dir != "."; dir = path.Dir(dir) {
		st, err := root.Lstat(filepath.FromSlash(dir))
		switch {
		case err != nil:
			return err
		case dir != name && !st.IsDir():
			return fmt.Errorf("cannot embed %s: %s is no ordinary folder", name, dir)
		case versionControl[path.Base(dir)]:
			return fmt.Errorf("cannot embed %s: %s belongs to version control", name, dir)
		case st.IsDir() && isModule(root, dir):
			return fmt.Errorf("cannot embed %s: it is in another module", name)
		}
	}
	return nil
}

func isModule(root *os.Root, dir string) bool {
	_, err := root.Stat(filepath.Join(filepath.FromSlash(dir), "go.mod"))
	return err == nil
}

// writeConfig copies the files into a folder, lest they change while they are
// compiled, and returns the name of a file that tells the compiler about them.
func (e *embeddedFiles) writeConfig(dir string) (string, error) {
	config := struct {
		Patterns map[string][]string
		Files    map[string]string
	}{e.patterns, map[string]string{}}
	for i, f := range e.files {
		private := filepath.Join(dir, fmt.Sprintf("embedded%d", i))
		if err := copyFile(private, f.path); err != nil {
			return "", fmt.Errorf("embed %s: %w", f.name, err)
		}
		if sum, err := fileSum(private); err != nil || sum != f.sum {
			return "", errors.Join(fmt.Errorf("embed %s: the file changed while the cell was compiled: run it again", f.name), err)
		}
		config.Files[f.name] = private
	}
	data, err := json.Marshal(config)
	if err != nil {
		return "", fmt.Errorf("embed files: %w", err)
	}
	file := filepath.Join(dir, "embedcfg")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		return "", fmt.Errorf("embed files: %w", err)
	}
	return file, nil
}

func copyFile(dst, src string) error {
	from, err := os.Open(src)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.OpenFile(dst, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return errors.Join(err, to.Close())
}

// key sums up the content of the files.
func (e *embeddedFiles) key() string {
	var parts []string
	for _, f := range e.files {
		parts = append(parts, f.name, f.sum)
	}
	return digest(parts...)
}
