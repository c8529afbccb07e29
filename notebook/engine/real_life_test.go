//go:build unix

package engine_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/engine"
)

func TestLateOutputBelongsToItsCell(t *testing.T) {
	r := realRoom(t)
	r.steps(t, []step{
		{`import "log/slog"
turn := make(chan bool)
go func() {
	<-turn
	fmt.Println("told")
	fmt.Fprintln(os.Stdout, "file")
	slog.Info("logged")
	turn <- true
	<-turn
	panic("late")
}()`, ""},
		{`fmt.Println("before"); turn <- true; <-turn; fmt.Println("after")`, "…[2 stdout]…after…"},
	})
	r.until(t, "output of both", func() bool {
		return r.ofCell(2) == "before\nafter\n" && match("told\nfile\n… INFO logged\n", r.ofCell(1))
	})
	r.run(3, "turn <- true")
	r.until(t, "panic of the goroutine", func() bool {
		return strings.Contains(r.textLocked(), "[1 error]panic: late\ncell.func1 cell1:10\ngoroutine started at cell1:3")
	})
}

// TestLibrariesPrintForTheirCell has libraries print in a goroutine of one cell
// while another runs.
func TestLibrariesPrintForTheirCell(t *testing.T) {
	for _, link := range []compile.LinkMode{compile.LinkDelta, compile.LinkFull} {
		t.Run(link.String(), func(t *testing.T) { testLibraries(t, linkedRoom(t, link)) })
	}
}

func testLibraries(t *testing.T, r *room) {
	r.steps(t, []step{
		{`import ("flag"; "go/ast"; "log/slog"; "io")
log.SetFlags(0)
turn := make(chan bool)
own := log.New(os.Stderr, "own ", 0)
print := func() {
	ast.Print(nil, 5)
	flag.NewFlagSet("prog", 0).Usage()
	own.Print("logger")
	log.Printf("log %d", 1)
	slog.Info("slog")
	io.WriteString(os.Stdout, "string\n")
}
go func() { <-turn; print(); turn <- true }()`, ""},
		{`fmt.Println("before"); turn <- true; <-turn; fmt.Println("after")`, "…[2 stdout]…after…"},
	})
	const want = "     0  5\nUsage of prog:\nown logger\nlog 1\nINFO slog\nstring\n"
	r.until(t, "output of both", func() bool { return r.ofCell(2) == "before\nafter\n" && r.ofCell(1) == want })
	r.clear()
	r.run(2, "print()")
	r.until(t, "output of the cell that called", func() bool {
		return r.ofCell(1) == "own logger\n" && r.ofCell(2) == strings.Replace(want, "own logger\n", "", 1)
	})
}

// ofCell is the text of one cell.
func (r *room) ofCell(cell int) string {
	text := ""
	for _, o := range r.outputs {
		if o.Cell == cell {
			text += o.Text
		}
	}
	return text
}

// started evaluates a cell that prints "go", and returns its end once it has.
func (r *room) started(t *testing.T, cell int, source string) <-chan engine.Result {
	t.Helper()
	r.clear()
	end := make(chan engine.Result, 1)
	go func() { end <- r.Evaluate(context.Background(), cell, source) }()
	r.until(t, "cell that runs", func() bool { return strings.Contains(r.textLocked(), "go\n") })
	return end
}

