package kernel

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
)

// Scope owns what one evaluation of a cell made: its widgets, listeners,
// intervals, servers. Closing it ends them all and waits. It is safe for
// concurrent use.
//
// A program without cells has one scope, the kernel's root.
type Scope struct {
	id     uint64
	kernel *Kernel
	ctx    context.Context
	cancel context.CancelFunc

	cell  int    // 0: none
	began uint64 // by the clock of the kernel's readers

	mu      sync.Mutex
	owned   map[*owned]struct{}
	closed  bool
	running bool           // the evaluation has not ended
	frozen  map[string]any // values of inputs as the evaluation sees them
	places  map[string]int
	keeps   map[string]bool
	once    map[any]any
}

// owned is one thing with an end.
type owned struct {
	name  string
	close func(context.Context) error
	ended chan struct{} // made by the scope's Close, closed when close returned
	left  bool          // close gave up waiting; set before ended is closed
}

func newScope(k *Kernel, id uint64) *Scope {
	s := &Scope{id: id, kernel: k, owned: map[*owned]struct{}{}}
	s.ctx, s.cancel = context.WithCancel(context.WithValue(context.Background(), scopeKey{}, s))
	return s
}

type scopeKey struct{}

// ScopeOf is the scope whose [Scope.Context] ctx descends from, nil if none.
func ScopeOf(ctx context.Context) *Scope {
	s, _ := ctx.Value(scopeKey{}).(*Scope)
	return s
}

// Cell is the cell that the evaluation is of, 0 if there is none.
func (s *Scope) Cell() int { return s.cell }

// ID is the number the scope was opened with; 0 for a kernel's root.
func (s *Scope) ID() uint64 { return s.id }

// Kernel is the kernel the scope belongs to.
func (s *Scope) Kernel() *Kernel { return s.kernel }

// Context ends when the scope is cancelled or closed: when its cell is
// interrupted, runs again or is deleted.
func (s *Scope) Context() context.Context { return s.ctx }

// Cancel ends the scope's context and leaves what the scope owns as it is.
func (s *Scope) Cancel() { s.cancel() }

// Own makes close part of the scope's end and returns a function that takes it
// out again, for what ended by itself. Name is shown when close does not return
// in time. In a scope that is closed already, close runs at once.
func (s *Scope) Own(name string, close func(context.Context) error) (release func()) {
	o := &owned{name: name, close: close}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		_ = close(s.ctx)
		return func() {}
	}
	s.owned[o] = struct{}{}
	s.mu.Unlock()
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.owned, o)
	}
}

// Go runs f in a goroutine that the scope owns: f's context ends with the
// scope, and the scope's Close waits for f. A panic in f is reported in the
// scope's cell.
func (s *Scope) Go(name string, f func(context.Context)) {
	ctx, cancel := context.WithCancel(s.ctx)
	done := make(chan struct{})
	release := s.Own(name, func(wait context.Context) error {
		cancel()
		select {
		case <-done:
			return nil
		case <-wait.Done():
			return wait.Err()
		}
	})
	s.kernel.Go(s, func() {
		defer release()
		defer close(done)
		defer cancel()
		s.Guard("", func() { f(ctx) })
	})
}

// Guard calls f. A panic in f goes no further: it is reported in the scope's cell
// as a panic in what, "a listener" say, or just as a panic where what is empty.
func (s *Scope) Guard(what string, f func()) {
	defer func() {
		if p := recover(); p != nil {
			if what != "" {
				what = " in " + what
			}
			s.kernel.Report(s, fmt.Sprintf("panic%s: %v", what, p), string(debug.Stack()))
		}
	}()
	f()
}

// Close ends the scope's context, then everything it owns, all at once, and
// waits until they ended or ctx is done. It returns the names of those that had
// not ended by then, in order. A second Close does nothing.
func (s *Scope) Close(ctx context.Context) (left []string) {
	s.cancel()
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	all := slices.Collect(maps.Keys(s.owned))
	s.owned = nil // whoever knows the scope for longer, as goroutines of its cell do, keeps none of it
	s.mu.Unlock()
	s.kernel.forget(s)
	s.forgetOthers()

	for _, o := range all {
		o.ended = make(chan struct{})
		go func() {
			defer close(o.ended)
			s.Guard("", func() {
				err := o.close(ctx)
				o.left = ctx.Err() != nil && errors.Is(err, ctx.Err())
			})
		}()
	}
	for _, o := range all {
		if !o.wait(ctx) {
			left = append(left, o.name)
		}
	}
	slices.Sort(left)
	return left
}

// wait waits until o ended; false if it had not by the time ctx was done.
func (o *owned) wait(ctx context.Context) bool {
	select {
	case <-o.ended:
		return !o.left
	default:
	}
	select {
	case <-o.ended:
		return !o.left
	case <-ctx.Done():
		return false
	}
}
