package server

import (
	"crypto/subtle"
	"net"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
)

// admit is the gate: it answers requests that may not pass and reports whether
// the request may.
func (s *Server) admit(w http.ResponseWriter, r *http.Request) bool {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	if !s.hostAllowed(r.Host) {
		http.Error(w, "403: this server is not known by the name "+quote(r.Host), http.StatusForbidden)
		return false
	}
	if s.public(r) || s.proxied(r) {
		return true
	}
	if why := foreign(r); why != "" {
		http.Error(w, "403: "+why, http.StatusForbidden)
		return false
	}
	return s.opts.Token == "" || s.checkToken(w, r)
}

// quote makes a value of the request fit for an answer.
func quote(s string) string { return strings.ToValidUTF8(url.QueryEscape(s), "") }

// hostAllowed guards against DNS rebinding: a page of another site whose name
// resolves to this machine bears that name in Host.
func (s *Server) hostAllowed(hostport string) bool {
	if s.opts.AnyHost || !s.opts.Notebook && len(s.opts.Hosts) == 0 {
		return true
	}
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	if ip := net.ParseIP(host); ip != nil {
		return ip.IsLoopback() || !s.opts.LoopbackOnly
	}
	return strings.EqualFold(host, "localhost") || slices.ContainsFunc(s.opts.Hosts, func(name string) bool {
		return strings.EqualFold(name, host)
	})
}

// public reports whether the request is for a frame's static files. A path that
// is not in its shortest form may lead elsewhere.
func (s *Server) public(r *http.Request) bool {
	file, below := strings.CutPrefix(r.URL.Path, s.prefix)
	if !below || path.Clean(r.URL.Path) != r.URL.Path || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	return file == "/frame" || strings.HasPrefix(file, "/frame/") || strings.HasPrefix(file, "/assets/")
}

// proxied reports whether the request is for what a cell serves. Documents from
// there have an origin of their own and no cookies: the token in the path is what
// lets them in, and lets in nothing else.
func (s *Server) proxied(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, s.prefix+"/proxy/") && path.Clean("/"+r.URL.Path) == strings.TrimRight(r.URL.Path, "/")
}

// foreign says why a request comes from elsewhere than the server's own pages,
// "" if it does not. Origin is sent with every socket and every request that is
// not a plain GET; Sec-Fetch-Site tells of the rest. Opening the page, by a link
// or an address, is not foreign.
func foreign(r *http.Request) string {
	if origin := r.Header.Get("Origin"); origin != "" {
		u, err := url.Parse(origin)
		if err != nil || u.Host != r.Host {
			return "requests from the origin " + quote(origin) + " are refused, since this server is " + quote(r.Host) +
				" to them: a proxy in front of it has to pass the Host header on"
		}
		return ""
	}
	switch site := r.Header.Get("Sec-Fetch-Site"); site {
	case "", "none", "same-origin":
		return ""
	default:
		if r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document" {
			return ""
		}
		return site + " requests are refused"
	}
}

// cookiePrefix begins the names of gokino's own cookies, which no handler of a cell sees.
const cookiePrefix = "gokino-"

// cookieName differs by port: browsers keep cookies by host alone, and several
// notebooks may be open.
func cookieName(r *http.Request) string {
	_, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		port = "80"
	}
	return cookiePrefix + port
}

// checkToken lets requests with the token pass: in the cookie, or as a bearer,
// or in the address, from where a page moves it into the cookie.
func (s *Server) checkToken(w http.ResponseWriter, r *http.Request) bool {
	if c, err := r.Cookie(cookieName(r)); err == nil && s.isToken(c.Value) && !r.URL.Query().Has("token") {
		return true
	}
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok && s.isToken(bearer) {
		return true
	}
	query := r.URL.Query()
	if !s.isToken(query.Get("token")) {
		http.Error(w, "401: open the address that gokino printed: it has a new token at every start", http.StatusUnauthorized)
		return false
	}
	if r.URL.Path == s.prefix+"/socket" {
		return true
	}
	// Lax, not strict: the address may be a link on another site, from where a
	// strict cookie would not survive the redirect. What Lax lets through besides
	// navigation, the checks of the origin stop.
	http.SetCookie(w, &http.Cookie{
		Name: cookieName(r), Value: s.opts.Token, Path: "/",
		HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	query.Del("token")
	// One slash: a path that begins with two would lead to another host.
	clean := url.URL{Path: "/" + strings.TrimLeft(s.outside(r.URL.Path), "/"), RawQuery: query.Encode()}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, clean.String(), http.StatusSeeOther)
	return false
}

func (s *Server) isToken(t string) bool {
	return subtle.ConstantTimeCompare([]byte(t), []byte(s.opts.Token)) == 1
}
