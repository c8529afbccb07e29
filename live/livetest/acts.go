package livetest

import (
	"fmt"
	"maps"
)

// WantTitle waits for the client's next message and wants it to set the page's
// title.
func (c *Client) WantTitle(title string) {
	c.w.t.Helper()
	m := c.next("title", fmt.Sprintf("the title %q", title))
	c.compare("the title", m, title)
}

// WantFlash waits for the client's next message and wants it to say what the
// page shows as flash messages from now on, by kind.
func (c *Client) WantFlash(flash map[string]string) {
	c.w.t.Helper()
	if flash == nil {
		flash = map[string]string{}
	}
	m := c.next("flash", fmt.Sprintf("the flash %v", flash))
	c.compare("the flash", m, flash)
}

// WantPatch waits for the client's next message and wants it to give the page
// this path and query. Replace is not compared.
func (c *Client) WantPatch(to string) {
	c.w.t.Helper()
	c.wantTo("patch", to)
}

// WantRedirect waits for the client's next message and wants it to send the page
// there, with these flash messages.
func (c *Client) WantRedirect(to string, flash map[string]string) {
	c.w.t.Helper()
	went := c.wantTo("redirect", to)
	got, _ := went["flash"].(map[string]any)
	want := map[string]any{}
	for kind, text := range flash {
		want[kind] = text
	}
	if !maps.EqualFunc(got, want, func(a, b any) bool { return same(a, b) }) {
		c.w.t.Fatalf("%s is sent to %s with the flash %v, want %v", c.origin, to, got, flash)
	}
}

func (c *Client) wantTo(action, to string) map[string]any {
	c.w.t.Helper()
	m := c.next(action, fmt.Sprintf("a %s to %s", action, to))
	went, _ := value(m.payload).(map[string]any)
	if went["to"] != to {
		c.w.t.Fatalf("%s got a %s to %v, want %s", c.origin, action, went["to"], to)
	}
	return went
}

// Ask pushes an event as [Client.Push] does and asks for an answer to it.
func (c *Client) Ask(event string, payload any) *Answer {
	c.w.t.Helper()
	c.mu.Lock()
	c.asked++
	call := c.asked
	c.mu.Unlock()
	c.push(event, payload, call)
	return &Answer{c: c, call: call}
}

// Answer is what JavaScript's ctx.pushEvent promises.
type Answer struct {
	c    *Client
	call uint64
}

// WantReply waits for the client's next message and wants it to be this answer.
func (a *Answer) WantReply(want any) {
	a.c.w.t.Helper()
	m := a.next()
	if m.text != "" {
		a.c.w.t.Fatalf("%s got the error %q, want the reply %v", a.c.origin, m.text, want)
	}
	a.c.compare("the reply", m, want)
}

// WantError waits for the client's next messages and wants them to say that the
// callback failed, with text in it.
func (a *Answer) WantError(text string) {
	a.c.w.t.Helper()
	a.c.WantFail(text)
	if m := a.next(); m.text == "" {
		a.c.w.t.Fatalf("%s got %v, want an error", a.c.origin, m)
	}
}

func (a *Answer) next() message {
	a.c.w.t.Helper()
	m := a.c.next("reply", "a reply")
	if m.call != a.call {
		a.c.w.t.Fatalf("%s got an answer to another question", a.c.origin)
	}
	return m
}

// Visit connects as [Client.Reconnect] does, with the page at a path and query.
func (c *Client) Visit(url string) { c.connect(url) }

// Reply waits for the answer, wants the callback to have ended well, and returns
// the answer as JavaScript sees it, for tests that want a part of it.
func (a *Answer) Reply() any {
	a.c.w.t.Helper()
	m := a.next()
	if m.text != "" {
		a.c.w.t.Fatalf("%s got the error %q", a.c.origin, m.text)
	}
	return value(m.payload)
}
