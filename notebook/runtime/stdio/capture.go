package stdio

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"
	"weak"
)

// Bounds of batches.
const (
	BatchSize = 32 << 10
	Interval  = 10 * time.Millisecond
)

// Options configure a [Capture].
type Options struct {
	// Stdout and Stderr are the reading ends of the pipes behind the process's
	// descriptors 1 and 2, both non-blocking; the capture owns them. Nil: that
	// descriptor is not captured.
	Stdout, Stderr *os.File

	// Emit gets the text of an evaluation, 0 for none, in order. It is called by
	// whoever prints, one call at a time, may block, and must not print. The text
	// is its own to keep.
	Emit func(eval uint64, parts []Part)
}

// Capture gathers the output of a process. It is safe for concurrent use.
type Capture struct {
	emit func(uint64, []Part)
	raw  []*pipe // stdout before stderr

	readers sync.WaitGroup
	stop    chan struct{} // closed by Close

	mu      sync.Mutex
	current uint64 // whose the raw text is
	batches map[uint64]*batch
	files   map[uint64]*files
	timer   *time.Timer
	armed   bool
	emitted time.Time
	closed  bool
	buf     [chunk]byte
}

// files are the files of one evaluation, by stream.
type files struct {
	strong [Stderr + 1]*os.File
	weak   [Stderr + 1]weak.Pointer[os.File]
	pipes  []*pipe // stdout before stderr, without those that ended
}

// New starts to capture. It must be closed.
func New(opts Options) (*Capture, error) {
	c := &Capture{emit: opts.Emit, stop: make(chan struct{}), batches: map[uint64]*batch{}, files: map[uint64]*files{}}
	c.timer = time.AfterFunc(time.Hour, c.tick)
	c.timer.Stop()
	for i, f := range []*os.File{opts.Stdout, opts.Stderr} {
		if f == nil {
			continue
		}
		p, err := newPipe(f, Stream(i+1))
		if err != nil {
			return nil, fmt.Errorf("capturing the process's output: %w", err)
		}
		c.raw = append(c.raw, p)
	}
	for _, p := range c.raw {
		c.readers.Go(func() { c.follow(p) })
	}
	return c, nil
}

// follow reads a pipe whenever something is in it, until it ends.
func (c *Capture) follow(p *pipe) {
	raw, err := p.file.SyscallConn()
	if err != nil {
		return
	}
	for {
		ended := false
		err := raw.Read(func(uintptr) bool { // called again whenever the pipe becomes readable
			c.respect(p)
			n := 0
			n, ended = c.drainOne(p)
			return n > 0 || ended
		})
		if err != nil || ended {
			c.drop(p)
			return
		}
	}
}

// respect waits a little before descriptor 2 is read, and longer after its text
// looked like the Go runtime's last words. The process then ends before it reads
// them, and they are left in the pipe for the host; read, they might get no
// further.
func (c *Capture) respect(p *pipe) {
	if p.own || p.stream != Stderr {
		return
	}
	c.mu.Lock()
	wait := max(lastWords, time.Until(p.leave))
	c.mu.Unlock()
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
	case <-c.stop:
	}
}

// How long text on descriptor 2 is left alone: any, and that of a fatal error.
const (
	lastWords  = 2 * time.Millisecond
	fatalWords = 200 * time.Millisecond
)

// fatal begins the Go runtime's last words.
var fatal = []byte("fatal error: ")

// drainOne reads p for its follower, and the pipes beside it.
func (c *Capture) drainOne(p *pipe) (n int, ended bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p.own {
		n = c.drainFilesLocked(p.eval)
	} else {
		n = c.drainAllLocked(c.current)
	}
	c.settleLocked()
	return n, p.closed || p.ended
}

// drainAllLocked moves what an evaluation's pipes and the process's hold to the
// batches. The process's are read first and count as later: who wrote to a file
// and then to a descriptor finds them in this order, and who wrote to the
// descriptor first had it read by File.
func (c *Capture) drainAllLocked(eval uint64) (n int) {
	var found [2][]byte
	for i, p := range c.raw {
		if p.leave.IsZero() || time.Now().After(p.leave) {
			found[i] = p.drain(&c.buf)
		}
	}
	n = c.drainFilesLocked(eval)
	for i, p := range c.raw {
		c.appendLocked(c.current, p.stream, found[i])
		if bytes.Contains(found[i], fatal) {
			p.leave = time.Now().Add(fatalWords)
			c.emitAllLocked(true)
		}
		n += len(found[i])
	}
	return n
}

