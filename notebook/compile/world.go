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

// runtimePackage is the executable that cells are loaded into.
const runtimePackage = gokinoModule + "/notebook/runtime/gokino-runtime"

// cellcallPackage is what instrumented cells call.
const cellcallPackage = gokinoModule + "/notebook/runtime/cellcall"

// worldName is the plugin path of the world.
const worldName = "gkworld"

// archived is a package and the archive it was compiled to.
type archived struct{ Path, File string }

// build is what all notebooks of a workspace have in common: the runtime's
// executable and the world, which is a module with the standard packages and
// gokino's own guest packages, complete to the last function.
type build struct {
	folder   string     // in the cache
	packages []archived // everything in the world, in dependency order
	runtime  []string   // source files of the executable's package main
}

// manifest remembers a build, so that a later start need not ask go list.
type manifest struct {
	Build    string // folder of the build in the cache
	Packages []archived
	Runtime  []string
	Inputs   []input
}

// BuildRuntime returns the executable that serves as process for cells. It is
// built at most once for each version of what goes into it.
func (t *Toolchain) BuildRuntime(ctx context.Context) (exe string, err error) {
	b, err := t.prepare(ctx)
	if err != nil {
		return "", err
	}
	exe = filepath.Join(b.folder, "gokino-runtime")
	err = t.produce(exe, func(tmp string) error {
		t.opts.progress("link the runtime", 0, 0)
		return t.linkRuntime(ctx, b, tmp)
	})
	if err != nil {
		return "", fmt.Errorf("build the runtime: %w", err)
	}
	return exe, nil
}

// linkRuntime links the executable from the archives of the world, so that the
// standard library is compiled only once, and for both in the same way. The text
// of a crash shall name the goroutines' labels, and with them the evaluation.
func (t *Toolchain) linkRuntime(ctx context.Context, b *build, out string) error {
	dir, err := t.cache.Scratch()
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	pkgs := newPackages(b.packages)
	archive, err := t.compileFiles(ctx, dir, "main", b.runtime, pkgs)
	if err != nil {
		return err
	}
	config := filepath.Join(dir, "importcfg")
	_, err = t.exec(ctx, t.tool(dir, "link", "-buildmode=pie", "-linkmode=external", "-extld="+t.env.CC, "-importcfg", config,
		"-checklinkname=0", "-X=runtime.godebugDefault=tracebacklabels=1", "-s", "-w", "-o", out, archive))
	return err
}

// World returns the module that must be loaded first into a new process. It is
// built at most once for each version of what goes into it.
func (t *Toolchain) World(ctx context.Context) (Module, error) {
	b, err := t.prepare(ctx)
	if err != nil {
		return Module{}, err
	}
	file := filepath.Join(b.folder, "world.so")
	err = t.produce(file, func(tmp string) error {
		t.opts.progress("link the standard library", 0, 0)
		return t.linkWorld(ctx, b, tmp)
	})
	if err != nil {
		return Module{}, fmt.Errorf("build the world: %w", err)
	}
	return Module{Path: file, Name: worldName, Anchor: worldName + ".Roots", Init: true}, nil
}

func (t *Toolchain) linkWorld(ctx context.Context, b *build, out string) error {
	pkgs := newPackages(b.packages)
	dir, err := t.cache.Scratch()
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	archive, err := t.compileRoots(ctx, dir, worldName, b.packages, pkgs)
	if err != nil {
		return err
	}
	return t.link(ctx, plugin{dir: dir, archive: archive, name: worldName, out: out, config: pkgs.config(), native: true})
}

// prepare finds out which packages make up the world, compiles them, and
// returns the place for what is built of them.
func (t *Toolchain) prepare(ctx context.Context) (*build, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.built != nil {
		return t.built, nil
	}
	file := filepath.Join(t.space.folder, "manifest.json")
	m, ok := t.readManifest(file)
	if !ok {
		var err error
		if m, err = t.survey(ctx); err != nil {
			return nil, err
		}
		data, err := json.Marshal(m)
		if err != nil {
			return nil, fmt.Errorf("write the manifest of the build: %w", err)
		}
		if err := cache.WriteFile(file, data); err != nil {
			return nil, fmt.Errorf("write the manifest of the build: %w", err)
		}
	}
	folder, err := t.cache.Folder("build", m.Build)
	if err != nil {
		return nil, err
	}
	t.built = &build{folder: folder, packages: m.Packages, runtime: m.Runtime}
	return t.built, nil
}

// readManifest returns the remembered build if everything it was made from, and
// everything it consists of, is still there unchanged.
func (t *Toolchain) readManifest(file string) (m manifest, ok bool) {
	data, err := os.ReadFile(file)
	if err != nil || json.Unmarshal(data, &m) != nil {
		return m, false
	}
	if slices.ContainsFunc(m.Inputs, input.changed) {
		return m, false
	}
	for _, p := range m.Packages {
		if !t.cache.Use(p.File) {
			return m, false
		}
	}
	return m, true
}

// survey compiles the packages of the world and of the runtime.
func (t *Toolchain) survey(ctx context.Context) (manifest, error) {
	const step = "compile the standard library"
	roots := t.worldRoots()
	names, err := t.exec(ctx, t.goCommand(t.space, append([]string{"list", "-deps"}, roots...)...))
	if err != nil {
		return manifest{}, fmt.Errorf("find the packages of the runtime: %w%s", err, t.space.hint(err))
	}
	all, err := t.list(ctx, t.space, step, strings.Count(string(names), "\n"), roots...)
	if err != nil {
		return manifest{}, fmt.Errorf("%s: %w", step, err)
	}
	var m manifest
	parts := []string{t.env.key()}
	for _, p := range all {
		parts = append(parts, p.ImportPath, filepath.Base(p.Export)) // go names archives by their content
		if p.ImportPath == runtimePackage {
			for _, f := range p.GoFiles {
				m.Runtime = append(m.Runtime, filepath.Join(p.Dir, f))
			}
		} else {
			m.Packages = append(m.Packages, archived{p.ImportPath, p.Export})
		}
		if p.Standard || within(p.Dir, t.env.GOMODCACHE) {
			continue
		}
		inputs, err := p.inputs()
		if err != nil {
			return manifest{}, err
		}
		m.Inputs = append(m.Inputs, inputs...)
	}
	m.Build = digest(parts...)
	return m, nil
}

// worldRoots returns the packages that are to be in the world, with everything
// that they import, and the runtime.
func (t *Toolchain) worldRoots() []string {
	roots := []string{"runtime", "runtime/cgo", cellcallPackage, runtimePackage}
	for _, path := range autoImports {
		if rest, ok := strings.CutPrefix(path, gokinoModule+"/"); ok {
			files, err := filepath.Glob(filepath.Join(t.opts.Source, rest, "*.go"))
			if err != nil || len(files) == 0 {
				continue // not in this gokino
			}
		}
		roots = append(roots, path)
	}
	return roots
}

// produce makes a file of a build unless it exists unchanged.
func (t *Toolchain) produce(file string, make func(tmp string) error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.cache.Make(file, func() { t.opts.progress("wait for another gokino, which builds the same", 0, 0) }, make)
}
