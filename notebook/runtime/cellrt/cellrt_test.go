package cellrt_test

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook/runtime/cellcall"
	"github.com/gokino/gokino/notebook/runtime/cellrt"
)

// host records what cells tell it.
type host struct {
	mu     sync.Mutex
	heard  []string
	signal chan struct{}
}

func attach(t *testing.T) *host {
	t.Helper()
	h := &host{signal: make(chan struct{}, 100)}
	cellrt.Attach(h)
	t.Cleanup(func() { cellrt.Attach(nil) })
	return h
}

func (h *host) add(format string, args ...any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.heard = append(h.heard, fmt.Sprintf(format, args...))
	h.signal <- struct{}{}
}

func (h *host) Write(eval uint64, stderr bool, text []byte) { h.add("%d %t %s", eval, stderr, text) }
func (h *host) File(uint64, bool) *os.File                  { return nil }
func (h *host) Owns(*os.File) bool                          { return false }
func (h *host) Async(eval uint64, f cellrt.Failure) {
	h.add("%d async %s | %s", eval, f.Message, f.Stack)
}
func (h *host) Note(eval uint64, text string) { h.add("%d note %s", eval, text) }

// next is what the host hears next.
func (h *host) next(t *testing.T) string {
	t.Helper()
	select {
	case <-h.signal:
	case <-time.After(5 * time.Second):
		t.Fatal("the host heard nothing")
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.heard[0]
	h.heard = h.heard[1:]
	return s
}

var kern = kernel.New(kernel.Options{Scope: cellrt.CurrentScope})

// open makes an evaluation of cell 3.
func open(t *testing.T, id uint64) *cellrt.Evaluation {
	t.Helper()
	return cellrt.Open(kern.Open(id), 3)
}

// bad panics in a line that the directive puts into a cell.
func bad(s []int) int {
//line cell3:7
	return s[5]
}

//line cellrt_test.go:76

func TestOutcomes(t *testing.T) {
	h := attach(t)
	tests := []struct {
		name string
		f    func()
		want cellrt.Outcome
	}{
		{"returns", func() {}, cellrt.Outcome{}},
		{"panics", func() { bad([]int{1}) }, cellrt.Outcome{Failed: true, Failure: cellrt.Failure{
			Message: "panic: runtime error: index out of range [5] with length 1", Line: 7, Stack: "bad cell3:7"}}},
		{"panics outside of cells", func() { panic(errors.New("own")) }, cellrt.Outcome{Failed: true, Failure: cellrt.Failure{Message: "panic: own"}}},
		{"panics with an old type", func() { panic("Tꓸ2 is not Tꓸ13") }, cellrt.Outcome{Failed: true, Failure: cellrt.Failure{Message: "panic: T is not T"}}},
		{"exits", func() { cellcall.Exit(3) }, cellrt.Outcome{Failed: true, Failure: cellrt.Failure{Message: "os.Exit(3): the runtime was kept"}}},
		{"exits well", func() { cellcall.Exit(0) }, cellrt.Outcome{Note: "os.Exit(0): the runtime was kept"}},
		{"exits in spite of recover", func() {
			defer func() { _ = recover() }()
			cellcall.Exit(0)
		}, cellrt.Outcome{Note: "os.Exit(0): the runtime was kept"}},
		{"stops", func() { kernel.Stop("Enter a Tꓸ2.") }, cellrt.Outcome{Stopped: true, Failure: cellrt.Failure{Message: "Enter a T."}}},
		{"stops with an error", func() { kernel.StopError(errors.New("no")) }, cellrt.Outcome{Stopped: true, Failed: true, Failure: cellrt.Failure{Message: "no"}}},
		{"ends its goroutine", runtime.Goexit, cellrt.Outcome{Note: "runtime.Goexit ended the cell"}},
	}
	for i, tt := range tests {
		if got := open(t, uint64(i+1)).Do(tt.f); got != tt.want {
			t.Errorf("%s: %+v\nwant %+v", tt.name, got, tt.want)
		}
	}
	if len(h.heard) > 0 {
		t.Errorf("the host heard %q", h.heard)
	}
}

func TestGoroutinesBelongToTheirEvaluation(t *testing.T) {
	h := attach(t)
	a, b := open(t, 1), open(t, 2)
	turn := make(chan int)
	a.Do(func() {
		go func() {
			defer cellcall.Recover("cell3:1")
			<-turn
			fmt.Fprint(cellrt.LogWriter(), "logged")
			_, _ = cellcall.Println("late", 1)
			if kern.Current() != a.Scope() || cellrt.Current() != a {
				t.Error("the goroutine belongs to another evaluation")
			}
			panic("late")
		}()
	})
	b.Do(func() {
		turn <- 1
		for _, want := range []string{"1 true logged", "1 false late 1\n", "1 async panic: late | goroutine started at cell3:1"} {
			if got := h.next(t); got != want {
				t.Errorf("the host heard %q, want %q", got, want)
			}
		}
		_, _ = cellcall.Printf("%d", 2)
		if got, want := h.next(t), "2 false 2"; got != want {
			t.Errorf("the host heard %q, want %q", got, want)
		}
	})
	if cellrt.Current() != nil || kern.Current() != kern.Root() {
		t.Error("the test belongs to an evaluation")
	}
	a.Go(func() { cellcall.Exit(1) })
	if got, want := h.next(t), "1 note in a goroutine: os.Exit(1): the runtime was kept"; got != want {
		t.Errorf("the host heard %q, want %q", got, want)
	}
}

func TestDoom(t *testing.T) {
	attach(t)
	loop := func() {
		for {
			cellcall.Poll()
		}
	}
	tests := []struct {
		name string
		f    func()
	}{
		{"a loop", loop},
		{"a sleep", func() { cellcall.Sleep(time.Hour) }},
		{"a loop that recovers", func() {
			defer func() { _ = recover() }()
			loop()
		}},
		{"a loop in a deferred call", func() {
			defer loop()
			loop()
		}},
		{"work in a deferred call", func() {
			defer func() {
				for range 1000 {
					cellcall.Poll()
				}
				cellcall.Sleep(time.Hour)
			}()
			loop()
		}},
	}
	other := make(chan struct{})
	stop := make(chan struct{})
	bystander := open(t, 99)
	bystander.Go(func() {
		defer close(other)
		for {
			cellcall.Poll()
			select {
			case <-stop:
				return
			default:
			}
		}
	})
	for i, tt := range tests {
		e := open(t, uint64(i+1))
		ended := make(chan cellrt.Outcome)
		child := make(chan struct{})
		go func() {
			ended <- e.Do(func() {
				go func() {
					defer close(child)
					tt.f()
				}()
				tt.f()
			})
		}()
		e.Doom()
		e.Doom()
		if got := <-ended; !got.Interrupted {
			t.Errorf("%s: %+v", tt.name, got)
		}
		<-child
		e.Spare()
	}
	select {
	case <-other:
		t.Error("an evaluation ended that nobody interrupted")
	default:
	}
	close(stop)
	<-other
}

func TestWhere(t *testing.T) {
	attach(t)
	e := open(t, 1)
	block, entered := make(chan int), make(chan int)
	ended := make(chan cellrt.Outcome)
	go func() { ended <- e.Do(func() { wait(entered, block) }) }()
	<-entered
	for want := "chan receive in github.com/gokino/gokino/notebook/runtime/cellrt_test.wait, called at cell3:12"; e.Where() != want; {
		if got := e.Where(); got != want && !strings.HasPrefix(got, "runn") {
			t.Fatalf("it is at %q, want %q", got, want)
		}
		runtime.Gosched()
	}
	close(block)
	<-ended
	if got := e.Where(); got != "" {
		t.Errorf("after its end it is at %q", got)
	}
}

// wait waits in a line that the directive puts into a cell.
//
//go:noinline
func wait(entered chan<- int, block <-chan int) {
	entered <- 1
//line cell3:12
	<-block
}

//line cellrt_test.go:230

func TestDeep(t *testing.T) {
	attach(t)
	var deep func(n int) int
	deep = func(n int) int {
		cellcall.Deep()
		return deep(n+1) + 1
	}
	got := open(t, 1).Do(func() { deep(0) })
	if want := "panic: stack overflow: the goroutine's stack grew over 64 MB"; got.Failure.Message != want {
		t.Errorf("%+v", got)
	}
}

func TestTrimStack(t *testing.T) {
	trace := `goroutine 7 [running]:
runtime/debug.Stack()
	/usr/local/go/src/runtime/debug/stack.go:26 +0x5e
main.(*counterꓸ2).HandleEvent(0xc000012345, {0x1, 0x2})
	/home/u/cell12:8 +0x5e
main.mapf[...](...)
	cell2:3
main.mapf[...](...)
	cell2:3
example.com/my.pkg/sub.Run(0x1)
	/home/u/pkg/sub/cell3.go:5 +0x1
main.GKcell_7_0a0b.func1()
	cell12:1 +0x5e
created by main.(*T).Start in goroutine 5
	cell2:9 +0x12
`
	stack, line := cellrt.TrimStack(trace, 12)
	want := strings.Join([]string{"(*counter).HandleEvent cell12:8", "mapf[...] cell2:3", "... 1 more", "cell.func1 cell12:1", "(*T).Start cell2:9"}, "\n")
	if stack != want || line != 8 {
		t.Errorf("line %d of\n%s\nwant\n%s", line, stack, want)
	}
	if stack, line := cellrt.TrimStack("", 1); stack != "" || line != 0 {
		t.Errorf("of nothing: %q %d", stack, line)
	}
}

func TestWithoutHost(t *testing.T) {
	if cellcall.Stdout() != any(os.Stdout) || cellcall.Stderr() != any(os.Stderr) {
		t.Error("without a host the process's own files are not used")
	}
	cellcall.Sleep(time.Duration(0))
}

func BenchmarkPollWhileAnotherIsDoomed(b *testing.B) {
	e := cellrt.Open(kern.Open(1), 1)
	e.Doom()
	defer e.Spare()
	for b.Loop() {
		cellcall.Poll()
	}
}

func BenchmarkCurrent(b *testing.B) {
	e := cellrt.Open(kern.Open(1), 1)
	e.Do(func() {
		for b.Loop() {
			if cellrt.Current() != e {
				b.Fatal("another evaluation")
			}
		}
	})
}
