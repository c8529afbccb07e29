//go:build linux

package engine_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook/compile"
)

// TestSoak evaluates cells that redefine what earlier ones declared, under a
// collector that runs all the time and overwrites what it frees, and compares
// everything they print with what it has to be. GOKINO_TEST_SOAK is the number of
// evaluations on the delta link, GOKINO_TEST_SEED where they start.
func TestSoak(t *testing.T) {
	n := number(t, "GOKINO_TEST_SOAK", 60)
	t.Run("delta", func(t *testing.T) { runSoak(t, compile.LinkAuto, n) })
	t.Run("full", func(t *testing.T) { runSoak(t, compile.LinkFull, n/10) })
}

// number reads a number from the environment.
func number(t testing.TB, name string, otherwise int) int {
	s := os.Getenv(name)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

func runSoak(t *testing.T, link compile.LinkMode, n int) {
	t.Setenv("GODEBUG", "clobberfree=1") // the runtime process has the test's environment
	t.Setenv("GOGC", "5")
	seed := number(t, "GOKINO_TEST_SEED", 1)
	t.Logf("seed %d, %d evaluations", seed, n)
	r := linkedRoom(t, link)
	s := newSoak(rand.New(rand.NewPCG(uint64(seed), 0)))
	for i, c := range s.prelude() {
		if wrong := c.run(r, i+1); wrong != "" {
			t.Fatalf("prelude: %s", wrong)
		}
	}
	var before usage
	for i := range n {
		if i == n/4 { // after caches are full
			before = measure(t, r)
		}
		if i > 0 && i%250 == 0 {
			t.Logf("%d evaluations: %+v", i, measure(t, r))
		}
		if wrong := s.next().run(r, 100+i%40); wrong != "" { // cells get other sources
			t.Fatalf("seed %d, evaluation %d: %s", seed, i, wrong)
		}
	}
	measure(t, r).compare(t, before, n-n/4)
}

// usage is what the runtime process and the test's own have of things that
// leak.
type usage struct {
	resident                   int // KB
	mappings, files, hostFiles int
	goroutines, hostGoroutines int
}

func measure(t *testing.T, r *room) usage {
	t.Helper()
	text := r.run(99, `runtime.GC(); debug.FreeOSMemory(); fmt.Println(os.Getpid(), runtime.NumGoroutine() - len(workers))`)
	var pid int
	var u usage
	if _, err := fmt.Sscanf(text, "[99 stdout]%d %d", &pid, &u.goroutines); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	_, _ = fmt.Sscan(after, &u.resident)
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		t.Fatal(err)
	}
	u.mappings = strings.Count(string(maps), "\n")
	u.files, u.hostFiles = entries(t, fmt.Sprintf("/proc/%d/fd", pid)), entries(t, "/proc/self/fd")
	u.hostGoroutines = runtime.NumGoroutine()
	return u
}

func entries(t *testing.T, dir string) int {
	list, err := filepath.Glob(dir + "/*")
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// compare reports what has grown. Code cannot be unloaded: each evaluation may
// keep some memory, but nothing else.
func (u usage) compare(t *testing.T, before usage, evaluations int) {
	t.Helper()
	t.Logf("before %+v", before)
	t.Logf("after  %+v, %d evaluations later", u, evaluations)
	t.Logf("each evaluation keeps %d KB and %.1f mappings", (u.resident-before.resident)/evaluations, float64(u.mappings-before.mappings)/float64(evaluations))
	const slack = 3
	if u.files > before.files+slack || u.hostFiles > before.hostFiles+slack {
		t.Error("files were left open")
	}
	if u.goroutines > before.goroutines+slack || u.hostGoroutines > before.hostGoroutines+slack {
		t.Error("goroutines were left running")
	}
	if grown := u.resident - before.resident; evaluations > 500 && grown > 150*evaluations {
		t.Errorf("memory grew by %d KB", grown)
	}
}
