package compile

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gokino/gokino/notebook/compile/golink"
)

// missingError says that a unit needs something the process does not have.
type missingError struct{ names []string }

func (e *missingError) Error() string {
	return fmt.Sprintf("%d symbols are not in the process, %s among them", len(e.names), e.names[0])
}

// linkError says that a unit compiles and cannot be linked.
type linkError struct{ error }

func (e *linkError) Unwrap() error { return e.error }

// deltaLinker links units against what a process already holds.
type deltaLinker struct {
	tool    *Toolchain
	symbols *symbolTable
}

// link makes the shared object. The error is a *missingError if a cell refers to
// something that is neither in it nor in the process.
func (l deltaLinker) link(ctx context.Context, job linkJob) error {
	archive, err := os.ReadFile(job.archive)
	if err != nil {
		return fmt.Errorf("read a compiled package: %w", err)
	}
	changed, err := golink.DropPluginTab(archive)
	if err != nil {
		return err
	}
	unit, err := golink.ReadObject(archive)
	if err != nil {
		return fmt.Errorf("read %s: %w", filepath.Base(job.archive), err)
	}
	wanted, local := unit.References(), unit.Definitions()
	for _, a := range job.fresh {
		pkg, err := golink.ReadFile(a.File)
		if err != nil {
			return err
		}
		wanted = append(wanted, pkg.References()...)
		for name := range pkg.Definitions() {
			local[name] = true
		}
	}
	fake, missing, err := l.offer(ctx, wanted, local)
	if err != nil {
		return err
	}
	if len(missing) > 0 && len(job.fresh) == 0 { // much that a package refers to is never reached
		return &missingError{missing}
	}
	dropped, err := golink.DropMethods(archive, func(types []string) (map[string]bool, error) { return l.known(ctx, types) })
	if err != nil {
		return err
	}
	if changed || dropped {
		if err := os.WriteFile(job.archive, archive, 0o600); err != nil {
			return fmt.Errorf("write a compiled package: %w", err)
		}
	}
	lib := filepath.Join(job.dir, golink.FakeName)
	if err := os.WriteFile(lib, golink.FakeLibrary(fake), 0o600); err != nil {
		return fmt.Errorf("write the library of what the process has: %w", err)
	}
	return l.tool.link(ctx, plugin{
		dir: job.dir, archive: job.archive, name: job.name, out: job.out,
		config: l.config(job, lib), shared: true, native: len(job.fresh) > 0, hidden: golink.Hide(unit, job.exports),
	})
}

// known are those of the types that the process has.
func (l deltaLinker) known(ctx context.Context, types []string) (map[string]bool, error) {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = golink.Mangle(t)
	}
	found, err := l.symbols.resolve(ctx, names)
	if err != nil {
		return nil, fmt.Errorf("ask the runtime for types: %w", err)
	}
	known := map[string]bool{}
	for i, t := range types {
		known[t] = found[names[i]].Plain
	}
	return known, nil
}

// config says that every package is in the fake library, but for the fresh ones.
func (l deltaLinker) config(job linkJob, lib string) string {
	fresh := map[string]bool{}
	var b strings.Builder
	for _, a := range job.fresh {
		fresh[a.Path] = true
		fmt.Fprintf(&b, "packagefile %s=%s\n", a.Path, a.File)
	}
	for path := range job.pkgs.archive {
		if !fresh[path] {
			fmt.Fprintf(&b, "packageshlib %s=%s\n", path, lib)
		}
	}
	return b.String()
}

// offer lists the symbols that the process has of those wanted, as a library
// would define them, and the names of those that nobody has.
func (l deltaLinker) offer(ctx context.Context, wanted []golink.Symbol, local map[string]bool) (fake []golink.Fake, missing []string, err error) {
	fake, own := golink.Linker()
	wanted = append(wanted, own...)
	names := make([]string, len(wanted))
	for i, w := range wanted {
		names[i] = golink.Mangle(w.Name)
	}
	found, err := l.symbols.resolve(ctx, names)
	if err != nil {
		return nil, nil, fmt.Errorf("ask the runtime for symbols: %w", err)
	}
	for i, w := range wanted {
		if local[w.Name] {
			continue
		}
		if s, ok := golink.Pretend(names[i], w.ABI, golink.Known(found[names[i]])); ok {
			fake = append(fake, s)
		} else {
			missing = append(missing, w.Name)
		}
	}
	return fake, missing, nil
}

// symbolTable remembers what a process said about its symbols. What it has, it
// keeps; what it lacks, a later module may bring.
type symbolTable struct {
	target Target
	known  map[string]Symbol
}

func newSymbolTable(target Target) *symbolTable {
	return &symbolTable{target, map[string]Symbol{}}
}

// resolve looks names up with at most one question to the process. Names that
// it does not know are absent from the answer, or have a zero Symbol.
func (t *symbolTable) resolve(ctx context.Context, names []string) (map[string]Symbol, error) {
	var ask []string
	asked := map[string]bool{}
	for _, n := range names {
		if _, ok := t.known[n]; !ok && !asked[n] {
			asked[n] = true
			ask = append(ask, n)
		}
	}
	if len(ask) == 0 {
		return t.known, nil
	}
	answers, err := t.target.Resolve(ctx, ask)
	if err != nil {
		return nil, err
	}
	if len(answers) != len(ask) {
		return nil, fmt.Errorf("asked for %d symbols, got %d answers", len(ask), len(answers))
	}
	for i, a := range answers {
		if a.Plain || a.ABI0 {
			t.known[ask[i]] = a
		}
	}
	return t.known, nil
}
