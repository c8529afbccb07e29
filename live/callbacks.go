package live

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"
)

// Definition is what every widget is made of: how a new view of it begins. As
// Kino.JS.Live's handle_connect: it is called for each view, and what it
// returns is the second argument of the JavaScript init.
type Definition[S any] interface {
	HandleConnect(ctx *Context[S]) (any, error)
}

// Initializer sets the state up, once, before New returns. Its argument is
// New's; an error makes New panic.
type Initializer[S, A any] interface {
	Init(ctx *Context[S], arg A) error
}

// EventHandler receives what a client's JavaScript pushed; [Context.Origin] is
// the client.
type EventHandler[S any] interface {
	HandleEvent(ctx *Context[S], event string, payload Payload) error
}

// ParamsHandler learns where a client's page is: its path and query. It is called
// before HandleConnect, and when the page goes elsewhere by [Page.PushPatch] or
// by the browser's own back and forward. Where a page has no address for the
// widget, it begins at "/". As handle_params of Phoenix LiveView.
type ParamsHandler[S any] interface {
	HandleParams(ctx *Context[S], u *url.URL) error
}

// CastHandler receives what [Widget.Cast] sent.
type CastHandler[S any] interface {
	HandleCast(ctx *Context[S], msg any) error
}

// CallHandler answers [Widget.Call].
type CallHandler[S any] interface {
	HandleCall(ctx *Context[S], msg any) (any, error)
}

// InfoHandler receives what the widget sent itself with [Context.SendInfo].
type InfoHandler[S any] interface {
	HandleInfo(ctx *Context[S], msg any) error
}

// DisconnectHandler learns that a view went away; [Context.Origin] is its
// client.
type DisconnectHandler[S any] interface {
	HandleDisconnect(ctx *Context[S]) error
}

// Terminator is called last, when the widget is closed.
type Terminator[S any] interface {
	Terminate(ctx *Context[S])
}

// checkCallbacks refuses a definition with a method that is named like a
// callback and has another signature, or is out of reach: it would never be
// called.
func checkCallbacks[S, A any](def Definition[S]) error {
	t := reflect.TypeOf(def)
	if t == nil {
		return errors.New("live: the definition is nil")
	}
	for _, c := range []struct {
		name string
		ok   bool
		want any // a pointer to the interface
	}{
		{"Init", has[Initializer[S, A]](def), (*Initializer[S, A])(nil)},
		{"HandleEvent", has[EventHandler[S]](def), (*EventHandler[S])(nil)},
		{"HandleChange", has[ChangeHandler[S]](def), (*ChangeHandler[S])(nil)},
		{"HandleParams", has[ParamsHandler[S]](def), (*ParamsHandler[S])(nil)},
		{"HandleCast", has[CastHandler[S]](def), (*CastHandler[S])(nil)},
		{"HandleCall", has[CallHandler[S]](def), (*CallHandler[S])(nil)},
		{"HandleInfo", has[InfoHandler[S]](def), (*InfoHandler[S])(nil)},
		{"HandleDisconnect", has[DisconnectHandler[S]](def), (*DisconnectHandler[S])(nil)},
		{"HandleExport", has[Exporter[S]](def), (*Exporter[S])(nil)},
		{"Terminate", has[Terminator[S]](def), (*Terminator[S])(nil)},
	} {
		if c.ok { // most are, and reflection takes longer than all else that New does
			continue
		}
		if m, has := t.MethodByName(c.name); has {
			return fmt.Errorf("live: %s.%s is %s, but the callback must be %s",
				t, c.name, signature(m.Type, 1), signature(reflect.TypeOf(c.want).Elem().Method(0).Type, 0))
		}
		if _, has := reflect.PointerTo(t).MethodByName(c.name); has && t.Kind() != reflect.Pointer {
			return fmt.Errorf("live: %s has the callback %s on its pointer: make the widget of &%s{}", t, c.name, t.Name())
		}
	}
	return nil
}

func has[Callback any](def any) bool {
	_, ok := def.(Callback)
	return ok
}

// signature prints a method's type without its receiver (the first skip
// parameters).
func signature(t reflect.Type, skip int) string {
	in := make([]reflect.Type, 0, t.NumIn())
	for i := skip; i < t.NumIn(); i++ {
		in = append(in, t.In(i))
	}
	out := make([]reflect.Type, 0, t.NumOut())
	for i := range t.NumOut() {
		out = append(out, t.Out(i))
	}
	return reflect.FuncOf(in, out, t.IsVariadic()).String()
}
