package golink_test

import (
	"bytes"
	"debug/elf"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook/compile/golink"
)

// unit has what cells are made of.
const unit = `package main

import "fmt"

func main()

type LongNamedPoint struct{ x, y *int }

func (p LongNamedPoint) String() string { return fmt.Sprint(p.x, p.y) }

var V = map[string]int{"a": 1}

//go:noinline
func F(s fmt.Stringer) any { V["b"]++; return s.String() }

//go:noinline
func G[T any](v T) *T { return &v }

var P = G(V)

func GKcell() { fmt.Println(F(LongNamedPoint{}), func() int { return len(V) }()) }
`

// compiled compiles unit as package compile does, and returns the folder with
// cell.a and importcfg.
func compiled(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("compiles")
	}
	dir := t.TempDir()
	source := filepath.Join(dir, "cell.go")
	if err := os.WriteFile(source, []byte(unit), 0o600); err != nil {
		t.Fatal(err)
	}
	list := exec.Command("go", "list", "-export", "-deps", "-gcflags=all=-linkshared", "-buildmode=plugin",
		"-f", "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}", "fmt", "runtime/cgo")
	config, err := list.Output()
	if err != nil {
		t.Skipf("go list: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "importcfg"), config, 0o600); err != nil {
		t.Fatal(err)
	}
	tool(t, dir, "compile", "-p", "main", "-o", "cell.a", "-dynlink", "-linkshared", "-importcfg", "importcfg",
		"-pack", "-dwarf=false", "-nolocalimports", "cell.go")
	return dir
}

func tool(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("go", append([]string{"tool"}, args...)...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go tool %s: %v\n%s", args[0], err, out)
	}
}

func read(t *testing.T, dir string) golink.Object {
	t.Helper()
	obj, err := golink.ReadFile(filepath.Join(dir, "cell.a"))
	if err != nil {
		t.Fatalf("another format of object files, see cmd/internal/goobj: %v", err)
	}
	return obj
}

func TestObjectFiles(t *testing.T) {
	obj := read(t, compiled(t))
	find := func(list []golink.Symbol, name string) golink.Symbol {
		i := slices.IndexFunc(list, func(s golink.Symbol) bool { return s.Name == name })
		if i < 0 {
			t.Errorf("no symbol %s, see cmd/internal/goobj", name)
			return golink.Symbol{}
		}
		return list[i]
	}
	if f := find(obj.Defs, "main.F"); !f.Text || f.ABI != golink.ABIInternal || f.Dup || f.Size < 2 || !f.Rootable() {
		t.Errorf("main.F is %+v", f)
	}
	if f := find(obj.Defs, "main.GKcell.func1"); f.Rootable() {
		t.Error("a closure can be a root")
	}
	if v := find(obj.Defs, "main.V"); v.Text || v.Size != 8 {
		t.Errorf("main.V is %+v", v)
	}
	for _, name := range []string{"type:main.LongNamedPoint", "go:itab.main.LongNamedPoint,fmt.Stringer"} {
		find(obj.Defs, name)
	}
	if f := find(obj.References(), "fmt.Fprintln"); f.ABI != golink.ABIInternal {
		t.Errorf("fmt.Fprintln, into which fmt.Println is inlined, is %+v", f)
	}
	find(obj.References(), "os.Stdout")
	if f := find(obj.Defs, "main.G[go.shape.map[string]int]"); !f.Instance() || f.Rootable() {
		t.Errorf("the instance of a generic function is %+v", f)
	}
}

// TestRename: references bear names that may be replaced by others as long.
func TestRename(t *testing.T) {
	dir := compiled(t)
	file := filepath.Join(dir, "cell.a")
	archive, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const name = "fmt.Fprintln"
	if err := golink.Rename(archive, map[string]string{name: "some.Another", "os.Stdout": "longer than that"}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, archive, 0o600); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range read(t, dir).References() {
		names = append(names, r.Name)
	}
	if !slices.Contains(names, "some.Another") || slices.Contains(names, name) || !slices.Contains(names, "os.Stdout") {
		t.Errorf("the references are %q", names)
	}
	if short, ok := golink.StandIn(12, "cmp.Or[go.shape.string]"); !ok || len(short) != len("cmp.Or[go.shape.string]") {
		t.Errorf("%q stands in, %v", short, ok)
	}
	if _, ok := golink.StandIn(12, "a.b"); ok {
		t.Error("a long name stands in for a short one")
	}
}

func TestTypeLayout(t *testing.T) {
	abi, err := importer.ForCompiler(token.NewFileSet(), "source", nil).Import("internal/abi")
	if err != nil {
		t.Skipf("the source of Go: %v", err)
	}
	typ, ok := abi.Scope().Lookup("Type").Type().Underlying().(*types.Struct)
	if !ok {
		t.Fatal("abi.Type is no struct")
	}
	sizes := types.SizesFor("gc", "amd64")
	fields := slices.Collect(typ.Fields())
	got := map[string]int64{"": sizes.Sizeof(typ)}
	for i, off := range sizes.Offsetsof(fields) {
		got[fields[i].Name()] = off
	}
	for name, want := range map[string]int64{"": 48, "Size_": 0, "PtrBytes": 8, "TFlag": 20, "Kind_": 23, "GCData": 32} {
		if off, ok := got[name]; !ok || off != want {
			t.Errorf("abi.Type: field %q is at %d (%v), want %d: mend fake.go and package loader", name, off, ok, want)
		}
	}
	for name, want := range map[string]string{"TFlagUncommon": "1", "UnsafePointer": "26", "TFlagGCMaskOnDemand": "16"} {
		c, ok := abi.Scope().Lookup(name).(*types.Const)
		if !ok || c.Val().String() != want {
			t.Errorf("abi.%s is %v, want %s: mend fake.go and package loader", name, c, want)
		}
	}
}

