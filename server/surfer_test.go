package server_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/gokino/gokino/internal/page"
	"github.com/gokino/gokino/kernel/hub"
)

// surfer is a page of the soak: it shows every widget, pushes to them, loses its
// connection in every way there is, and holds the server to what it promises.
type surfer struct {
	url    string
	name   string
	refs   []string
	index  map[string]int
	faults *faults
	rand   *rand.Rand

	mu             sync.Mutex
	conn           *websocket.Conn // nil between connections
	lives          int             // how many clients it has been
	client, secret string
	have, owed     int    // counted messages; those not acknowledged yet
	n              int    // of the last message of its own
	pending        []sent // not acknowledged by the server
	calls          int
	asked          map[int]bool // calls that will be answered; false: that may be
	shown          []sight      // by widget
	seen           outcomes
	reading        sync.WaitGroup
}

// outcomes counts what happened to a page.
type outcomes struct {
	Messages, Events, Resumed, Afresh, Born, Replaced, Overflowed, Churned int
}

func (o *outcomes) add(p outcomes) {
	o.Messages += p.Messages
	o.Events += p.Events
	o.Resumed += p.Resumed
	o.Afresh += p.Afresh
	o.Born += p.Born
	o.Replaced += p.Replaced
	o.Overflowed += p.Overflowed
	o.Churned += p.Churned
}

// sent is a message of the page until the server has acknowledged it. A call of 0
// is a Connect or Disconnect, which say is made by.
type sent struct {
	n, call int
	say     func(n int) []byte
}

// sight is a widget as the page sees it.
type sight struct {
	phase  phase
	view   int // how many views of it there have been
	last   int // the last broadcast
	pushed int // events to it in this life
}

type phase int

const (
	waiting phase = iota // for its first data: nothing may come before that
	leaving              // the same, but events for the view before may still come
	joined
)

func newSurfer(url, name string, refs []string, f *faults, seed uint64) *surfer {
	p := &surfer{
		url: url, name: name, refs: refs, faults: f,
		index: map[string]int{}, rand: rand.New(rand.NewPCG(seed, 0)),
		asked: map[int]bool{}, shown: make([]sight, len(refs)),
	}
	for i, ref := range refs {
		p.index[ref] = i
	}
	return p
}

func (p *surfer) fault(format string, args ...any) {
	p.faults.add(p.name + ": " + fmt.Sprintf(format, args...))
}

