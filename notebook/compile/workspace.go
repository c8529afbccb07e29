package compile

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gokino/gokino/notebook/cache"
)

// gokinoModule is the path of the module in Options.Source.
const gokinoModule = "github.com/gokino/gokino"

// workspace is the module context that go commands run in: a go.work file in
// the cache which joins the user's modules with gokino's own source. Neither
// the user's go.mod nor the go.sum is ever written.
//
// A workspace never changes. It lives in a folder named after everything that
// it was made from, so that notebooks in the same situation share it.
type workspace struct {
	key     string   // names the folder
	folder  string   // in the cache; holds go.work and what was learnt in it
	file    string   // the go.work
	dir     string   // where go commands run
	modules []string // paths of the user's modules; none for a notebook on its own
	gomod   string   // the notebook's own go.mod, if it is on its own
}

// scratchModule is the module of a notebook that is in no module of the user's.
const scratchModule = "notebook"

// openWorkspace finds out which modules the notebook sees and writes the go.work.
func (t *Toolchain) openWorkspace(ctx context.Context) (workspace, error) {
	switch {
	case t.env.GOWORK != "" && t.env.GOWORK != "off":
		return t.joinWorkspace(ctx, t.env.GOWORK)
	case t.env.GOMOD != "" && t.env.GOMOD != os.DevNull:
		dir := filepath.Dir(t.env.GOMOD)
		return t.newWorkspace(workFile{dir: dir, use: []string{dir}})
	}
	return t.scratchWorkspace(t.opts.GoMod, nil)
}

// workFile is the content of a go.work.
type workFile struct {
	dir     string   // where go commands run
	use     []string // absolute
	replace []string // as in the file
	sums    []byte   // go.work.sum
	gomod   string   // text of the notebook's own module, which has no folder yet
}

// joinWorkspace starts from the go.work that the notebook lies in.
func (t *Toolchain) joinWorkspace(ctx context.Context, file string) (workspace, error) {
	out, err := t.exec(ctx, command{dir: filepath.Dir(file), name: "go", args: []string{"work", "edit", "-json", file}})
	if err != nil {
		return workspace{}, fmt.Errorf("read %s: %w", file, err)
	}
	type module struct{ Path, Version string }
	var parsed struct {
		Use     []struct{ DiskPath string }
		Replace []struct{ Old, New module }
	}
	if err := json.Unmarshal(out, &parsed); err != nil {
		return workspace{}, fmt.Errorf("read %s: %w", file, err)
	}
	absolute := func(path string) string {
		if filepath.IsAbs(path) {
			return path
		}
		return filepath.Join(filepath.Dir(file), path)
	}
	w := workFile{dir: filepath.Dir(t.env.GOMOD)}
	if t.env.GOMOD == "" || t.env.GOMOD == os.DevNull {
		w.dir = filepath.Dir(file)
	}
	for _, u := range parsed.Use {
		w.use = append(w.use, absolute(u.DiskPath))
	}
	for _, r := range parsed.Replace {
		if r.New.Version == "" {
			r.New.Path = fmt.Sprintf("%q", absolute(r.New.Path))
		}
		w.replace = append(w.replace, strings.TrimSpace(fmt.Sprintf("%s %s => %s %s", r.Old.Path, r.Old.Version, r.New.Path, r.New.Version)))
	}
	w.sums, _ = os.ReadFile(strings.TrimSuffix(file, ".work") + ".work.sum")
	return t.newWorkspace(w)
}

// scratchWorkspace makes a module for a notebook that is in none. sums are
// checksums known from elsewhere.
func (t *Toolchain) scratchWorkspace(gomod string, sums []byte) (workspace, error) {
	if directive(gomod, "module") == "" {
		gomod = "module " + scratchModule + "\n\n" + gomod
	}
	if directive(gomod, "go") == "" {
		gomod = strings.TrimRight(gomod, "\n") + "\n\ngo " + t.env.version() + "\n"
	}
	if err := t.env.suits(gomod); err != nil {
		return workspace{}, fmt.Errorf("open the notebook's go.mod: %w", err)
	}
	if t.opts.Dir != "" {
		dir, err := filepath.Abs(t.opts.Dir)
		if err != nil {
			return workspace{}, fmt.Errorf("find the notebook's folder: %w", err)
		}
		gomod = absoluteReplacements(gomod, dir)
	}
	return t.newWorkspace(workFile{gomod: gomod, sums: sums})
}

