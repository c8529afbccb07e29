package engine

import "sync"

// events is the one line on which everything reaches the owner of an engine. It
// starts a goroutine when there is something, which ends when there is nothing.
type events struct {
	mu      sync.Mutex
	queue   []func()
	running bool
	changed *sync.Cond // the queue was taken, or the goroutine ended
}

// maxEvents is how many events may wait before whoever reads from a process
// waits as well, and so the process.
const maxEvents = 1 << 10

func newEvents() *events {
	e := &events{}
	e.changed = sync.NewCond(&e.mu)
	return e
}

// post adds f. It does not wait.
func (e *events) post(f func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.postLocked(f)
}

// pass adds f once there is room.
func (e *events) pass(f func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for len(e.queue) >= maxEvents {
		e.changed.Wait()
	}
	e.postLocked(f)
}

func (e *events) postLocked(f func()) {
	e.queue = append(e.queue, f)
	if !e.running {
		e.running = true
		go e.run()
	}
}

// flush waits until everything that was posted is done.
func (e *events) flush() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for e.running {
		e.changed.Wait()
	}
}

func (e *events) run() {
	for batch := e.next(); batch != nil; batch = e.next() {
		for _, f := range batch {
			f()
		}
	}
}

// next takes all that waits, nil at the end of the goroutine.
func (e *events) next() []func() {
	e.mu.Lock()
	defer e.mu.Unlock()
	batch := e.queue
	e.queue = nil
	e.running = len(batch) > 0
	e.changed.Broadcast()
	return batch
}
