package stdio_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gokino/gokino/notebook/runtime/stdio"
)

// recorder keeps what is emitted, by evaluation.
type recorder struct {
	mu      sync.Mutex
	text    map[uint64]string // streams marked where they change
	last    map[uint64]stdio.Stream
	batches int
	largest int
	changed chan struct{}
}

func newRecorder() *recorder {
	return &recorder{text: map[uint64]string{}, last: map[uint64]stdio.Stream{}, changed: make(chan struct{}, 1)}
}

func (r *recorder) emit(eval uint64, parts []stdio.Part) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.batches++
	size := 0
	for _, p := range parts {
		if r.last[eval] != p.Stream {
			r.last[eval] = p.Stream
			r.text[eval] += fmt.Sprintf("%d|", p.Stream)
		}
		r.text[eval] += string(p.Text)
		size += len(p.Text)
	}
	r.largest = max(r.largest, size)
	select {
	case r.changed <- struct{}{}:
	default:
	}
}

func (r *recorder) of(eval uint64) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text[eval]
}

// wait waits until eval's text is want.
func (r *recorder) wait(t *testing.T, eval uint64, want string) {
	t.Helper()
	deadline := time.After(5 * time.Second)
	for r.of(eval) != want {
		select {
		case <-r.changed:
		case <-deadline:
			t.Fatalf("evaluation %d printed %q, want %q", eval, r.of(eval), want)
		}
	}
}

// process is a capture with the writing ends of its descriptors.
type process struct {
	*stdio.Capture
	*recorder
	stdout, stderr *os.File
}

func start(t *testing.T) *process {
	t.Helper()
	outR, outW, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	errR, errW, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{recorder: newRecorder(), stdout: outW, stderr: errW}
	p.Capture, err = stdio.New(stdio.Options{Stdout: outR, Stderr: errR, Emit: p.emit})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.Close()
		_, _ = outW.Close(), errW.Close()
	})
	return p
}

func TestOrderOfOneGoroutine(t *testing.T) {
	p := start(t)
	p.Run(1)
	want := ""
	for i := range 200 {
		fmt.Fprintf(p.stdout, "raw%d\n", i)
		p.Write(1, stdio.Stdout, fmt.Appendf(nil, "told%d\n", i))
		fmt.Fprintf(p.File(1, stdio.Stdout), "file%d\n", i)
		fmt.Fprintf(p.stdout, "after%d\n", i)
		want += fmt.Sprintf("raw%d\ntold%d\nfile%d\nafter%d\n", i, i, i, i)
	}
	p.Flush(1)
	if got := p.of(1); got != "1|"+want {
		t.Errorf("got %q", got)
	}
}

