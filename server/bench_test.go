package server_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/gokino/gokino/internal/leak"
	"github.com/gokino/gokino/internal/page"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
	"github.com/gokino/gokino/server"
)

// The pages of a benchmark live in a process of their own, so that the CPU time
// of this one is the server's alone: the test binary, started with pagesEnv.
const pagesEnv = "GOKINO_BENCH_PAGES"

func TestMain(m *testing.M) {
	if order := os.Getenv(pagesEnv); order != "" {
		if err := pages(order); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	leak.Main(m)
}

// perTick is how many messages go to every page at a time.
const perTick = 20

// message is what is sent, small as most are; all have its size.
var message = wire.AppendBytes(nil, make([]byte, 32))

var messageSize = len(kernelEvent)

var kernelEvent = wire.AppendValue(wire.AppendString(wire.AppendString(wire.AppendUint(wire.AppendArray(nil, 4), page.Event), benchRef), "tick"), message)

const benchRef = "bench"

// pages is the other process: it opens n connections and prints a line when all
// are open, and then one whenever all have had another perTick messages.
func pages(order string) error {
	url, rest, _ := strings.Cut(order, " ")
	number, kind, _ := strings.Cut(rest, " ")
	n, err := strconv.Atoi(number)
	if err != nil {
		return err
	}
	var behind atomic.Int64 // pages that have not had all of this tick
	behind.Store(int64(n))
	failed := make(chan error, n)
	for range n {
		conn, _, err := websocket.DefaultDialer.Dial(url, nil)
		if err != nil {
			return err
		}
		if kind == "hub" {
			if err := join(conn); err != nil {
				return err
			}
		}
		go func() { failed <- read(conn, kind == "hub", &behind, int64(n)) }()
	}
	fmt.Println("open")
	go func() { // the parent's end is ours
		_, _ = io.Copy(io.Discard, os.Stdin)
		failed <- nil
	}()
	return <-failed
}

// join makes conn a page that shows benchRef.
func join(conn *websocket.Conn) error {
	for _, msg := range [][]byte{page.Hello("", "", 0), page.Connect(1, benchRef, "v")} {
		if err := conn.WriteMessage(websocket.BinaryMessage, msg); err != nil {
			return err
		}
	}
	for {
		_, b, err := conn.ReadMessage()
		if err != nil {
			return err
		}
		ms, err := page.Parse(b)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(ms, func(m page.Message) bool { return m.Tag == page.Init }) {
			return nil
		}
	}
}

func read(conn *websocket.Conn, acknowledge bool, behind *atomic.Int64, n int64) error {
	have := 0
	for {
		_, b, err := conn.ReadMessage()
		if err != nil {
			return err
		}
		got := len(b) / messageSize // an ack is shorter than one
		before := have / perTick
		have += got
		if have/perTick == before {
			continue
		}
		if acknowledge {
			if err := conn.WriteMessage(websocket.BinaryMessage, page.Acknowledge(have+1)); err != nil {
				return err
			}
		}
		if behind.Add(-1) == 0 {
			behind.Store(n)
			fmt.Println("tick")
		}
	}
}

// crowd is the other process as this one sees it.
type crowd struct {
	cmd   *exec.Cmd
	stdin io.Closer
	lines *bufio.Reader
}

func newCrowd(b *testing.B, url string, n int, kind string) *crowd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d %s", pagesEnv, url, n, kind))
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	c := &crowd{cmd, stdin, bufio.NewReader(stdout)}
	c.wait(b)
	return c
}

// wait waits for a line: until all pages have had what was sent.
func (c *crowd) wait(b *testing.B) {
	if _, err := c.lines.ReadString('\n'); err != nil {
		b.Fatal("the pages ended:", err)
	}
}

func (c *crowd) leave(b *testing.B) {
	_ = c.stdin.Close()
	if err := c.cmd.Wait(); err != nil {
		b.Error(err)
	}
}