// drainFilesLocked moves what an evaluation's pipes hold to its batch, stdout
// before stderr, as is likelier when both hold something.
func (c *Capture) drainFilesLocked(eval uint64) (n int) {
	f := c.files[eval]
	if f == nil {
		return 0
	}
	for _, p := range f.pipes {
		text := p.drain(&c.buf)
		c.appendLocked(eval, p.stream, text)
		n += len(text)
	}
	return n
}

func (c *Capture) appendLocked(eval uint64, s Stream, text []byte) {
	for len(text) > 0 {
		b := c.batches[eval]
		if b == nil {
			b = &batch{}
			c.batches[eval] = b
		}
		n := min(len(text), BatchSize)
		b.append(s, text[:n])
		if b.size >= BatchSize {
			c.emitLocked(eval, b, false)
		}
		text = text[n:]
	}
}

// emitLocked emits a batch.
func (c *Capture) emitLocked(eval uint64, b *batch, all bool) {
	if parts := b.take(all); len(parts) > 0 && c.emit != nil {
		c.emit(eval, parts)
		c.emitted = time.Now()
	}
	if b.size == 0 {
		delete(c.batches, eval)
	}
}

// settleLocked emits what waits, now if nothing was emitted lately, else later.
func (c *Capture) settleLocked() {
	if len(c.batches) == 0 || c.armed || c.closed {
		return
	}
	if wait := Interval - time.Since(c.emitted); wait > 0 {
		c.armed = true
		c.timer.Reset(wait)
		return
	}
	c.emitAllLocked(false)
}

func (c *Capture) emitAllLocked(all bool) {
	for eval, b := range c.batches {
		c.emitLocked(eval, b, all)
	}
}

// tick is the timer's.
func (c *Capture) tick() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.armed = false
	if !c.closed {
		c.emitAllLocked(false)
	}
}

// Run says that the text on descriptors 1 and 2 from now on is eval's.
func (c *Capture) Run(eval uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drainAllLocked(c.current)
	if eval != c.current {
		if b := c.batches[c.current]; b != nil {
			c.emitLocked(c.current, b, true)
		}
	}
	c.current = eval
	c.settleLocked()
}

// Write adds text of an evaluation; with eval 0 that of the one that runs.
func (c *Capture) Write(eval uint64, s Stream, text []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if eval == 0 {
		eval = c.current
	}
	c.drainAllLocked(eval)
	c.appendLocked(eval, s, text)
	c.settleLocked()
}

// Note adds text of no evaluation: what the process has to say about itself.
func (c *Capture) Note(text []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.appendLocked(0, Stderr, text)
	c.settleLocked()
}

// Flush emits what an evaluation has written so far; with eval 0 that of the
// one that runs. Whatever follows on the same line follows the text.
func (c *Capture) Flush(eval uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if eval == 0 {
		eval = c.current
	}
	c.drainAllLocked(eval)
	if b := c.batches[eval]; b != nil {
		c.emitLocked(eval, b, true)
	}
	c.settleLocked()
}

// FlushAll emits what all evaluations have written so far, but for the bytes of
// an unfinished character.
func (c *Capture) FlushAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for eval := range c.files {
		c.drainFilesLocked(eval)
	}
	c.drainAllLocked(c.current)
	c.emitAllLocked(false)
	c.settleLocked()
}

// Close stops capturing, after emitting everything. The files it gave away are
// broken pipes from now on.
func (c *Capture) Close() {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return
	}
	close(c.stop)
	for _, p := range c.raw {
		p.leave = time.Time{}
	}
	all := slices.Clone(c.raw)
	for eval, f := range c.files {
		c.drainFilesLocked(eval)
		all = append(all, f.pipes...)
		f.strong = [Stderr + 1]*os.File{}
		delete(c.files, eval)
	}
	c.drainAllLocked(c.current)
	c.emitAllLocked(true)
	c.closed = true
	c.timer.Stop()
	for _, p := range all {
		p.closed = true
	}
	c.mu.Unlock()
	for _, p := range all {
		_ = p.file.Close() // wakes its follower
	}
	c.readers.Wait()
}
