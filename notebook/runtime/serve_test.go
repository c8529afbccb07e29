package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	goruntime "runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/link"
	"github.com/gokino/gokino/notebook/runtime"
	"github.com/gokino/gokino/notebook/runtime/cellcall"
	"github.com/gokino/gokino/notebook/runtime/loader"
	"github.com/gokino/gokino/notebook/runtime/protocol"
)

// cells stands for the loader: its functions are the cells.
type cells struct {
	mu    sync.Mutex
	funcs map[string]func()
}

func (c *cells) Load(m loader.Module) error {
	if strings.HasPrefix(m.Path, "bad") {
		return errors.New("no object")
	}
	if m.Init {
		_, _ = fmt.Fprint(os.Stderr, "") // init functions may print
	}
	return nil
}

func (c *cells) Func(_, symbol string) (func(), error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.funcs[symbol]; f != nil {
		return f, nil
	}
	return nil, fmt.Errorf("no function %s", symbol)
}

func (c *cells) Resolve(names []string) []loader.Symbol {
	all := make([]loader.Symbol, len(names))
	for i, n := range names {
		all[i] = loader.Symbol{Plain: n == "known", Type: []byte(n)}
	}
	return all
}

// served is a runtime in this process, seen from its host.
type served struct {
	link.Conn
	cells          *cells
	stdout, stderr *os.File // descriptors 1 and 2 of the runtime
	ended          chan error
	eval           uint64
}

func serve(t *testing.T) *served {
	t.Helper()
	outR, outW, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	errR, errW, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	ours, theirs := link.Pipe()
	s := &served{Conn: ours, cells: &cells{funcs: map[string]func(){}}, stdout: outW, stderr: errW, ended: make(chan error, 1)}
	before := goruntime.NumGoroutine()
	go func() {
		s.ended <- runtime.Serve(runtime.Options{Line: theirs, Loader: s.cells, Stdout: outR, Stderr: errR})
	}()
	if m, ok := s.hear(t).(protocol.Ready); !ok || m.Version != protocol.Version || m.Error != "" {
		t.Fatalf("the first message is %+v", m)
	}
	t.Cleanup(func() {
		_ = s.Close()
		if err := <-s.ended; err != nil {
			t.Errorf("Serve: %v", err)
		}
		_, _ = outW.Close(), errW.Close()
		log.SetOutput(os.Stderr)
		deadline := time.Now().Add(5 * time.Second)
		for goruntime.NumGoroutine() > before {
			if time.Now().After(deadline) {
				t.Errorf("%d goroutines are left of %d", goruntime.NumGoroutine(), before)
				break
			}
			goruntime.Gosched()
		}
	})
	return s
}

