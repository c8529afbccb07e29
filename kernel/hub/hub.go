package hub

import (
	"crypto/rand"
	"errors"
	"sync"
	"time"

	"github.com/gokino/gokino/kernel"
)

// Options configure a [Hub]. Deliver is required; zero values mean the defaults
// named.
type Options struct {
	// Deliver takes what clients send, for one client in order. It must not
	// block and may call Handle. Where a widget's callbacks have to run now, it may
	// return the turn to do so.
	Deliver func(kernel.Message) kernel.Turn

	// Presence, if not nil, is told who has come and who is away, for one client in
	// order. It must not block or call the hub.
	Presence func(kernel.Presence)

	// Grace is how long a client without a connection is kept. Default 1 minute.
	Grace time.Duration

	// MaxMessages and MaxBytes bound what one client has not acknowledged yet.
	// Default 16384 messages and 64 MiB.
	MaxMessages, MaxBytes int

	// MaxClients bounds how many clients there are. Default 10000.
	MaxClients int

	// MaxViews bounds how many views one client has. Default 4096.
	MaxViews int
}

func (o Options) withDefaults() Options {
	if o.Grace == 0 {
		o.Grace = time.Minute
	}
	if o.MaxMessages == 0 {
		o.MaxMessages = 16384
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = 64 << 20
	}
	if o.MaxClients == 0 {
		o.MaxClients = 10000
	}
	if o.MaxViews == 0 {
		o.MaxViews = 4096
	}
	return o
}

// Socket is a client's connection as the hub sees it.
type Socket interface {
	// Send sends the concatenation of parts as one message. It may block, within
	// a deadline of its own; the hub calls it from one goroutine at a time.
	Send(parts [][]byte) error

	// Close closes the connection with a numbered reason. It must not block.
	Close(code int, reason string)
}

// Reasons for closing a connection, as WebSocket close codes.
const (
	CloseProtocol   = 4001 // the client broke the protocol
	CloseOutboxFull = 4002 // it did not read fast enough; it may come back and start afresh
	CloseReplaced   = 4003 // another connection of the same client took over
	CloseServer     = 4004 // the server ends
	CloseTooLarge   = 4005 // it sent a message over the limit
)

// ErrFull says that there are too many clients, ErrClosed that the hub ends.
var (
	ErrFull   = errors.New("hub: too many clients")
	ErrClosed = errors.New("hub: closed")
)

// Hub routes between widgets and clients; see the package comment. It is safe
// for concurrent use.
type Hub struct {
	opts    Options
	flushes sync.WaitGroup // running flush goroutines

	mu        sync.RWMutex
	clients   map[string]*Client
	audiences map[string]map[*Client]struct{}
	closed    bool
}

// New makes a hub without clients.
func New(opts Options) *Hub {
	return &Hub{
		opts:      opts.withDefaults(),
		clients:   map[string]*Client{},
		audiences: map[string]map[*Client]struct{}{},
	}
}

// Attach gives a client a connection: the known client that hello names with
// its secret, else a new one. Hello is the connection's first message. The hub
// owns the socket from now on; its messages go to [Client.Receive] and its end
// to [Client.Detach].
func (h *Hub) Attach(sock Socket, hello []byte) (*Client, error) {
	hi, err := decodeHello(hello)
	if err != nil {
		return nil, err
	}
	if c := h.client(hi.client); c != nil && c.knows(hi.secret) && c.attach(sock, hi.have) {
		c.tellPresence()
		return c, nil
	}
	c, err := h.newClient()
	if err != nil {
		return nil, err
	}
	if !c.attach(sock, 0) {
		return nil, ErrClosed // in the meantime
	}
	c.tellPresence()
	return c, nil
}

func (h *Hub) newClient() (*Client, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, ErrClosed
	}
	if len(h.clients) >= h.opts.MaxClients {
		return nil, ErrFull
	}
	c := &Client{hub: h, id: rand.Text(), secret: rand.Text(), views: map[view]bool{}}
	c.outbox.lost = true // nothing to resume
	h.clients[c.id] = c
	return c, nil
}