func TestInterrupt(t *testing.T) {
	r := realRoom(t)
	r.run(1, `import "net/http/httptest"
n := 0
block := make(chan int)
server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { <-block }))`)
	defer r.run(1, "close(block)")
	tests := []struct{ source, status string }{
		{`for { if n++; n == 1000 { fmt.Println("go") } }`, engine.StatusInterrupted},
		{`fmt.Println("go"); time.Sleep(time.Hour)`, engine.StatusInterrupted},
		{`fmt.Println("go"); defer func() { recover() }(); for { func() { defer func() { recover() }(); for { n++ } }() }`, engine.StatusInterrupted},
		{`fmt.Println("go"); <-kernel.Context().Done()`, engine.StatusInterrupted},
		{`fmt.Println("go"); s := make([]int, 100); for { sort.Slice(s, func(i, j int) bool { return true }) }`, engine.StatusInterrupted},
		{`fmt.Println("go"); slices.SortFunc(make([]int, 1000), func(a, b int) int { for { } })`, engine.StatusInterrupted},
		{`fmt.Println("go"); var f func(int) int; f = func(n int) int { if n > 30 { return 0 }; return f(n+1) + f(n+1) }; f(0)`, engine.StatusInterrupted},
		{`fmt.Println("go"); var wg sync.WaitGroup; for range 4 { wg.Go(func() { for { } }) }; wg.Wait()`, engine.StatusInterrupted},
		{`fmt.Println("go")
req, _ := http.NewRequestWithContext(kernel.Context(), "GET", server.URL, nil)
_, err := http.DefaultClient.Do(req)
err`, engine.StatusInterrupted},
		{`fmt.Println("go"); http.Get(server.URL)`, engine.StatusAbandoned},
		{`fmt.Println("go"); var mu sync.Mutex; mu.Lock(); mu.Lock()`, engine.StatusAbandoned},
		{`import "syscall"
pipe := make([]int, 2); syscall.Pipe(pipe); fmt.Println("go"); syscall.Read(pipe[0], make([]byte, 1))`, engine.StatusAbandoned},
		{`fmt.Println("go"); exec.Command("sleep", "30").Run()`, engine.StatusAbandoned},
		{`fmt.Println("go"); exec.CommandContext(kernel.Context(), "sleep", "30").Run()`, engine.StatusInterrupted},
		{`fmt.Println("go"); for { func() { defer func() { recover(); for range 10 { time.Sleep(time.Millisecond) } }(); panic("again") }() }`, engine.StatusInterrupted},
		{`fmt.Println("go"); <-block`, engine.StatusAbandoned},
		{`fmt.Println("go"); select {}`, engine.StatusAbandoned},
	}
	for _, tt := range tests {
		end := r.started(t, 2, tt.source)
		r.Interrupt()
		result := <-end
		if result.Status != tt.status {
			t.Errorf("%s: %+v, want %s", tt.source, result, tt.status)
		}
		if where := "[2 note]still there after the interrupt: "; strings.Contains(r.text(), where) != (tt.status == engine.StatusAbandoned) {
			t.Errorf("%s: %s", tt.source, r.text())
		}
		if got := r.run(3, "n > 0"); got != "[3 value]true" {
			t.Errorf("after %s: %s", tt.source, got)
		}
	}
}

