package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/server"
)

const token = "T0KEN"

// notebook is a server as cmd/gokino makes it, with one asset.
func notebook(t testing.TB, o server.Options) *server.Server {
	o.Prefix, o.Notebook, o.Token = "/", true, token
	if o.Deliver == nil {
		o.Deliver = func(kernel.Message) {}
	}
	s := server.New(o)
	t.Cleanup(s.Close)
	s.Handle(kernel.Assets{Hash: "h", Files: map[string][]byte{"main.js": []byte("export"), "dir/a b.css": []byte("p{}")}})
	return s
}

type header map[string]string

// ask sends a request that a browser on the same machine could send.
func ask(s http.Handler, method, target string, h header) *http.Response {
	r := httptest.NewRequest(method, "http://127.0.0.1:1618/", nil)
	u, err := r.URL.Parse(target)
	if err != nil {
		panic(err)
	}
	r.URL = u
	r.URL.Scheme, r.URL.Host = "", "" // as a server sees it
	for name, value := range h {
		if name == "Host" {
			r.Host = value
			continue
		}
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result()
}

const cookie = "gokino-1618=" + token

// TestGate is the gate's table: who passes and who does not.
func TestGate(t *testing.T) {
	s := notebook(t, server.Options{})
	in := header{"Cookie": cookie}
	with := func(more header) header {
		h := header{"Cookie": cookie}
		for k, v := range more {
			h[k] = v
		}
		return h
	}
	for _, test := range []struct {
		name, method, target string
		header               header
		want                 int
	}{
		// The token.
		{"no token", "GET", "/", nil, 401},
		{"no token, static", "GET", "/static/page.js", nil, 401},
		{"no token, socket", "GET", "/socket", nil, 401},
		{"no token, embed", "GET", "/embed.js", nil, 401},
		{"no token, nothing there", "GET", "/nothing", nil, 401},
		{"no token, posting to a frame", "POST", "/frame", nil, 401},
		{"no token, below frame's name", "GET", "/framed", nil, 401},
		{"wrong token", "GET", "/?token=wrong", nil, 401},
		{"empty token", "GET", "/?token=", nil, 401},
		{"part of the token", "GET", "/?token=T0KE", nil, 401},
		{"wrong cookie", "GET", "/", header{"Cookie": "gokino-1618=wrong"}, 401},
		{"cookie of another port", "GET", "/", header{"Cookie": "gokino-1=" + token}, 401},
		{"right token", "GET", "/?token=" + token, nil, 303},
		{"cookie", "GET", "/", in, 200},
		{"cookie, static", "GET", "/static/page.js", in, 200},
		{"cookie, HEAD", "HEAD", "/", in, 200},
		{"bearer", "GET", "/", header{"Authorization": "Bearer " + token}, 200},
		{"wrong bearer", "GET", "/", header{"Authorization": "Bearer x"}, 401},
		{"other authorization", "GET", "/", header{"Authorization": "Basic " + token}, 401},
		{"cookie, no socket request", "GET", "/socket", in, 400},
		{"cookie, nothing there", "GET", "/nothing", in, 404},
		{"cookie, posting", "POST", "/", in, 405},
		// What is open to all.
		{"frame", "GET", "/frame", nil, 200},
		{"frame's script", "GET", "/frame/frame.js", nil, 200},
		{"frame's style", "GET", "/frame/frame.css", nil, 200},
		{"page's script as the frame's", "GET", "/frame/page.js", nil, 404},
		{"asset", "GET", "/assets/h/main.js", nil, 200},
		{"asset from a frame", "GET", "/assets/h/main.js", header{"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 200},
		{"unknown asset", "GET", "/assets/h/other.js", nil, 404},
		{"unknown hash", "GET", "/assets/x/main.js", nil, 404},
		// The host.
		{"localhost", "GET", "/", header{"Host": "localhost:1618", "Cookie": cookie}, 200},
		{"IPv6", "GET", "/", header{"Host": "[::1]:1618", "Cookie": cookie}, 200},
		{"rebound name", "GET", "/", with(header{"Host": "evil.example:1618"}), 403},
		{"rebound name, frame", "GET", "/frame", header{"Host": "evil.example:1618"}, 403},
		{"rebound name, asset", "GET", "/assets/h/main.js", header{"Host": "evil.example"}, 403},
		{"rebound name, socket", "GET", "/socket", with(header{"Host": "evil.example:1618"}), 403},
		{"like localhost", "GET", "/", with(header{"Host": "localhost.evil.example:1618"}), 403},
		{"no host", "GET", "/", with(header{"Host": ""}), 403},
		// The origin.
		{"own origin", "GET", "/", with(header{"Origin": "http://127.0.0.1:1618"}), 200},
		{"other origin", "GET", "/", with(header{"Origin": "http://evil.example"}), 403},
		{"other port", "GET", "/", with(header{"Origin": "http://127.0.0.1:9999"}), 403},
		{"opaque origin", "GET", "/", with(header{"Origin": "null"}), 403},
		{"broken origin", "GET", "/", with(header{"Origin": "http://%zz"}), 403},
		{"other origin, socket", "GET", "/socket", with(header{"Origin": "http://evil.example"}), 403},
		{"other origin with the token", "GET", "/?token=" + token, header{"Origin": "http://evil.example"}, 403},
		// Where a request without an origin comes from.
		{"cross-site image", "GET", "/", with(header{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}), 403},
		{"script of another port", "GET", "/static/page.js", with(header{"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}), 403},
		{"framed by another site", "GET", "/", with(header{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}), 403},
		{"link from another site", "GET", "/", with(header{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}), 200},
		{"typed address", "GET", "/", with(header{"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}), 200},
		{"own script", "GET", "/static/page.js", with(header{"Sec-Fetch-Site": "same-origin"}), 200},
	} {
		res := ask(s, test.method, test.target, test.header)
		if res.StatusCode != test.want {
			t.Errorf("%s: %s %s is answered with %d, not %d", test.name, test.method, test.target, res.StatusCode, test.want)
		}
		if res.Header.Get("X-Content-Type-Options") != "nosniff" || res.Header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: headers %v", test.name, res.Header)
		}
	}
}

// TestToken: the token moves from the address into a cookie.
func TestToken(t *testing.T) {
	s := notebook(t, server.Options{})
	for target, want := range map[string]string{
		"/?token=" + token:                     "/",
		"/a%20b/c?x=1&token=" + token:          "/a%20b/c?x=1",
		"//evil.example/?token=" + token:       "/evil.example/",
		"///evil.example?token=" + token:       "/evil.example",
		"/%2fevil.example?token=" + token:      "/evil.example",
		"/%5cevil.example?token=" + token:      "/%5Cevil.example",
		"/?token=" + token + "&token=" + token: "/",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host, r.RequestURI = "127.0.0.1:1618", target
		path, query, _ := strings.Cut(target, "?")
		r.URL.RawQuery = query
		r.URL.Path = strings.NewReplacer("%20", " ", "%2f", "/", "%5c", `\`).Replace(path)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		res := w.Result()
		if res.StatusCode != 303 || res.Header.Get("Location") != want {
			t.Errorf("%s leads to %d %s, not %s", target, res.StatusCode, res.Header.Get("Location"), want)
		}
		c := res.Cookies()
		if len(c) != 1 || c[0].Name != "gokino-1618" || c[0].Value != token || !c[0].HttpOnly || c[0].SameSite != http.SameSiteLaxMode || c[0].Path != "/" {
			t.Errorf("%s: cookies %+v", target, c)
		}
		if res.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept", target)
		}
	}
}

// TestHosts: names and addresses a server is reached by.
func TestHosts(t *testing.T) {
	for _, test := range []struct {
		host    string
		options server.Options
		want    int
	}{
		{"192.168.1.5:80", server.Options{}, 200},
		{"192.168.1.5:80", server.Options{LoopbackOnly: true}, 403},
		{"127.0.0.1", server.Options{LoopbackOnly: true}, 200},
		{"[::1]", server.Options{LoopbackOnly: true}, 200},
		{"LOCALHOST", server.Options{LoopbackOnly: true}, 200},
		{"box.example", server.Options{Hosts: []string{"box.example"}}, 200},
		{"Box.Example:8080", server.Options{Hosts: []string{"box.example"}}, 200},
		{"other.example", server.Options{Hosts: []string{"box.example"}}, 403},
		{"other.example", server.Options{AnyHost: true}, 200},
	} {
		s := notebook(t, test.options)
		if res := ask(s, "GET", "/frame", header{"Host": test.host}); res.StatusCode != test.want {
			t.Errorf("%s with %+v: %d", test.host, test.options, res.StatusCode)
		}
	}
	embedded := server.New(server.Options{Kernel: kernel.New(kernel.Options{})})
	defer embedded.Close()
	if res := ask(embedded, "GET", "/gokino/frame", header{"Host": "shop.example"}); res.StatusCode != 200 {
		t.Error("a program's own name is refused:", res.StatusCode)
	}
	if res := ask(embedded, "GET", "/gokino/", nil); res.StatusCode != 404 {
		t.Error("a program serves the notebook:", res.StatusCode)
	}
}

// TestPathTricks: no way of writing a path leads past the gate or out of the
// embedded files.
func TestPathTricks(t *testing.T) {
	s := notebook(t, server.Options{})
	for _, path := range []string{
		"/frame/../static/page.js", "/frame/%2e%2e/static/page.js", "/frame/..%2fstatic%2fpage.js", "//static/page.js",
		"/frame//../static/page.js", "/assets/../static/page.js", "/assets/h/../../static/page.js",
		"/assets/h/%2e%2e/%2e%2e/static/page.js", "/assets/h/..%2f..%2fstatic/page.js", "/frame/.%2e/embed.js",
		"/frame/..;/static/page.js", "/frame/%00", "/assets/h/main.js%00.css", "/assets/%2e%2e/static/page.js",
		"/frame/dist.go", "/frame/page.js", "/assets//main.js", "/frame/./frame.js/../../embed.js",
	} {
		r := httptest.NewRequest("GET", "http://127.0.0.1:1618"+path, nil)
		r.Host = "127.0.0.1:1618"
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		switch w.Code {
		case http.StatusUnauthorized, http.StatusNotFound, http.StatusBadRequest:
		case http.StatusMovedPermanently, http.StatusTemporaryRedirect:
			next := httptest.NewRequest("GET", "http://127.0.0.1:1618"+w.Header().Get("Location"), nil)
			again := httptest.NewRecorder()
			s.ServeHTTP(again, next)
			if again.Code != 401 && again.Code != 404 {
				t.Errorf("%s leads to %s and there to %d", path, w.Header().Get("Location"), again.Code)
			}
		default:
			t.Errorf("%s is answered with %d: %.60q", path, w.Code, w.Body)
		}
	}
	for _, path := range []string{"/static/dist.go", "/static/..%2fdist.go", "/static/%2e%2e/dist/page.js"} {
		if res := ask(s, "GET", path, header{"Cookie": cookie}); res.StatusCode == 200 {
			t.Errorf("%s is served", path)
		}
	}
}
