package hub

import (
	"crypto/subtle"
	"fmt"
	"sync"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
)

// view is one place on a page where a ref is shown.
type view struct{ ref, name string }

// Client is one page. It outlives its connection by the hub's grace period.
type Client struct {
	hub        *Hub
	id, secret string

	mu       sync.Mutex
	views    map[view]bool // true once its init data was sent
	sock     Socket        // nil between connections
	outbox   outbox
	handled  uint64 // the last message of the client that was handled
	acked    uint64 // the last one it was told about
	flushing bool
	held     int         // turns whose caller sends what is pending when they are over
	ackTimer *time.Timer // runs while an ack is owed
	grace    *time.Timer // runs between connections
	ended    bool

	receive sync.Mutex // one message at a time; above mu

	telling sync.Mutex // above mu
	here    bool       // as was told last; telling guards it
}

// ID is the client's name: what callbacks see as the origin.
func (c *Client) ID() string { return c.id }

// knows reports whether secret is the client's, in constant time.
func (c *Client) knows(secret string) bool {
	return subtle.ConstantTimeCompare([]byte(c.secret), []byte(secret)) == 1
}

// attach makes sock the client's connection and greets it; false if the client
// has ended. A message that is being received is handled first.
func (c *Client) attach(sock Socket, have uint64) bool {
	c.receive.Lock()
	defer c.receive.Unlock()
	if c.resume(sock, have) {
		return true
	}
	c.hub.expel(c, false)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.outbox = outbox{}
	return c.greetLocked(sock, false)
}

// resume goes on where the client's last connection ended; false if the outbox
// does not hold what the client misses. It ends that connection.
func (c *Client) resume(sock Socket, have uint64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.grace != nil {
		c.grace.Stop()
		c.grace = nil
	}
	if c.sock != nil {
		c.sock.Close(CloseReplaced, "this page connected anew")
		c.sock = nil // a flush that still runs must not send on, or count as sent, what comes now
	}
	return !c.outbox.lost && c.outbox.rewind(have) && c.greetLocked(sock, true)
}

func (c *Client) greetLocked(sock Socket, resumed bool) bool {
	if c.ended {
		return false
	}
	c.sock = sock
	c.acked = c.handled
	c.outbox.greeting = encodeWelcome(c.id, c.secret, resumed, c.handled)
	c.wakeLocked()
	return true
}

// Detach ends the connection sock, if it still is the client's. The client is
// kept for the grace period.
func (c *Client) Detach(sock Socket) {
	c.detach(sock)
	c.tellPresence()
}

func (c *Client) detach(sock Socket) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sock != sock || c.ended {
		return
	}
	c.sock = nil
	c.grace = time.AfterFunc(c.hub.opts.Grace, c.expire)
}

// tellPresence says whether the client is connected, if it was said otherwise.
func (c *Client) tellPresence() {
	c.telling.Lock()
	defer c.telling.Unlock()
	c.mu.Lock()
	here, ended := c.sock != nil, c.ended
	c.mu.Unlock()
	if here != c.here && c.hub.opts.Presence != nil && (here || !ended) {
		c.hub.opts.Presence(kernel.Presence{Client: c.id, Here: here})
	}
	c.here = here
}

// expire ends the client when it did not come back.
func (c *Client) expire() {
	c.mu.Lock()
	back := c.sock != nil || c.ended
	if !back {
		c.ended = true
	}
	c.mu.Unlock()
	if !back {
		c.hub.expel(c, true)
	}
}

// end closes the client for good.
func (c *Client) end(code int, reason string) {
	c.mu.Lock()
	sock := c.sock
	c.sock, c.ended = nil, true
	for _, t := range []*time.Timer{c.grace, c.ackTimer} {
		if t != nil {
			t.Stop()
		}
	}
	c.mu.Unlock()
	if sock != nil {
		sock.Close(code, reason)
	}
}

// Receive handles a message that came by sock: one or more arrays. An error
// means that the client broke the protocol; what came before it in the message
// was handled. What comes by a connection that was replaced is ignored: the
// client sends it again. The message may be reused afterwards only if no payload
// in it matters any more: payloads alias it.
//
// A turn that is not nil is for the caller to run, in the place of a goroutine
// that would have to be woken. Until the caller calls Flush, once, what is posted
// to this client waits: it goes out with what the callbacks say.
func (c *Client) Receive(sock Socket, msg []byte) (turn kernel.Turn, err error) {
	c.receive.Lock()
	defer c.receive.Unlock()
	if !c.connectedBy(sock) {
		return nil, nil
	}
	r := wire.NewReader(msg)
	for r.More() && err == nil {
		var next kernel.Turn
		if next, err = c.receiveOne(r); next != nil {
			if turn != nil {
				turn.Start()
			}
			turn = next
		}
	}
	if turn == nil {
		return nil, err
	}
	if err != nil {
		turn.Start()
		return nil, err
	}
	c.hold()
	return turn, nil
}

