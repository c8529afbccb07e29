//go:build unix

package engine_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/engine"
)

func TestResults(t *testing.T) {
	r := startedRoom(t)
	ok := func(e engine.CellError) engine.Result {
		res := engine.Result{Status: engine.StatusOK, Notes: []string{"compiled"}, Names: compile.Names{Defines: []string{"x"}}}
		if e != (engine.CellError{}) {
			res.Status, res.Error = engine.StatusError, &e
		}
		return res
	}
	fault := func(e engine.CellError) engine.Result { return engine.Result{Status: engine.StatusError, Error: &e} }
	tests := []struct {
		source string
		want   engine.Result
	}{
		{"entry nothing", ok(engine.CellError{})},
		{"entry answers what nobody asked", ok(engine.CellError{})},
		{"entry sends a question", ok(engine.CellError{})},
		{"entry fails", ok(engine.CellError{Message: "panic: p", Line: 2, Stack: "f cell1:2"})},
		{"entry stops", func() engine.Result {
			r := ok(engine.CellError{Message: "a name first", Line: 2, Stop: engine.StopNormal})
			r.Status = engine.StatusStopped
			return r
		}()},
		{"load bad.so", ok(engine.CellError{Message: "load cell into the runtime: no object"})},
		{"fault", fault(engine.CellError{Message: "undefined: x", Line: 2, Col: 3})},
		{"faults", fault(engine.CellError{Message: "cell99:9:0: elsewhere\ncell1:2:3: here", Line: 2, Col: 3})},
		{"broken", fault(engine.CellError{Message: "no disk"})},
	}
	for _, tt := range tests {
		got := r.Evaluate(t.Context(), 1, tt.source)
		if got.Duration <= 0 {
			t.Errorf("%s: it took %v", tt.source, got.Duration)
		}
		got.Duration = 0
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %+v (%+v), want %+v (%+v)", tt.source, got, got.Error, tt.want, tt.want.Error)
		}
	}
	if got := r.Evaluate(t.Context(), 13, "entry nothing").Notes; len(got) != 2 || !strings.Contains(got[0], "a server") {
		t.Errorf("notes %q", got)
	}
	if len(r.deaths) > 0 {
		t.Errorf("it died: %+v", r.deaths)
	}
	if r.Link() != "delta" || r.GoMod() != "module m" {
		t.Errorf("link %q, go.mod %q", r.Link(), r.GoMod())
	}
}

