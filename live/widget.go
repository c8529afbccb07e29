package live

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
)

// MaxPanics is how many panics in a row close a widget.
const MaxPanics = 3

// ErrClosed says that the widget has ended.
var ErrClosed = errors.New("live: the widget is closed")

// ErrBusy says that [MaxMailbox] messages wait for the widget already.
var ErrBusy = errors.New("live: too many messages wait for the widget")

// Options configure a widget.
type Options struct {
	// Assets is the browser half. Required.
	Assets jsassets.Assets

	// Kernel hosts the widget; nil means [kernel.Default].
	Kernel *kernel.Kernel

	// Name is shown where the widget itself cannot be; "" means the name of the
	// definition's type.
	Name string

	// Export is what the widget is where no JavaScript runs, if its definition is no
	// [Exporter]; nil means nothing but its name.
	Export *Export

	// PerClient gives each client a server of its own, with its own state, as in
	// Phoenix LiveView; else, as in Kino, one server is for all. With it, Init runs
	// when a client's first view connects, with the same arg for each client, and
	// its failure is that view's; [Context.Origin] is the client in every callback,
	// and what is broadcast goes to that client. The server ends, with Terminate,
	// Grace after the client's last view went away.
	PerClient bool

	// Grace is how long a client's own server, and with it the state, waits for the
	// client to come back. Zero means [DefaultGrace], negative not at all.
	Grace time.Duration
}

// Widget is the handle on a running widget, safe for concurrent use. It belongs
// to the scope of the goroutine that made it and is closed with it. As the last
// expression of a cell it shows itself.
type Widget struct {
	name    string
	view    kernel.View
	kernel  *kernel.Kernel
	scope   *kernel.Scope
	box     mailbox
	life    life
	export  func(context.Context) (Export, error) // nil where there is none
	seat    *seat                                 // nil where one server is for all clients
	release func()                                // takes the widget out of its scope; box.mu guards it
}

// New starts a widget: it runs Init, if the definition has one, with arg, and
// makes the widget reachable. S is inferred from the definition's callbacks.
//
// It panics when the definition or its assets cannot work or Init returns an
// error: in a cell the panic shows at the line of the call.
func New[S, A any](def Definition[S], arg A, opts Options) *Widget {
	w, err := Start(def, arg, opts)
	if err != nil {
		panic(err)
	}
	return w
}

// Start is [New] for programs that handle the error.
func Start[S, A any](def Definition[S], arg A, opts Options) (*Widget, error) {
	k := opts.Kernel
	if k == nil {
		k = kernel.Default()
	}
	w := &Widget{name: opts.Name, view: viewOf(opts.Assets), kernel: k, scope: k.Current()}
	if w.name == "" {
		w.name = kernel.PlainName(fmt.Sprintf("%T", def))
	}
	if err := opts.Assets.Err(); err != nil {
		return nil, fmt.Errorf("live: %s: %w", w.name, err)
	}
	if err := checkCallbacks[S, A](def); err != nil {
		return nil, err
	}
	if err := checkState[S](); err != nil {
		return nil, err
	}
	if opts.Export != nil {
		fixed := *opts.Export
		w.export = func(context.Context) (Export, error) { return fixed, nil }
	}
	if opts.PerClient {
		w.split(opts.Grace, func(server *Widget) (init func() error) { return serve(server, def, arg) })
		if _, ok := def.(Exporter[S]); ok {
			w.export = w.seat.servers.export
		}
	} else if err := serve(w, def, arg)(); err != nil {
		return nil, fmt.Errorf("live: %s: %w", w.name, err)
	}
	k.EmitAssets(kernel.Assets{Hash: opts.Assets.Hash(), Files: opts.Assets.Files()})
	k.Host(w.view.Ref, w)
	release := w.scope.Own("widget "+w.name, w.Close)
	w.box.mu.Lock()
	w.release = release
	w.box.mu.Unlock()
	w.box.open()
	return w, nil
}

// viewOf gives assets a ref.
func viewOf(a jsassets.Assets) kernel.View {
	return kernel.View{Ref: kernel.NewRef(), Hash: a.Hash(), Entry: a.Entry(), Builtin: a.Builtin()}
}

// serve makes a definition's callbacks handle what comes to w, once its mailbox is
// opened, and returns what calls Init, which comes first.
func serve[S, A any](w *Widget, def Definition[S], arg A) (init func() error) {
	_, params := def.(ParamsHandler[S])
	s := &server[S]{def: def, ctx: Context[S]{widget: w, origin: w.client(), params: params}}
	if _, ok := def.(Exporter[S]); ok {
		w.export = w.askExport
	}
	w.hold(s)
	return func() error {
		if i, ok := def.(Initializer[S, A]); ok {
			if err := i.Init(&s.ctx, arg); err != nil {
				return fmt.Errorf("Init: %w", err)
			}
		}
		return s.ctx.beginMirror()
	}
}

