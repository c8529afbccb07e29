//go:build unix

package engine_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/link"
	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/engine"
	"github.com/gokino/gokino/notebook/runtime/protocol"
)

// fakeEnv makes the test's executable a runtime that follows a script.
const fakeEnv = "GOKINO_ENGINE_TEST_FAKE"

func TestMain(m *testing.M) {
	switch script := os.Getenv(fakeEnv); {
	case script == "":
		os.Exit(m.Run())
	case script == "host":
		beHost()
	case script == "linker":
		beLinker()
	default:
		beRuntime(script)
	}
}

// forever waits, but not so that Go calls it a deadlock.
func forever() {
	for {
		time.Sleep(time.Hour)
	}
}

// fakeRuntime is a runtime process that does what its cells' entries say.
type fakeRuntime struct{ link.Conn }

func beRuntime(script string) {
	_ = syscall.SetNonblock(3, true)
	r := fakeRuntime{link.New(os.NewFile(3, "line"))}
	ready := protocol.Ready{Version: protocol.Version, GoVersion: "go1.0"}
	switch script {
	case "exits at once":
		fmt.Fprintln(os.Stderr, "no room")
		os.Exit(7)
	case "cannot work":
		ready.Error = "no module data"
	case "is of another version":
		ready.Version = 99
	case "never ready":
		forever()
	}
	r.say(ready)
	for {
		frame, err := r.Recv()
		if err != nil {
			os.Exit(0)
		}
		if !protocol.Is(frame) {
			m, _ := kernel.Decode(frame)
			if c, ok := m.(kernel.Connect); ok {
				_ = r.Send(kernel.Encode(kernel.Init{Client: c.Client, Ref: c.Ref, View: c.View, Payload: []byte{1}}))
			}
			continue
		}
		m, _ := protocol.Decode(frame)
		switch m := m.(type) {
		case protocol.Load:
			if strings.HasPrefix(m.Path, "die") {
				os.Exit(3)
			}
			answer := protocol.Loaded{ID: m.ID}
			if strings.HasPrefix(m.Path, "bad") {
				answer.Error = "no object"
			}
			r.say(answer)
		case protocol.Resolve:
			if m.Names[0] == "die" {
				os.Exit(4)
			}
			r.say(protocol.Resolved{ID: m.ID, Symbols: make([]protocol.Symbol, len(m.Names)-len(m.Names)/2)})
		case protocol.Close:
			answer := protocol.Closed{ID: m.ID}
			if m.Cell == 13 {
				answer.Left = []string{"a server"}
			}
			r.say(answer)
		case protocol.Export:
			r.export(m)
		case protocol.Run:
			r.run(m)
		case protocol.Interrupt:
			r.say(protocol.Done{Eval: m.Eval, Status: protocol.StatusInterrupted})
		}
	}
}

func (r fakeRuntime) say(m protocol.Message) { _ = r.Send(protocol.Encode(m)) }

// export answers what a widget is.
func (r fakeRuntime) export(m protocol.Export) {
	answer := protocol.Exported{ID: m.ID, Data: []byte("\x81\xaatext/plain\xa1a")}
	switch m.Ref {
	case "none":
		answer.Data = nil
	case "fails":
		answer.Data, answer.Error = nil, "no Tꓸ2"
	case "lies":
		answer.Data = []byte("\xa1a")
	case "wrong":
		r.say(protocol.Closed{ID: m.ID})
		return
	case "late":
		return
	}
	r.say(answer)
}

func (r fakeRuntime) text(eval uint64, stream uint8, s string) {
	r.say(protocol.Text{Eval: eval, Parts: []protocol.Part{{Stream: stream, Text: []byte(s)}}})
}

