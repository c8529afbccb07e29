package live

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
)

// stage is what a widget knows of the clients that show it, and what the
// callback that runs wants of their pages. It is made when first needed and
// belongs to the widget's line of callbacks.
type stage struct {
	widget  *Widget
	params  bool // the definition has HandleParams
	clients map[string]*client
	uploads *uploads // nil until some are allowed

	// What the callback asked for so far; done when it ends well, else forgotten.
	navs   []nav
	page   []change
	events []kernel.Message
	reply  []byte
}

// client is a page that shows the widget.
type client struct {
	id    string
	views int
	title string // "" is the page's own
	shown string // the title that was sent
	flash map[string]string
	dirty bool // flash has changed and was not sent
}

// change is of a client's title or flash.
type change struct {
	client *client
	do     func()
}

// nav is a page that goes elsewhere.
type nav struct {
	client *client
	to     string
	leave  bool // a redirect
	Nav
}

// connected counts a view of a client.
func (s *stage) connected(id string) *client {
	c := s.clients[id]
	if c == nil {
		c = &client{id: id}
		s.clients[id] = c
	}
	c.views++
	return c
}

// disconnected forgets a view, and with the last one the client, unless the
// client has this server for itself: then it may come back.
func (s *stage) disconnected(id string) {
	if c := s.clients[id]; c != nil {
		if c.views--; c.views == 0 && s.widget.client() == "" {
			delete(s.clients, id)
		}
	}
}

// present reports whether there is a view.
func (s *stage) present() bool {
	for _, c := range s.clients {
		if c.views > 0 {
			return true
		}
	}
	return false
}

// forget drops what a callback asked for that did not end well.
func (s *stage) forget() { s.navs, s.page, s.events, s.reply = nil, nil, nil, nil }

// patches takes the patches asked for so far.
func (s *stage) patches() (ps []nav) {
	for _, n := range s.navs {
		if !n.leave {
			ps = append(ps, n)
		}
	}
	s.navs = slices.DeleteFunc(s.navs, func(n nav) bool { return !n.leave })
	return ps
}

// navigate is the first of what is done for a callback, in this order: patches,
// the mirrored state, title and flash, events; the answer to the client's event
// follows, then finish.
func (s *stage) navigate(patches []nav) {
	for _, n := range patches {
		s.act(n.client.id, "patch", map[string]any{"to": n.to, "replace": n.Replace})
		n.client.clearFlash(nil) // what was said of the place before
	}
}

// flush sends title and flash, and events.
func (s *stage) flush(patches []nav) {
	for _, n := range s.navs {
		clear(n.client.flash) // only what is put there now goes along
	}
	for _, ch := range s.page {
		ch.do()
	}
	for _, n := range patches {
		s.show(n.client)
	}
	for _, ch := range s.page {
		s.show(ch.client)
	}
	for _, m := range s.events {
		s.widget.kernel.Emit(m)
	}
	s.page, s.events = nil, nil
}

// finish sends pages away, which take with them what was put into their flash.
func (s *stage) finish() {
	for _, n := range s.navs {
		s.act(n.client.id, "redirect", map[string]any{"to": n.to, "replace": n.Replace, "flash": n.client.flash})
		n.client.flash, n.client.dirty = nil, false
	}
	s.navs, s.reply = nil, nil
}

func (s *stage) leaves(c *client) bool {
	return slices.ContainsFunc(s.navs, func(n nav) bool { return n.client == c })
}

// greet tells a view what its page was told before.
func (s *stage) greet(c *client) {
	if c.title != "" {
		s.showTitle(c)
	}
	if len(c.flash) > 0 {
		s.showFlash(c)
	}
}

// show sends what has changed of a client's title and flash.
func (s *stage) show(c *client) {
	if c.title != c.shown {
		s.showTitle(c)
	}
	if c.dirty && !s.leaves(c) {
		s.showFlash(c)
	}
}

func (s *stage) showTitle(c *client) {
	c.shown = c.title
	s.act(c.id, "title", c.title)
}

func (s *stage) showFlash(c *client) {
	c.dirty = false
	s.act(c.id, "flash", c.flash)
}

// act asks a client's page for something. Payloads are strings, booleans and
// maps of them: they can be encoded.
func (s *stage) act(client, action string, payload any) {
	b, _ := wire.Append(nil, payload)
	s.widget.kernel.Emit(kernel.Act{Client: client, Ref: s.widget.view.Ref, Action: action, Payload: b})
}

// target is where a page is sent: a path of the same site.
func target(path string, query url.Values) (string, error) {
	u, err := url.Parse(path)
	if err != nil {
		return "", fmt.Errorf("live: %w", err)
	}
	switch {
	case path == "" || path[0] != '/':
		return "", fmt.Errorf("live: the path %q does not begin with a slash", path)
	case u.Scheme != "" || u.Host != "" || len(path) > 1 && (path[1] == '/' || path[1] == '\\'):
		return "", fmt.Errorf("live: %q is not on this site", path)
	}
	for _, r := range path {
		if r < ' ' || r == '\\' || r == 0x7f {
			return "", fmt.Errorf("live: the path %q has a character that browsers drop or change", path)
		}
	}
	if len(query) > 0 {
		q := u.Query()
		maps.Copy(q, query)
		u.RawQuery = q.Encode()
	}
	return u.String(), nil
}

// external is a URL of another site that a page may be sent to.
func external(to string) (string, error) {
	u, err := url.Parse(to)
	if err != nil {
		return "", fmt.Errorf("live: %w", err)
	}
	switch u.Scheme {
	case "http", "https":
		if u.Host == "" {
			return "", fmt.Errorf("live: %q names no host", to)
		}
	case "mailto":
	default:
		return "", fmt.Errorf("live: pages are sent to http, https and mailto only, not to %q", to)
	}
	return u.String(), nil
}

// Errors of what a callback asks of a page.
var (
	// ErrNoClient says that no client caused the callback; [Context.All] and
	// [Context.To] name whom it is for.
	ErrNoClient = errors.New("live: no client caused this callback")

	// ErrNavigated says that the callback has sent the page somewhere already.
	ErrNavigated = errors.New("live: the callback has sent the page elsewhere already")
)