// hear is the next message, either language.
func (s *served) hear(t *testing.T) any {
	t.Helper()
	frame, err := s.Recv()
	if err != nil {
		t.Fatal(err)
	}
	if protocol.Is(frame) {
		m, err := protocol.Decode(frame)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	m, err := kernel.Decode(frame)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (s *served) say(t *testing.T, m protocol.Message) {
	t.Helper()
	if err := s.Send(protocol.Encode(m)); err != nil {
		t.Fatal(err)
	}
}

// begin runs f as a cell and returns its evaluation.
func (s *served) begin(t *testing.T, cell int, f func()) uint64 {
	t.Helper()
	s.eval++
	entry := fmt.Sprint("main.cell", s.eval)
	s.cells.mu.Lock()
	s.cells.funcs[entry] = f
	s.cells.mu.Unlock()
	s.say(t, protocol.Run{Eval: s.eval, Cell: cell, Entry: entry})
	return s.eval
}

// until describes everything heard up to the end of an evaluation.
func (s *served) until(t *testing.T, eval uint64) string {
	t.Helper()
	var b strings.Builder
	for {
		switch m := s.hear(t).(type) {
		case protocol.Text:
			for _, p := range m.Parts {
				fmt.Fprintf(&b, "%d:%d:%s ", m.Eval, p.Stream, p.Text)
			}
		case protocol.Done:
			if m.Eval == eval {
				fmt.Fprintf(&b, "%s %s", m.Status, m.Failure.Message)
				return strings.TrimSpace(b.String())
			}
			fmt.Fprintf(&b, "(end of %d) ", m.Eval)
		case kernel.Output:
			fmt.Fprintf(&b, "%d=%v ", m.Scope, m.Data["text/plain"])
		default:
			fmt.Fprintf(&b, "%+v ", m)
		}
	}
}

func TestEvaluations(t *testing.T) {
	s := serve(t)
	tests := []struct {
		name string
		f    func()
		want string
	}{
		{"nothing", func() {}, "ok"},
		{"text and a value in order", func() {
			_, _ = cellcall.Print("a")
			_, _ = s.stderr.WriteString("b")
			cellcall.Show(1)
			_, _ = s.stdout.WriteString("c")
			cellcall.Show("two", 3)
		}, `2:1:a 2:2:b 2=1 2:1:c 2="two", 3 ok`},
		{"a logger", func() { log.New(log.Writer(), "", 0).Print("logged") }, "3:2:logged\n ok"},
		{"an error", func() { panic("p") }, "error panic: p"},
		{"a stop", func() { kernel.Stop("a name first") }, "stopped a name first"},
		{"a stop with an error", func() { kernel.StopError(errors.New("no line")) }, "stopped-error no line"},
		{"an exit", func() { cellcall.Exit(0) }, "{Eval:7 Text:os.Exit(0): the runtime was kept} ok"},
		{"a report of the kernel", func() {
			k := kernel.Default()
			k.Report(k.Current(), "callback: Tꓸ2 failed", "main.f(0x1)\n\tcell3:5 +0x1\n")
		}, "{Eval:8 Failure:{Message:callback: T failed Line:5 Stack:f cell3:5}} ok"},
	}
	for _, tt := range tests {
		got := s.until(t, s.begin(t, 3, tt.f))
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	s.say(t, protocol.Run{Eval: 100, Entry: "main.missing"})
	if got, want := s.until(t, 100), "error no function main.missing"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestPanicInAGoroutineOfTheScope(t *testing.T) {
	s := serve(t)
	eval := s.begin(t, 3, func() {
		kernel.Default().Current().Go("worker", func(context.Context) { panic("q") })
	})
	for {
		if m, ok := s.hear(t).(protocol.Async); ok {
			if m.Eval != eval || m.Failure.Message != "panic: q" {
				t.Errorf("%+v", m)
			}
			return
		}
	}
}

func TestInterruptAndAbandon(t *testing.T) {
	s := serve(t)
	started := make(chan struct{})
	eval := s.begin(t, 1, func() {
		close(started)
		for {
			cellcall.Poll()
		}
	})
	<-started
	s.say(t, protocol.Interrupt{Eval: eval})
	if got := s.until(t, eval); got != "interrupted" {
		t.Error(got)
	}
	s.say(t, protocol.Interrupt{Eval: eval}) // it has ended
	s.say(t, protocol.Interrupt{Eval: 12345})

	block := make(chan struct{})
	stuck := s.begin(t, 1, func() { <-block })
	s.say(t, protocol.Interrupt{Eval: stuck})
	next := s.begin(t, 2, func() { _, _ = cellcall.Print("goes on") })
	if got, want := s.until(t, next), fmt.Sprintf("%d:1:goes on ok", next); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	close(block)
	if got := s.until(t, stuck); got != "interrupted" {
		t.Error(got)
	}
}

func TestCloseEndsWhatACellOwns(t *testing.T) {
	s := serve(t)
	ended := make(chan int, 2)
	for i := range 2 {
		s.until(t, s.begin(t, 7, func() {
			kernel.Default().Current().Go("worker", func(c context.Context) { <-c.Done(); ended <- i })
		}))
	}
	s.until(t, s.begin(t, 8, func() {
		kernel.Default().Current().Go("other", func(c context.Context) { <-c.Done(); ended <- 8 })
	}))
	s.say(t, protocol.Close{ID: 5, Cell: 7})
	if m, ok := s.hear(t).(protocol.Closed); !ok || m.ID != 5 || len(m.Left) != 0 {
		t.Fatalf("%+v", m)
	}
	if a, b := <-ended, <-ended; a+b != 1 {
		t.Errorf("%d and %d ended", a, b)
	}
	s.say(t, protocol.Close{ID: 6, Cell: 7}) // nothing is left
	s.say(t, protocol.Close{ID: 7, Cell: 99})
	if m, ok := s.hear(t).(protocol.Closed); !ok || len(m.Left) != 0 {
		t.Fatalf("%+v", m)
	}
	s.hear(t)
	s.say(t, protocol.Close{ID: 8, Cell: 8})
	s.hear(t)
	<-ended
}

func TestLoaderAnswers(t *testing.T) {
	s := serve(t)
	s.say(t, protocol.Resolve{ID: 1, Names: []string{"known", "unknown"}})
	if m := s.hear(t).(protocol.Resolved); m.ID != 1 || len(m.Symbols) != 2 || !m.Symbols[0].Plain || m.Symbols[1].Plain || string(m.Symbols[1].Type) != "unknown" {
		t.Errorf("%+v", m)
	}
	s.say(t, protocol.Load{ID: 2, Path: "good.so", Init: true})
	if m := s.hear(t).(protocol.Loaded); m != (protocol.Loaded{ID: 2}) {
		t.Errorf("%+v", m)
	}
	s.say(t, protocol.Load{ID: 3, Path: "bad.so"})
	if m := s.hear(t).(protocol.Loaded); m != (protocol.Loaded{ID: 3, Error: "no object"}) {
		t.Errorf("%+v", m)
	}
}

func TestDeliver(t *testing.T) {
	s := serve(t)
	if err := s.Send(kernel.Encode(kernel.Connect{Client: "c", Ref: "unknown", View: "v"})); err != nil {
		t.Fatal(err)
	}
	if m, ok := s.hear(t).(kernel.Gone); !ok || m.Client != "c" || m.Ref != "unknown" {
		t.Errorf("%+v", m)
	}
}

func TestNonsenseEndsServe(t *testing.T) {
	for name, frame := range map[string][]byte{
		"no message":         {0xc1},
		"no kernel message":  {0x92, 0x3f, 0x01},
		"a message cut off":  {0x93, 0x40},
		"a runtime's answer": protocol.Encode(protocol.Loaded{}),
	} {
		ours, theirs := link.Pipe()
		ended := make(chan error, 1)
		go func() { ended <- runtime.Serve(runtime.Options{Line: theirs, Loader: &cells{}}) }()
		if err := ours.Send(frame); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; err == nil {
			t.Errorf("%s: Serve ended without an error", name)
		}
		log.SetOutput(os.Stderr)
	}
}

func TestLoaderError(t *testing.T) {
	ours, theirs := link.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- runtime.Serve(runtime.Options{Line: theirs, LoaderError: errors.New("unknown Go release")})
	}()
	frame, err := ours.Recv()
	if err != nil {
		t.Fatal(err)
	}
	if m, err := protocol.Decode(frame); err != nil || m.(protocol.Ready).Error != "unknown Go release" {
		t.Errorf("%+v %v", m, err)
	}
	_ = ours.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	log.SetOutput(os.Stderr)
}

// exported is a widget that has an export of its own, or not.
type exported struct {
	data kernel.Data
	err  error
}

func (exported) Deliver(kernel.Message) kernel.Turn { return nil }

func (e exported) Forms(context.Context) (kernel.Data, error) { return e.data, e.err }

// TestExport: a runtime answers what its widgets are, also when it cannot be said.
func TestExport(t *testing.T) {
	s := serve(t)
	k := kernel.Default()
	k.Host("has", exported{data: kernel.Data{"text/plain": "a"}})
	k.Host("none", exported{})
	k.Host("fails", exported{err: errors.New("no Tꓸ2")})
	k.Host("cannot travel", exported{data: kernel.Data{"text/plain": func() {}}})
	for id, c := range []struct{ ref, data, err string }{
		{"has", "\x81\xaatext/plain\xa1a", ""},
		{"none", "\xc0", ""},
		{"fails", "\xc0", "no T"},
		{"cannot travel", "\xc0", `key "text/plain": encoding func(): wire: a func() has no form`},
		{"nobody", "\xc0", "it has ended"},
	} {
		_ = s.Send(protocol.Encode(protocol.Export{ID: uint64(id), Ref: c.ref}))
		got, ok := s.hear(t).(protocol.Exported)
		if !ok || got.ID != uint64(id) || string(got.Data) != c.data || (got.Error == "") != (c.err == "") || c.ref == "fails" && got.Error != c.err {
			t.Errorf("%s: %+v, want %q %q", c.ref, got, c.data, c.err)
		}
	}
}
