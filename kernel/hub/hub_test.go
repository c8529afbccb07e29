package hub_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/gokino/gokino/internal/leak"
	"github.com/gokino/gokino/internal/page"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/hub"
	"github.com/gokino/gokino/kernel/wire"
)

func TestMain(m *testing.M) { leak.Main(m) }

// socket is a connection that keeps what it is sent.
type socket struct {
	hold chan struct{} // if not nil, Send waits until it or the socket is closed

	mu     sync.Mutex
	heard  []page.Message
	bytes  []byte
	code   int
	reason string
	closed chan struct{}
}

func newSocket() *socket { return &socket{closed: make(chan struct{})} }

func (s *socket) Send(parts [][]byte) error {
	if s.hold != nil {
		select {
		case <-s.hold:
		case <-s.closed:
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.code != 0 {
		return errors.New("closed")
	}
	msg := slices.Concat(parts...)
	ms, err := page.Parse(msg)
	if err != nil {
		return err
	}
	s.bytes = append(s.bytes, msg...)
	s.heard = append(s.heard, ms...)
	return nil
}

func (s *socket) Close(code int, reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.code == 0 {
		s.code, s.reason = code, reason
		close(s.closed)
	}
}

func (s *socket) state() (code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.code
}

// take returns what was heard since the last call.
func (s *socket) take() []page.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	heard := s.heard
	s.heard = nil
	return heard
}

// tab is a page: a client with one connection after the other.
type tab struct {
	t      *testing.T
	hub    *hub.Hub
	sock   *socket
	client *hub.Client
	id     string
	secret string
	have   int // sequenced messages heard
	n      int // messages said
}

func newTab(t *testing.T, h *hub.Hub) *tab {
	tb := &tab{t: t, hub: h}
	tb.dial(newSocket())
	return tb
}

// dial connects the page, with what it knows of its last connection.
func (tb *tab) dial(s *socket) {
	tb.t.Helper()
	c, err := tb.hub.Attach(s, page.Hello(tb.id, tb.secret, tb.have))
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.sock, tb.client = s, c
}

// hear returns what came, but for acks, and learns from welcomes.
func (tb *tab) hear() (heard []page.Message) {
	for _, m := range tb.sock.take() {
		switch {
		case m.Tag == page.Welcome:
			tb.id, tb.secret = m.Client, m.Secret
			if !m.Resumed {
				tb.have = 0
			}
		case m.Counted():
			tb.have++
		default:
			continue
		}
		heard = append(heard, m)
	}
	return heard
}

func (tb *tab) say(msg []byte) {
	tb.t.Helper()
	if _, err := tb.client.Receive(tb.sock, msg); err != nil {
		tb.t.Error(err)
	}
}

func (tb *tab) connect(ref, view string) {
	tb.n++
	tb.say(page.Connect(tb.n, ref, view))
}

func (tb *tab) push(ref, view, event string, payload any) {
	tb.n++
	tb.say(page.Push(tb.n, ref, view, event, payload))
}

func (tb *tab) disconnect(ref, view string) {
	tb.n++
	tb.say(page.Disconnect(tb.n, ref, view))
}

// inbox keeps what clients said.
type inbox struct {
	mu  sync.Mutex
	all []kernel.Message
}

func (i *inbox) deliver(m kernel.Message) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.all = append(i.all, m)
}

func (i *inbox) take() []kernel.Message {
	i.mu.Lock()
	defer i.mu.Unlock()
	all := i.all
	i.all = nil
	return all
}

// echo answers each Connect with an Init, as a widget does.
func echo(h **hub.Hub, in *inbox) func(kernel.Message) kernel.Turn {
	return done(func(m kernel.Message) {
		in.deliver(m)
		if c, ok := m.(kernel.Connect); ok {
			(*h).Handle(kernel.Init{Client: c.Client, Ref: c.Ref, View: c.View, Payload: number(0)})
		}
	})
}

// done leaves nothing to run.
func done(f func(kernel.Message)) func(kernel.Message) kernel.Turn {
	return func(m kernel.Message) kernel.Turn {
		f(m)
		return nil
	}
}

func number(n int) []byte { return wire.AppendInt(nil, int64(n)) }

func broadcast(ref string, n int) kernel.Broadcast {
	return kernel.Broadcast{Ref: ref, Event: "n", Payload: number(n)}
}

func tags(ms []page.Message) (all []int) {
	for _, m := range ms {
		all = append(all, m.Tag)
	}
	return all
}

// numbers are the payloads of ms.
func numbers(ms []page.Message) (all []int) {
	for _, m := range ms {
		if m.Payload != nil {
			all = append(all, m.Int())
		}
	}
	return all
}

// count is 1, 2, … n.
func count(from, to int) (all []int) {
	for i := from; i <= to; i++ {
		all = append(all, i)
	}
	return all
}
