package stdio

import (
	"fmt"
	"os"
	"slices"
	"weak"
)

// File is a file whose text belongs to eval, the same for each call while
// somebody holds it. For eval 0, or when there can be no pipe, it is nil.
//
// The capture itself holds it until [Capture.Forget]. After that it lives as
// long as a goroutine of the evaluation keeps it: its text still arrives.
func (c *Capture) File(eval uint64, s Stream) *os.File {
	if eval == 0 || s != Stdout && s != Stderr {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil
	}
	c.drainAllLocked(eval) // what was printed before comes before
	c.settleLocked()
	f := c.files[eval]
	if f == nil {
		f = &files{}
		c.files[eval] = f
	}
	if w := f.weak[s].Value(); w != nil {
		return w
	}
	w, p, err := openPipe(eval, s)
	if err != nil {
		return nil
	}
	f.strong[s], f.weak[s] = w, weak.Make(w)
	f.pipes = append(f.pipes, p)
	slices.SortStableFunc(f.pipes, func(a, b *pipe) int { return int(a.stream) - int(b.stream) })
	c.readers.Go(func() { c.follow(p) })
	return w
}

// Owns reports whether a file came from File and is open.
func (c *Capture) Owns(w *os.File) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range c.files {
		if w != nil && (f.weak[Stdout].Value() == w || f.weak[Stderr].Value() == w) {
			return true
		}
	}
	return false
}

// openPipe makes the pipe of an evaluation's file.
func openPipe(eval uint64, s Stream) (w *os.File, p *pipe, err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, nil, fmt.Errorf("pipe for the output of evaluation %d: %w", eval, err)
	}
	p, err = newPipe(r, s)
	if err != nil {
		_, _ = r.Close(), w.Close()
		return nil, nil, err
	}
	p.eval, p.own = eval, true
	return w, p, nil
}

// Forget says that what eval made has ended: its files close as soon as nobody
// holds them any more.
func (c *Capture) Forget(eval uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.files[eval]; f != nil {
		f.strong = [Stderr + 1]*os.File{}
	}
}

// drop forgets a pipe that ended.
func (c *Capture) drop(p *pipe) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !p.closed {
		p.closed = true
		_ = p.file.Close()
	}
	f := c.files[p.eval]
	if !p.own || f == nil {
		return
	}
	f.pipes = slices.DeleteFunc(f.pipes, func(o *pipe) bool { return o == p })
	if len(f.pipes) == 0 {
		delete(c.files, p.eval)
	}
}
