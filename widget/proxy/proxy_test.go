package proxy_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/gokino/gokino/internal/leak"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/server"
	"github.com/gokino/gokino/widget/proxy"
)

func TestMain(m *testing.M) { leak.Main(m) }

const token = "secret"

// serve shows h by a real server whose gate asks for a token, and returns the
// address of what h serves.
func serve(t *testing.T, h http.Handler) (root string, p *proxy.Proxy) {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	k := kernel.New(kernel.Options{Logger: slog.New(slog.DiscardHandler)})
	p, err := proxy.Start(h, proxy.Options{Kernel: k}) // before there is a server
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	s := server.New(server.Options{Kernel: k, Token: token, Notebook: true, Prefix: "/in"})
	t.Cleanup(s.Close)
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	return web.URL + "/in/" + p.Path(), p
}

// ask makes a request as a document of the service makes it: it has no cookie,
// and no origin.
func ask(t *testing.T, method, url, body string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Origin", "null")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(b)
}

func TestProxy(t *testing.T) {
	root, p := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s %q %s %s", r.Method, r.URL.EscapedPath(), r.URL.RawQuery, b, r.Header.Get("X-Forwarded-Prefix"))
	}))
	prefix := "/in/" + strings.TrimSuffix(p.Path(), "/")
	tests := []struct{ method, path, body, want string }{
		{"GET", "", "", `GET / "" `},
		{"GET", "a/b/?x=1&y=%20", "", `GET /a/b/ "x=1&y=%20" `},
		{"PUT", "a%2Fb", "hello", `PUT /a%2Fb "" hello`},
		{"DELETE", "ä", "", `DELETE /%C3%A4 "" `},
	}
	for _, test := range tests {
		resp, body := ask(t, test.method, root+test.path, test.body)
		if want := test.want + " " + prefix; resp.StatusCode != 200 || body != want {
			t.Errorf("%s %s: %d %q, want %q", test.method, test.path, resp.StatusCode, body, want)
		}
	}
	for _, path := range []string{"../" + strings.Repeat("A", 26) + "/", "../../", "../../socket"} {
		base := strings.TrimSuffix(root, "/")
		if resp, _ := ask(t, "GET", base[:strings.LastIndex(base, "/")+1]+path, ""); resp.StatusCode < 400 {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
}

// TestProxyEnds: with the proxy the address is no more, and neither is the socket.
func TestProxyEnds(t *testing.T) {
	root, p := serve(t, http.NotFoundHandler())
	if err := p.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	resp, body := ask(t, "GET", root, "")
	if resp.StatusCode != 404 || !strings.Contains(body, "run the cell again") {
		t.Errorf("%d %q", resp.StatusCode, body)
	}
	left, err := os.ReadDir(os.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range left {
		if strings.HasPrefix(e.Name(), "gokino-proxy-") {
			t.Errorf("%s is left", e.Name())
		}
	}
}

// TestProxyConfines: what a cell serves cannot reach what gokino serves.
func TestProxyConfines(t *testing.T) {
	var seen http.Header
	root, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = r.Header
		w.Header().Add("Set-Cookie", "gokino-80=forged")
		w.Header().Add("Set-Cookie", "mine=1")
		w.Header().Set("Clear-Site-Data", `"cookies"`)
		w.Header().Set("Content-Security-Policy", "img-src 'none'")
		http.Redirect(w, r, "/login", http.StatusFound)
	}))
	resp, _ := ask(t, "GET", root, "", "Cookie", "gokino-80="+token+"; theirs=2", "X-Forwarded-Prefix", "//evil")
	if got := seen.Get("Cookie"); got != "theirs=2" {
		t.Errorf("the handler sees the cookies %q", got)
	}
	h := resp.Header
	if got := h.Values("Set-Cookie"); len(got) != 1 || got[0] != "mine=1" {
		t.Errorf("cookies %q are set", got)
	}
	if h.Get("Clear-Site-Data") != "" {
		t.Error("the response clears the site's data")
	}
	if got := h.Values("Content-Security-Policy"); len(got) != 2 || !strings.HasPrefix(got[1], "sandbox ") || strings.Contains(got[1], "allow-same-origin") {
		t.Errorf("the policies are %q", got)
	}
	if got := h.Get("Location"); !strings.HasPrefix(got, "/in/proxy/") || !strings.HasSuffix(got, "/login") {
		t.Errorf("it leads to %q", got)
	}
	if resp, _ := ask(t, "OPTIONS", root, "", "Access-Control-Request-Method", "PUT"); resp.StatusCode != 204 || resp.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("a preflight gets %d %v", resp.StatusCode, resp.Header)
	}
}

// TestProxyStreams: an answer arrives while the handler is at it, and a
// connection may become another protocol's.
func TestProxyStreams(t *testing.T) {
	more := make(chan struct{})
	root, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") == "" {
			fmt.Fprint(w, "first ")
			http.NewResponseController(w).Flush()
			<-more
			fmt.Fprint(w, "second")
			return
		}
		conn, rw, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		fmt.Fprint(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
		line, _ := rw.ReadString('\n')
		fmt.Fprint(conn, "echo "+line)
	}))
	resp, err := http.Get(root)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	first := make([]byte, len("first "))
	if _, err := io.ReadFull(resp.Body, first); err != nil || string(first) != "first " {
		t.Fatalf("%q %v", first, err)
	}
	close(more)
	if rest, _ := io.ReadAll(resp.Body); string(rest) != "second" {
		t.Errorf("then came %q", rest)
	}

	host, path, _ := strings.Cut(strings.TrimPrefix(root, "http://"), "/")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "GET /%s HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n", path, host)
	in := bufio.NewReader(conn)
	upgraded, err := http.ReadResponse(in, nil)
	if err != nil || upgraded.StatusCode != 101 {
		t.Fatalf("%v %v", upgraded, err)
	}
	fmt.Fprint(conn, "hello\n")
	if line, err := in.ReadString('\n'); line != "echo hello\n" {
		t.Errorf("%q %v", line, err)
	}
}

// TestProxyPanics: a panic of the handler is shown in the cell; the handler is
// there for the next request.
func TestProxyPanics(t *testing.T) {
	reports := make(chan kernel.Report, 1)
	var addr string
	var cell *kernel.Scope
	k := kernel.New(kernel.Options{Scope: func() *kernel.Scope { return cell }})
	cell = k.Open(1)
	k.Attach(func(m kernel.Message) {
		switch m := m.(type) {
		case kernel.Report:
			reports <- m
		case kernel.Service:
			addr = m.Addr
		}
	})
	proxy.New(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("oh") }), proxy.Options{Kernel: k})
	for range 2 {
		conn, err := net.Dial("unix", addr)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		if _, err := conn.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("the answer: %v", err)
		}
		conn.Close()
		if r := <-reports; r.Scope != 1 || !strings.Contains(r.Message, "oh") || !strings.Contains(r.Stack, "proxy_test.go") {
			t.Errorf("reported %+v", r)
		}
	}
	if left := cell.Close(t.Context()); len(left) > 0 || addr != "" {
		t.Errorf("after its cell: %v, %q", left, addr)
	}
	if _, err := proxy.Start(nil); err == nil {
		t.Error("a nil handler is taken")
	}
}
