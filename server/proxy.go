package server

import (
	"context"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"

	"github.com/gokino/gokino/kernel"
)

// proxy hands requests on to what cells serve, by token.
type proxy struct {
	outside func(path string) string // see Server.outside

	mu       sync.Mutex
	services map[string]*service
}

// service is one handler, in whatever process it lives.
type service struct {
	transport *http.Transport
	proxy     *httputil.ReverseProxy
}

func (p *proxy) set(m kernel.Service) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if old := p.services[m.Token]; old != nil {
		old.transport.CloseIdleConnections()
		delete(p.services, m.Token)
	}
	if m.Addr == "" {
		return
	}
	if p.services == nil {
		p.services = map[string]*service{}
	}
	p.services[m.Token] = newService(m.Addr, p.outside)
}

func (p *proxy) service(token string) *service {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.services[token]
}

func (p *proxy) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.services {
		s.transport.CloseIdleConnections()
	}
	p.services = nil
}

func newService(addr string, outside func(string) string) *service {
	transport := &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "unix", addr)
		},
		DisableCompression: true, // what the handler says is passed on as it is
	}
	return &service{transport: transport, proxy: &httputil.ReverseProxy{
		Transport:      transport,
		FlushInterval:  -1, // streams are streams
		Rewrite:        func(r *httputil.ProxyRequest) { rewrite(r, outside) },
		ModifyResponse: confine,
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			http.Error(w, "502: what the cell served cannot be reached any more: run the cell again", http.StatusBadGateway)
		},
	}}
}

// serveProxy hands a request on to a cell's handler, which sees the path below
// the token.
func (s *Server) serveProxy(w http.ResponseWriter, r *http.Request) {
	service := s.proxy.service(r.PathValue("token"))
	if service == nil {
		http.Error(w, "404: no cell serves this any more: run the cell again", http.StatusNotFound)
		return
	}
	if preflight(r) {
		share(w.Header())
		w.WriteHeader(http.StatusNoContent)
		return
	}
	service.proxy.ServeHTTP(w, r)
}

// rewrite makes the handler's request. It does not see gokino's own cookie.
func rewrite(r *httputil.ProxyRequest, outside func(string) string) {
	prefix := strings.TrimSuffix(r.In.URL.Path, r.In.PathValue("path"))
	r.Out.URL.Scheme, r.Out.URL.Host = "http", r.In.Host
	r.Out.URL.Path = "/" + r.In.PathValue("path")
	r.Out.URL.RawPath = ""
	if escaped, ok := strings.CutPrefix(r.In.URL.EscapedPath(), (&url.URL{Path: prefix}).EscapedPath()); ok {
		r.Out.URL.RawPath = "/" + escaped
	}
	r.SetXForwarded()
	r.Out.Header.Set("X-Forwarded-Prefix", outside(strings.TrimSuffix(prefix, "/")))
	cookies := r.In.Cookies()
	r.Out.Header.Del("Cookie")
	for _, c := range cookies {
		if !strings.HasPrefix(c.Name, cookiePrefix) {
			r.Out.AddCookie(c)
		}
	}
}

// confine keeps a response from the rest of the server: its documents have an
// origin of their own, it sets no cookie that gokino reads, and moves nobody out
// of the path it is under.
func confine(r *http.Response) error {
	h := r.Header
	h.Add("Content-Security-Policy", sandbox)
	h.Del("Clear-Site-Data")
	h.Del("Service-Worker-Allowed")
	cookies := h.Values("Set-Cookie")
	h.Del("Set-Cookie")
	for _, c := range cookies {
		if !strings.HasPrefix(strings.TrimSpace(c), cookiePrefix) {
			h.Add("Set-Cookie", c)
		}
	}
	if to := h.Get("Location"); strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//") {
		h.Set("Location", r.Request.Header.Get("X-Forwarded-Prefix")+to)
	}
	share(h)
	return nil
}

// share lets the service's own documents read what it answers: they have no
// origin that could be named.
func share(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "*")
	h.Set("Access-Control-Allow-Headers", "*")
	h.Set("Access-Control-Expose-Headers", "*")
}

func preflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != ""
}