// newWorkspace writes the files of a workspace, unless it exists.
func (t *Toolchain) newWorkspace(w workFile) (workspace, error) {
	source, err := filepath.Abs(t.opts.Source)
	if err != nil {
		return workspace{}, fmt.Errorf("find gokino's own source: %w", err)
	}
	space := workspace{gomod: w.gomod}
	parts := []string{t.env.key(), w.dir, w.gomod, string(w.sums)}
	parts = append(append(parts, w.use...), w.replace...)
	for _, dir := range w.use {
		text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err != nil {
			return workspace{}, fmt.Errorf("open the notebook's module: %w", err)
		}
		if err := t.env.suits(string(text)); err != nil {
			return workspace{}, fmt.Errorf("open the notebook's module in %s: %w", dir, err)
		}
		sum, _ := os.ReadFile(filepath.Join(dir, "go.sum"))
		parts = append(parts, string(text), string(sum))
		space.modules = append(space.modules, directive(string(text), "module"))
	}
	own, err := os.ReadFile(filepath.Join(source, "go.mod"))
	if err != nil {
		return workspace{}, fmt.Errorf("open gokino's own source: %w", err)
	}
	if !slices.Contains(space.modules, directive(string(own), "module")) {
		w.use = append(w.use, source)
		sum, _ := os.ReadFile(filepath.Join(source, "go.sum"))
		parts = append(parts, source, string(own), string(sum))
	}

	space.key = digest(parts...)
	if space.folder, err = t.cache.Folder("context", space.key); err != nil {
		return workspace{}, err
	}
	space.file = filepath.Join(space.folder, "go.work")
	if space.dir = w.dir; w.gomod != "" {
		if space.dir, err = t.cache.Folder("context", space.key, "module"); err != nil {
			return workspace{}, err
		}
		w.use = append(w.use, space.dir)
	}
	if _, err := os.Stat(space.file); err == nil {
		return space, nil
	}
	if err := t.writeWorkspace(space, w); err != nil {
		return workspace{}, fmt.Errorf("write the notebook's workspace: %w", err)
	}
	return space, nil
}

func (t *Toolchain) writeWorkspace(space workspace, w workFile) error {
	var text strings.Builder
	fmt.Fprintf(&text, "go %s\n", t.env.version())
	for _, dir := range w.use {
		fmt.Fprintf(&text, "use %q\n", dir)
	}
	for _, r := range w.replace {
		fmt.Fprintf(&text, "replace %s\n", r)
	}
	if w.gomod != "" {
		if err := cache.WriteFile(filepath.Join(space.dir, "go.mod"), []byte(w.gomod)); err != nil {
			return err
		}
	}
	if len(w.sums) > 0 {
		if err := cache.WriteFile(space.file+".sum", w.sums); err != nil {
			return err
		}
	}
	return cache.WriteFile(space.file, []byte(text.String()))
}

// require adds the modules that provide packages to the requirements of a
// notebook on its own. It returns the workspace that results, and what was added.
func (t *Toolchain) require(ctx context.Context, space workspace, paths []string) (now workspace, added []string, err error) {
	tmp, err := t.cache.Scratch()
	if err != nil {
		return space, nil, err
	}
	defer os.RemoveAll(tmp)
	trial := space
	trial.folder, trial.dir, trial.file = tmp, tmp, filepath.Join(tmp, "go.work")
	sums, _ := os.ReadFile(space.file + ".sum")
	source, err := filepath.Abs(t.opts.Source)
	if err != nil {
		return space, nil, fmt.Errorf("find gokino's own source: %w", err)
	}
	if err := t.writeWorkspace(trial, workFile{use: []string{tmp, source}, gomod: space.gomod, sums: sums}); err != nil {
		return space, nil, fmt.Errorf("write a trial workspace: %w", err)
	}
	get := t.goCommand(trial, append([]string{"get"}, paths...)...)
	get.line = func(line string) {
		if module, ok := strings.CutPrefix(line, "go: added "); ok {
			added = append(added, module)
		}
	}
	if _, err := t.exec(ctx, get); err != nil {
		return space, nil, fmt.Errorf("look for the module of %s: %w", strings.Join(paths, ", "), err)
	}
	gomod, err := os.ReadFile(filepath.Join(tmp, "go.mod"))
	if err != nil {
		return space, nil, fmt.Errorf("read what go get wrote: %w", err)
	}
	text := string(gomod)
	for _, p := range paths {
		text = direct(text, p)
	}
	sums, _ = os.ReadFile(trial.file + ".sum")
	modSums, _ := os.ReadFile(filepath.Join(tmp, "go.sum"))
	now, err = t.scratchWorkspace(text, append(modSums, sums...))
	return now, added, err
}

// hint is what to add to an error if it is about modules that cannot be fetched.
func (w workspace) hint(err error) string {
	if !strings.Contains(err.Error(), "lookup") { // of a module, or of a proxy's address
		return ""
	}
	if _, err := os.Stat(filepath.Join(w.dir, "vendor", "modules.txt")); err != nil {
		return ""
	}
	return " (notebooks do not look into the vendor folder: `go mod download` fetches what is missing)"
}

// within reports whether a package belongs to a module or folder by its path.
func within(importPath, root string) bool {
	return importPath == root || strings.HasPrefix(importPath, root+"/")
}
