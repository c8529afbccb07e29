package link_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"testing"

	"github.com/gokino/gokino/internal/leak"
	"github.com/gokino/gokino/kernel/link"
)

func TestMain(m *testing.M) { leak.Main(m) }

// lines are the ways to make a line; the suite holds that they promise the same.
var lines = map[string]func(t testing.TB) (a, b link.Conn){
	"Pipe":       func(testing.TB) (a, b link.Conn) { return link.Pipe() },
	"net.Pipe":   func(testing.TB) (a, b link.Conn) { return newPair(net.Pipe()) },
	"socketpair": func(t testing.TB) (a, b link.Conn) { return newPair(socketpair(t)) },
}

func newPair(a, b io.ReadWriteCloser) (link.Conn, link.Conn) { return link.New(a), link.New(b) }

// socketpair is what the host and a runtime process are joined by.
func socketpair(t testing.TB) (a, b io.ReadWriteCloser) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	ends := make([]net.Conn, 2)
	for i, fd := range fds {
		f := os.NewFile(uintptr(fd), "link")
		if ends[i], err = net.FileConn(f); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return ends[0], ends[1]
}

func TestLine(t *testing.T) {
	for name, make := range lines {
		t.Run(name, func(t *testing.T) {
			for part, test := range map[string]func(*testing.T, link.Conn, link.Conn){
				"order": order, "sizes": sizes, "reuse": reuse, "senders": senders, "both ways": bothWays,
				"close here": closeHere, "close there": closeThere, "close wakes": closeWakes, "too large": tooLarge,
			} {
				t.Run(part, func(t *testing.T) {
					a, b := make(t)
					defer closeBoth(t, a, b)
					test(t, a, b)
				})
			}
		})
	}
}

func closeBoth(t *testing.T, a, b link.Conn) {
	for _, c := range []link.Conn{a, b, a, b} {
		if err := c.Close(); err != nil {
			t.Error("Close:", err)
		}
	}
}

// sending sends frames from a goroutine; the function returned waits for it.
func sending(t *testing.T, c link.Conn, n int, frame func(i int) []byte) (wait func()) {
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range n {
			if err := c.Send(frame(i)); err != nil {
				t.Error("Send:", err)
				return
			}
		}
	})
	return wg.Wait
}

func order(t *testing.T, a, b link.Conn) {
	const n = 1000
	defer sending(t, a, n, func(i int) []byte { return fmt.Append(nil, i) })()
	for i := range n {
		if got, err := b.Recv(); err != nil || string(got) != fmt.Sprint(i) {
			t.Fatalf("frame %d is %q, %v", i, got, err)
		}
	}
}

func sizes(t *testing.T, a, b link.Conn) {
	all := []int{0, 1, 1<<16 - 5, 1 << 16, 1<<16 + 1, 3 << 20}
	defer sending(t, a, len(all), func(i int) []byte { return bytes.Repeat([]byte{byte(i)}, all[i]) })()
	for i, size := range all {
		if got, err := b.Recv(); err != nil || !bytes.Equal(got, bytes.Repeat([]byte{byte(i)}, size)) {
			t.Fatalf("%d bytes arrive as %d, %v", size, len(got), err)
		}
	}
}

// reuse holds that the sender may change its frame and the receiver owns its.
func reuse(t *testing.T, a, b link.Conn) {
	buf := make([]byte, 1)
	defer sending(t, a, 3, func(i int) []byte { buf[0] = byte(i); return buf })()
	var frames [][]byte
	for range 3 {
		f, err := b.Recv()
		if err != nil {
			t.Fatal(err)
		}
		frames = append(frames, f)
	}
	for i, f := range frames {
		if f[0] != byte(i) {
			t.Errorf("frame %d became %v", i, f)
		}
	}
}

func senders(t *testing.T, a, b link.Conn) {
	const n, each = 8, 200
	for s := range n {
		defer sending(t, a, each, func(i int) []byte { return append([]byte{byte(s), byte(i)}, make([]byte, 500*s)...) })()
	}
	var next [n]int
	for range n * each {
		f, err := b.Recv()
		if err != nil {
			t.Fatal(err)
		}
		s := f[0]
		if int(f[1]) != next[s] || len(f) != 2+500*int(s) {
			t.Fatalf("sender %d: frame %d of %d bytes where %d was due", s, f[1], len(f), next[s])
		}
		next[s]++
	}
}