func TestStreamsKeepTheirOrder(t *testing.T) {
	p := start(t)
	p.Run(1)
	p.Write(1, stdio.Stdout, []byte("a"))
	fmt.Fprint(p.File(1, stdio.Stderr), "b")
	fmt.Fprint(p.File(1, stdio.Stdout), "c")
	fmt.Fprint(p.stderr, "d")
	p.Write(1, stdio.Stdout, []byte("e"))
	p.Flush(1)
	if got, want := p.of(1), "1|a2|b1|c2|d1|e"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAttribution(t *testing.T) {
	p := start(t)
	fmt.Fprint(p.stdout, "early ")
	p.Run(1)
	fmt.Fprint(p.stdout, "one ")
	late := p.File(1, stdio.Stdout)
	p.Run(2)
	fmt.Fprint(p.stdout, "two ")
	p.Write(0, stdio.Stdout, []byte("unlabelled "))
	p.Write(1, stdio.Stdout, []byte("late "))
	fmt.Fprint(late, "later ")
	p.Flush(1)
	p.Flush(2)
	for eval, want := range map[uint64]string{0: "1|early ", 1: "1|one late later ", 2: "1|two unlabelled "} {
		if got := p.of(eval); got != want {
			t.Errorf("evaluation %d printed %q, want %q", eval, got, want)
		}
	}
}

func TestArrivesByItself(t *testing.T) {
	p := start(t)
	p.Run(1)
	fmt.Fprint(p.stderr, "raw")
	p.wait(t, 1, "2|raw")
	p.Write(1, stdio.Stderr, []byte(" told")) // within Interval of the last: the timer's
	p.wait(t, 1, "2|raw told")
	fmt.Fprint(p.File(1, stdio.Stdout), "file")
	p.wait(t, 1, "2|raw told1|file")
}

func TestCharactersStayWhole(t *testing.T) {
	p := start(t)
	p.Run(1)
	s := "é€😀"
	for i := range len(s) {
		_, _ = io.WriteString(p.stdout, s[i:i+1])
		want := ""
		if w := whole(s[:i+1]); w != "" {
			want = "1|" + w
		}
		p.wait(t, 1, want)
	}
}

// whole is s without an unfinished character.
func whole(s string) string {
	return strings.TrimRight(strings.ToValidUTF8(s, "\x00"), "\x00")
}

func TestBrokenTextArrives(t *testing.T) {
	p := start(t)
	p.Run(1)
	_, _ = p.stdout.Write([]byte{'a', 0xe2, 0x82})
	p.Flush(1)
	p.Write(1, stdio.Stdout, []byte{0xff, 0xff, 0xff, 0xff, 'b'})
	p.Flush(1)
	if got, want := p.of(1), "1|a\xe2\x82\xff\xff\xff\xffb"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestMuchText prints more than memory should hold and counts what is buffered.
func TestMuchText(t *testing.T) {
	p := start(t)
	p.Run(1)
	line := bytes.Repeat([]byte("x"), 1023)
	line = append(line, '\n')
	for range 2048 {
		p.Write(1, stdio.Stdout, line)
	}
	p.Write(1, stdio.Stdout, bytes.Repeat(line, 1025))
	p.Flush(1)
	if got, want := len(p.of(1))-2, 3073<<10; got != want {
		t.Errorf("%d bytes arrived, want %d", got, want)
	}
	if p.largest > 2*stdio.BatchSize {
		t.Errorf("a batch of %d bytes", p.largest)
	}
}

func TestBatches(t *testing.T) {
	p := start(t)
	p.Run(1)
	start := time.Now()
	const n = 10000
	for range n {
		p.Write(1, stdio.Stdout, []byte("x"))
	}
	p.Flush(1)
	if limit := 3 + int(time.Since(start)/stdio.Interval); p.batches > limit {
		t.Errorf("%d writes came in %d batches, want %d at most", n, p.batches, limit)
	}
}

func TestChildProcess(t *testing.T) {
	p := start(t)
	p.Run(1)
	cmd := exec.Command("sh", "-c", "echo out; echo err >&2")
	cmd.Stdout, cmd.Stderr = p.File(1, stdio.Stdout), p.File(1, stdio.Stderr)
	p.Run(2)
	if err := cmd.Run(); err != nil {
		t.Skip(err)
	}
	p.Flush(1)
	if got, want := p.of(1), "1|out\n2|err\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := p.of(2); got != "" {
		t.Errorf("evaluation 2 printed %q", got)
	}
}

func TestFlushAll(t *testing.T) {
	p := start(t)
	fmt.Fprint(p.File(1, stdio.Stdout), "to a file\n")
	p.Write(2, stdio.Stderr, []byte("written"))
	p.FlushAll()
	if got := p.of(1) + "|" + p.of(2); got != "1|to a file\n|2|written" {
		t.Errorf("flushed %q", got)
	}
}

func TestFilesEndWithTheirHolders(t *testing.T) {
	p := start(t)
	before := runtime.NumGoroutine()
	f := p.File(1, stdio.Stdout)
	if p.File(1, stdio.Stdout) != f {
		t.Error("a second file for the same stream")
	}
	p.Forget(1)
	if p.File(1, stdio.Stdout) != f {
		t.Error("a second file although somebody holds the first")
	}
	fmt.Fprint(f, "still here")
	p.wait(t, 1, "1|still here")
	runtime.KeepAlive(f)
	f = nil
	deadline := time.Now().Add(5 * time.Second)
	for runtime.NumGoroutine() > before {
		if time.Now().After(deadline) {
			t.Fatal("nobody holds the file, and its reader is still there")
		}
		runtime.GC()
		runtime.Gosched()
	}
}

func TestConcurrentWriters(t *testing.T) {
	p := start(t)
	var wg sync.WaitGroup
	for eval := uint64(1); eval <= 8; eval++ {
		wg.Go(func() {
			for i := range 100 {
				p.Write(eval, stdio.Stdout, fmt.Appendf(nil, "%d,", i))
				fmt.Fprintf(p.File(eval, stdio.Stdout), "%d;", i)
				fmt.Fprint(p.stderr, "r")
			}
		})
	}
	wg.Go(func() {
		for eval := range uint64(50) {
			p.Run(100 + eval)
		}
	})
	wg.Wait()
	p.Close()
	want := "1|"
	for i := range 100 {
		want += fmt.Sprintf("%d,%d;", i, i)
	}
	for eval := uint64(1); eval <= 8; eval++ {
		if got := p.of(eval); got != want {
			t.Errorf("evaluation %d printed %q", eval, got)
		}
	}
	raw := 0
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.text {
		raw += strings.Count(s, "r")
	}
	if raw != 800 {
		t.Errorf("%d raw characters arrived, want 800", raw)
	}
}

func TestNoGoroutineIsLeft(t *testing.T) {
	before := runtime.NumGoroutine()
	p := start(t)
	held := p.File(1, stdio.Stderr)
	p.Write(1, stdio.Stderr, []byte("x"))
	p.Close()
	runtime.KeepAlive(held)
	deadline := time.Now().Add(5 * time.Second) // one that is done still has to leave
	for runtime.NumGoroutine() > before {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
		time.Sleep(time.Millisecond)
	}
	if p.File(1, stdio.Stdout) != nil {
		t.Error("a file of a closed capture")
	}
}

func BenchmarkWrite(b *testing.B) {
	outR, outW, _ := os.Pipe()
	errR, errW, _ := os.Pipe()
	c, err := stdio.New(stdio.Options{Stdout: outR, Stderr: errR, Emit: func(uint64, []stdio.Part) {}})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { c.Close(); _, _ = outW.Close(), errW.Close() }()
	c.Run(1)
	line := []byte("a line of ordinary length\n")
	b.ReportAllocs()
	for b.Loop() {
		c.Write(1, stdio.Stdout, line)
	}
}