func TestInterruptEndsGoroutinesAndRunsDefers(t *testing.T) {
	r := realRoom(t)
	r.run(1, "ended, started := make(chan string, 3), make(chan bool)")
	r.run(2, `go func() { defer func() { ended <- "of another cell" }(); for { time.Sleep(time.Millisecond) } }()`)
	end := r.started(t, 3, `go func() { defer func() { ended <- "goroutine" }(); started <- true; for { } }()
<-started
defer func() { for i := 0; i < 10; i++ { time.Sleep(time.Microsecond) }; ended <- "cell" }()
fmt.Println("go")
for { }`)
	r.Interrupt()
	if got := <-end; got.Status != engine.StatusInterrupted {
		t.Errorf("%+v", got)
	}
	got := r.run(4, `a, b := <-ended, <-ended
if a > b { a, b = b, a }
time.Sleep(50 * time.Millisecond)
fmt.Print(a, " ", b, " ", len(ended))`)
	if want := "[4 stdout]cell goroutine 0"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestContextEndsEvaluation(t *testing.T) {
	r := realRoom(t)
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	if got := r.Evaluate(ctx, 1, "for {}"); got.Status != engine.StatusInterrupted {
		t.Errorf("%+v", got)
	}
	if got := r.Evaluate(ctx, 1, "for {}"); got.Status != engine.StatusInterrupted {
		t.Errorf("with a context that ended: %+v", got)
	}
	if got := r.run(2, "1"); got != "[2 value]1" {
		t.Error(got)
	}
}

// TestDeath is about everything that takes the process with it.
func TestDeath(t *testing.T) {
	r := realRoom(t)
	tests := []struct{ source, want, words string }{
		{"p, _ := os.FindProcess(os.Getpid()); p.Kill(); select {}", "(died 0:0) the runtime ended: signal: killed", ""},
		{`m := map[int]int{}
for range 4 { go func() { for { m[1]++ } }() }
time.Sleep(time.Hour)`, "(died 2:0) the runtime ended: fatal error: concurrent map …", "goroutine"},
		{`type w struct{}
func (w) Write([]byte) (int, error) { panic("in a library's goroutine") }
c := exec.Command("echo")
c.Stdout = w{}
c.Run()`, "(died 2:0) the runtime ended: panic: in a library's goroutine (in a goroutine that os/exec.(*Cmd).Start started, where nothing can catch it)…w.Write cell5:2", "cell5"},
		{"var mu sync.Mutex; mu.Unlock()", "(died 1:0) the runtime ended: fatal error: sync: unlock of unlocked mutex…cell cell5:1", "cell5"},
		{`a := new(int); p := unsafe.Pointer(a); for i := 0; ; i += 8 { *(*uintptr)(unsafe.Add(p, i)) = 0xff }`, "(died …) the runtime ended: …", ""},
		{`import "syscall"; syscall.Kill(0, syscall.SIGKILL); select {}`, "(died 0:0) the runtime ended: signal: killed", ""},
		{`import "syscall"; syscall.Exec("/bin/sleep", []string{"sleep", "1000"}, nil)`, "(died 0:0) the runtime ended: it closed its line to gokino, as syscall.Exec does", ""},
		{`import "syscall"; for fd := range 100 { syscall.Close(fd) }; select {}`, "(died 0:0) the runtime ended: …", ""},
		{`import "syscall"; syscall.Exit(7)`, "(died 0:0) the runtime ended: exit status 7", ""},
	}
	for _, tt := range tests {
		r.run(1, "before := 1")
		got := r.run(5, tt.source)
		if at := strings.Index(got, "(died "); at < 0 || !match(tt.want, got[at:]) {
			t.Errorf("%s\ngot  %q\nwant %q", tt.source, got, tt.want)
		}
		r.mu.Lock()
		deaths := r.deaths
		r.mu.Unlock()
		if len(deaths) != 1 {
			t.Fatalf("%s: %d deaths", tt.source, len(deaths))
		}
		if d := deaths[0]; !strings.Contains(d.Stderr, tt.words) || d.Cell != 5 {
			t.Errorf("%s: %+v", tt.source, d)
		}
		if got := r.run(6, "1"); got != "(died 0:0) the runtime is not running" {
			t.Errorf("without a runtime: %s", got)
		}
		if err := r.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := r.run(7, "before"); !strings.Contains(got, "undefined: before") {
			t.Errorf("in a fresh runtime: %s", got)
		}
	}
}

// TestDeathByAnotherCell has a cell end the process while another runs.
func TestDeathByAnotherCell(t *testing.T) {
	r := realRoom(t)
	r.steps(t, []step{{`turn := make(chan bool)
go func() {
	<-turn
	var mu sync.Mutex
	mu.Unlock()
}()`, ""}})
	got := r.run(2, "turn <- true; select {}")
	if want := "[1 error]the runtime ended: fatal error: sync: unlock of unlocked mutex\n…cell1:5…(died 0:0) the runtime ended: fatal error: sync: unlock of unlocked mutex"; !match(want, got) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if len(r.deaths) != 1 || r.deaths[0].Cell != 1 {
		t.Errorf("%+v", r.deaths)
	}
}

// TestSurvival is about what the process lives through.
func TestSurvival(t *testing.T) {
	r := realRoom(t)
	tests := []struct{ source, want string }{
		{"var p *int; *p = 1", "(error 1:0) panic: runtime error: invalid memory address or nil pointer dereference\ncell cell1:1"},
		{"*(*int)(unsafe.Pointer(uintptr(8))) = 1", "(error 1:0) panic: runtime error: invalid memory address or nil pointer dereference\ncell cell1:1"},
		{"*(*int)(unsafe.Pointer(uintptr(1 << 40))) = 1", "(error 1:0) panic: runtime error: invalid memory address or nil pointer dereference\ncell cell1:1"},
		{`type endless struct{ n int }
func (e endless) String() string { return fmt.Sprint(e) }
fmt.Println(endless{})`, "[1 stdout]%!v(PANIC=String method: stack overflow…"},
		{`var endlessly func(); endlessly = func() { endlessly(); println() }; endlessly()`, "(error 1:0) panic: stack overflow…"},
		{`n := -1; n--; make([]int, n)`, "(error 1:0) panic: runtime error: makeslice: len out of range…"},
		{`f := func() { defer runtime.Goexit(); panic("lost") }; f()`, "[1 note]runtime.Goexit ended the cell"},
		{`defer func() { panic("second") }(); panic("first")`, "(error 1:0) panic: second…"},
		{`defer os.Exit(4); panic("first")`, "(error 0:0) os.Exit(4): the runtime was kept"},
		{`done := make(chan bool); time.AfterFunc(0, func() { defer close(done); panic("timer") }); <-done`, "…"},
		{`import "syscall"; syscall.Kill(os.Getpid(), syscall.SIGPIPE); syscall.Kill(os.Getpid(), syscall.SIGWINCH)`, "…"},
		{`import "syscall"; for fd := range 3 { syscall.Close(fd) }; fmt.Println("still"); fmt.Fprintln(os.Stderr, "here")`, "[1 stdout]still\n[1 stderr]here"},
	}
	for _, tt := range tests {
		if got := r.run(1, tt.source); !match(tt.want, got) {
			t.Errorf("%s\ngot  %q\nwant %q", tt.source, got, tt.want)
		}
		if got := r.run(2, "fmt.Println(1)"); got != "[2 stdout]1" {
			t.Fatalf("after %s: %s (%+v)", tt.source, got, r.deaths)
		}
	}
}

func TestProcessesOfCellsEndWithTheRuntime(t *testing.T) {
	r := realRoom(t)
	got := r.run(1, `c := exec.Command("sleep", "1000"); c.Start(); fmt.Print(c.Process.Pid)`)
	pid, err := strconv.Atoi(strings.TrimPrefix(got, "[1 stdout]"))
	if err != nil {
		t.Fatal(got)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	awaitEnd(t, pid)
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := r.run(1, "1"); got != "[1 value]1" {
		t.Errorf("after Close and Start: %s", got)
	}
}

// TestTempDir: temporary files of cells are in a folder of the runtime's own, which ends
// with it however it ends.
func TestTempDir(t *testing.T) {
	r := realRoom(t)
	const source = `f, _ := os.CreateTemp("", "mine"); fmt.Fprint(f, 1); fmt.Print(os.TempDir())`
	const inherited = `out, _ := exec.Command("sh", "-c", "mktemp -d").Output(); strings.HasPrefix(string(out), os.TempDir()+"/")`
	for _, end := range []func(pid int){
		func(int) { _ = r.Close() },
		func(pid int) { _ = syscall.Kill(pid, syscall.SIGKILL) },
	} {
		if err := r.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		dir := strings.TrimPrefix(r.run(1, source), "[1 stdout]")
		if found, err := os.ReadDir(dir); err != nil || len(found) == 0 || dir == os.TempDir() {
			t.Fatalf("%q: %v, %v", dir, found, err)
		}
		if got := r.run(2, inherited); got != "[2 value]true" {
			t.Error("a process that a cell starts:", got)
		}
		pid, err := strconv.Atoi(strings.TrimPrefix(r.run(1, `fmt.Print(os.Getpid())`), "[1 stdout]"))
		if err != nil {
			t.Fatal(err)
		}
		end(pid)
		awaitGone(t, dir)
	}
}

// awaitGone waits until there is nothing at a path.
func awaitGone(t *testing.T, path string) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for {
		_, err := os.Lstat(path)
		if errors.Is(err, os.ErrNotExist) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is still there", path)
		}
		runtime.Gosched()
	}
}