// cpu is the CPU time of this process.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkBroadcast sends perTick messages to n pages over real sockets; an op
// is a tick that all pages have had. ×gorilla is the server's CPU time beside
// that of a plain loop over WriteMessage in the same run.
func BenchmarkBroadcast(b *testing.B) {
	for _, n := range []int{1, 100, 1000} {
		b.Run("pages="+strconv.Itoa(n), func(b *testing.B) {
			plain := plainTicks(b, n)
			var s *server.Server
			s = server.New(server.Options{Deliver: func(m kernel.Message) {
				if c, ok := m.(kernel.Connect); ok {
					s.Handle(kernel.Init{Client: c.Client, Ref: c.Ref, View: c.View})
				}
			}})
			web := httptest.NewServer(s)
			defer web.Close()
			defer s.Close()
			c := newCrowd(b, "ws"+strings.TrimPrefix(web.URL, "http")+"/gokino/socket", n, "hub")
			defer c.leave(b)
			before := cpu(b)
			b.ResetTimer()
			for range b.N {
				for range perTick {
					s.Handle(kernel.Broadcast{Ref: benchRef, Event: "tick", Payload: message})
				}
				c.wait(b)
			}
			b.StopTimer()
			used := cpu(b) - before
			messages := float64(b.N * n * perTick)
			b.ReportMetric(float64(used.Nanoseconds())/messages, "cpu-ns/message")
			b.ReportMetric(messages/b.Elapsed().Seconds(), "messages/s")
			b.ReportMetric(float64(used)/float64(max(plain, 1)), "×gorilla")
		})
	}
}

// plainTicks is the CPU time of the same with nothing but gorilla.
func plainTicks(b *testing.B, n int) time.Duration {
	upgraded := make(chan *websocket.Conn, n)
	up := websocket.Upgrader{WriteBufferPool: &sync.Pool{}, ReadBufferSize: 512}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := up.Upgrade(w, r, nil)
		if err != nil {
			b.Error(err)
			return
		}
		upgraded <- conn
	}))
	defer web.Close()
	c := newCrowd(b, "ws"+strings.TrimPrefix(web.URL, "http"), n, "plain")
	conns := make([]*websocket.Conn, n)
	for i := range conns {
		conns[i] = <-upgraded // a page may know of its connection before the server does
	}
	before := cpu(b)
	for range b.N {
		for _, conn := range conns {
			for range perTick {
				if err := conn.WriteMessage(websocket.BinaryMessage, kernelEvent); err != nil {
					b.Fatal(err)
				}
			}
		}
		c.wait(b)
	}
	used := cpu(b) - before
	c.leave(b) // before its connections are closed
	for _, conn := range conns {
		_ = conn.Close()
	}
	return used
}

// BenchmarkRoundTrip is an event of a page and the widget's answer over a real
// socket; ×echo is its time beside a plain gorilla echo of what is answered. They
// take turns, so that what disturbs one disturbs both, and their pages do the
// same.
func BenchmarkRoundTrip(b *testing.B) {
	const turn = 50
	s := newSite(b, server.Options{})
	p := &browser{t: b}
	p.open(s.url)
	p.connect(s.w.Ref())
	echo := newEcho(b)
	var ours, echos time.Duration
	b.ResetTimer()
	for done := 0; done < b.N; done += turn {
		n := min(turn, b.N-done)
		start := time.Now()
		for range n {
			p.push(s.w.Ref(), "bump", 1)
			p.next()
		}
		ours += time.Since(start)
		p.say(page.Acknowledge(p.have))
		start = time.Now()
		for range n {
			msg, err := wire.Marshal([]any{page.Event, s.w.Ref(), "count", echo.have})
			if err != nil {
				b.Fatal(err)
			}
			echo.say(msg)
			echo.next()
		}
		echos += time.Since(start)
	}
	b.StopTimer()
	b.ReportMetric(float64(ours.Nanoseconds())/float64(b.N), "ns/trip")
	b.ReportMetric(float64(echos.Nanoseconds())/float64(b.N), "ns/echo")
	b.ReportMetric(float64(ours)/float64(echos), "×echo")
	b.ReportMetric(0, "ns/op") // of both
}

// newEcho connects a page to a server that does nothing but answer with what it
// hears.
func newEcho(b *testing.B) *browser {
	up := websocket.Upgrader{}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := up.Upgrade(w, r, nil)
		if err != nil {
			b.Error(err)
			return
		}
		for {
			kind, msg, err := conn.ReadMessage()
			if err != nil || conn.WriteMessage(kind, msg) != nil {
				return
			}
		}
	}))
	b.Cleanup(web.Close)
	return &browser{t: b, conn: dial(b, "ws"+strings.TrimPrefix(web.URL, "http"))}
}
