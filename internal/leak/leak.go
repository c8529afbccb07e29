// Package leak fails a package's tests when goroutines of gokino outlive them.
package leak

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// patience is how long goroutines that were told to end may take.
const patience = 5 * time.Second

// Main runs the tests of a package and then looks for goroutines that still are
// in gokino's code. Call it from TestMain.
func Main(m *testing.M) {
	code := m.Run()
	if code == 0 {
		if left := wait(); len(left) > 0 {
			fmt.Fprintf(os.Stderr, "leak: %d goroutines are left:\n\n%s\n", len(left), strings.Join(left, "\n\n"))
			code = 1
		}
	}
	os.Exit(code)
}

func wait() (left []string) {
	poll := time.NewTicker(10 * time.Millisecond)
	defer poll.Stop()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); <-poll.C {
		if left = ours(); len(left) == 0 {
			return nil
		}
	}
	return left
}

// ours are the stacks of other goroutines with gokino's code in them.
func ours() (stacks []string) {
	buf := make([]byte, 4<<20)
	buf = buf[:runtime.Stack(buf, true)]
	for _, g := range strings.Split(string(buf), "\n\n") {
		if strings.Contains(g, "gokino/gokino/") && !strings.Contains(g, "internal/leak.") {
			stacks = append(stacks, g)
		}
	}
	return stacks
}
