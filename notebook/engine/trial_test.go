//go:build unix

package engine_test

import (
	"bytes"
	"debug/elf"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/engine"
)

// faultEnv names the fault that beLinker builds into the trial of the delta link,
// and realEnv the linker that it calls.
const (
	faultEnv = "GOKINO_ENGINE_TEST_FAULT"
	realEnv  = "GOKINO_ENGINE_TEST_LD"
)

// TestTrialFaults breaks the delta link in ways that only its trial can notice:
// cells must work all the same, with the full link, and somebody must be told.
func TestTrialFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a runtime")
	}
	if runtime.GOOS != "linux" {
		t.Skip("breaks ELF files")
	}
	if err := compile.Probe(t.Context()); err != nil {
		t.Skip(err)
	}
	cache := t.TempDir()
	calls := breakLinker(t)
	for _, tt := range []struct{ fault, says string }{
		{"is no object", "invalid ELF header"},
		{"crashes", "the runtime process ended"},
		{"answers wrong", "its initialisation panicked: ttt main.trial 1005 true"},
		{"hangs", "deadline exceeded"},
		{"does not link", "no room"},
	} {
		t.Run(tt.fault, func(t *testing.T) {
			t.Setenv(faultEnv, tt.fault)
			forget(t, cache)
			for _, visit := range []string{"first", "later"} {
				var log bytes.Buffer
				r := newRoom(t, engine.Options{Dir: t.TempDir(), Source: source(t), CacheDir: cache, Logger: slog.New(slog.NewTextHandler(&log, nil))})
				if err := r.Start(t.Context()); err != nil {
					t.Fatalf("the %s start: %v", visit, err)
				}
				if r.Link() != "full" {
					t.Errorf("the %s start: the %s link is on", visit, r.Link())
				}
				r.steps(t, []step{{"x := 1", ""}, {"x + 1", "[2 value]2"}})
				if text := log.String(); !strings.Contains(text, "the full link is on") || !strings.Contains(text, tt.says) {
					t.Errorf("the %s start: the log does not say %q:\n%s", visit, tt.says, text)
				}
				if err := r.Close(); err != nil {
					t.Error(err)
				}
			}
			if n := calls(); n != 1 {
				t.Errorf("%d trials", n)
			}
		})
	}
	t.Run("passes", func(t *testing.T) {
		yesterday := time.Now().Add(-25 * time.Hour)
		for _, verdict := range verdicts(t, cache) { // of the last fault
			if err := os.Chtimes(verdict, yesterday, yesterday); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			r := newRoom(t, engine.Options{Dir: t.TempDir(), Source: source(t), CacheDir: cache})
			if err := r.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			if r.Link() != "delta" {
				t.Errorf("the %s link is on", r.Link())
			}
		}
		if n := calls(); n != 1 {
			t.Errorf("%d trials", n)
		}
	})
}

func verdicts(t *testing.T, cache string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(cache, "build", "*", "trial"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// forget removes what earlier trials said.
func forget(t *testing.T, cache string) {
	t.Helper()
	for _, file := range verdicts(t, cache) {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
}

// breakLinker puts the test's own executable in the place of ld. It returns what
// says how many trials were linked since it was last asked.
func breakLinker(t *testing.T) (calls func() int) {
	t.Helper()
	real, err := exec.LookPath("ld")
	if err != nil {
		t.Skip(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	script := fmt.Sprintf("#!/bin/sh\n%s=linker exec %q \"$@\"\n", fakeEnv, self)
	if err := os.WriteFile(filepath.Join(bin, "ld"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv(realEnv, real)
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	list := filepath.Join(bin, "ld.calls")
	return func() int {
		data, _ := os.ReadFile(list)
		_ = os.Remove(list)
		return len(data)
	}
}

// beLinker calls the real linker, and breaks what comes out if that is a trial.
func beLinker() {
	args := os.Args[1:]
	cmd := exec.Command(os.Getenv(realEnv), args...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		os.Exit(1)
	}
	out := ""
	if i := slices.Index(args, "-o"); i >= 0 && i+1 < len(args) {
		out = args[i+1]
	}
	if filepath.Base(out) != "trial.so" {
		return
	}
	if err := breakTrial(out, os.Getenv(faultEnv)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func breakTrial(file, fault string) error {
	bin, _, _ := strings.Cut(os.Getenv("PATH"), string(os.PathListSeparator))
	list, err := os.OpenFile(filepath.Join(bin, "ld.calls"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, _ = list.WriteString(".")
	_ = list.Close()
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	// Instructions that the init function of the trial is overwritten with.
	trap, loop := []byte{0x0f, 0x0b}, []byte{0xeb, 0xfe}
	if runtime.GOARCH == "arm64" {
		trap, loop = []byte{0, 0, 0, 0}, []byte{0, 0, 0, 0x14}
	}
	switch fault {
	case "is no object":
		data = []byte("text, not a shared object, and long enough to be read as the header of one")
	case "answers wrong":
		data = bytes.ReplaceAll(data, []byte("main.trial 1005 true"), []byte("main.trial 1006 true"))
	case "crashes":
		err = overwrite(data, trap)
	case "hangs":
		err = overwrite(data, loop)
	case "does not link":
		err = fmt.Errorf("no room")
	}
	if err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o700)
}

// overwrite fills the whole text of a shared object with an instruction, so that
// whatever runs first in it is that.
func overwrite(data, instruction []byte) error {
	f, err := elf.NewFile(bytes.NewReader(data))
	if err != nil {
		return err
	}
	text := f.Section(".text")
	if text == nil {
		return fmt.Errorf("no text in the trial")
	}
	part := data[text.Offset : text.Offset+text.Size]
	for len(part) >= len(instruction) {
		part = part[copy(part, instruction):]
	}
	return nil
}
