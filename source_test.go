package gokino_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gokino/gokino"
)

// The sources that a runtime is built from are whole, without tests, and are
// unpacked once.
func TestUnpackSource(t *testing.T) {
	cache := t.TempDir()
	dir, err := gokino.UnpackSource(cache)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"go.mod", "go.sum", "kernel/kernel.go", "live/widget.go", "jsassets/assets.go", "notebook/runtime/doc.go"} {
		if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Errorf("%s is missing: %v", name, err)
		}
	}
	again, err := gokino.UnpackSource(cache)
	if err != nil || again != dir {
		t.Errorf("unpacking again gives %q, %v; want %q", again, err, dir)
	}
	err = filepath.WalkDir(cache, func(path string, d os.DirEntry, err error) error {
		if strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, ".tmp") {
			t.Errorf("%s should not be there", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTour(t *testing.T) {
	if !strings.Contains(string(gokino.Tour()), "```go\n") {
		t.Error("the tour has no cells")
	}
}