func (r fakeRuntime) run(m protocol.Run) {
	done := protocol.Done{Eval: m.Eval, Status: protocol.StatusOK}
	switch m.Entry {
	case "talks":
		r.text(m.Eval, protocol.Stdout, "out \xff\n")
		r.text(m.Eval, protocol.Stderr, "err\n")
		r.say(protocol.Note{Eval: m.Eval, Text: "noted"})
		r.text(12345, protocol.Stdout, "of nobody")
		_ = r.Send(kernel.Encode(kernel.Output{Scope: m.Eval, Data: kernel.Data{"text/plain": "value"}}))
		r.say(protocol.Async{Eval: m.Eval, Failure: protocol.Failure{Message: "Tꓸ2", Line: -1}})
		_ = r.Send(kernel.Encode(kernel.Report{Scope: m.Eval, Message: "reported"}))
	case "answers what nobody asked":
		r.say(protocol.Loaded{ID: 999})
		r.say(protocol.Closed{ID: 999})
		r.say(protocol.Done{Eval: 999})
		_ = r.Send(kernel.Encode(kernel.Connect{Ref: "x"}))
	case "fails":
		done.Status, done.Failure = protocol.StatusError, protocol.Failure{Message: "panic: p", Line: 2, Stack: "f cell1:2"}
	case "stops":
		done.Status, done.Failure = protocol.StatusStopped, protocol.Failure{Message: "a name first", Line: 2}
	case "has an odd status":
		done.Status = "?"
	case "waits":
		r.text(m.Eval, protocol.Stdout, "go\n")
		return
	case "starts a process":
		c := exec.Command("sleep", "1000")
		_ = c.Start()
		r.text(m.Eval, protocol.Stdout, fmt.Sprintf("%d %d %s\n", os.Getpid(), c.Process.Pid, os.TempDir()))
	case "fills its memory":
		for keep := [][]byte{}; ; {
			keep = append(keep, bytes.Repeat([]byte("x"), 1<<20))
		}
	case "lets another fill its memory":
		_ = exec.Command("sh", "-c", "(head -c 400000000 /dev/zero; sleep 1000) | tail").Run()
	case "reserves memory":
		_, err := syscall.Mmap(-1, 0, 64<<30, syscall.PROT_NONE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
		if err == nil {
			err = readMapped(300 << 20)
		}
		r.text(m.Eval, protocol.Stdout, fmt.Sprint(err, "\n"))
	case "ends without a word":
		fmt.Print("left in the pipe")
		fmt.Fprint(os.Stderr, "last words")
		os.Exit(5)
	case "is killed":
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		forever()
	case "closes the line":
		_ = syscall.Close(3)
		_ = r.Close()
		forever()
	case "sends nonsense":
		_ = r.Send([]byte{0xc1, 0x40})
		forever()
	case "sends a bad message":
		_ = r.Send([]byte{0x91, 0x52})
		forever()
	case "is ready again":
		r.say(protocol.Ready{})
		forever()
	case "sends a question":
		r.say(protocol.Run{})
		r.say(done)
		return
	}
	r.say(done)
}

// fakeNotebook compiles "entry a" to a unit whose entry is a; other words ask the
// target first.
type fakeNotebook struct{ target compile.Target }

func (n *fakeNotebook) Start(context.Context) error { return nil }
func (n *fakeNotebook) Commit(*compile.Unit)        {}
func (n *fakeNotebook) Link() compile.LinkMode      { return compile.LinkDelta }
func (n *fakeNotebook) Guess(string) compile.Names  { return compile.Names{} }
func (n *fakeNotebook) GoMod() string               { return "module m" }

func (n *fakeNotebook) Compile(ctx context.Context, cell compile.Cell) (*compile.Unit, error) {
	verb, rest, _ := strings.Cut(cell.Source, " ")
	u := &compile.Unit{Module: compile.Module{Path: "cell.so", Name: "cell"}, Entry: rest, Notes: []string{"compiled"}, Names: compile.Names{Defines: []string{"x"}}}
	switch verb {
	case "load":
		u.Module.Path = rest
	case "resolve":
		_, err := n.target.Resolve(ctx, strings.Fields(rest))
		return u, err
	case "fault":
		return nil, compile.Errors{{Cell: cell.ID, Line: 2, Col: 3, Message: "undefined: x"}}
	case "faults":
		return nil, compile.Errors{{Cell: 99, Line: 9, Message: "elsewhere"}, {Cell: cell.ID, Line: 2, Col: 3, Message: "here"}}
	case "broken":
		return nil, errors.New("no disk")
	case "slow":
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return u, nil
}

// readMapped maps a file of that many bytes and reads it.
func readMapped(size int) error {
	f, err := os.CreateTemp("", "")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := f.Truncate(int64(size)); err != nil {
		return err
	}
	text, err := syscall.Mmap(int(f.Fd()), 0, size, syscall.PROT_READ, syscall.MAP_SHARED)
	bytes.Count(text, []byte("x"))
	return err
}

// fakeRoom is an engine whose process follows a script.
func fakeRoom(t testing.TB, script string) *room { return limitedRoom(t, script, 0) }

// limitedRoom is a fakeRoom whose process may use so much memory.
func limitedRoom(t testing.TB, script string, memory int64) *room {
	t.Helper()
	t.Setenv(fakeEnv, script)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	r := newRoom(t, engine.Options{Dir: t.TempDir(), Memory: memory})
	engine.UseFakes(r.Engine, engine.FakeTools{Exe: exe, Notebook: func(target compile.Target) engine.Compiler { return &fakeNotebook{target} }})
	return r
}

func startedRoom(t testing.TB) *room {
	t.Helper()
	r := fakeRoom(t, "works")
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}
