package livetest

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
	"github.com/gokino/gokino/live"
)

// view is a client's one place that shows the widget.
const view = "view"

// Client is a page that shows the widget once.
type Client struct {
	w       *Widget
	origin  string
	queue   queue[message]
	answers queue[message] // to what its page asks by itself

	mu        sync.Mutex
	connected bool // the widget's init data has come
	model     map[string]any
	asked     uint64
}

// message is something a client was told.
type message struct {
	kind    string // "init", "event", "model", "reply", "fail", "gone", or the name of an act
	event   string
	payload []byte
	text    string
	call    uint64
}

func (m message) String() string {
	switch m.kind {
	case "event":
		return fmt.Sprintf("the event %q with %v", m.event, value(m.payload))
	case "init":
		return fmt.Sprintf("the init data %v", value(m.payload))
	case "fail":
		return fmt.Sprintf("the failure %q", m.text)
	case "gone":
		return fmt.Sprintf("that the widget is gone: %s", m.text)
	case "reply":
		return fmt.Sprintf("the reply %v %s", value(m.payload), m.text)
	default:
		return fmt.Sprintf("a %s %v", m.kind, value(m.payload))
	}
}

// Origin is what callbacks see as [live.Context.Origin] of this client.
func (c *Client) Origin() string { return c.origin }

// hear takes a broadcast.
func (c *Client) hear(event string, payload []byte) {
	c.mu.Lock()
	connected := c.connected
	c.mu.Unlock()
	if connected {
		c.queue.put(message{kind: "event", event: event, payload: payload})
	}
}

// take takes what is for this client.
func (c *Client) take(m kernel.Message) {
	switch m := m.(type) {
	case kernel.Init:
		if m.Client == c.origin {
			c.setConnected(true)
			c.mirror(m.Model, true)
			c.queue.put(message{kind: "init", payload: m.Payload})
		}
	case kernel.Send:
		if m.Client == c.origin {
			c.hear(m.Event, m.Payload)
		}
	case kernel.Model:
		if m.Client == c.origin || m.Client == "" {
			c.mirror(m.Payload, false)
		}
	case kernel.Reply:
		if m.Client == c.origin && m.Call == pageCall {
			c.answers.put(message{kind: "reply", payload: m.Payload, text: m.Error})
		} else if m.Client == c.origin {
			c.queue.put(message{kind: "reply", payload: m.Payload, text: m.Error, call: m.Call})
		}
	case kernel.Act:
		if m.Client == c.origin {
			c.queue.put(message{kind: m.Action, payload: m.Payload})
		}
	case kernel.Fail:
		if m.Client == c.origin {
			c.queue.put(message{kind: "fail", text: m.Message})
		}
	case kernel.Gone:
		if m.Client == c.origin || m.Client == "" {
			c.setConnected(false)
			c.queue.put(message{kind: "gone", text: m.Reason})
		}
	}
}

func (c *Client) setConnected(v bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.connected = v
}

// Reconnect opens the widget again in the same page, as the same client: after
// [Client.Disconnect], or after a reload. The init data is then the next message.
func (c *Client) Reconnect() { c.connect("") }

func (c *Client) connect(url string) {
	c.w.Kernel().Deliver(kernel.Connect{Client: c.origin, Ref: c.w.Ref(), View: view, URL: url})
}

// Disconnect closes the page.
func (c *Client) Disconnect() {
	c.setConnected(false)
	c.w.Kernel().Deliver(kernel.Disconnect{Client: c.origin, Ref: c.w.Ref(), View: view})
}

// Push pushes an event as ctx.pushEvent in JavaScript does.
func (c *Client) Push(event string, payload any) {
	c.w.t.Helper()
	c.push(event, payload, 0)
}

func (c *Client) push(event string, payload any, call uint64) {
	c.w.t.Helper()
	p, err := live.NewPayload(payload)
	if err != nil {
		c.w.t.Fatalf("the payload of %q: %v", event, err)
	}
	c.w.Kernel().Deliver(kernel.Event{
		Client: c.origin, Ref: c.w.Ref(), View: view, Event: event, Payload: p.Raw(), Call: call,
	})
}

// WantInit waits for the data of HandleConnect.
func (c *Client) WantInit(want any) {
	c.w.t.Helper()
	m := c.next("init", fmt.Sprintf("the init data %v", want))
	c.compare("the init data", m, want)
}

// WantEvent waits for the client's next message and wants it to be this event
// with this payload. The init data need not have been wanted before.
func (c *Client) WantEvent(event string, want any) {
	c.w.t.Helper()
	wanted := fmt.Sprintf("the event %q with %v", event, want)
	m := c.next("event", wanted)
	if m.event != event {
		c.w.t.Fatalf("%s got %v, want %s", c.origin, m, wanted)
	}
	c.compare(fmt.Sprintf("the event %q with", event), m, want)
}

// WantFail waits for the client's next message and wants it to say that a
// callback failed, with text in it.
func (c *Client) WantFail(text string) {
	c.w.t.Helper()
	if m := c.next("fail", "a failure"); !strings.Contains(m.text, text) {
		c.w.t.Fatalf("%s got %v, want %q in it", c.origin, m, text)
	}
}

// WantGone waits for the client's next message and wants it to say that the
// widget is gone.
func (c *Client) WantGone() {
	c.w.t.Helper()
	c.next("gone", "that the widget is gone")
}

// NoMessage ends the test if there is a message, other than the init data, that
// no Want… has taken.
func (c *Client) NoMessage() {
	c.w.t.Helper()
	c.w.settle()
	for {
		m, ok := c.queue.have()
		if !ok {
			return
		}
		if m.kind != "init" {
			c.w.t.Fatalf("%s got %v, want nothing", c.origin, m)
		}
	}
}

// next waits for a message of a kind; other kinds than the init data end the test.
func (c *Client) next(kind, wanted string) message {
	c.w.t.Helper()
	for {
		m, ok := c.queue.next()
		if !ok {
			c.w.t.Fatalf("%s got nothing, want %s", c.origin, wanted)
		}
		if m.kind == kind {
			return m
		}
		if m.kind != "init" {
			c.w.t.Fatalf("%s got %v, want %s", c.origin, m, wanted)
		}
	}
}

func (c *Client) compare(what string, m message, want any) {
	c.w.t.Helper()
	p, err := live.NewPayload(want)
	if err != nil {
		c.w.t.Fatalf("%s cannot be wanted: %v", what, err)
	}
	if got, want := value(m.payload), value(p.Raw()); !same(got, want) {
		c.w.t.Fatalf("%s got %s %v, want %v", c.origin, what, got, want)
	}
}

// value is a payload as JavaScript sees it.
func value(encoded []byte) any {
	var v any
	if err := wire.Unmarshal(encoded, &v); err != nil {
		return err
	}
	return number(v)
}

// number makes whole floats integers wherever they are in v: JavaScript knows no
// difference.
func number(v any) any {
	switch v := v.(type) {
	case float64:
		if n := int64(v); float64(n) == v {
			return n
		}
	case []any:
		for i := range v {
			v[i] = number(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = number(v[k])
		}
	}
	return v
}

func same(a, b any) bool { return reflect.DeepEqual(a, b) }
