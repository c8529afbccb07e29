// Package link joins two processes, or two halves of one, by an ordered line of
// frames: what one end sends the other receives, whole, once and in order, until
// the line breaks.
//
// [New] runs over any stream (a socket pair, a pipe), [Pipe] is its twin in
// memory with the same promises (TestLine holds both to them). Sending is safe for concurrent use and waits
// while the other end does not read: both ends of a line must always have a
// reader. Receiving is for one goroutine at a time.
package link

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
)

// MaxFrame is the size in bytes above which a frame is refused at both ends.
const MaxFrame = 256 << 20

// Conn is one end of a line.
type Conn interface {
	// Send sends one frame, which the caller may reuse afterwards. It returns an
	// error once the line is broken or closed, or if the frame is too large.
	Send(frame []byte) error

	// Recv returns the next frame, which the caller owns. It returns io.EOF after
	// the last frame when the line was closed, another error when it broke.
	Recv() ([]byte, error)

	// Close ends the line; Send and Recv at both ends return. A second Close does
	// nothing.
	Close() error
}

// stream is a Conn over a byte stream: each frame follows its length, 4 bytes
// big-endian.
type stream struct {
	rwc    io.ReadWriteCloser
	in     *bufio.Reader
	closed atomic.Bool // by this end

	mu     sync.Mutex // one frame at a time
	out    []byte
	broken error // half a frame may be out: nothing may follow it
}

// New makes an end of a line of a byte stream, which it owns from now on.
func New(rwc io.ReadWriteCloser) Conn {
	return &stream{rwc: rwc, in: bufio.NewReaderSize(rwc, 64<<10)}
}

// smallFrame is the size up to which header and frame are copied together, to
// go out in one system call.
const smallFrame = 64 << 10

func (s *stream) Send(frame []byte) error {
	if len(frame) > MaxFrame {
		return fmt.Errorf("link: a frame of %d bytes is over the limit of %d", len(frame), MaxFrame)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken == nil {
		s.broken = s.write(frame)
	}
	if s.broken != nil {
		return fmt.Errorf("link: sending: %w", s.broken)
	}
	return nil
}

func (s *stream) write(frame []byte) error {
	s.out = binary.BigEndian.AppendUint32(s.out[:0], uint32(len(frame)))
	if len(frame) <= smallFrame {
		s.out = append(s.out, frame...)
		frame = nil
	}
	if _, err := s.rwc.Write(s.out); err != nil || len(frame) == 0 {
		return err
	}
	_, err := s.rwc.Write(frame)
	return err
}

func (s *stream) Recv() ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(s.in, head[:]); err != nil {
		if err == io.EOF || s.closed.Load() {
			return nil, io.EOF
		}
		return nil, fmt.Errorf("link: receiving: %w", err)
	}
	n := binary.BigEndian.Uint32(head[:])
	if n > MaxFrame {
		return nil, fmt.Errorf("link: a frame of %d bytes is over the limit of %d", n, MaxFrame)
	}
	frame := make([]byte, n)
	if _, err := io.ReadFull(s.in, frame); err != nil {
		return nil, fmt.Errorf("link: receiving %d bytes: %w", n, err)
	}
	return frame, nil
}

func (s *stream) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	return s.rwc.Close()
}