// hold lets the mailbox gather messages for its owner until it is opened: what
// Init sends the widget itself waits for the end of Init.
func (w *Widget) hold(o owner) {
	w.box.owner = o
	w.box.running = true
}

// start runs f in a goroutine of the widget's scope.
func (w *Widget) start(f func()) { w.kernel.Go(w.scope, f) }

// Ref is the widget's name on the wire, and the topic its EmitEvent publishes on.
func (w *Widget) Ref() string { return w.view.Ref }

// Kernel is the kernel that hosts the widget.
func (w *Widget) Kernel() *kernel.Kernel { return w.kernel }

// Topic names where the widget's emitted events are published: a widget is a
// source for package control.
func (w *Widget) Topic() (k *kernel.Kernel, topic string) { return w.kernel, w.view.Ref }

// Ended reports whether the widget has ended: nothing more is published on its
// topic.
func (w *Widget) Ended() bool { return !w.kernel.Hosts(w.view.Ref) }

// Render gives the forms the widget is shown in: live, and as text. Its export is
// asked for where it is needed, by [Widget.Forms].
func (w *Widget) Render() kernel.Data {
	return kernel.Data{"text/plain": w.String(), kernel.ViewType: w.View()}
}

// View is what a page needs to show the widget.
func (w *Widget) View() kernel.View {
	return w.view
}

// String is the widget's text form.
func (w *Widget) String() string { return fmt.Sprintf("live widget %s", w.name) }

// Deliver takes a client's message; it is the kernel's side of the widget.
func (w *Widget) Deliver(m kernel.Message) kernel.Turn {
	if s := w.door(); s != nil {
		return s.deliver(m)
	}
	return w.take(m)
}

// take puts a client's message into the mailbox.
func (w *Widget) take(m kernel.Message) kernel.Turn {
	turn, ok := w.box.put(m)
	if turn {
		return &w.box
	}
	if !ok {
		switch m := m.(type) {
		case kernel.Connect:
			w.refuse(m.Client, m.View)
		case kernel.Event:
			w.refuse(m.Client, m.View)
		}
	}
	return nil
}

// refuse tells a client why its message was not taken.
func (w *Widget) refuse(client, view string) {
	if err := w.refusal(); !errors.Is(err, ErrClosed) {
		w.kernel.Emit(kernel.Fail{Client: client, Ref: w.view.Ref, View: view, Message: err.Error()})
		return
	}
	w.kernel.Emit(kernel.Gone{Client: client, Ref: w.view.Ref, Reason: "it is being closed"})
}

// Cast sends msg to the widget's [CastHandler] without waiting; where clients have
// servers of their own, to each of them.
func (w *Widget) Cast(msg any) error {
	if s := w.door(); s != nil {
		return s.cast(msg)
	}
	if !w.box.post(cast{msg}) {
		return w.refusal()
	}
	return nil
}

// refusal is why the mailbox took no message.
func (w *Widget) refusal() error {
	w.box.mu.Lock()
	defer w.box.mu.Unlock()
	if w.box.closed {
		return ErrClosed
	}
	return ErrBusy
}

// Monitor is closed when the widget has ended. As Kino.JS.Live.monitor.
func (w *Widget) Monitor() <-chan struct{} { return w.life.done() }

// Close ends the widget: messages that wait are handled, Terminate runs, clients
// see that it is gone, streams of its events end. It waits for that until ctx is
// done. A widget must not close itself from a callback.
func (w *Widget) Close(ctx context.Context) error {
	if err := w.box.close(ctx, stop{"it was closed"}); err != nil {
		// The callback that runs cannot be stopped, but nobody hears it any more.
		w.drop("it was closed while a callback ran")
		return fmt.Errorf("live: closing %s: %w", w.name, err)
	}
	return nil
}

// drop makes the widget unknown to its clients, and lets the scope forget it.
func (w *Widget) drop(reason string) {
	if w.client() != "" {
		w.seat.vacate(reason)
		return
	}
	w.kernel.Drop(w.view.Ref, reason)
	w.leaveScope()
}

// leaveScope lets the scope forget the widget.
func (w *Widget) leaveScope() {
	w.box.mu.Lock()
	release := w.release
	w.box.mu.Unlock()
	if release != nil {
		release()
	}
}