func TestOutputs(t *testing.T) {
	r := startedRoom(t)
	r.Evaluate(t.Context(), 4, "entry talks")
	want := "[4 stdout]out \uFFFD\n[4 stderr]err\n[4 note]noted[4 value]value[4 error]T\nreported\n"
	if got := r.text(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for _, o := range r.outputs {
		if o.Eval != r.outputs[0].Eval || o.Eval == 0 {
			t.Errorf("%+v", o)
		}
	}
	r.Forget(t.Context(), 13)
	r.until(t, "note", func() bool {
		return strings.Contains(r.textLocked(), "[13 note]still running from before, and left behind: a server")
	})
}

func TestDeaths(t *testing.T) {
	r := startedRoom(t)
	tests := []struct{ source, reason, words string }{
		{"entry ends without a word", "exit status 5", "last words"},
		{"entry is killed", "signal: killed", ""},
		{"entry closes the line", "it closed its line to gokino, as syscall.Exec does", ""},
		{"entry sends nonsense", "it sent something that is no message: …", ""},
		{"entry sends a bad message", "it sent something that is no message: …", ""},
		{"entry is ready again", "it sent something that is no message: a second Ready", ""},
		{"resolve die", "exit status 4", ""},
		{"resolve too many names", "it sent something that is no message: 2 answers about 3 symbols", ""},
		{"load die.so", "exit status 3", ""},
	}
	for _, tt := range tests {
		r.clear()
		got := r.Evaluate(t.Context(), 4, tt.source)
		if got.Status != engine.StatusDied || !match("the runtime ended: "+tt.reason, got.Error.Message) {
			t.Errorf("%s: %+v (%+v)", tt.source, got, got.Error)
		}
		if len(r.deaths) != 1 || !match(tt.reason, r.deaths[0].Reason) || r.deaths[0].Stderr != tt.words || r.deaths[0].Cell != 4 {
			t.Errorf("%s: %+v", tt.source, r.deaths)
		}
		if got := r.Evaluate(t.Context(), 4, "entry nothing"); got.Status != engine.StatusDied {
			t.Errorf("without a process: %+v", got)
		}
		if err := r.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := r.Evaluate(t.Context(), 4, "entry nothing"); got.Status != engine.StatusOK {
			t.Errorf("in a fresh process: %+v", got)
		}
	}
}

func TestWhatIsLeftInThePipe(t *testing.T) {
	r := startedRoom(t)
	r.Evaluate(t.Context(), 4, "entry ends without a word")
	if got, want := r.text(), "[4 stdout]left in the pipe"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestStartErrors(t *testing.T) {
	for script, want := range map[string]string{
		"exits at once":         "start the runtime: exit status 7: no room",
		"cannot work":           "start the runtime: no module data",
		"is of another version": "start the runtime: it speaks version 99 of the protocol with go1.0, and gokino version 4",
	} {
		r := fakeRoom(t, script)
		if err := r.Start(t.Context()); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", script, err, want)
		}
		if len(r.deaths) > 0 {
			t.Errorf("%s: Died was told as well: %+v", script, r.deaths)
		}
	}
	r := fakeRoom(t, "never ready")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := r.Start(ctx); err == nil || ctx.Err() == nil {
		t.Errorf("a process that is never ready: %v", err)
	}
	r = newRoom(t, engine.Options{Dir: "/no/such/folder"})
	engine.UseFakes(r.Engine, engine.FakeTools{Exe: "/no/such/file"})
	if err := r.Start(t.Context()); err == nil {
		t.Error("started nothing")
	}
}

// TestStartAfterItsEnd: who gave up on a Start that is only beginning finds no
// process afterwards.
func TestStartAfterItsEnd(t *testing.T) {
	r := fakeRoom(t, "works")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 100 {
		if err := r.Start(ctx); !errors.Is(err, context.Canceled) {
			t.Fatal("started:", err)
		}
	}
	if link := r.Link(); link != "" {
		t.Error("there is a process, with the link", link)
	}
}

func TestCloseEndsAStart(t *testing.T) {
	r := fakeRoom(t, "never ready")
	ended := make(chan error, 1)
	under := make(chan struct{})
	r.Engine = engine.New(engine.Options{Progress: func(engine.Progress) { close(under) }})
	exe, _ := os.Executable()
	engine.UseFakes(r.Engine, engine.FakeTools{Exe: exe, Notebook: func(target compile.Target) engine.Compiler { return &fakeNotebook{target} }})
	go func() { ended <- r.Start(context.Background()) }()
	<-under
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; err == nil {
		t.Error("Start succeeded")
	}
}

func TestInterrupts(t *testing.T) {
	r := startedRoom(t)
	r.Interrupt() // nothing runs
	end := r.started(t, 1, "entry waits")
	r.Interrupt()
	r.Interrupt()
	if got := <-end; got.Status != engine.StatusInterrupted {
		t.Errorf("%+v", got)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if got := r.Evaluate(ctx, 1, "slow"); got.Status != engine.StatusInterrupted {
		t.Errorf("while it compiles: %+v", got)
	}
	if got := r.Evaluate(t.Context(), 1, "entry nothing"); got.Status != engine.StatusOK {
		t.Errorf("afterwards: %+v", got)
	}
}

func TestCloseEndsAnEvaluation(t *testing.T) {
	for _, source := range []string{"entry waits", "slow"} {
		r := startedRoom(t)
		end := make(chan engine.Result, 1)
		go func() { end <- r.Evaluate(context.Background(), 1, source) }()
		if source == "entry waits" {
			r.until(t, "cell that runs", func() bool { return r.textLocked() != "" })
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		if got := <-end; got.Status != engine.StatusDied {
			t.Errorf("%s: %+v", source, got)
		}
		if len(r.deaths) > 0 {
			t.Errorf("%s: Died was told: %+v", source, r.deaths)
		}
		if err := r.Close(); err != nil {
			t.Errorf("a second Close: %v", err)
		}
	}
}

func TestDeliverAndGone(t *testing.T) {
	r := fakeRoom(t, "works")
	r.Deliver(kernel.Connect{Client: "c", Ref: "r", View: "v"})
	r.Deliver(kernel.Disconnect{Client: "c", Ref: "r", View: "v"})
	r.until(t, "Gone", func() bool {
		return reflect.DeepEqual(r.messages, []kernel.Message{kernel.Gone{Client: "c", Ref: "r", Reason: "the runtime is not running"}})
	})
	r.clear()
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.Deliver(kernel.Connect{Client: "c", Ref: "r", View: "v"})
	r.until(t, "Init", func() bool { return len(r.messages) == 1 })
	r.clear()
	r.Evaluate(t.Context(), 1, "entry is killed")
	if want := []kernel.Message{kernel.Gone{Ref: "r", Reason: "the runtime ended: signal: killed"}}; !reflect.DeepEqual(r.messages, want) {
		t.Errorf("%+v, want %+v", r.messages, want)
	}
}

// TestEvaluationsWaitForEachOther is about the order of concurrent calls.
func TestEvaluationsWaitForEachOther(t *testing.T) {
	r := startedRoom(t)
	end := r.started(t, 1, "entry waits")
	second := make(chan engine.Result, 1)
	go func() { second <- r.Evaluate(context.Background(), 2, "entry talks") }()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := r.Evaluate(ctx, 3, "entry talks"); got.Status != engine.StatusInterrupted {
		t.Errorf("one that gave up waiting: %+v", got)
	}
	if got := r.text(); strings.Contains(got, "[2 ") {
		t.Errorf("both ran at once: %s", got)
	}
	r.Interrupt()
	<-end
	if got := <-second; got.Status != engine.StatusOK {
		t.Errorf("%+v", got)
	}
}

func TestNoGoroutineIsLeft(t *testing.T) {
	before := runtime.NumGoroutine()
	r := startedRoom(t)
	r.Evaluate(t.Context(), 1, "entry talks")
	r.Evaluate(t.Context(), 1, "entry is killed")
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.Deliver(kernel.Connect{Client: "c", Ref: "r", View: "v"})
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(5 * time.Second)
	for runtime.NumGoroutine() > before {
		if time.Now().After(deadline) {
			buf := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, %d before\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
		}
		runtime.Gosched()
	}
}

// beHost is an engine's process that is about to be killed: it prints the
// numbers of the runtime and of a process that a cell started.
func beHost() {
	_ = os.Setenv(fakeEnv, "works")
	exe, _ := os.Executable()
	e := engine.New(engine.Options{Output: func(o engine.Output) { fmt.Print(o.Text) }})
	engine.UseFakes(e, engine.FakeTools{Exe: exe, Notebook: func(target compile.Target) engine.Compiler { return &fakeNotebook{target} }})
	if err := e.Start(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	e.Evaluate(context.Background(), 1, "entry starts a process")
	forever()
}

func TestNothingOutlivesItsHost(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), fakeEnv+"=host")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var pid, child int
	var temp string
	_, err = fmt.Fscan(out, &pid, &child, &temp)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if err != nil {
		t.Fatal(err)
	}
	awaitEnd(t, pid)
	awaitEnd(t, child)
	awaitGone(t, temp)
}
