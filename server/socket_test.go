package server_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/gokino/gokino/internal/page"
	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/hub"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/server"
)

// counter adds what is pushed and broadcasts the sum.
type counter struct{}

func (counter) HandleConnect(ctx *live.Context[int]) (any, error) { return ctx.Assigns, nil }

func (counter) HandleEvent(ctx *live.Context[int], event string, p live.Payload) error {
	if event == "echo" {
		ctx.SendEvent(ctx.Origin(), event, p.Raw())
		return nil
	}
	var by int
	if err := p.Decode(&by); err != nil {
		return err
	}
	ctx.Assigns += by
	ctx.BroadcastEvent("count", ctx.Assigns)
	return nil
}

func (counter) HandleCast(ctx *live.Context[int], n any) error {
	ctx.BroadcastEvent("count", n)
	return nil
}

// site is a program that serves one widget.
type site struct {
	*server.Server
	w   *live.Widget
	url string
}

func newSite(t testing.TB, o server.Options) *site {
	return newSiteOf(t, kernel.New(kernel.Options{}), o)
}

func newSiteOf(t testing.TB, k *kernel.Kernel, o server.Options) *site {
	o.Kernel = k
	s := &site{Server: server.New(o)}
	s.w = live.New(counter{}, 0, live.Options{Assets: jsassets.Inline("main.js", ""), Kernel: k})
	web := httptest.NewServer(s)
	s.url = "ws" + strings.TrimPrefix(web.URL, "http") + "/gokino/socket"
	t.Cleanup(func() {
		s.Close()
		web.Close()
		if err := s.w.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return s
}

func dial(t testing.TB, url string) *websocket.Conn {
	t.Helper()
	conn, _, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// browser is a page over a real socket.
type browser struct {
	t       testing.TB
	conn    *websocket.Conn
	pending []page.Message
	welcome page.Message
	have, n int
}

func (b *browser) say(msg []byte) {
	b.t.Helper()
	if err := b.conn.WriteMessage(websocket.BinaryMessage, msg); err != nil {
		b.t.Fatal(err)
	}
}

// next is the next message but acks.
func (b *browser) next() page.Message {
	b.t.Helper()
	for {
		for len(b.pending) > 0 {
			m := b.pending[0]
			b.pending = b.pending[1:]
			if m.Counted() {
				b.have++
			}
			if m.Tag != page.Ack {
				return m
			}
		}
		_, msg, err := b.conn.ReadMessage()
		if err != nil {
			b.t.Fatal(err)
		}
		if b.pending, err = page.Parse(msg); err != nil {
			b.t.Fatal(err)
		}
	}
}

// open connects a page, or connects it anew.
func (b *browser) open(url string) page.Message {
	b.t.Helper()
	b.conn, b.pending = dial(b.t, url), nil
	b.say(page.Hello(b.welcome.Client, b.welcome.Secret, b.have))
	if b.welcome = b.next(); b.welcome.Tag != page.Welcome {
		b.t.Fatalf("greeted with %+v", b.welcome)
	}
	return b.welcome
}

func (b *browser) push(ref, event string, payload any) {
	b.n++
	b.say(page.Push(b.n, ref, "v", event, payload))
}

func (b *browser) connect(ref string) page.Message {
	b.n++
	b.say(page.Connect(b.n, ref, "v"))
	return b.next()
}

// TestSocket: two pages over real sockets; one leaves without a word and comes
// back to what it missed.
func TestSocket(t *testing.T) {
	s := newSite(t, server.Options{})
	a, b := &browser{t: t}, &browser{t: t}
	a.open(s.url)
	b.open(s.url)
	if m := a.connect(s.w.Ref()); m.Tag != page.Init || m.Int() != 0 {
		t.Fatalf("%+v", m)
	}
	a.push(s.w.Ref(), "bump", 2)
	if m := a.next(); m.Event != "count" || m.Int() != 2 {
		t.Errorf("%+v", m)
	}
	if m := b.connect(s.w.Ref()); m.Int() != 2 {
		t.Errorf("%+v", m)
	}
	if err := b.conn.Close(); err != nil {
		t.Error(err)
	}
	for i := range 3 {
		a.push(s.w.Ref(), "bump", 1)
		if m := a.next(); m.Int() != 3+i {
			t.Errorf("%+v", m)
		}
	}
	before := b.welcome
	if w := b.open(s.url); !w.Resumed || w.Client != before.Client || w.N != 1 {
		t.Errorf("greeted with %+v", w)
	}
	for i := range 3 {
		if m := b.next(); m.Int() != 3+i {
			t.Errorf("missed %+v", m)
		}
	}
	big := bytes.Repeat([]byte{7}, 3<<20)
	b.push(s.w.Ref(), "echo", big)
	if m := b.next(); len(m.Payload) < len(big) {
		t.Errorf("%d of %d bytes come back", len(m.Payload), len(big))
	}
	b.push("unknown", "e", nil)
	if m := b.connect("unknown"); m.Tag != page.Gone || m.Ref != "unknown" {
		t.Errorf("%+v", m)
	}
}

// closed reads until the connection is closed and returns the reason.
func closed(t *testing.T, conn *websocket.Conn) int {
	t.Helper()
	for {
		_, _, err := conn.ReadMessage()
		var closing *websocket.CloseError
		if errors.As(err, &closing) {
			return closing.Code
		}
		if err != nil {
			t.Error(err)
			return 0
		}
	}
}

// TestSocketRefuses holds with which number a broken page is closed.
func TestSocketRefuses(t *testing.T) {
	s := newSite(t, server.Options{MaxMessage: 100_000, Hub: hub.Options{MaxClients: 50}})
	hello := page.Hello("", "", 0)
	huge := make([]byte, 5<<20)
	for _, test := range []struct {
		name string
		kind int
		msgs [][]byte
		want int
	}{
		{"garbage first", websocket.BinaryMessage, [][]byte{{0xc1}}, hub.CloseProtocol},
		{"an event first", websocket.BinaryMessage, [][]byte{page.Push(1, "r", "v", "e", nil)}, hub.CloseProtocol},
		{"text first", websocket.TextMessage, [][]byte{hello}, hub.CloseProtocol},
		{"garbage later", websocket.BinaryMessage, [][]byte{hello, {0x91, 0xc1}}, hub.CloseProtocol},
		{"a gap", websocket.BinaryMessage, [][]byte{hello, page.Connect(2, "r", "v")}, hub.CloseProtocol},
		{"huge first", websocket.BinaryMessage, [][]byte{huge}, hub.CloseTooLarge},
		{"huge later", websocket.BinaryMessage, [][]byte{hello, huge}, hub.CloseTooLarge},
		{"one byte too large", websocket.BinaryMessage, [][]byte{hello, huge[:100_001]}, hub.CloseTooLarge},
		{"just the limit", websocket.BinaryMessage, [][]byte{hello, huge[:100_000]}, hub.CloseProtocol},
	} {
		conn := dial(t, s.url)
		for _, msg := range test.msgs {
			if err := conn.WriteMessage(test.kind, msg); err != nil {
				t.Errorf("%s: %v", test.name, err)
			}
		}
		if got := closed(t, conn); got != test.want {
			t.Errorf("%s: closed with %d, not %d", test.name, got, test.want)
		}
	}
}

// TestTooManyClients: who does not fit is told to come back later.
func TestTooManyClients(t *testing.T) {
	s := newSite(t, server.Options{Hub: hub.Options{MaxClients: 1}})
	(&browser{t: t}).open(s.url)
	conn := dial(t, s.url)
	if err := conn.WriteMessage(websocket.BinaryMessage, page.Hello("", "", 0)); err != nil {
		t.Fatal(err)
	}
	if got := closed(t, conn); got != websocket.CloseTryAgainLater {
		t.Error("closed with", got)
	}
}

// TestReplaced: a second connection of a page takes over from the first.
func TestReplaced(t *testing.T) {
	s := newSite(t, server.Options{})
	b := &browser{t: t}
	b.open(s.url)
	first := b.conn
	b.open(s.url)
	if got := closed(t, first); got != hub.CloseReplaced {
		t.Error("closed with", got)
	}
}

// TestClose: Close ends everything: pages, sockets that never said hello, and
// those that come later.
func TestClose(t *testing.T) {
	s := newSite(t, server.Options{})
	var conns []*websocket.Conn
	for i := range 5 {
		b := &browser{t: t}
		b.open(s.url)
		b.connect(s.w.Ref())
		conns = append(conns, b.conn, dial(t, s.url))
		_ = i
	}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(s.Close)
	}
	wg.Wait()
	conns = append(conns, dial(t, s.url))
	for i, conn := range conns {
		if got := closed(t, conn); got != hub.CloseServer {
			t.Errorf("connection %d was closed with %d", i, got)
		}
	}
}

// TestSocketGate: the gate stands before the socket too.
func TestSocketGate(t *testing.T) {
	s := newSite(t, server.Options{Token: token, Hosts: []string{"127.0.0.1"}})
	for _, test := range []struct {
		name   string
		url    string
		header http.Header
		want   int
	}{
		{"no token", s.url, nil, 401},
		{"wrong token", s.url + "?token=x", nil, 401},
		{"token in the address", s.url + "?token=" + token, nil, 101},
		{"bearer", s.url, http.Header{"Authorization": {"Bearer " + token}}, 101},
		{"other origin", s.url + "?token=" + token, http.Header{"Origin": {"http://evil.example"}}, 403},
		{"a frame's origin", s.url + "?token=" + token, http.Header{"Origin": {"null"}}, 403},
		{"other host", s.url + "?token=" + token, http.Header{"Host": {"evil.example"}}, 403},
	} {
		conn, res, err := websocket.DefaultDialer.Dial(test.url, test.header)
		if res == nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if res.StatusCode != test.want {
			t.Errorf("%s: %d, not %d", test.name, res.StatusCode, test.want)
		}
		if conn != nil {
			if err := conn.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestManyPages: pages that push, all at once, each hear every count once and
// in order.
func TestManyPages(t *testing.T) {
	const pages, pushes = 10, 30
	s := newSite(t, server.Options{})
	var joined, wg sync.WaitGroup
	joined.Add(pages)
	for range pages {
		wg.Go(func() {
			b := &browser{t: t}
			b.open(s.url)
			b.connect(s.w.Ref())
			joined.Done()
			joined.Wait()
			for range pushes {
				b.push(s.w.Ref(), "bump", 1)
			}
			var heard []int
			for range pages * pushes {
				heard = append(heard, b.next().Int())
			}
			want := make([]int, pages*pushes)
			for i := range want {
				want[i] = i + 1
			}
			if !slices.Equal(heard, want) {
				t.Errorf("heard %v", heard)
			}
		})
	}
	wg.Wait()
}
