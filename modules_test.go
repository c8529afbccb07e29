package gokino_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestModulesInside: what has dependencies that gokino shall not have is a module of
// its own, which `make test` knows; it is built on the packages beside it and imports
// none but what a widget is made of.
func TestModulesInside(t *testing.T) {
	makefile, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	tested := strings.Fields(regexp.MustCompile(`(?m)^MODULES := (.*)$`).FindStringSubmatch(string(makefile))[1])
	var found []string
	err = filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || name != "." && strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case d.Name() != "go.mod" || name == "go.mod":
			return nil
		}
		dir := filepath.Dir(name)
		found = append(found, dir)
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		back, _ := filepath.Rel(dir, ".")
		for _, line := range []string{"module " + module + "/" + filepath.ToSlash(dir), "replace " + module + " => " + back + "/"} {
			if !strings.Contains(string(text), line+"\n") {
				t.Errorf("%s has no line %q", name, line)
			}
		}
		imports(t, dir)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if slices.Sort(found); !slices.Equal(found, tested) {
		t.Errorf("there are the modules %v; the Makefile's MODULES are %v", found, tested)
	}
}

func imports(t *testing.T, dir string) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range f.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			room, ours := strings.CutPrefix(path, module+"/")
			if ours && !strings.HasSuffix(name, "_test.go") && place(room) != guest {
				t.Errorf("%s imports %s: a widget knows no host", name, path)
			}
		}
	}
}
