package cellcall_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gokino/gokino/notebook/runtime/cellcall"
)

// recorder is a Runtime that writes down what it is asked for.
type recorder struct{ asked []string }

func (r *recorder) add(format string, a ...any) {
	r.asked = append(r.asked, fmt.Sprintf(format, a...))
}

func (r *recorder) Poll()                         { r.add("poll") }
func (r *recorder) Sleep(ns int64)                { r.add("sleep %d", ns) }
func (r *recorder) Recovered(v any, where string) { r.add("recovered %v at %s", v, where) }
func (r *recorder) Exit(code int)                 { r.add("exit %d", code) }
func (r *recorder) Show(values []any)             { r.add("show %v", values) }

func (r *recorder) Guard(where string, f func()) func() {
	return func() {
		r.add("guarded at %s", where)
		f()
	}
}

var errFull = errors.New("full")

func (r *recorder) Print(a []any) (int, error)   { r.add("print %v", a); return 1, nil }
func (r *recorder) Println(a []any) (int, error) { r.add("println %v", a); return 2, nil }
func (r *recorder) Printf(format string, a []any) (int, error) {
	r.add("printf %s %v", format, a)
	return 0, errFull
}

func (r *recorder) File(stderr bool) any {
	if stderr {
		return os.Stderr
	}
	return os.Stdout
}

func TestCallsReachTheRuntime(t *testing.T) {
	r := &recorder{}
	cellcall.Attach(r)
	cellcall.Poll()
	cellcall.Alarm(true)
	cellcall.Poll()
	cellcall.Alarm(false)
	cellcall.Poll()
	cellcall.Sleep(time.Microsecond)
	func() {
		defer cellcall.Recover("cell1:1")
	}()
	func() {
		defer cellcall.Recover("cell1:2")
		panic("p")
	}()
	cellcall.Guard("cell1:3", func() { r.add("called") })()
	if err := cellcall.GuardError("cell1:4", func() error { return errFull })(); err != errFull {
		t.Error(err)
	}
	err := cellcall.GuardError("cell1:5", func() error { panic("q") })()
	if err == nil || err.Error() != "panic in a goroutine started at cell1:5" {
		t.Error(err)
	}
	cellcall.Exit(4)
	cellcall.Show(1, nil)
	if n, err := cellcall.Print(1, 2); n != 1 || err != nil {
		t.Error(n, err)
	}
	if n, err := cellcall.Println(); n != 2 || err != nil {
		t.Error(n, err)
	}
	if n, err := cellcall.Printf("%d", 5); n != 0 || err != errFull {
		t.Error(n, err)
	}
	if cellcall.Stdout().(*os.File) != os.Stdout || cellcall.Stderr().(*os.File) != os.Stderr {
		t.Error("other files")
	}
	want := []string{
		"poll", "sleep 1000", "recovered p at cell1:2", "guarded at cell1:3", "called",
		"recovered q at cell1:5", "exit 4",
		"show [1 <nil>]", "print [1 2]", "println []", "printf %d [5]",
	}
	if !slices.Equal(r.asked, want) {
		t.Errorf("the runtime was asked for %q, want %q", r.asked, want)
	}
}

// TestPollCost holds the cost of the one call that is in every loop.
func TestPollCost(t *testing.T) {
	if n := testing.AllocsPerRun(100, cellcall.Poll); n != 0 {
		t.Errorf("Poll allocates %v times", n)
	}
}

// TestInlining asks the compiler: a call of Poll in every loop would cost more
// than the loop.
func TestInlining(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles")
	}
	out, err := exec.Command("go", "build", "-gcflags=-m", ".").CombinedOutput()
	if err != nil {
		t.Skipf("%v: %s", err, out)
	}
	for _, f := range []string{"Poll", "Deep"} {
		if !strings.Contains(string(out), "can inline "+f+"\n") {
			t.Errorf("%s is not inlined", f)
		}
	}
}

func TestClear(t *testing.T) {
	s := []int{1}
	cellcall.Clear(&s)
	if s != nil || cellcall.Never {
		t.Error(s, cellcall.Never)
	}
}

func BenchmarkPoll(b *testing.B) {
	for b.Loop() {
		cellcall.Poll()
	}
}
