package gokino_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	goTest   = regexp.MustCompile("`(Test[A-Za-z0-9]+)`")
	specTest = regexp.MustCompile("`([a-z0-9]+\\.spec\\.ts)` \"([^\"]+)\"")
	goFunc   = regexp.MustCompile(`(?m)^func (Test[A-Za-z0-9]+)\(t \*testing\.T\)`)
	specName = regexp.MustCompile(`(?m)^test\("([^"]+)",`)
)

// TestRowsHaveTests: each row of the tables in docs/live.md names a test, and each
// test that it names exists.
func TestRowsHaveTests(t *testing.T) {
	known := testNames(t)
	text, err := os.ReadFile("docs/live.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for i, line := range strings.Split(string(text), "\n") {
		if !strings.HasPrefix(line, "| ") || strings.HasSuffix(line, "| tests |") {
			continue
		}
		rows++
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		if len(cells) != 3 {
			t.Errorf("docs/live.md:%d: %d columns, want 3", i+1, len(cells))
			continue
		}
		named := 0
		for _, m := range goTest.FindAllStringSubmatch(cells[2], -1) {
			if named++; !known[m[1]] {
				t.Errorf("docs/live.md:%d: there is no %s", i+1, m[1])
			}
		}
		for _, m := range specTest.FindAllStringSubmatch(cells[2], -1) {
			if named++; !known[m[1]+" "+m[2]] {
				t.Errorf("docs/live.md:%d: e2e/%s has no test %q", i+1, m[1], m[2])
			}
		}
		if named == 0 {
			t.Errorf("docs/live.md:%d: no test is named", i+1)
		}
	}
	if rows < 30 {
		t.Errorf("only %d rows were found", rows)
	}
}

// testNames are the tests of all packages by their names, and those in e2e by file
// and title.
func testNames(t *testing.T) map[string]bool {
	names := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != "." && (d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".")) {
			return filepath.SkipDir
		}
		pattern, prefix := goFunc, ""
		switch {
		case strings.HasSuffix(path, "_test.go"):
		case strings.HasSuffix(path, ".spec.ts"):
			pattern, prefix = specName, d.Name()+" "
		default:
			return nil
		}
		source, err := os.ReadFile(path)
		for _, m := range pattern.FindAllStringSubmatch(string(source), -1) {
			names[prefix+m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
