package server

import (
	"math"
	"sync/atomic"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/hub"
)

// lendFor is how long a callback may keep a connection from being read; it is
// noticed after twice that at the latest.
const lendFor = 10 * time.Millisecond

// reader reads a page's connection. The goroutine that does also runs the
// callbacks that a message causes, and sends what they say: a round trip then
// wakes no other goroutine. A callback that takes its time keeps the goroutine,
// but not the connection: another goroutine reads on, and what the page has to
// hear is held back no longer.
type reader struct {
	server *Server
	sock   *socket
	client *hub.Client

	turn    atomic.Uint64 // odd while callbacks run; who adds to that decides who reads on
	held    atomic.Uint64 // the turn that holds the client's outbox back, 0 if none does
	watched atomic.Bool
	watch   *time.Timer // runs while watched: an idle connection has no timer
	seen    uint64      // the turn when watch last looked
}

func newReader(s *Server, sock *socket, client *hub.Client) *reader {
	r := &reader{server: s, sock: sock, client: client}
	r.watch = time.AfterFunc(math.MaxInt64, r.look)
	r.watch.Stop()
	return r
}

// read takes messages to the hub until the connection ends, or another goroutine
// does so.
func (r *reader) read() {
	for {
		msg, err := r.sock.next()
		var turn kernel.Turn
		if err == nil {
			turn, err = r.client.Receive(r.sock, msg)
		}
		if err != nil {
			r.client.Detach(r.sock)
			r.server.end(r.sock, err)
			return
		}
		if turn != nil && !r.lend(turn) {
			return
		}
	}
}

// lend runs callbacks. It reports whether they left the connection to this
// goroutine; one that ends it (runtime.Goexit) leaves it to a new one.
func (r *reader) lend(turn kernel.Turn) (mine bool) {
	now := r.turn.Load() + 1
	r.held.Store(now)
	r.turn.Store(now)
	r.guard()
	returned := false
	defer func() {
		if r.release(now) {
			r.client.Flush()
		}
		mine = r.turn.CompareAndSwap(now, now+1)
		if mine && !returned {
			go r.read()
		}
	}()
	turn.Run()
	returned = true
	return true
}

// release reports whether it is the caller's to flush what a turn held back: it is
// one's only, and before another turn begins.
func (r *reader) release(turn uint64) bool { return r.held.CompareAndSwap(turn, 0) }

// guard has look called soon.
func (r *reader) guard() {
	if !r.watched.Swap(true) {
		r.watch.Reset(lendFor)
	}
}

// look takes the connection from callbacks that run for too long.
func (r *reader) look() {
	now := r.turn.Load()
	if now != r.seen { // something happens
		r.seen = now
		r.watch.Reset(lendFor)
		return
	}
	late := now%2 == 1 && r.turn.CompareAndSwap(now, now+1)
	r.watched.Store(false)
	if r.turn.Load() != now { // lent again, perhaps when nobody watched
		r.guard()
	}
	if !late {
		return
	}
	flush := r.release(now)
	go r.read()
	if flush {
		r.client.Flush()
	}
}
