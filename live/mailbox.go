package live

import (
	"context"
	"sync"
)

// MaxMailbox is how many messages may wait for a widget. What comes over it is
// refused, and the sender told.
const MaxMailbox = 1 << 16

// mailbox is the one ordered line into a widget. It runs on demand: whoever puts
// the first message in starts a goroutine, which ends when nothing is left, or
// lends its own, so an idle mailbox is a few words of memory. Made with running
// set it only gathers messages until open. It is the widget's [kernel.Turn].
type mailbox struct {
	owner owner

	mu      sync.Mutex
	queue   []any
	running bool
	closed  bool
	idle    chan struct{} // made by close; closed when the last message was handled
}

// owner is who a mailbox is for.
type owner interface {
	handle(msg any)
	start(run func()) // in a goroutine
}

// post appends msg and sees to it that it is handled; false if the mailbox is
// closed or full.
func (m *mailbox) post(msg any) bool {
	turn, ok := m.put(msg)
	if turn {
		m.Start()
	}
	return ok
}

// put appends msg, and reports whether it is now the caller's turn to have the
// messages handled; not ok if the mailbox is closed or full.
func (m *mailbox) put(msg any) (turn, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed || len(m.queue) >= MaxMailbox {
		return false, false
	}
	return m.putLocked(msg), true
}

func (m *mailbox) putLocked(msg any) (turn bool) {
	m.queue = append(m.queue, msg)
	turn = !m.running
	m.running = true
	return turn
}

// open lets a mailbox that gathered messages handle them.
func (m *mailbox) open() {
	m.mu.Lock()
	m.running = len(m.queue) > 0
	turn := m.running
	m.mu.Unlock()
	if turn {
		m.Start()
	}
}

// Start is Run in a goroutine of the widget's own.
func (m *mailbox) Start() { m.owner.start(m.Run) }

// Run handles messages until none is left. A callback that ends its goroutine
// (runtime.Goexit, or os.Exit in a notebook) ends only itself: a new goroutine
// goes on.
func (m *mailbox) Run() {
	finished := false
	defer func() {
		if !finished {
			m.Start()
		}
	}()
	for {
		m.mu.Lock()
		if len(m.queue) == 0 {
			m.queue, m.running = nil, false
			if m.idle != nil {
				close(m.idle)
				m.idle = nil
			}
			m.mu.Unlock()
			finished = true
			return
		}
		msg := m.queue[0]
		m.queue[0] = nil
		m.queue = m.queue[1:]
		m.mu.Unlock()
		m.owner.handle(msg)
	}
}

// finish refuses further messages and makes last the last one; messages that wait
// are handled first. The channel it returns, which is nil if nothing is left to
// wait for, is closed when last was handled. A second finish changes nothing.
func (m *mailbox) finish(last any) (idle <-chan struct{}) {
	m.mu.Lock()
	turn := !m.closed && m.putLocked(last)
	if !m.closed {
		m.closed = true
		m.idle = make(chan struct{})
	}
	idle = m.idle // before it is closed and forgotten
	m.mu.Unlock()
	if turn {
		m.Start()
	}
	return idle
}

// close is finish, and waits until the last message was handled or ctx is done.
func (m *mailbox) close(ctx context.Context, last any) error {
	idle := m.finish(last)
	if idle == nil {
		return nil
	}
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