// awaitEnd waits until there is no process pid, or only its remains.
func awaitEnd(t *testing.T, pid int) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for syscall.Kill(pid, 0) == nil {
		stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if _, after, ok := strings.Cut(string(stat), ") "); ok && after[0] == 'Z' {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("process %d lives on", pid)
		}
		runtime.Gosched()
	}
}

// TestMuchOutput prints more than any pipe holds, by all ways.
func TestMuchOutput(t *testing.T) {
	r := realRoom(t)
	tests := []struct {
		source string
		bytes  int
	}{
		{`line := strings.Repeat("x", 99); for range 100_000 { fmt.Println(line) }`, 10_000_000},
		{`for range 100_000 { fmt.Fprintln(os.Stderr, line) }`, 10_000_000},
		{`fmt.Print(strings.Repeat("é", 5_000_000))`, 10_000_000},
		{`waste := make([][]byte, 10); for i := range 100_000 { println("123456789"); waste[i%10] = make([]byte, 5000) }`, 1_000_000},
		{`c := exec.Command("sh", "-c", "yes | head -c 10000000"); c.Stdout = os.Stdout; if err := c.Run(); err != nil { panic(err) }`, 10_000_000},
	}
	for i, tt := range tests {
		r.clear()
		if got := r.Evaluate(t.Context(), i+1, tt.source); got.Status != engine.StatusOK {
			t.Fatalf("%s: %+v", tt.source, got.Error)
		}
		n := 0
		for _, o := range r.outputs {
			n += len(o.Text)
			if strings.Contains(o.Text, "\uFFFD") {
				t.Fatalf("%s: a character was cut", tt.source)
			}
		}
		if n != tt.bytes {
			t.Errorf("%s: %d bytes, want %d", tt.source, n, tt.bytes)
		}
	}
}

