package gokino_test

import (
	"fmt"
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

// TestRowsHaveTests: each row of the tables in these pages names a test, and each
// test that it names exists.
func TestRowsHaveTests(t *testing.T) {
	known := testNames(t)
	for page, least := range map[string]int{"docs/live.md": 60, "docs/kino.md": 100} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		rows, columns := 0, 0
		for i, line := range strings.Split(string(text), "\n") {
			if !strings.HasPrefix(line, "| ") {
				continue
			}
			cells := strings.Split(strings.ReplaceAll(strings.Trim(line, "| "), `\|`, ""), " | ")
			if cells[len(cells)-1] == "tests" {
				columns = len(cells)
				continue
			}
			rows++
			if len(cells) != columns {
				t.Errorf("%s:%d: %d columns, want %d", page, i+1, len(cells), columns)
				continue
			}
			for _, complaint := range unproved(cells[columns-1], known) {
				t.Errorf("%s:%d: %s", page, i+1, complaint)
			}
		}
		if rows < least {
			t.Errorf("%s: only %d rows were found", page, rows)
		}
	}
}

// unproved says what is wrong with the tests that a row names.
func unproved(tests string, known map[string]bool) (complaints []string) {
	named := 0
	for _, m := range goTest.FindAllStringSubmatch(tests, -1) {
		if named++; !known[m[1]] {
			complaints = append(complaints, "there is no "+m[1])
		}
	}
	for _, m := range specTest.FindAllStringSubmatch(tests, -1) {
		if named++; !known[m[1]+" "+m[2]] {
			complaints = append(complaints, fmt.Sprintf("e2e/%s has no test %q", m[1], m[2]))
		}
	}
	if named == 0 {
		complaints = append(complaints, "no test is named")
	}
	return complaints
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
