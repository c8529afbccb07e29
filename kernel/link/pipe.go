package link

import (
	"fmt"
	"io"
	"slices"
	"sync"
)

// pipeDepth is how many frames wait in one direction of a Pipe before Send
// waits, as the buffer of a socket pair would make it.
const pipeDepth = 64

// Pipe returns the two ends of a line in memory.
func Pipe() (Conn, Conn) {
	p := &pipe{done: make(chan struct{})}
	ab, ba := make(chan []byte, pipeDepth), make(chan []byte, pipeDepth)
	return &end{pipe: p, out: ab, in: ba}, &end{pipe: p, out: ba, in: ab}
}

// pipe is what the two ends share.
type pipe struct {
	once sync.Once
	done chan struct{}
}

type end struct {
	*pipe
	out, in chan []byte
}

func (e *end) Send(frame []byte) error {
	if len(frame) > MaxFrame {
		return fmt.Errorf("link: a frame of %d bytes is over the limit of %d", len(frame), MaxFrame)
	}
	select {
	case <-e.done:
		return fmt.Errorf("link: sending: %w", io.ErrClosedPipe)
	default:
	}
	select {
	case e.out <- slices.Clone(frame):
		return nil
	case <-e.done:
		return fmt.Errorf("link: sending: %w", io.ErrClosedPipe)
	}
}

func (e *end) Recv() ([]byte, error) {
	select {
	case frame := <-e.in:
		return frame, nil
	case <-e.done:
	}
	select { // what was sent before the close still arrives
	case frame := <-e.in:
		return frame, nil
	default:
		return nil, io.EOF
	}
}

func (e *end) Close() error {
	e.once.Do(func() { close(e.done) })
	return nil
}
