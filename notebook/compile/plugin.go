package compile

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/gokino/gokino/notebook/compile/golink"
)

// plugin is a compiled package main that is to become a shared object.
type plugin struct {
	dir     string // for files of the link
	archive string
	name    string // plugin path
	out     string
	config  string // where the other packages are
	shared  bool   // some of them in the fake library in dir
	native  bool   // there may be C in what is linked
	hidden  *golink.Hidden
}

// link links a plugin. cmd/link leaves the last step to the C compiler; where
// objects are ELF files, gokino takes that step over. It has cmd/link run a
// program that does nothing, edits the object that cmd/link made, and runs the
// linker on it: this is quicker, and decides which symbols are seen.
func (t *Toolchain) link(ctx context.Context, p plugin) error {
	config := filepath.Join(p.dir, "importcfg.link")
	if err := os.WriteFile(config, []byte(p.config), 0o600); err != nil {
		return fmt.Errorf("write the link configuration: %w", err)
	}
	flags := []string{"-buildmode=plugin", "-pluginpath", p.name, "-importcfg", config, "-o", p.out,
		"-checklinkname=0", "-s", "-w", "-buildid=gk", "-compressdwarf=false", "-B", "none"}
	if p.shared {
		flags = append(flags, "-linkshared")
	}
	if runtime.GOOS == "darwin" {
		return t.linkMacho(ctx, p, flags)
	}
	flags = append(flags, "-extld=true", "-tmpdir", p.dir)
	if p.native {
		flags = append(flags, "-v")
	}
	said, err := t.exec(ctx, t.tool(p.dir, "link", append(flags, p.archive)...))
	if err != nil {
		return fmt.Errorf("link: %w", err)
	}
	return t.finishELF(ctx, p, string(said))
}

// finishELF does the last step. said is what cmd/link printed.
func (t *Toolchain) finishELF(ctx context.Context, p plugin, said string) error {
	file := filepath.Join(p.dir, "go.o")
	data, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read what cmd/link made: %w", err)
	}
	if data, err = golink.Edit(data, p.hidden); err != nil {
		return fmt.Errorf("edit what cmd/link made: %w", err)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		return fmt.Errorf("edit what cmd/link made: %w", err)
	}
	var native []string
	if p.native {
		native = p.nativeArguments(said, file)
	}
	ld, err := t.linkerFor(ctx, native)
	if err != nil {
		return err
	}
	ld.dir = p.dir
	ld.args = append(append(ld.args, "-shared", "-s", "-o", p.out, file), native...)
	if _, err := t.exec(ctx, ld); err != nil {
		return fmt.Errorf("run the linker: %w", err)
	}
	return nil
}

// linkerFor returns the linker to use if there are C objects and libraries: ld
// itself where it understands everything, else the C compiler, which takes some
// ten milliseconds longer.
func (t *Toolchain) linkerFor(ctx context.Context, native []string) (command, error) {
	const z = "-z,now,-z,nocopyreloc,-z,nodelete,-z,norelro"
	simple := func(arg string) bool {
		return strings.HasSuffix(arg, ".o") || slices.ContainsFunc([]string{"-l", "-L", "-O", "-g"}, func(flag string) bool { return strings.HasPrefix(arg, flag) })
	}
	if slices.IndexFunc(native, func(arg string) bool { return !simple(arg) }) >= 0 {
		cc := strings.Fields(t.env.CC)
		return command{name: cc[0], args: append(cc[1:], "-Wl,"+z)}, nil
	}
	ld := command{name: "ld", args: strings.Split(z, ",")}
	if len(native) > 0 {
		libc, err := t.libc(ctx)
		if err != nil {
			return command{}, err
		}
		ld.args = append(ld.args, "-L"+filepath.Dir(libc), libc)
	}
	return ld, nil
}

// libc asks the C compiler once for the C library.
func (t *Toolchain) libc(ctx context.Context) (string, error) {
	t.libcMu.Lock()
	defer t.libcMu.Unlock()
	if t.libcFile == "" {
		cc := strings.Fields(t.env.CC)
		out, err := t.exec(ctx, command{name: cc[0], args: append(cc[1:], "-print-file-name=libc.so")})
		if err != nil {
			return "", fmt.Errorf("find the C library: %w", err)
		}
		t.libcFile = strings.TrimSpace(string(out))
	}
	return t.libcFile, nil
}

// nativeArguments returns the C objects and libraries among the arguments that
// cmd/link, run with -v, would have given to the C compiler.
func (p plugin) nativeArguments(said, object string) []string {
	_, rest, _ := strings.Cut(said, "host link:")
	rest, _, _ = strings.Cut(rest, "\n")
	_, rest, _ = strings.Cut(rest, strconv.Quote(object))
	var args []string
	for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimSpace(rest) {
		quoted, err := strconv.QuotedPrefix(rest)
		if err != nil {
			break
		}
		rest = rest[len(quoted):]
		arg, err := strconv.Unquote(quoted)
		fake := arg == "-l"+golink.FakeLib || strings.Contains(arg, p.dir) && !strings.HasSuffix(arg, ".o")
		if err == nil && !fake {
			args = append(args, arg)
		}
	}
	return args
}

// linkMacho leaves the last step to the C compiler, as macOS wants it: there
// symbols are hidden by a list. It has not been tried on a Mac yet.
func (t *Toolchain) linkMacho(ctx context.Context, p plugin, flags []string) error {
	flags = append(flags, "-extld="+t.env.CC)
	if p.hidden != nil {
		var list strings.Builder
		for _, pattern := range p.hidden.Patterns() {
			fmt.Fprintf(&list, "_%s\n", pattern)
		}
		file := filepath.Join(p.dir, "hidden")
		if err := os.WriteFile(file, []byte(list.String()), 0o600); err != nil {
			return fmt.Errorf("write the list of hidden symbols: %w", err)
		}
		flags = append(flags, "-extldflags=-Wl,-unexported_symbols_list,"+file)
	}
	if _, err := t.exec(ctx, t.tool(p.dir, "link", append(flags, p.archive)...)); err != nil {
		return fmt.Errorf("link: %w", err)
	}
	return nil
}