func bothWays(t *testing.T, a, b link.Conn) {
	const n = 300
	frame := func(i int) []byte { return bytes.Repeat([]byte{byte(i)}, 2000) }
	defer sending(t, a, n, frame)()
	defer sending(t, b, n, frame)()
	var wg sync.WaitGroup
	for _, c := range []link.Conn{a, b} {
		wg.Go(func() {
			for i := range n {
				if f, err := c.Recv(); err != nil || f[0] != byte(i) {
					t.Error(i, err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// closeHere holds that an end that closed sends nothing more and sees the end.
func closeHere(t *testing.T, a, _ link.Conn) {
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if err := a.Send([]byte("x")); err == nil {
		t.Error("Send after Close")
	}
	if f, err := a.Recv(); err != io.EOF {
		t.Errorf("Recv after Close gives %q, %v", f, err)
	}
}

// closeThere holds that what was sent before the close arrives, then io.EOF.
func closeThere(t *testing.T, a, b link.Conn) {
	wait := sending(t, a, 2, func(i int) []byte { return []byte{byte(i)} })
	first, err := b.Recv()
	if err != nil || first[0] != 0 {
		t.Fatal(first, err)
	}
	second := make(chan error, 1)
	go func() {
		f, err := b.Recv()
		if err == nil && f[0] != 1 {
			err = fmt.Errorf("frame %v", f)
		}
		second <- err
	}()
	wait()
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-second; err != nil {
		t.Error("the last frame:", err)
	}
	for range 2 {
		if f, err := b.Recv(); err != io.EOF {
			t.Errorf("after the end: %q, %v", f, err)
		}
	}
	if err := b.Send([]byte("x")); err == nil {
		t.Error("Send to a closed end")
	}
}

// closeWakes holds that a Recv and a Send that wait return.
func closeWakes(t *testing.T, a, b link.Conn) {
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := a.Recv(); err != io.EOF {
			t.Error("Recv:", err)
		}
	})
	filled := make(chan struct{})
	wg.Go(func() { // nobody reads at b
		var once sync.Once
		for range 10000 {
			once.Do(func() { close(filled) })
			if a.Send(make([]byte, 1<<16)) != nil {
				return
			}
		}
		t.Error("Send waits for nobody")
	})
	<-filled
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	wg.Wait()
}

func tooLarge(t *testing.T, a, _ link.Conn) {
	if err := a.Send(make([]byte, link.MaxFrame+1)); err == nil {
		t.Error("a frame over the limit is sent")
	}
}

// stream is a line made of given bytes.
type stream struct {
	io.Reader
	fail error // of Write, after so many bytes
	room int
}

func (s *stream) Write(p []byte) (int, error) {
	if len(p) > s.room {
		return s.room, s.fail
	}
	s.room -= len(p)
	return len(p), nil
}
func (s *stream) Close() error { return nil }

// TestBrokenIn holds that a line that breaks inside a frame is no end.
func TestBrokenIn(t *testing.T) {
	for name, in := range map[string][]byte{
		"in the length": {0, 0},
		"in the frame":  {0, 0, 0, 3, 'a'},
		"over limit":    binary.BigEndian.AppendUint32(nil, link.MaxFrame+1),
	} {
		c := link.New(&stream{Reader: bytes.NewReader(in)})
		if f, err := c.Recv(); err == nil || err == io.EOF {
			t.Errorf("%s: %q, %v", name, f, err)
		}
	}
}

// TestBrokenOut holds that after half a frame nothing more is sent: the other
// end would misread it.
func TestBrokenOut(t *testing.T) {
	full := errors.New("no space")
	s := &stream{Reader: bytes.NewReader(nil), room: 10, fail: full}
	c := link.New(s)
	if err := c.Send(make([]byte, 20)); !errors.Is(err, full) {
		t.Fatal(err)
	}
	s.room = 1000
	if err := c.Send([]byte("x")); !errors.Is(err, full) {
		t.Error("a broken line is used:", err)
	}
}
