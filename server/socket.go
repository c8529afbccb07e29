package server

import (
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/gokino/gokino/kernel/hub"
)

// Bounds in time: for a page to accept a message, to say hello, and to send the
// rest of a message that is refused anyway, so that it reads why.
const (
	writeTimeout = 10 * time.Second
	helloTimeout = 10 * time.Second
	drainTimeout = 5 * time.Second
)

// newUpgrader makes the server's upgrader. An idle connection has no write
// buffer: they are shared. The origin was checked at the gate.
func newUpgrader() *websocket.Upgrader {
	return &websocket.Upgrader{
		ReadBufferSize:  512,
		WriteBufferSize: 4096,
		WriteBufferPool: &sync.Pool{},
		CheckOrigin:     func(*http.Request) bool { return true },
	}
}

// sockets are the open connections and their reading goroutines.
type sockets struct {
	wg   sync.WaitGroup
	join sync.Pool // of *[]byte, for messages of many parts

	mu     sync.Mutex
	open   map[*socket]struct{}
	closed bool
}

func (s *sockets) add(sock *socket) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	if s.open == nil {
		s.open = map[*socket]struct{}{}
	}
	s.open[sock] = struct{}{}
	s.wg.Add(1)
	return true
}

func (s *sockets) remove(sock *socket) {
	s.mu.Lock()
	delete(s.open, sock)
	s.mu.Unlock()
	s.wg.Done()
}

// close ends all connections and waits for their goroutines.
func (s *sockets) close() {
	s.mu.Lock()
	s.closed = true
	for sock := range s.open {
		sock.Close(hub.CloseServer, "the server ends")
	}
	s.mu.Unlock()
	s.wg.Wait()
}

// socket is a page's connection as the hub sees it.
type socket struct {
	conn   *websocket.Conn
	limit  int64 // of a message from the page, in bytes
	join   *sync.Pool
	closer sync.Once
	done   chan struct{} // closed when the closing is over
}

// serveSocket upgrades and returns: what the request held is freed, and one
// goroutine reads.
func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	conn, err := s.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	sock := &socket{conn: conn, limit: s.opts.MaxMessage, join: &s.sockets.join, done: make(chan struct{})}
	if !s.sockets.add(sock) {
		sock.Close(hub.CloseServer, "the server ends")
		return
	}
	go s.read(sock)
}

// read makes a page's connection its client's and reads it.
func (s *Server) read(sock *socket) {
	client, err := s.greet(sock)
	if err != nil {
		s.end(sock, err)
		return
	}
	newReader(s, sock, client).read()
}

func (s *Server) greet(sock *socket) (*hub.Client, error) {
	if err := sock.conn.SetReadDeadline(time.Now().Add(helloTimeout)); err != nil {
		return nil, err
	}
	hello, err := sock.next()
	if err != nil {
		return nil, err
	}
	if err := sock.conn.SetReadDeadline(time.Time{}); err != nil {
		return nil, err
	}
	return s.hub.Attach(sock, hello)
}

// end closes a connection that nobody reads any more.
func (s *Server) end(sock *socket, why error) {
	sock.Close(closeCode(why), why.Error())
	<-sock.done
	s.sockets.remove(sock)
}

// closeCode is the number for the reason a connection ends.
func closeCode(err error) int {
	switch {
	case errors.Is(err, errTooLarge):
		return hub.CloseTooLarge
	case errors.Is(err, hub.ErrClosed):
		return hub.CloseServer
	case errors.Is(err, hub.ErrFull):
		return websocket.CloseTryAgainLater
	default:
		return hub.CloseProtocol
	}
}

var (
	errText     = errors.New("server: messages must be binary")
	errTooLarge = errors.New("server: the message is over the limit")
)

// next reads a message, which the caller owns.
func (s *socket) next() ([]byte, error) {
	kind, r, err := s.conn.NextReader()
	if err != nil {
		return nil, err
	}
	if kind != websocket.BinaryMessage {
		return nil, errText
	}
	msg, err := io.ReadAll(io.LimitReader(r, s.limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(msg)) > s.limit {
		_ = s.conn.SetReadDeadline(time.Now().Add(drainTimeout))
		_, _ = io.Copy(io.Discard, r)
		return nil, errTooLarge
	}
	return msg, nil
}

// Send writes one message of several parts.
func (s *socket) Send(parts [][]byte) error {
	if err := s.conn.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	if len(parts) == 1 {
		return s.conn.WriteMessage(websocket.BinaryMessage, parts[0])
	}
	// Joined first: gorilla's writer would make a frame, and a system call, of
	// every few kilobytes.
	joined, _ := s.join.Get().(*[]byte)
	if joined == nil {
		joined = new([]byte)
	}
	defer s.join.Put(joined)
	*joined = (*joined)[:0]
	for _, p := range parts {
		*joined = append(*joined, p...)
	}
	return s.conn.WriteMessage(websocket.BinaryMessage, *joined)
}

// Close says why and closes; it returns at once.
func (s *socket) Close(code int, reason string) {
	s.closer.Do(func() {
		go func() {
			defer close(s.done)
			msg := websocket.FormatCloseMessage(code, truncate(reason))
			_ = s.conn.WriteControl(websocket.CloseMessage, msg, time.Now().Add(time.Second))
			_ = s.conn.Close()
		}()
	})
}

// truncate fits a reason into a close message: 123 bytes, valid UTF-8.
func truncate(reason string) string {
	const limit = 123
	if len(reason) <= limit {
		return reason
	}
	for cut := limit; cut > 0; cut-- {
		if reason[cut]&0xc0 != 0x80 {
			return reason[:cut]
		}
	}
	return ""
}

var _ hub.Socket = (*socket)(nil)