func dropPluginTab(t *testing.T, file string) {
	t.Helper()
	archive, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if changed, err := golink.DropPluginTab(archive); err != nil || !changed {
		t.Fatal(changed, err)
	}
	if err := os.WriteFile(file, archive, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestPluginTab(t *testing.T) {
	dir := compiled(t)
	has := func() bool {
		return slices.ContainsFunc(read(t, dir).Defs, func(s golink.Symbol) bool { return s.Name == "go:plugin.tabs" })
	}
	if !has() {
		t.Error("the compiler makes no go:plugin.tabs: see whether plugintab.go is of use still")
	}
	dropPluginTab(t, filepath.Join(dir, "cell.a"))
	if has() {
		t.Error("go:plugin.tabs is still there")
	}
}

// TestLinkAgainstFake links unit against a library that does not exist, and looks
// at what comes out.
func TestLinkAgainstFake(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("-linkshared is for ELF")
	}
	dir := compiled(t)
	dropPluginTab(t, filepath.Join(dir, "cell.a"))
	obj := read(t, dir)
	fake, wanted := golink.Linker()
	local := obj.Definitions()
	for _, ref := range append(wanted, obj.References()...) {
		if !local[ref.Name] {
			known := golink.Known{Plain: true}
			if strings.HasPrefix(ref.Name, "type:") {
				known.Type = make([]byte, 48)
				known.Type[1] = 4 // 1024 bytes: moduledata is filled in by cmd/link
			}
			s, _ := golink.Pretend(golink.Mangle(ref.Name), ref.ABI, known)
			fake = append(fake, s)
		}
	}
	library := filepath.Join(dir, golink.FakeName)
	if err := os.WriteFile(library, golink.FakeLibrary(fake), 0o600); err != nil {
		t.Fatal(err)
	}
	config, err := os.ReadFile(filepath.Join(dir, "importcfg"))
	if err != nil {
		t.Fatal(err)
	}
	var shared strings.Builder
	for line := range strings.Lines(string(config)) {
		path, _, _ := strings.Cut(strings.TrimPrefix(line, "packagefile "), "=")
		fmt.Fprintf(&shared, "packageshlib %s=%s\n", path, library)
	}
	if err := os.WriteFile(filepath.Join(dir, "importcfg.link"), []byte(shared.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	tool(t, dir, "link", "-buildmode=plugin", "-linkshared", "-pluginpath", "trial", "-importcfg", "importcfg.link", "-o", "cell.so",
		"-checklinkname=0", "-s", "-w", "-buildid=gk", "-B", "none", "-extld=true", "-tmpdir", dir, "cell.a")

	file := filepath.Join(dir, "go.o")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("cmd/link leaves its object elsewhere: %v", err)
	}
	before := symbols(t, data)
	data, err = golink.Edit(bytes.Clone(data), golink.Hide(obj, map[string]bool{"main.F": true, "main.V": true}))
	if err != nil {
		t.Fatal(err)
	}
	checkEdited(t, before, symbols(t, data))
}

func symbols(t *testing.T, data []byte) map[string]elf.Symbol {
	t.Helper()
	f, err := elf.NewFile(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	list, err := f.Symbols()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]elf.Symbol{}
	for _, s := range list {
		all[s.Name] = s
	}
	return all
}

func checkEdited(t *testing.T, before, after map[string]elf.Symbol) {
	t.Helper()
	for _, name := range []string{"fmt.Fprintln.abiinternal", "go:link.addmoduledata", "runtime.addmoduledata", "go:link.abihash." + golink.FakeName} {
		if _, ok := before[name]; !ok {
			t.Errorf("cmd/link makes no symbol %s", name)
		}
	}
	if add := before["runtime.addmoduledata"]; add.Size != 0 {
		t.Errorf("runtime.addmoduledata has %d bytes: Edit need not import it any more", add.Size)
	}
	if s, ok := after["fmt.Fprintln"]; !ok || s.Section != elf.SHN_UNDEF {
		t.Error("fmt.Fprintln is not imported")
	}
	if s, ok := after["runtime.addmoduledata.abi0"]; !ok || s.Section != elf.SHN_UNDEF {
		t.Error("runtime.addmoduledata is not imported from the world")
	}
	visible := []string{"main.F", "main.V", golink.Mangle("type:main.LongNamedPoint"), "go:itab.main.LongNamedPoint,fmt.Stringer"}
	for _, name := range visible {
		if s, ok := after[name]; !ok || s.Section == elf.SHN_UNDEF || elf.SymVis(s.Other) != elf.STV_DEFAULT {
			t.Errorf("%s is not visible to later cells: %v", name, s)
		}
	}
	for _, name := range []string{"main.GKcell", "main.GKcell.func1"} {
		if s := after[name]; elf.SymVis(s.Other) != elf.STV_HIDDEN && elf.ST_BIND(s.Info) == elf.STB_GLOBAL {
			t.Errorf("%s is visible: %v", name, s)
		}
	}
}
