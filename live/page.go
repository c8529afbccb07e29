package live

import (
	"fmt"
	"maps"
	"net/url"
	"slices"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
)

// Page asks for things around a widget on its clients' pages: the title, flash
// messages, where they are. What a callback asks for happens when it has ended
// without an error, and not at all otherwise; in this order: patches, title and
// flash, events, the reply, redirects. It is for callbacks only. Clients that
// show the widget no more are left out.
//
// A page that is not the widget's alone, as a notebook or JupyterLab, shows the
// title and the flash beside the widget and keeps the path for itself.
type Page struct {
	stage *stage
	to    string
	all   bool
}

// All is the pages of all clients.
func (c *Context[S]) All() Page { return Page{stage: c.atStage(), all: true} }

// To is the page of one client.
func (c *Context[S]) To(client string) Page { return Page{stage: c.atStage(), to: client} }

// PageTitle is [Page.PageTitle] of the client that caused the callback.
func (c *Context[S]) PageTitle(title string) error { return c.To(c.origin).PageTitle(title) }

// PutFlash is [Page.PutFlash] for the client that caused the callback.
func (c *Context[S]) PutFlash(kind, message string) error {
	return c.To(c.origin).PutFlash(kind, message)
}

// ClearFlash is [Page.ClearFlash] for the client that caused the callback.
func (c *Context[S]) ClearFlash(kinds ...string) error { return c.To(c.origin).ClearFlash(kinds...) }

// PushEvent sends an event to the client that caused the callback, to all where
// none did, when the callback has ended without an error. As
// Phoenix.LiveView.push_event.
func (c *Context[S]) PushEvent(event string, payload any) error {
	if c.origin == "" {
		return c.All().PushEvent(event, payload)
	}
	return c.To(c.origin).PushEvent(event, payload)
}

// PushPatch is [Page.PushPatch] of the client that caused the callback.
func (c *Context[S]) PushPatch(path string, query url.Values, nav ...Nav) error {
	return c.To(c.origin).PushPatch(path, query, nav...)
}

// PushRedirect is [Page.PushRedirect] of the client that caused the callback.
func (c *Context[S]) PushRedirect(path string, query url.Values, nav ...Nav) error {
	return c.To(c.origin).PushRedirect(path, query, nav...)
}

// Reply is what the promise of JavaScript's ctx.pushEvent resolves to, once the
// HandleEvent that runs has ended without an error; without a Reply it is null.
// The last one counts. As {:reply, map, socket} of Phoenix LiveView.
func (c *Context[S]) Reply(value any) error {
	b, err := wire.Append(nil, value)
	if err != nil {
		return fmt.Errorf("live: the reply cannot be sent: %w", err)
	}
	c.atStage().reply = b
	return nil
}

// PageTitle sets the page's title; "" gives the page its own again. A title that
// the page has already is not sent.
func (p Page) PageTitle(title string) error {
	return p.change(func(c *client) { c.title = title })
}

// PutFlash shows a message: kind is "info" or "error", or a word of one's own.
// There is one message a kind. It stays until the user dismisses it, ClearFlash,
// or the page goes elsewhere; a page that the same callback sends away shows it
// there.
func (p Page) PutFlash(kind, message string) error {
	return p.change(func(c *client) {
		if c.flash == nil {
			c.flash = map[string]string{}
		}
		c.flash[kind] = message
		c.dirty = true
	})
}

// ClearFlash takes the messages of these kinds away, all without one.
func (p Page) ClearFlash(kinds ...string) error {
	return p.change(func(c *client) { c.clearFlash(kinds) })
}

func (c *client) clearFlash(kinds []string) {
	before := len(c.flash)
	if len(kinds) == 0 {
		clear(c.flash)
	}
	for _, kind := range kinds {
		delete(c.flash, kind)
	}
	c.dirty = c.dirty || len(c.flash) < before
}

// PushEvent sends an event when the callback has ended without an error, while
// [Context.SendEvent] sends at once. The payload is encoded now.
func (p Page) PushEvent(event string, payload any) error {
	b, err := wire.Append(nil, payload)
	if err != nil {
		return fmt.Errorf("live: the payload of %q cannot be sent: %w", event, err)
	}
	ref := p.stage.widget.view.Ref
	if p.all {
		p.stage.events = append(p.stage.events, p.stage.widget.toAll(event, b))
		return nil
	}
	return p.each(func(c *client) error {
		p.stage.events = append(p.stage.events, kernel.Send{Client: c.id, Ref: ref, Event: event, Payload: b})
		return nil
	})
}

// Nav says how a page goes elsewhere.
type Nav struct {
	Replace  bool // the entry in the browser's history, instead of adding one
	External bool // a redirect to another site: the path is a whole URL
}

// PushPatch gives the page another path and query while the widget lives on:
// [ParamsHandler] is called with them before anything is sent. The values of
// query replace those that path has. A callback may send a page elsewhere once;
// HandleParams may send it on, 20 times in a row.
func (p Page) PushPatch(path string, query url.Values, nav ...Nav) error {
	if !p.stage.params {
		return fmt.Errorf("live: %s has no HandleParams", p.stage.widget.name)
	}
	to, err := target(path, query)
	if err != nil {
		return err
	}
	return p.navigate(nav, to, false)
}

// PushRedirect sends the page to another path of its site, or, with
// Nav.External, of another: the widget's views there end.
func (p Page) PushRedirect(path string, query url.Values, nav ...Nav) (err error) {
	to := path
	if len(nav) > 0 && nav[0].External {
		to, err = external(path)
	} else {
		to, err = target(path, query)
	}
	if err != nil {
		return err
	}
	return p.navigate(nav, to, true)
}

func (p Page) navigate(how []Nav, to string, leave bool) error {
	return p.each(func(c *client) error {
		if c.views == 0 {
			return nil
		}
		if p.stage.leaves(c) {
			return ErrNavigated
		}
		n := nav{client: c, to: to, leave: leave}
		if len(how) > 0 {
			n.Nav = how[0]
		}
		p.stage.navs = append(p.stage.navs, n)
		return nil
	})
}

// change does f to the clients that are meant, if the callback ends well.
func (p Page) change(f func(*client)) error {
	return p.each(func(c *client) error {
		p.stage.page = append(p.stage.page, change{c, func() { f(c) }})
		return nil
	})
}

// each calls f for every client that is meant.
func (p Page) each(f func(*client) error) error {
	if p.all {
		for _, id := range slices.Sorted(maps.Keys(p.stage.clients)) {
			if err := f(p.stage.clients[id]); err != nil {
				return err
			}
		}
		return nil
	}
	if p.to == "" {
		return ErrNoClient
	}
	if c := p.stage.clients[p.to]; c != nil {
		return f(c)
	}
	return nil
}
