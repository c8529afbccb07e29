package compile_test

import (
	"archive/zip"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/engine"
)

// tree writes the files of an archive into a new folder.
func tree(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	for _, s := range parseArchive(text).sections {
		file := filepath.Join(dir, filepath.FromSlash(s.name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(s.text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// cells evaluates pairs of a cell and what it puts out.
func cells(t *testing.T, r *run, pairs ...string) {
	t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		want := strings.TrimSuffix(pairs[i+1], "\n")
		got := strings.TrimSuffix(r.evaluate(t, i/2+1, pairs[i], false), "\n")
		if !wildcard(want).MatchString(got) {
			t.Errorf("%s\ngot:  %s\nwant: %s", pairs[i], got, want)
		}
	}
}

func TestUserModule(t *testing.T) {
	dir := tree(t, `
-- go.mod --
module example.com/user

go 1.22
-- calc/calc.go --
package calc

import "example.com/user/internal/secret"

var Calls int

func Double(n int) int { Calls++; return 2 * n * secret.One }
-- internal/secret/secret.go --
package secret

const One = 1

type box struct{ n int }

func Box() box { return box{7} }

func Boxes(n int) ([]*box, error) { return []*box{{n}}, nil }

func (b *box) Inc() int { b.n++; return b.n }
-- count/count.go --
package count

// static int n;
// static int next(void) { return ++n; }
import "C"

func Next() int { return int(C.next()) }
-- broken/broken.go --
package broken

func F() int { return "" }
-- cmd/tool/main.go --
package main

func main() {}
-- notes/notebook.md --
`)
	before, _ := os.ReadFile(filepath.Join(dir, "go.mod"))
	r := startRun(t, engine.Options{Dir: filepath.Join(dir, "notes")})
	cells(t, r,
		`import "example.com/user/calc"`, "",
		"calc.Double(4)", "=> 8",
		"calc.Calls", "=> 1",
		"import \"example.com/user/internal/secret\"\nsecret.One", "=> 1",
		"b := secret.Box()\nboxes, err := secret.Boxes(40)", "",
		"fmt.Println(b, boxes[0].Inc(), boxes[0].Inc(), err)", "{7} 41 42 <nil>",
		"boxes = append(boxes, &b)\nfmt.Println(boxes[0].Inc(), boxes[1].Inc(), b)", "43 8 {8}",
		"import \"example.com/user/count\"\ncount.Next() + count.Next()", "=> 3",
		"count.Next()", "=> 3",
		`import "example.com/user/broken"`, `error at 1:8: ...broken.go:3:23: cannot use "" (untyped string constant) as int value in return statement`,
		`import "example.com/user/cmd/tool"`, "error at 1:8: package example.com/user/cmd/tool is a program and cannot be imported",
		`import "example.com/none"`, "error at 1:8: no module provides package example.com/none: run `go get example.com/none` in the module of the notebook",
		`import "nonesuch"`, "error at 1:8: ...package nonesuch is not in std ...",
		`import "internal/abi"`, "error at 1:8: use of internal package internal/abi not allowed",
		`import "C"`, `error at 1:8: a cell cannot import "C": put the C code in a package and import that`,
		"calc.Double(5)", "=> 10",
	)
	write(t, filepath.Join(dir, "calc", "calc.go"), "package calc\n\nfunc Double(n int) int { return 0 }\n")
	cells(t, r,
		"import \"example.com/user/calc\"\ncalc.Double(1)", "=> 2\nnote: package example.com/user/calc has changed since it was loaded: restart the runtime to use it",
		"calc.Double(1)", "=> 2",
	)
	if after, _ := os.ReadFile(filepath.Join(dir, "go.mod")); string(after) != string(before) {
		t.Errorf("go.mod was changed:\n%s", after)
	}
}

// TestInstancesInCells has cells make instances of generic types whose promoted
// methods, or whose package's own types, only the process has; the delta link may
// not need the full link's help.
func TestInstancesInCells(t *testing.T) {
	dir := tree(t, `
-- go.mod --
module example.com/user

go 1.22
-- list/list.go --
package list

type Event[T any] struct{ Value T }

type Source[E any] struct{ all []E }

func (s *Source[E]) Put(e E)  { s.all = append(s.all, e) }
func (s *Source[E]) Len() int { return len(s.all) }

type Input[T any] struct{ *Source[Event[T]] }

type Lener interface{ Len() int }

var Texts = Input[string]{&Source[Event[string]]{}}
-- box/box.go --
package box

type hidden struct{ words []string }

func (h *hidden) First() string { return h.words[0] }

type firster interface{ First() string }

type pair struct{ a, b int }

type Box[T any] struct {
	content T
	h       *hidden
}

func New[T any](v T) *Box[T] { return &Box[T]{v, &hidden{[]string{"one"}}} }

func (b *Box[T]) Any() any { return b.h }

func (b *Box[T]) Count() int {
	var f firster = b.h
	var all any = append(make([]pair, 3), pair{len(f.First()), 2})
	return len(all.([]pair))
}
-- notes/notebook.md --
`)
	var warnings strings.Builder
	log := slog.New(slog.NewTextHandler(&warnings, &slog.HandlerOptions{Level: slog.LevelWarn}))
	r := startRun(t, engine.Options{Dir: filepath.Join(dir, "notes"), Link: compile.LinkDelta, Logger: log})
	cells(t, r,
		"import \"example.com/user/list\"\nlist.Texts.Len()", "=> 0",
		"var n list.Lener = list.Texts\nlist.Texts.Put(list.Event[string]{\"a\"})\nn.Len()", "=> 1",
		"m := list.Texts.Len\nput := list.Input[string].Put\nput(list.Texts, list.Event[string]{\"b\"})\nfmt.Println(m(), n == list.Lener(list.Texts))", "2 true",
		`import "reflect"
v := reflect.ValueOf(any(list.Texts))
fmt.Println(v.NumMethod(), v.MethodByName("Len").Call(nil)[0], v.Type() == reflect.TypeOf(n))`, "2 2 true",
		"texts := list.Input[int]{&list.Source[list.Event[int]]{}}\ntexts.Put(list.Event[int]{3})\nn = &texts\nn.Len()", "=> 1",
		"import \"example.com/user/box\"\nb := box.New(n)\nfmt.Println(b.Count())\nfmt.Printf(\"%T\", b.Any())", "4\n*box.hidden",
		"fmt.Println(reflect.TypeOf(box.New(3).Any()) == reflect.TypeOf(b.Any()), box.New([]box.Box[int]{}).Count())", "true 4",
	)
	if warnings.Len() > 0 {
		t.Errorf("the delta link did not do: %s", warnings.String())
	}
}

// TestPanicInAnErrgroup has the workspace stand for the module.
func TestPanicInAnErrgroup(t *testing.T) {
	dir := tree(t, `
-- go.work --
go 1.24

use ./sync
use ./a
-- a/go.mod --
module example.com/a

go 1.24
-- sync/go.mod --
module golang.org/x/sync

go 1.24
-- sync/errgroup/errgroup.go --
package errgroup

import "sync"

type Group struct {
	all sync.WaitGroup
	err error
}

func (g *Group) Go(f func() error) {
	g.all.Add(1)
	go func() {
		defer g.all.Done()
		g.err = f()
	}()
}

func (g *Group) Wait() error { g.all.Wait(); return g.err }
`)
	r := startRun(t, engine.Options{Dir: filepath.Join(dir, "a")})
	cells(t, r,
		"import \"golang.org/x/sync/errgroup\"\nvar g errgroup.Group\ng.Go(func() error { panic(\"boom\") })\ng.Wait()",
		"...panic: boom...cell1:3...=> panic in a goroutine started at cell1:3",
		"1", "=> 1",
	)
}

func TestUserWorkspace(t *testing.T) {
	dir := tree(t, `
-- go.work --
go 1.24

use ./a
use ./b
-- a/go.mod --
module example.com/a

go 1.24
-- a/a.go --
package a

import "example.com/b"

var A = b.B + 1
-- b/go.mod --
module example.com/b

go 1.24
-- b/b.go --
package b

var B = 1
`)
	r := startRun(t, engine.Options{Dir: filepath.Join(dir, "a")})
	cells(t, r,
		"import \"example.com/a\"\na.A", "=> 2",
		"import \"example.com/b\"\nb.B", "=> 1",
	)
}

func TestOwnGoMod(t *testing.T) {
	proxy(t, map[string]string{"v1.0.0": "1", "v1.1.0": "2"})
	r := startRun(t, engine.Options{GoMod: "require example.com/greet v1.0.0\n"})
	cells(t, r,
		"import \"example.com/greet\"\ngreet.Version()", "=> 1",
		"import \"example.com/greet/loud\"\nloud.Version()", "=> 1",
	)
}

func TestMissingModuleIsAdded(t *testing.T) {
	proxy(t, map[string]string{"v1.0.0": "1", "v1.1.0": "2"})
	r := startRun(t, engine.Options{})
	cells(t, r,
		"import \"example.com/greet/loud\"\nloud.Version()", "=> 2\nnote: go.mod: added example.com/greet v1.1.0",
		`import "example.com/none/such"`, "error at 1:8: no module provides package example.com/none/such: ...",
	)
	if mod := r.GoMod(); mod != "require example.com/greet v1.1.0" {
		t.Errorf("go.mod is\n%s", mod)
	}
}

func TestAddedModuleLeavesTheRest(t *testing.T) {
	proxy(t, map[string]string{"v1.0.0": "1", "v1.1.0": "2"})
	dir := tree(t, `
-- near/go.mod --
module example.com/near

go 1.24
-- near/near.go --
package near

const Is = "here"
-- nb/x.md --
`)
	const user = "// mine\n\nreplace (\n\texample.com/near v1.2.3 => ../near // not ../far\n)\nrequire example.com/near v1.2.3\n"
	r := startRun(t, engine.Options{GoMod: user, Dir: filepath.Join(dir, "nb")})
	cells(t, r,
		"import \"example.com/near\"\nnear.Is", `=> "here"`,
		"import \"example.com/greet\"\ngreet.Version()", "=> 2\nnote: go.mod: added example.com/greet v1.1.0",
	)
	want := user + "require example.com/greet v1.1.0"
	if mod := r.GoMod(); mod != want {
		t.Errorf("go.mod is\n%s", mod)
	}
	again := startRun(t, engine.Options{GoMod: want, Dir: filepath.Join(dir, "nb")})
	cells(t, again, "import (\"example.com/near\"; \"example.com/greet/loud\")\nfmt.Println(near.Is, loud.Version())", "here 2")
	if mod := again.GoMod(); mod != want {
		t.Errorf("go.mod is\n%s", mod)
	}
}

// A notebook that is in no module gets at C through a package in a folder.
func TestPackageWithCBesideTheNotebook(t *testing.T) {
	dir := tree(t, `
-- sums/go.mod --
module sums

go 1.24
-- sums/sums.go --
package sums

// struct pair { int a, b; };
// static int sum(struct pair p) { return p.a + p.b; }
import "C"

func Sum(a, b int) int { return int(C.sum(C.struct_pair{a: C.int(a), b: C.int(b)})) }
`)
	const cell = "import \"sums\"\nsums.Sum(3, 4)"
	r := startRun(t, engine.Options{Dir: dir, GoMod: "require sums v0.0.0\nreplace sums => ./sums"})
	cells(t, r, cell, "=> 7")
	text, err := os.ReadFile(filepath.Join(dir, "sums/sums.go"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "sums/sums.go"), strings.Replace(string(text), "p.a + p.b", "p.a - p.b", 1))
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	cells(t, r, cell, "=> -1")
}

func TestUserModuleReplaces(t *testing.T) {
	dir := tree(t, `
-- app/go.mod --
module example.com/app

go 1.24

toolchain go1.24.1

replace example.com/lib => ../lib

require example.com/lib v0.0.0
-- app/use/use.go --
package use

import "example.com/lib"

func V() int { return lib.V() }
-- lib/go.mod --
module example.com/lib

go 1.24
-- lib/lib.go --
package lib

func V() int { return 1 }
`)
	r := startRun(t, engine.Options{Dir: filepath.Join(dir, "app")})
	const cell = "import (\"example.com/app/use\"; \"example.com/lib\")\nuse.V() + lib.V()"
	cells(t, r, cell, "=> 2")
	write(t, filepath.Join(dir, "lib", "lib.go"), "package lib\n\nfunc V() int { return 20 }\n")
	cells(t, r, cell, "=> 2\nnote: package example.com/lib has changed since it was loaded: restart the runtime to use it")
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	cells(t, r, cell, "=> 40")
}

func TestVendorFolderIsNotUsed(t *testing.T) {
	t.Setenv("GOPROXY", "off")
	dir := tree(t, `
-- go.mod --
module example.com/app

go 1.24

require example.com/lib v1.0.0
-- app.go --
package app

import "example.com/lib"

const V = lib.V
-- vendor/modules.txt --
# example.com/lib v1.0.0
## explicit; go 1.24
example.com/lib
-- vendor/example.com/lib/lib.go --
package lib

const V = 1
`)
	e := engine.New(engine.Options{Dir: dir, Source: "../..", CacheDir: testCache(t)})
	err := e.Start(t.Context())
	if err == nil || !strings.Contains(err.Error(), "(notebooks do not look into the vendor folder: `go mod download` fetches what is missing)") {
		t.Error(err)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

func TestNewerGo(t *testing.T) {
	t.Setenv("GOTOOLCHAIN", "local")
	dir := tree(t, "-- go.mod --\nmodule example.com/new\n\ngo 1.999\n")
	_, err := compile.NewToolchain(t.Context(), compile.Options{Dir: dir, Source: "../..", CacheDir: t.TempDir()})
	if err == nil || !strings.Contains(err.Error(), "go.mod requires go >= 1.999") {
		t.Error(err)
	}
	t.Setenv("GOTOOLCHAIN", "auto")
	t.Setenv("GOPROXY", "off")
	_, err = compile.NewToolchain(t.Context(), compile.Options{Dir: dir, Source: "../..", CacheDir: t.TempDir()})
	if err == nil || !strings.Contains(err.Error(), "go1.999") {
		t.Error(err)
	}
}

func TestLoadedVersionStays(t *testing.T) {
	proxy(t, map[string]string{"v1.0.0": "1", "v1.1.0": "2"})
	dir := tree(t, "-- go.mod --\nmodule example.com/user\n\ngo 1.24\n\nrequire example.com/greet v1.0.0\n")
	get := func(version string) {
		t.Helper()
		cmd := exec.Command("go", "get", "example.com/greet@"+version)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go get: %v\n%s", err, out)
		}
	}
	get("v1.0.0")
	r := startRun(t, engine.Options{Dir: dir})
	cells(t, r, "import \"example.com/greet\"\ngreet.Version()", "=> 1")
	get("v1.1.0")
	cells(t, r,
		`import "example.com/greet/loud"`, "error at 1:8: package example.com/greet is already loaded in another version: restart the runtime to use the new one",
		"greet.Version()", "=> 1",
	)
}

// proxy serves module example.com/greet to the go command, from a folder, and
// otherwise what is in the module cache.
func proxy(t *testing.T, versions map[string]string) {
	t.Helper()
	out, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Skip(err)
	}
	dir, cache := t.TempDir(), t.TempDir()
	t.Cleanup(func() { // the go command makes it read-only
		_ = filepath.WalkDir(cache, func(p string, d fs.DirEntry, _ error) error { return os.Chmod(p, 0o700) })
	})
	t.Setenv("GOMODCACHE", cache)
	t.Setenv("GOPROXY", "file://"+dir+",file://"+strings.TrimSpace(string(out))+"/cache/download")
	t.Setenv("GONOSUMDB", "*")
	base := filepath.Join(dir, "example.com/greet/@v")
	if err := os.MkdirAll(base, 0o755); err != nil {
		t.Fatal(err)
	}
	var list string
	for version, value := range versions {
		list += version + "\n"
		const mod = "module example.com/greet\n\ngo 1.24\n"
		files := map[string]string{
			"go.mod":       mod,
			"greet.go":     fmt.Sprintf("package greet\n\nfunc Version() int { return %s }\n", value),
			"loud/loud.go": "package loud\n\nimport \"example.com/greet\"\n\nfunc Version() int { return greet.Version() }\n",
		}
		write(t, filepath.Join(base, version+".mod"), mod)
		write(t, filepath.Join(base, version+".info"), fmt.Sprintf(`{"Version":%q}`, version))
		zipModule(t, filepath.Join(base, version+".zip"), "example.com/greet@"+version, files)
	}
	write(t, filepath.Join(base, "list"), list)
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func zipModule(t *testing.T, file, prefix string, files map[string]string) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := zip.NewWriter(f)
	for name, text := range files {
		w, err := z.Create(path.Join(prefix, name))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
}