// open gets the page a connection, as the client it is, and a goroutine that
// reads it.
func (p *surfer) open() {
	conn, _, err := websocket.DefaultDialer.Dial(p.url, nil)
	if err != nil {
		p.fault("%v", err)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := conn.WriteMessage(websocket.BinaryMessage, page.Hello(p.client, p.secret, p.have)); err != nil {
		p.fault("hello: %v", err)
		return
	}
	_, b, err := conn.ReadMessage()
	if websocket.IsCloseError(err, hub.CloseOutboxFull) { // what it resumed had room for little more
		p.seen.Overflowed++
		return
	}
	if err != nil {
		p.fault("no welcome: %v", err)
		return
	}
	ms, err := page.Parse(b)
	if err != nil || ms[0].Tag != page.Welcome {
		p.fault("greeted with %+v, %v", ms, err)
		return
	}
	p.conn = conn
	p.welcome(ms[0])
	p.hear(ms[1:])
	p.reading.Go(func() { p.read(conn) })
}

// welcome says again what the server has not handled.
func (p *surfer) welcome(w page.Message) {
	old, born := p.pending, false
	switch {
	case w.Resumed && w.Client != p.client:
		p.fault("another client was resumed")
	case w.Resumed:
		p.seen.Resumed++
		for _, s := range p.pending { // those that were handled too: they count once
			p.write(s.say(s.n))
		}
		p.handled(int(w.N))
		return
	case w.Client == p.client:
		p.seen.Afresh++
	default:
		p.seen.Born++
		p.lives++
		born, old, p.asked = true, nil, map[int]bool{}
	}
	p.client, p.secret = w.Client, w.Secret
	p.have, p.owed, p.n, p.pending = 0, 0, int(w.N), nil
	for i := range p.shown {
		s := &p.shown[i]
		if s.phase = waiting; born {
			s.pushed = 0
		}
		p.connect(i)
	}
	for _, s := range old {
		switch {
		case s.n <= int(w.N) && s.call != 0:
			p.asked[s.call] = false // the answer may have been lost
		case s.call != 0:
			p.send(s.call, s.say)
		}
	}
	for call := range p.asked {
		if !p.waits(call) {
			p.asked[call] = false
		}
	}
}

// waits reports whether the event with this call is still to be handled.
func (p *surfer) waits(call int) bool {
	for _, s := range p.pending {
		if s.call == call {
			return true
		}
	}
	return false
}

func (p *surfer) connect(i int) {
	ref, view := p.refs[i], p.view(i)
	p.send(0, func(n int) []byte { return page.Connect(n, ref, view) })
}

func (p *surfer) view(i int) string { return fmt.Sprint("v", p.shown[i].view) }

func (p *surfer) send(call int, say func(n int) []byte) {
	p.n++
	p.pending = append(p.pending, sent{p.n, call, say})
	p.write(say(p.n))
}

func (p *surfer) write(msg []byte) {
	if p.conn != nil { // else it goes out with the next one; an error shows in read
		_ = p.conn.WriteMessage(websocket.BinaryMessage, msg)
	}
}

// handled forgets what the server has acknowledged.
func (p *surfer) handled(n int) {
	i := 0
	for i < len(p.pending) && p.pending[i].n <= n {
		i++
	}
	p.pending = append([]sent(nil), p.pending[i:]...)
}

// read takes what comes by conn until its end.
func (p *surfer) read(conn *websocket.Conn) {
	for {
		_, b, err := conn.ReadMessage()
		p.mu.Lock()
		if p.conn != conn { // it was given up: what comes is not heard
			if websocket.IsCloseError(err, hub.CloseReplaced) {
				p.seen.Replaced++
			}
			p.mu.Unlock()
			if err != nil {
				_ = conn.Close()
				return
			}
			continue
		}
		if err != nil {
			if websocket.IsCloseError(err, hub.CloseOutboxFull) {
				p.seen.Overflowed++
			} else if websocket.IsCloseError(err, hub.CloseProtocol, hub.CloseReplaced, hub.CloseServer, hub.CloseTooLarge) {
				p.fault("%v", err)
			}
			p.conn = nil
			p.mu.Unlock()
			_ = conn.Close()
			return
		}
		ms, err := page.Parse(b)
		if err != nil {
			p.fault("%v", err)
		}
		p.hear(ms)
		p.mu.Unlock()
	}
}

func (p *surfer) hear(ms []page.Message) {
	for _, m := range ms {
		if m.Counted() {
			p.have++
			p.owed++
			p.seen.Messages++
		}
		p.take(m)
	}
	if p.owed >= 64 {
		p.owed = 0
		p.write(page.Acknowledge(p.have))
	}
}

// take compares a message with what has to come.
func (p *surfer) take(m page.Message) {
	s := &sight{}
	if i, known := p.index[m.Ref]; known {
		s = &p.shown[i]
	}
	switch m.Tag {
	case page.Ack:
		p.handled(int(m.N))
	case page.Init:
		if s.phase == joined && m.Int() != s.last {
			p.fault("data of %d after broadcast %d", m.Int(), s.last)
		}
		if s.phase == leaving && m.View != p.view(p.index[m.Ref]) {
			return // of the view before
		}
		s.phase, s.last = joined, m.Int()
	case page.Event:
		if s.phase == waiting {
			p.fault("broadcast %d before the first data", m.Int())
		}
		if s.phase == joined && m.Int() != s.last+1 {
			p.fault("broadcast %d after %d", m.Int(), s.last)
		}
		s.last = m.Int()
	case page.Reply:
		if _, asked := p.asked[int(m.N)]; !asked || m.Text != "" {
			p.fault("an answer nobody waits for: %+v", m)
		}
		delete(p.asked, int(m.N))
	default:
		p.fault("%+v", m)
	}
}

// push sends an event to a random widget, which counts what comes from whom.
func (p *surfer) push() {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := p.rand.IntN(len(p.refs))
	s := &p.shown[i]
	if s.phase != joined || len(p.pending) > 100 {
		return
	}
	p.seen.Events++
	s.pushed++
	p.calls++
	ref, view, call := p.refs[i], p.view(i), p.calls
	payload := map[string]any{"page": fmt.Sprintf("%s.%d", p.name, p.lives), "n": s.pushed}
	p.asked[call] = true
	p.send(call, func(n int) []byte { return page.Ask(n, ref, view, "bump", payload, call) })
}

// churn closes a view and opens another one of the same widget.
func (p *surfer) churn() {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := p.rand.IntN(len(p.refs))
	s := &p.shown[i]
	if s.phase != joined {
		return
	}
	p.seen.Churned++
	ref, view := p.refs[i], p.view(i)
	p.send(0, func(n int) []byte { return page.Disconnect(n, ref, view) })
	s.phase = leaving
	s.view++
	p.connect(i)
}

// drop ends the connection without a word.
func (p *surfer) drop() {
	p.mu.Lock()
	conn := p.conn
	p.conn = nil
	p.mu.Unlock()
	if conn != nil {
		_ = conn.NetConn().Close()
	}
	p.reading.Wait()
}

// replace opens a second connection while the first is alive.
func (p *surfer) replace() {
	p.mu.Lock()
	p.conn = nil
	p.mu.Unlock()
	p.open()
}

// stall does not read for a while, nor acknowledge.
func (p *surfer) stall(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	time.Sleep(d) // the reader waits for the lock
}

// connected opens a connection if there is none.
func (p *surfer) connected() {
	p.mu.Lock()
	gone := p.conn == nil
	p.mu.Unlock()
	if gone {
		p.open()
	}
}

// settled reports whether nothing is under way, with every widget at its last
// broadcast.
func (p *surfer) settled(last []int) (reason string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	sure := 0
	for _, s := range p.asked {
		if s {
			sure++
		}
	}
	switch {
	case p.conn == nil:
		return "no connection"
	case len(p.pending) > 0:
		return fmt.Sprint(len(p.pending), " messages not acknowledged")
	case sure > 0:
		return fmt.Sprint(sure, " answers are missing")
	}
	for i, s := range p.shown {
		if s.phase != joined || last != nil && s.last != last[i] {
			return fmt.Sprintf("widget %d: phase %d, broadcast %d", i, s.phase, s.last)
		}
	}
	return ""
}
