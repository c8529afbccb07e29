package compile

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
)

// bringImports loads the packages that the cell imports.
func (c *compilation) bringImports(ctx context.Context) error {
	c.imports, c.dotted = map[string]string{}, map[string]string{}
	var paths []string
	for _, s := range c.specs {
		paths = append(paths, s.path)
	}
	if err := c.load(ctx, paths); err != nil {
		return c.blame(ctx, err)
	}
	if len(paths) > 0 {
		for _, p := range c.n.pkgs.changed() {
			c.notes = append(c.notes, "package "+p+" has changed since it was loaded: restart the runtime to use it")
		}
	}
	return c.nameImports()
}

// nameImports notes the names that the cell's imports bring.
func (c *compilation) nameImports() error {
	for _, s := range c.specs {
		switch s.name {
		case "_":
		case ".":
			pkg, err := c.n.pkgs.importer.Import(s.path)
			if err != nil {
				return fmt.Errorf("read the exports of %s: %w", s.path, err)
			}
			for _, name := range pkg.Scope().Names() {
				if pkg.Scope().Lookup(name).Exported() {
					c.dotted[name] = s.path
				}
			}
		case "":
			c.imports[c.n.packageName(s.path)] = s.path
		default:
			c.imports[s.name] = s.path
		}
	}
	return nil
}

// blame finds the import that made loading fail.
func (c *compilation) blame(ctx context.Context, err error) error {
	var wrong *importError
	for _, s := range c.specs {
		if len(c.specs) > 1 {
			err = c.load(ctx, []string{s.path})
		}
		if errors.As(err, &wrong) {
			return Errors{{Cell: s.at.cell, Line: s.at.line, Col: s.at.col, Message: wrong.message}}
		}
		if err != nil {
			return fmt.Errorf("import %s: %w", s.path, err)
		}
	}
	return err
}

// packageName returns the name in the package clause of a package.
func (n *Notebook) packageName(importPath string) string {
	if pkg, err := n.pkgs.importer.Import(importPath); err == nil {
		return pkg.Name()
	}
	return path.Base(importPath)
}

// dottedName returns the package that name came from by a dot import, or "".
func (c *compilation) dottedName(name string) string {
	if p := c.dotted[name]; p != "" {
		return p
	}
	return c.n.dotted[name]
}

// bindQualifiers finds out which packages the names before dots mean, where
// nothing else has the name: those imported by this cell or an earlier one, and
// those that import themselves.
func (c *compilation) bindQualifiers() {
	c.qualifiers = map[string]string{}
	for _, n := range c.free {
		if !n.qualifier || c.decls[n.text] != nil && c.imports[n.text] == "" {
			continue
		}
		if p := c.packageMeant(n.text); p != "" {
			c.qualifiers[n.text] = p
		}
	}
}

// packageMeant returns the path of the package that a name stands for, or "".
func (c *compilation) packageMeant(name string) string {
	if p := c.imports[name]; p != "" {
		return p
	}
	if c.n.visible[name] != nil {
		return ""
	}
	if p := c.n.imports[name]; p != "" {
		return p
	}
	if p, ok := autoImport(name); ok && (p == "unsafe" || c.n.pkgs.loaded[p]) {
		return p
	}
	return ""
}

// importError says why a package cannot be imported, for the user.
type importError struct{ message string }

func (e *importError) Error() string { return e.message }

// load makes packages available in the process; their code runs its
// initialisation once.
func (c *compilation) load(ctx context.Context, paths []string) error {
	n := c.n
	for _, p := range paths {
		if err := forbidden(p, n.space.modules); err != nil {
			return &importError{err.Error()}
		}
	}
	paths = slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return p == "unsafe" || n.pkgs.loaded[p] })
	if len(paths) == 0 {
		return nil
	}
	step := "compile " + strings.Join(paths, ", ")
	all, err := n.tool.list(ctx, n.space, step, 0, paths...)
	if err != nil && unknownModule(err) && n.space.gomod != "" {
		all, err = c.fetch(ctx, paths, step)
	}
	if err != nil {
		return c.explain(paths[0], err)
	}
	fresh, err := n.pkgs.add(all)
	if err != nil {
		return &importError{err.Error()}
	}
	if err := n.pkgs.watch(all, n.tool.env.GOMODCACHE); err != nil {
		return err
	}
	return n.loadPackages(ctx, fresh)
}

// fetch adds the modules of packages to the notebook's own requirements.
func (c *compilation) fetch(ctx context.Context, paths []string, step string) ([]listed, error) {
	c.n.tool.opts.progress("look for the module of "+strings.Join(paths, ", "), 0, 0)
	space, added, err := c.n.tool.require(ctx, c.n.space, paths)
	if err != nil {
		return nil, err
	}
	all, err := c.n.tool.list(ctx, space, step, 0, paths...)
	if err == nil {
		c.n.space = space
		c.n.gomod = withRequirements(c.n.gomod, space.gomod)
		for _, m := range added {
			c.notes = append(c.notes, "go.mod: added "+m)
		}
	}
	return all, err
}

// GoMod returns the notebook's own go.mod as in [Options], with the requirements
// that imports have added. It is empty for a notebook in a module of the user's.
func (n *Notebook) GoMod() string { return n.gomod }

func unknownModule(err error) bool {
	return strings.Contains(err.Error(), "no required module provides package") ||
		strings.Contains(err.Error(), "cannot find module providing package")
}

// explain turns what go said about a package into a message for the user, if
// the user can do something about it.
func (c *compilation) explain(importPath string, err error) error {
	var failed *commandError
	switch {
	case !errors.As(err, &failed) || errors.Is(err, context.Canceled):
		return err
	case unknownModule(err) && c.n.space.gomod == "":
		return &importError{fmt.Sprintf("no module provides package %s: run `go get %s` in the module of the notebook", importPath, importPath)}
	case failed.args[0] == "get":
		return &importError{fmt.Sprintf("no module provides package %s: %s", importPath, failed.said)}
	}
	return &importError{failed.said + c.n.space.hint(err)}
}