// receiveOne handles the next message in r.
func (c *Client) receiveOne(r *wire.Reader) (kernel.Turn, error) {
	s, err := readSaid(r)
	if err != nil {
		return nil, err
	}
	if s.tag == sayAck {
		if !c.ack(s.n) {
			return nil, fmt.Errorf("hub: the client acknowledges %d messages, more than it was sent", s.n)
		}
		return nil, nil
	}
	fresh, err := c.count(s.n)
	if err != nil || !fresh {
		return nil, err
	}
	return c.handle(s)
}

func (c *Client) connectedBy(sock Socket) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sock == sock
}

func (c *Client) ack(have uint64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.outbox.ack(have)
}

// ackDelay is how long an ack waits for something else to go out with.
const ackDelay = 50 * time.Millisecond

// count notes the client's message n and reports whether it is new.
func (c *Client) count(n uint64) (fresh bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case n <= c.handled: // sent again over a new connection
		return false, nil
	case n != c.handled+1:
		return false, fmt.Errorf("hub: message %d follows message %d", n, c.handled)
	}
	c.handled = n
	if c.ackTimer == nil && !c.ended {
		c.ackTimer = time.AfterFunc(ackDelay, c.sendAck)
	}
	return true, nil
}

// sendAck tells the client what was handled, if nothing did so meanwhile.
func (c *Client) sendAck() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ackTimer = nil
	if c.acked < c.handled {
		c.wakeLocked()
	}
}

// handle passes a new message on to the widget.
func (c *Client) handle(s said) (kernel.Turn, error) {
	v := view{s.ref, s.view}
	switch s.tag {
	case sayConnect:
		if !c.await(v) {
			return nil, fmt.Errorf("hub: the client has more than %d views", c.hub.opts.MaxViews)
		}
		return c.hub.opts.Deliver(kernel.Connect{Client: c.id, Ref: s.ref, View: s.view, URL: s.url}), nil
	case sayEvent:
		return c.hub.opts.Deliver(kernel.Event{Client: c.id, Ref: s.ref, View: s.view, Event: s.event, Payload: s.payload, Call: s.call}), nil
	case sayDisconnect:
		c.mu.Lock()
		_, had := c.views[v]
		delete(c.views, v)
		c.mu.Unlock()
		if had {
			c.hub.part(c, s.ref)
			return c.hub.opts.Deliver(kernel.Disconnect{Client: c.id, Ref: s.ref, View: s.view}), nil
		}
	}
	return nil, nil
}

// await notes that v waits for its init data; false if there are too many views.
func (c *Client) await(v view) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.views[v] = false
	return len(c.views) <= c.hub.opts.MaxViews
}

// join notes that v's init data goes out; false if the view left meanwhile.
func (c *Client) join(v view) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, waits := c.views[v]; !waits {
		return false
	}
	c.views[v] = true
	return true
}

// leave forgets the client's views of ref and reports whether there were any.
func (c *Client) leave(ref string) (had bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for v := range c.views {
		if v.ref == ref {
			delete(c.views, v)
			had = true
		}
	}
	return had
}

// shows reports whether a view of ref is left.
func (c *Client) shows(ref string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for v := range c.views {
		if v.ref == ref {
			return true
		}
	}
	return false
}

func (c *Client) forgetViews() map[view]bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	views := c.views
	c.views = map[view]bool{}
	return views
}

// post puts a sequenced message into the outbox. A full outbox closes the
// connection: the client comes back and starts afresh.
func (c *Client) post(msg []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.outbox.lost || c.ended {
		return
	}
	if !c.outbox.push(msg, c.hub.opts.MaxMessages, c.hub.opts.MaxBytes) {
		if c.sock != nil {
			c.sock.Close(CloseOutboxFull, "the page does not read fast enough")
		}
		return
	}
	c.wakeLocked()
}

// wakeLocked starts a flush unless one runs or will.
func (c *Client) wakeLocked() {
	if c.beginLocked() {
		go c.flush()
	}
}

// beginLocked reports whether the caller is the one to flush.
func (c *Client) beginLocked() bool {
	if c.flushing || c.held > 0 || c.sock == nil {
		return false
	}
	c.flushing = true
	c.hub.flushes.Add(1)
	return true
}

func (c *Client) hold() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held++
}

// Flush sends, in the calling goroutine, what waited for a turn that [Client.Receive]
// returned. It may block as the socket does.
func (c *Client) Flush() {
	c.mu.Lock()
	c.held--
	owes := c.outbox.pending() || c.ackTimer == nil && c.acked < c.handled
	mine := owes && c.beginLocked()
	c.mu.Unlock()
	if mine {
		c.flush()
	}
}

// flush sends until nothing is left: an idle client has no goroutine.
func (c *Client) flush() {
	defer c.hub.flushes.Done()
	for {
		c.mu.Lock()
		sock, parts := c.sock, c.takeLocked()
		c.flushing = len(parts) > 0
		c.mu.Unlock()
		if len(parts) == 0 {
			return
		}
		if err := sock.Send(parts); err != nil {
			c.Detach(sock) // what was taken stays in the outbox until acknowledged
		}
	}
}

// takeLocked returns what goes out next on the connection there is.
func (c *Client) takeLocked() [][]byte {
	if c.sock == nil {
		return nil
	}
	parts := c.outbox.take()
	if c.acked < c.handled {
		parts = append(parts, encodeAck(c.handled))
		c.acked = c.handled
	}
	return parts
}
