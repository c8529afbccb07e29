package compile

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gokino/gokino/notebook/compile/golink"
)

// Assembly calls functions in its own way, and Go functions that it may call so
// have wrappers, which a program holds if it needs them. Packages that a cell
// imports later may be the first that do: golang.org/x/sys jumps to
// syscall.Syscall. Only assembly can refer to wrappers, hence a function in
// assembly among what keeps the world's content.

// wrapperSource is the assembly that refers to the wrappers in packages, and the
// source in Go that refers to it; empty if there are no wrappers.
func wrapperSource(pkgs []archived) (assembly, source string, err error) {
	var b strings.Builder
	for _, a := range pkgs {
		if a.Path != "syscall" {
			continue // of the others, no assembly outside of the standard library may know
		}
		obj, err := golink.ReadFile(a.File)
		if err != nil {
			return "", "", fmt.Errorf("find the wrappers of %s: %w", a.Path, err)
		}
		for _, s := range obj.Defs {
			if s.IsWrapper() && strings.HasPrefix(s.Name, a.Path+".") {
				fmt.Fprintf(&b, "\tJMP %s(SB)\n", strings.Replace(s.Name, ".", "·", 1))
			}
		}
	}
	if b.Len() == 0 {
		return "", "", nil
	}
	const noSplit = 4
	return fmt.Sprintf("TEXT ·wrappers(SB),%d,$0-0\n%s\tRET\n", noSplit, b.String()), "func wrappers()\nvar Wrappers = wrappers\n", nil
}

// compileRoots compiles the package that keeps what is in packages.
func (t *Toolchain) compileRoots(ctx context.Context, dir, pkgPath string, list []archived, pkgs *packages) (archive string, err error) {
	src, standIns, err := rootsSource(list, pkgs.importer)
	if err != nil {
		return "", err
	}
	if archive, err = t.compileWrapped(ctx, dir, pkgPath, src, list, pkgs); err != nil {
		return "", err
	}
	return archive, nameStandIns(archive, standIns)
}

// compileWrapped compiles src together with what keeps the wrappers in packages.
func (t *Toolchain) compileWrapped(ctx context.Context, dir, pkgPath, src string, list []archived, pkgs *packages) (archive string, err error) {
	assembly, more, err := wrapperSource(list)
	if err != nil {
		return "", err
	}
	if assembly == "" {
		return t.compile(ctx, dir, pkgPath, src, pkgs)
	}
	file, abis, object := filepath.Join(dir, "roots.s"), filepath.Join(dir, "symabis"), filepath.Join(dir, "roots.o")
	if err := os.WriteFile(file, []byte(assembly), 0o600); err != nil {
		return "", fmt.Errorf("write the source for the assembler: %w", err)
	}
	flags := []string{"-p", pkgPath, "-dynlink", "-linkshared"}
	if _, err := t.exec(ctx, t.tool(dir, "asm", append(flags, "-gensymabis", "-o", abis, file)...)); err != nil {
		return "", err
	}
	if archive, err = t.compile(ctx, dir, pkgPath, src+more, pkgs, "-symabis", abis); err != nil {
		return "", err
	}
	if _, err := t.exec(ctx, t.tool(dir, "asm", append(flags, "-o", object, file)...)); err != nil {
		return "", err
	}
	return archive, golink.AppendMember(archive, object)
}

// nameStandIns makes the roots refer by their own names to what Go source cannot
// name.
func nameStandIns(file string, standIns map[string]string) error {
	archive, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := golink.Rename(archive, standIns); err != nil {
		return fmt.Errorf("name what Go source cannot name: %w", err)
	}
	return os.WriteFile(file, archive, 0o600)
}
