package compile

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/gokino/gokino/notebook/compile/golink"
)

// compile compiles Go source as a package main whose symbols begin with pkgPath,
// and returns the archive. Functions may lack a body: they are found in the
// process.
func (t *Toolchain) compile(ctx context.Context, dir, pkgPath, src string, pkgs *packages, flags ...string) (archive string, err error) {
	file := filepath.Join(dir, "cell.go")
	if err := os.WriteFile(file, []byte(src), 0o600); err != nil {
		return "", fmt.Errorf("write the source for the compiler: %w", err)
	}
	return t.compileFiles(ctx, dir, pkgPath, []string{file}, pkgs, flags...)
}

func (t *Toolchain) compileFiles(ctx context.Context, dir, pkgPath string, files []string, pkgs *packages, more ...string) (archive string, err error) {
	config := filepath.Join(dir, "importcfg")
	if err := os.WriteFile(config, []byte(pkgs.config()), 0o600); err != nil {
		return "", fmt.Errorf("write the import configuration: %w", err)
	}
	archive = filepath.Join(dir, "cell.a")
	flags := []string{"-p", pkgPath, "-o", archive, "-dynlink", "-linkshared", "-importcfg", config,
		"-trimpath", dir + "=>", "-pack", "-c=1", "-dwarf=false", "-nolocalimports"}
	if _, err := t.exec(ctx, t.tool(dir, "compile", slices.Concat(flags, more, files)...)); err != nil {
		return "", err
	}
	return archive, nil
}

// linkJob is a compiled unit to be made a shared object.
type linkJob struct {
	dir     string // for files of the build
	archive string
	name    string // plugin path
	out     string
	fresh   []archived      // packages to be linked in, which the process does not have
	exports map[string]bool // symbols of the unit that later modules may see
	pkgs    *packages
}

// linker makes shared objects of compiled units.
type linker interface {
	link(ctx context.Context, job linkJob) error
}

func (n *Notebook) linker(full bool) linker {
	if full {
		return fullLinker{n.tool}
	}
	return deltaLinker{n.tool, n.symbols}
}

// build compiles and links the source of a cell, unless the cache has what
// would come out.
func (n *Notebook) build(ctx context.Context, u *Unit, em emission, full bool) error {
	key := []string{n.tool.built.folder, em.source, fmt.Sprint(full)}
	for _, path := range em.imports {
		key = append(key, n.pkgs.archive[path]) // named after its content
	}
	id := digest(key...)
	folder, err := n.tool.cache.Folder("unit")
	if err != nil {
		return err
	}
	u.Entry = symbolPrefix + em.entry
	u.Module = Module{Path: filepath.Join(folder, id+".so"), Name: "gkcell_" + id, Anchor: u.Entry}
	u.Loaded = n.loaded[u.Module.Name]
	if n.tool.cache.Have(u.Module.Path) {
		return nil
	}
	return n.inScratch(func(dir string) error {
		flags, err := em.flags(dir)
		if err != nil {
			return err
		}
		archive, err := n.tool.compile(ctx, dir, strings.TrimSuffix(symbolPrefix, "."), em.source, n.pkgs, flags...)
		if err != nil {
			n.tool.log.Error("the compiler rejects a rewritten cell", "err", err, "source", numbered(em.source))
			return rejected(err)
		}
		if strings.Contains(em.source, versionMark) {
			if err := plainTypeNames(archive); err != nil {
				return fmt.Errorf("edit the names of types: %w", err)
			}
		}
		out := filepath.Join(dir, "cell.so")
		job := linkJob{dir: dir, archive: archive, name: u.Module.Name, out: out, exports: em.exports, pkgs: n.pkgs}
		if err := n.linker(full).link(ctx, job); err != nil {
			return &linkError{err}
		}
		return n.tool.cache.Put(out, u.Module.Path)
	})
}

