package live

import (
	"fmt"
	"maps"

	"github.com/gokino/gokino/jsassets"
)

// AnyWidget starts a widget whose browser half is an anywidget front-end module,
// as it is published: esm and css are its text, or URLs of it, as anywidget's _esm
// and _css. All of the state is its model: a struct's fields with the tag live, or
// the keys of an [Assigns] or a map[string]any. It panics as [New] does.
//
// [Update] changes the state, [State] reads it. What the module does reaches Go
// code that listens to the widget: a [Change] for each value it saves, a [Custom]
// for each message it sends; Cast of a Custom sends it one.
//
// A module with callbacks of one's own, in Go, is a [New] with
// [jsassets.AnyWidget].
func AnyWidget[S any](esm, css string, state S, opts ...Options) *Widget {
	var o Options
	if len(opts) > 0 {
		o = opts[0]
	}
	o.Assets = jsassets.AnyWidget(esm, css)
	if o.Name == "" {
		o.Name = "anywidget"
	}
	return New(anyWidget[S]{}, state, o)
}

// Change is a value that a client wrote and the state took.
type Change struct {
	Key    string
	Value  any    // as it is in the state now
	Client string // who wrote it
}

// CustomEvent is the event, both ways, of the messages of anywidget modules:
// model.send and model.on("msg:custom"). Its payload is a [Custom].
const CustomEvent = "msg:custom"

// Custom is a message of an anywidget module's own, or to it.
type Custom struct {
	Content any      `json:"content"`
	Buffers [][]byte `json:"buffers"`

	// Client is who sent it; for one to be sent, who gets it, "" for all.
	Client string `json:"-"`
}

// CommandEvent is the event by which an anywidget module calls its Go half:
// experimental.invoke(name, msg, {buffers}). Its payload is a [Command]; what
// HandleEvent gives to [Context.Reply], a [Custom], is the answer.
const CommandEvent = "anywidget-command"

// Command is a call of an anywidget module.
type Command struct {
	Name    string   `json:"name"`
	Msg     any      `json:"msg"`
	Buffers [][]byte `json:"buffers"`
}

// anyWidget is the definition of a widget that has no Go half but its state.
type anyWidget[S any] struct{}

func (anyWidget[S]) Init(ctx *Context[S], state S) error {
	ctx.Assigns = state
	switch to := any(&ctx.Assigns).(type) {
	case *Assigns:
		*to = maps.Clone(*to) // it stays the caller's
	case *map[string]any:
		*to = maps.Clone(*to)
	default:
		return nil
	}
	return ctx.Mirror()
}

func (anyWidget[S]) HandleConnect(*Context[S]) (any, error) { return nil, nil }

func (anyWidget[S]) HandleChange(ctx *Context[S], key string, value Payload) error {
	if err := ctx.Change(key, value); err != nil {
		return err
	}
	ctx.EmitEvent(Change{Key: key, Value: ctx.mirror.now(key), Client: ctx.Origin()})
	return nil
}

func (anyWidget[S]) HandleEvent(ctx *Context[S], event string, p Payload) error {
	if event != CustomEvent {
		return fmt.Errorf("an anywidget without a Go half has no event %q", event)
	}
	msg := Custom{Client: ctx.Origin()}
	if err := p.Decode(&msg); err != nil {
		return err
	}
	ctx.EmitEvent(msg)
	return nil
}

func (anyWidget[S]) HandleCast(ctx *Context[S], msg any) error {
	m, ok := msg.(Custom)
	switch {
	case !ok:
		return fmt.Errorf("an anywidget is cast a Custom, not %T", msg)
	case m.Client == "":
		ctx.BroadcastEvent(CustomEvent, m)
	default:
		ctx.SendEvent(m.Client, CustomEvent, m)
	}
	return nil
}
