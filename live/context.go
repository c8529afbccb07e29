package live

import (
	"context"
	"fmt"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
)

// Context is what a callback works with: the widget's state and the ways out to
// clients and Go code. There is one for the whole life of a widget.
//
// Assigns and Origin are for callbacks; the sending methods may also be called
// from other goroutines, which then have no place in the callbacks' order.
type Context[S any] struct {
	// Assigns is the widget's state, as Kino's assigns; what callbacks put here
	// stays until the widget ends.
	Assigns S

	widget *Widget
	origin string
	from   *From
	stage  *stage   // nil until it is needed
	mirror *mirror  // nil where nothing of the state is mirrored
	temp   func(*S) // nil where nothing is temporary
	params bool     // the definition has HandleParams
}

// atStage is the context's stage, made when first needed.
func (c *Context[S]) atStage() *stage {
	if c.stage == nil {
		c.stage = &stage{widget: c.widget, params: c.params, clients: map[string]*client{}}
	}
	return c.stage
}

// uploads is what the widget knows of files, nil until some are allowed.
func (c *Context[S]) uploads() *uploads {
	if c.stage == nil {
		return nil
	}
	return c.stage.uploads
}

// Origin names the client whose view connected, disconnected or pushed the
// event that the callback handles; it is empty in every other callback, unless
// each client has a server of its own, whose callbacks are all for that client.
// The same client has the same origin in all widgets of its page.
func (c *Context[S]) Origin() string { return c.origin }

// Ref is the widget's name on the wire.
func (c *Context[S]) Ref() string { return c.widget.view.Ref }

// ID is [Context.Ref] under its name in LiveViewSocket.
func (c *Context[S]) ID() string { return c.Ref() }

// Connected reports whether a client is there: the one a callback is for, else
// any that shows the widget.
func (c *Context[S]) Connected() bool {
	shared := c.widget.client() == ""
	return shared && c.origin != "" || c.stage != nil && c.stage.present()
}

// Context ends when the widget does, before Terminate is called. It may be kept
// and handed on.
func (c *Context[S]) Context() context.Context { return c.widget.life.context(c.widget) }

// BroadcastEvent sends an event to every client that shows the widget: the
// function that JavaScript registered with ctx.handleEvent(event, …) is called
// with payload. As Kino's broadcast_event. A payload that cannot be encoded is
// reported in the widget's cell and not sent.
func (c *Context[S]) BroadcastEvent(event string, payload any) {
	if b, ok := c.encode(event, payload); ok {
		c.widget.kernel.Emit(c.widget.toAll(event, b))
	}
}

// SendEvent sends an event to one client, all its views of the widget; to
// nobody if that client does not show the widget (any more). As Kino's
// send_event.
func (c *Context[S]) SendEvent(client, event string, payload any) {
	if b, ok := c.encode(event, payload); ok {
		c.widget.kernel.Emit(kernel.Send{Client: client, Ref: c.widget.view.Ref, Event: event, Payload: b})
	}
}

// EmitEvent hands a value to the Go code that listens to the widget (package
// control). The value is given away: the widget does not change it afterwards.
// As Kino's emit_event.
func (c *Context[S]) EmitEvent(event any) { c.widget.kernel.Publish(c.widget.view.Ref, event) }

// SendInfo puts msg into the widget's own mailbox; [InfoHandler] receives it
// after the messages that wait already.
func (c *Context[S]) SendInfo(msg any) { c.widget.box.post(info{msg}) }

func (c *Context[S]) encode(event string, payload any) ([]byte, bool) {
	b, err := wire.Append(nil, payload)
	if err != nil {
		c.widget.kernel.Report(c.widget.scope, fmt.Sprintf("live: %s: the payload of %q cannot be sent: %v", c.widget.name, event, err), "")
		return nil, false
	}
	return b, true
}