func TestWidget(t *testing.T) {
	r := realRoom(t)
	got := r.run(1, `type counter struct{}
type state struct{ N int }
func (counter) HandleConnect(ctx *live.Context[state]) (any, error) { return ctx.Assigns.N, nil }
func (counter) HandleEvent(ctx *live.Context[state], event string, p live.Payload) error {
	ctx.Assigns.N++
	fmt.Println(event)
	ctx.BroadcastEvent("count", ctx.Assigns.N)
	if event == "boom" { panic("boom") }
	return nil
}
live.New(counter{}, 10, live.Options{Assets: jsassets.Inline("main.js", "")})`)
	r.mu.Lock()
	var view kernel.View
	for _, o := range r.outputs {
		if v, ok := o.Data[kernel.ViewType].(kernel.View); ok {
			view = v
		}
	}
	r.mu.Unlock()
	if view.Ref == "" {
		t.Fatal(got)
	}
	r.Deliver(kernel.Connect{Client: "c", Ref: view.Ref, View: "v"})
	r.Deliver(kernel.Event{Client: "c", Ref: view.Ref, View: "v", Event: "bump"})
	r.Deliver(kernel.Event{Client: "c", Ref: view.Ref, View: "v", Event: "boom"})
	r.until(t, "panic of the callback", func() bool { return strings.Contains(r.textLocked(), "[1 stdout]bump\nboom\n[1 error]") })
	var heard string
	count := func() {
		heard = ""
		for _, m := range r.messages {
			heard += fmt.Sprintf("%T ", m)
		}
	}
	r.until(t, "answers", func() bool { count(); return strings.Contains(heard, "kernel.Init kernel.Broadcast kernel.") })
	r.clear()
	r.Forget(t.Context(), 1)
	r.until(t, "Gone", func() bool { count(); return strings.Contains(heard, "kernel.Gone") })
	if r.text() != "" {
		t.Error(r.text())
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	r.clear()
	r.Deliver(kernel.Connect{Client: "c", Ref: view.Ref, View: "v"})
	r.until(t, "Gone without a runtime", func() bool { count(); return heard == "kernel.Gone " })
}

func TestEarlierScopeIsClosedFirst(t *testing.T) {
	r := realRoom(t)
	source := `scope := kernel.Default().Current()
n := scope.ID()
scope.Own("thing", func(context.Context) error { fmt.Println("ended", n); return nil })
fmt.Println("made", n)`
	first := r.run(1, source)
	if !match("[1 stdout]made …\n", first+"\n") {
		t.Fatal(first)
	}
	second := r.run(1, source)
	if !match("[1 stdout]ended …\nmade …", second) {
		t.Fatal(second)
	}
}
