package stdio

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// chunk is how much is read from a pipe at once; a pipe usually holds that much.
const chunk = 64 << 10

// maxDrain bounds one drain, so that a writer as fast as the reader cannot hold
// it: a Linux pipe holds no more unless somebody privileged enlarged it, so what
// was in it when the drain began is read.
const maxDrain = 1 << 20

// pipe is the reading end of a pipe that text comes out of.
type pipe struct {
	file   *os.File // non-blocking; its goroutine waits for it to become readable
	fd     int
	stream Stream
	eval   uint64    // whose text it is, if own
	own    bool      // of one evaluation, not of the process
	text   []byte    // what drain returned
	leave  time.Time // until when it is left alone
	closed bool
	ended  bool // nothing will come any more
}

// newPipe takes a reading end, which it makes non-blocking and owns from now on.
func newPipe(f *os.File, s Stream) (*pipe, error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return nil, fmt.Errorf("reading end of a pipe: %w", err)
	}
	p := &pipe{file: f, stream: s}
	if err := raw.Control(func(fd uintptr) { p.fd = int(fd) }); err != nil {
		return nil, fmt.Errorf("reading end of a pipe: %w", err)
	}
	return p, nil
}

// drain reads what is there, without waiting. The text is good until the next
// drain of p; buf is only used meanwhile.
func (p *pipe) drain(buf *[chunk]byte) []byte {
	text := p.text[:0]
	for len(text) < maxDrain {
		n := p.read(buf[:])
		text = append(text, buf[:n]...)
		if n < len(buf) { // a pipe gives all it has: the read that would find it empty is saved
			break
		}
	}
	if cap(text) <= 2*chunk {
		p.text = text
	}
	return text
}

// read is one read, 0 bytes if nothing is there.
func (p *pipe) read(buf []byte) int {
	for !p.closed {
		n, err := readNow(p.fd, buf)
		switch {
		case n > 0:
			return n
		case errors.Is(err, syscall.EINTR):
			continue
		case !errors.Is(err, syscall.EAGAIN):
			p.ended = true
		}
		return 0
	}
	return 0
}
