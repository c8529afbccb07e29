package engine

import (
	"sync"

	"github.com/gokino/gokino/kernel/link"
)

// outbox sends frames to a process without making anybody wait for it. It keeps
// a goroutine only while frames wait.
type outbox struct {
	line link.Conn
	work sync.WaitGroup

	mu      sync.Mutex
	queue   [][]byte
	size    int
	running bool
	closed  bool
}

// Bounds of what may wait for a process that does not read.
const (
	maxWaiting      = 1 << 16
	maxWaitingBytes = 64 << 20
)

func newOutbox(line link.Conn) *outbox { return &outbox{line: line} }

// put adds a frame, whatever waits already.
func (o *outbox) put(frame []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.putLocked(frame)
}

// offer adds a frame if there is room.
func (o *outbox) offer(frame []byte) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.queue) >= maxWaiting || o.size+len(frame) > maxWaitingBytes {
		return false
	}
	o.putLocked(frame)
	return true
}

func (o *outbox) putLocked(frame []byte) {
	if o.closed {
		return
	}
	o.queue = append(o.queue, frame)
	o.size += len(frame)
	if !o.running {
		o.running = true
		o.work.Go(o.run)
	}
}

func (o *outbox) run() {
	for {
		frame := o.next()
		if frame == nil {
			return
		}
		if err := o.line.Send(frame); err != nil {
			o.discard()
		}
	}
}

func (o *outbox) next() []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.queue) == 0 {
		o.running, o.queue = false, nil
		return nil
	}
	frame := o.queue[0]
	o.queue[0] = nil
	o.queue = o.queue[1:]
	o.size -= len(frame)
	return frame
}

// discard drops what waits, and what is put later.
func (o *outbox) discard() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.queue, o.size, o.closed = nil, 0, true
}

// close drops what waits and waits for the goroutine. The other end of the line
// is closed, or nothing is in its way.
func (o *outbox) close() {
	o.discard()
	o.work.Wait()
}
