package compile

import (
	"context"
	"go/types"
)

// Split returns the texts of a cell's chunks, each with its keyword.
func Split(text string) ([]string, error) {
	chunks, err := split(newSource(1, text))
	var list []string
	for _, c := range chunks {
		kind := "statement"
		if !c.isStatement() {
			kind = c.tok.String()
		}
		list = append(list, kind+": "+text[c.start:c.end])
	}
	return list, err
}

// Scratch returns a notebook without a process, which can only translate.
func Scratch(imp types.Importer) *Notebook {
	n := NewNotebook(nil, nil)
	n.pkgs = &packages{archive: map[string]string{}, loaded: map[string]bool{}, importer: imp}
	return n
}

// Translate commits a cell and returns its source for the compiler. It takes the
// packages in loaded for loaded.
func (n *Notebook) Translate(cell Cell, full bool, loaded ...string) (string, *Unit, error) {
	for _, p := range append(loaded, autoImports...) {
		n.pkgs.loaded[p] = true
	}
	u, em, err := n.translate(context.Background(), cell, full)
	if err == nil {
		n.Commit(u)
	}
	return em.source, u, err
}

// TagNames returns the build tags that GOFLAGS sets.
func TagNames(goFlags string) []string { return goEnv{GOFLAGS: goFlags}.tagNames() }

// ScratchDraft returns a draft that has no toolchain: it knows the packages of
// an importer.
func ScratchDraft(imp types.Importer) *Draft {
	d := &Draft{pkgs: &packages{archive: map[string]string{}, loaded: map[string]bool{}, importer: imp}, missing: map[string]string{}}
	for _, p := range autoImports {
		d.pkgs.loaded[p] = true
	}
	return d
}

// Load makes a draft take a package for loaded.
func Load(d *Draft, path string) { d.pkgs.loaded[path] = true }