// Handle takes a widget's message to the clients it is for. Calls for one ref
// must come one after the other; the ref's clients see them in that order.
// Messages that are not for clients are ignored.
func (h *Hub) Handle(m kernel.Message) {
	switch m := m.(type) {
	case kernel.Init:
		h.init(m)
	case kernel.Broadcast:
		h.broadcast(m.Ref, encodeEvent(m.Ref, m.Event, m.Payload))
	case kernel.Send:
		if c := h.member(m.Client, m.Ref); c != nil {
			c.post(encodeEvent(m.Ref, m.Event, m.Payload))
		}
	case kernel.Reply:
		if c := h.client(m.Client); c != nil {
			c.post(encodeReply(m))
		}
	case kernel.Act:
		if c := h.member(m.Client, m.Ref); c != nil {
			c.post(encodeAct(m))
		}
	case kernel.Model:
		h.model(m)
	case kernel.Fail:
		if c := h.client(m.Client); c != nil {
			c.post(encodeFail(m.Ref, m.View, m.Message))
		}
	case kernel.Gone:
		h.gone(m)
	}
}

func (h *Hub) client(id string) *Client {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.clients[id]
}

// member is the client if it is in the ref's audience.
func (h *Hub) member(id, ref string) *Client {
	h.mu.RLock()
	defer h.mu.RUnlock()
	c := h.clients[id]
	if _, in := h.audiences[ref][c]; in {
		return c
	}
	return nil
}

// init passes init data on and lets the client into the audience.
func (h *Hub) init(m kernel.Init) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.clients[m.Client]
	if c == nil || !c.join(view{m.Ref, m.View}) {
		return // the client or the view left in the meantime
	}
	if h.audiences[m.Ref] == nil {
		h.audiences[m.Ref] = map[*Client]struct{}{}
	}
	h.audiences[m.Ref][c] = struct{}{}
	c.post(encodeInit(m))
}

func (h *Hub) model(m kernel.Model) {
	if m.Client == "" {
		h.broadcast(m.Ref, encodeModel(m))
	} else if c := h.member(m.Client, m.Ref); c != nil {
		c.post(encodeModel(m))
	}
}

func (h *Hub) broadcast(ref string, msg []byte) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for c := range h.audiences[ref] {
		c.post(msg)
	}
}

// gone ends a ref for one client or for all. Views that wait for their init
// data learn it too.
func (h *Hub) gone(m kernel.Gone) {
	msg := encodeGone(m.Ref, m.Reason)
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range h.clients {
		if m.Client != "" && m.Client != c.id {
			continue
		}
		if c.leave(m.Ref) {
			c.post(msg)
		}
		h.dropLocked(m.Ref, c)
	}
}

// dropLocked takes c out of ref's audience.
func (h *Hub) dropLocked(ref string, c *Client) {
	if a := h.audiences[ref]; a != nil {
		delete(a, c)
		if len(a) == 0 {
			delete(h.audiences, ref)
		}
	}
}

// part takes c out of ref's audience if it has no view of it left.
func (h *Hub) part(c *Client, ref string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !c.shows(ref) {
		h.dropLocked(ref, c)
	}
}

// expel forgets all views of c, telling their widgets; with remove the client too.
func (h *Hub) expel(c *Client, remove bool) {
	h.mu.Lock()
	views := c.forgetViews()
	for v := range views {
		h.dropLocked(v.ref, c)
	}
	if remove {
		delete(h.clients, c.id)
	}
	h.mu.Unlock()
	for v := range views {
		if turn := h.opts.Deliver(kernel.Disconnect{Client: c.id, Ref: v.ref, View: v.name}); turn != nil {
			turn.Start()
		}
	}
}

// Clients counts the clients, those in their grace period too.
func (h *Hub) Clients() int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return len(h.clients)
}

// Close closes every connection and waits until the hub's goroutines ended.
func (h *Hub) Close() {
	h.mu.Lock()
	h.closed = true
	clients := h.clients
	h.clients = map[string]*Client{}
	h.audiences = map[string]map[*Client]struct{}{}
	h.mu.Unlock()
	for _, c := range clients {
		c.end(CloseServer, "the server ends")
	}
	h.flushes.Wait()
}
