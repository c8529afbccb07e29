package compile_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook/engine"
)

// TestCorpus runs the programs in the test folder of the Go tree as cells: the
// whole in one, and a call of main in another. They panic or print if something
// is not as it should be. GOKINO_TEST_CORPUS names the folder, which many
// distributions of Go lack, or is "goroot".
func TestCorpus(t *testing.T) {
	dir := os.Getenv("GOKINO_TEST_CORPUS")
	if dir == "" {
		t.Skip("GOKINO_TEST_CORPUS is not set")
	}
	if dir == "goroot" {
		out, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
		if err != nil {
			t.Fatal(err)
		}
		dir = filepath.Join(strings.TrimSpace(string(out)), "test")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	if len(files) == 0 {
		t.Fatalf("no programs in %s", dir)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !program.Match(data) || unsuitable.Match(data) {
				t.Skip("is no program, or wants what a cell has not")
			}
			want, err := os.ReadFile(strings.TrimSuffix(file, ".go") + ".out")
			if err != nil {
				want = nil // most print nothing
			}
			run := startRun(t, engine.Options{})
			got := run.prints(t, 1, packageClause.ReplaceAllString(string(data), "")) + run.prints(t, 2, "main()")
			if got != string(want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

var (
	program       = regexp.MustCompile(`(?s)^(//[^\n]*\n)*// run\n.*\npackage main\b`)
	unsuitable    = regexp.MustCompile(`func init\(\)|os\.Args|import \. |import "C"|\n` + "```")
	packageClause = regexp.MustCompile(`(?m)^package main.*$`)
)