// flags returns what the compiler has to be told besides the source.
func (em emission) flags(dir string) ([]string, error) {
	if len(em.embeds.files) == 0 {
		return nil, nil
	}
	config, err := em.embeds.writeConfig(dir)
	return []string{"-embedcfg", config}, err
}

// complaint is a line of the compiler's about something in a cell.
var complaint = regexp.MustCompile(`(?m)^cell(\d+):(\d+):(\d+): (.*)$`)

// rejected returns what the compiler said as Errors if it is about the cell:
// there are things that it sees and go/types does not, such as variables that
// are larger than the address space.
func rejected(err error) error {
	var failed *commandError
	if !errors.As(err, &failed) {
		return fmt.Errorf("compile the rewritten cell: %w", err)
	}
	var errs Errors
	for _, m := range complaint.FindAllStringSubmatch(failed.said, -1) {
		var e Error
		if _, err := fmt.Sscan(m[1]+" "+m[2]+" "+m[3], &e.Cell, &e.Line, &e.Col); err == nil {
			e.Message = earlier(m[4])
			errs = append(errs, e)
		}
	}
	if len(errs) == 0 {
		return fmt.Errorf("compile the rewritten cell: %w", err)
	}
	return errs
}

// loadPackages links packages into a module and loads it into the process.
func (n *Notebook) loadPackages(ctx context.Context, fresh []archived) error {
	if n.target == nil { // nothing runs, see Survey
		for _, a := range fresh {
			n.pkgs.loaded[a.Path] = true
		}
		return nil
	}
	if len(fresh) == 0 {
		return nil
	}
	key := []string{n.tool.built.folder, fmt.Sprint(n.link)}
	for _, a := range fresh {
		key = append(key, a.Path, a.File)
	}
	id := digest(key...)
	folder, err := n.tool.cache.Folder("unit")
	if err != nil {
		return err
	}
	name := "gkmodule_" + id
	m := Module{Path: filepath.Join(folder, id+".so"), Name: name, Anchor: name + ".Roots", Init: true}
	if !n.tool.cache.Have(m.Path) {
		err := n.inScratch(func(dir string) error {
			archive, err := n.tool.compileRoots(ctx, dir, name, fresh, n.pkgs)
			if err != nil {
				return err
			}
			out := filepath.Join(dir, "cell.so")
			job := linkJob{dir: dir, archive: archive, name: name, out: out, fresh: fresh, exports: map[string]bool{m.Anchor: true}, pkgs: n.pkgs}
			if err := n.linker(n.link == LinkFull).link(ctx, job); err != nil {
				return err
			}
			return n.tool.cache.Put(out, m.Path)
		})
		if err != nil {
			return fmt.Errorf("build the imported packages: %w", err)
		}
	}
	if err := n.target.Load(ctx, m); err != nil {
		return fmt.Errorf("load the imported packages: %w", err)
	}
	for _, a := range fresh {
		n.pkgs.loaded[a.Path] = true
	}
	return nil
}

// inScratch calls f with a folder that exists as long as the call.
func (n *Notebook) inScratch(f func(dir string) error) error {
	dir, err := n.tool.cache.Scratch()
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	return f(dir)
}

// numbered returns source with line numbers, to go with the compiler's messages.
func numbered(src string) string {
	var b strings.Builder
	i := 0
	for line := range strings.Lines(src) {
		i++
		fmt.Fprintf(&b, "%4d  %s", i, line)
	}
	return b.String()
}

// plainTypeNames takes the versions out of the names that package reflect knows
// the types of a compiled package by: what tells versions apart are the names of
// symbols, and programs that print a type's name are not to see them.
func plainTypeNames(file string) error {
	archive, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	err = golink.RenameTypes(archive, versionMark, func(name []byte) []byte { return versionSuffix.ReplaceAll(name, nil) })
	if err != nil {
		return err
	}
	return os.WriteFile(file, archive, 0o600)
}
