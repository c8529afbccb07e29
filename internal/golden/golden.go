// Package golden compares what tests produce with txtar archives in testdata;
// `go test -update` rewrites them.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Archive collects sections in order.
type Archive struct{ txtar.Archive }

// New makes an empty archive; comment tells a reader of the file what it is.
func New(comment string) *Archive {
	return &Archive{txtar.Archive{Comment: []byte(comment + "\n\n")}}
}

// Add appends a section.
func (a *Archive) Add(name, text string) {
	a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(text + "\n")})
}

// Check compares a with the archive in file, section by section.
func Check(t *testing.T, file string, a *Archive) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, txtar.Format(&a.Archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want := Read(t, file)
	for _, f := range a.Files {
		if w, known := want[f.Name]; !known {
			t.Errorf("%s has no section %q; run with -update if it is new", file, f.Name)
		} else if w != string(f.Data) {
			t.Errorf("%s, section %q:\n got %s\nwant %s", file, f.Name, f.Data, w)
		}
		delete(want, f.Name)
	}
	for name := range want {
		t.Errorf("%s has a section %q that nothing produces", file, name)
	}
}

// Read returns the sections of an archive by name.
func Read(t testing.TB, file string) map[string]string {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]string{}
	for _, f := range a.Files {
		sections[f.Name] = string(f.Data)
	}
	return sections
}

// File compares text with a file as it is.
func File(t *testing.T, file, text string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Error(err)
	} else if string(want) != text {
		t.Errorf("%s is out of date: run with -update and look at what changed", file)
	}
}
