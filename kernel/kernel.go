package kernel

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
)

// Hosted is what the kernel routes client messages to: a widget.
type Hosted interface {
	// Deliver takes a Connect, Event, Disconnect or Uploaded. It must not block: it
	// puts the message in a mailbox. Where nobody handles the messages of that
	// mailbox, it returns the turn to do so, else nil.
	Deliver(Message) Turn
}

// Exporting is a [Hosted] that knows what it is where no JavaScript runs.
type Exporting interface {
	// Forms are its forms there, as of now; nil where it has none of its own. It may
	// wait for the widget until ctx is done.
	Forms(ctx context.Context) (Data, error)
}

// Turn is the right and duty to handle the messages that wait for a widget. Who
// gets one calls one of its methods, once and soon.
type Turn interface {
	// Start has a goroutine of the widget's own handle them.
	Start()

	// Run handles them in the calling goroutine, which may hold no lock: the code
	// of users runs. That may take any time, and may end the goroutine
	// (runtime.Goexit); the messages that are left then are handled by another.
	Run()
}

// Options configure a [Kernel]; the zero value is a kernel without cells.
type Options struct {
	// Scope is the scope of the calling goroutine, nil if it has none: the
	// runtime knows which cell a goroutine belongs to. Nil: the root scope always.
	Scope func() *Scope

	// Go starts f in a goroutine that belongs to a scope, so that what f prints and
	// makes is the scope's. Nil: a plain goroutine.
	Go func(s *Scope, f func())

	// Logger gets reports that belong to no cell; nil means [slog.Default].
	Logger *slog.Logger
}

// Kernel hosts widgets: it knows them by ref, routes client messages to their
// mailboxes and their messages out, in the order each sent them, and keeps the
// scopes that own them and the topics that Go code listens on. It is safe for
// concurrent use; no user code runs in it.
type Kernel struct {
	opts Options
	root *Scope

	sending  sync.Mutex // held while assets and services go out; above mu
	assets   map[string]Assets
	services map[string]Service

	telling sync.Mutex // held while a presence is noted and published; above mu

	values  values
	readers readers

	mu        sync.RWMutex
	out       func(Message) // nil until Attach
	hosted    map[string]Hosted
	scopes    map[uint64]*Scope
	topics    map[string]*topic // those somebody listens on
	clients   map[string]struct{}
	published atomic.Uint64 // values, on all topics
}

// New makes a kernel that hosts nothing yet.
func New(opts Options) *Kernel {
	k := &Kernel{
		opts:     opts,
		hosted:   map[string]Hosted{},
		assets:   map[string]Assets{},
		services: map[string]Service{},
		scopes:   map[uint64]*Scope{},
		topics:   map[string]*topic{},
		clients:  map[string]struct{}{},
	}
	k.root = newScope(k, 0)
	return k
}

// theDefault is the one piece of package state: code in cells, and most
// programs, make widgets without naming a kernel.
var theDefault atomic.Pointer[Kernel]

// Default is the process's kernel, made on first use.
func Default() *Kernel {
	if k := theDefault.Load(); k != nil {
		return k
	}
	theDefault.CompareAndSwap(nil, New(Options{}))
	return theDefault.Load()
}

// SetDefault makes k the process's kernel. The runtime calls it before the
// first cell runs, tests to stand alone.
func SetDefault(k *Kernel) { theDefault.Store(k) }

// Context is the context of the evaluation that calls it; it ends when the cell
// is interrupted, runs again or is deleted. Outside cells it never ends.
func Context() context.Context { return Default().Current().Context() }

// version is how the cell compiler tells apart what one name stood for in turn.
var version = regexp.MustCompile(`ꓸ\d+`)

// PlainName gives names in s (of types, of functions) as the user wrote them.
func PlainName(s string) string {
	if !strings.Contains(s, "ꓸ") {
		return s
	}
	return version.ReplaceAllString(s, "")
}

// NewRef makes a name that nobody can guess, for a widget or a topic.
func NewRef() string { return rand.Text() }

// Attach sets where messages for the clients and the host go from now on; nil
// drops them. Assets and services sent before are sent again first. Out is called by
// whichever goroutine has something to say, for one ref always in order, and
// must not call the kernel. Who says something waits for out, so out may wait
// for the host to read, but not for a client.
func (k *Kernel) Attach(out func(Message)) {
	k.sending.Lock()
	defer k.sending.Unlock()
	if out != nil {
		for _, a := range k.assets {
			out(a)
		}
		for _, s := range k.services {
			out(s)
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.out = out
}

// Emit sends m to the host. Before Attach it is dropped: there are no clients.
func (k *Kernel) Emit(m Message) {
	k.mu.RLock()
	out := k.out
	k.mu.RUnlock()
	if out != nil {
		out(m)
	}
}

// EmitAssets sends a once per hash. When it returns, they were sent. Those of a
// built-in widget, which have no hash, are the page's own.
func (k *Kernel) EmitAssets(a Assets) {
	if a.Hash == "" {
		return
	}
	k.sending.Lock()
	defer k.sending.Unlock()
	if _, sent := k.assets[a.Hash]; sent {
		return
	}
	k.assets[a.Hash] = a
	k.Emit(a)
}

// EmitService sends s, again to every host that is attached later until the
// service ends.
func (k *Kernel) EmitService(s Service) {
	k.sending.Lock()
	defer k.sending.Unlock()
	if s.Addr == "" {
		delete(k.services, s.Token)
	} else {
		k.services[s.Token] = s
	}
	k.Emit(s)
}

// Host makes h reachable under ref.
func (k *Kernel) Host(ref string, h Hosted) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.hosted[ref] = h
}

// Hosts reports whether ref is hosted.
func (k *Kernel) Hosts(ref string) bool { return k.Hosted(ref) != nil }

// Hosted is what is reachable under ref, nil if nothing is.
func (k *Kernel) Hosted(ref string) Hosted {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.hosted[ref]
}

// Export asks what is hosted under ref for its forms where no JavaScript runs. They
// are nil where it has none but those it is shown in.
func (k *Kernel) Export(ctx context.Context, ref string) (Data, error) {
	switch h := k.Hosted(ref).(type) {
	case nil:
		return nil, errors.New("it has ended")
	case Exporting:
		return h.Forms(ctx)
	}
	return nil, nil
}

// Drop makes ref unknown, tells its audience why, and ends its topic.
func (k *Kernel) Drop(ref, reason string) {
	k.mu.Lock()
	_, known := k.hosted[ref]
	delete(k.hosted, ref)
	k.mu.Unlock()
	if known {
		k.Emit(Gone{Ref: ref, Reason: reason})
	}
	k.EndTopic(ref)
}

// Deliver routes a client's message to the widget it names, and a Presence to who
// listens to those. One for a ref that
// is not hosted (any more) is answered with Gone.
func (k *Kernel) Deliver(m Message) {
	if turn := k.Accept(m); turn != nil {
		turn.Start()
	}
}

// Accept is Deliver for who can lend a goroutine to the widget: it returns the
// turn to handle the message, or nil where another goroutine does.
func (k *Kernel) Accept(m Message) Turn {
	turn := k.route(m)
	if turn != nil && k.opts.Go != nil { // only goroutines that it starts belong to scopes
		turn.Start()
		return nil
	}
	return turn
}

func (k *Kernel) route(m Message) Turn {
	var asks, ref string // asks is who waits for an answer
	switch m := m.(type) {
	case Connect:
		asks, ref = m.Client, m.Ref
	case Event:
		asks, ref = m.Client, m.Ref
	case Disconnect:
		ref = m.Ref
	case Uploaded:
		ref = m.Ref
	case Presence:
		k.presence(m)
		return nil
	default:
		k.logger().Warn("kernel: not a client's message", "type", fmt.Sprintf("%T", m))
		return nil
	}
	switch h := k.Hosted(ref); {
	case h != nil:
		return h.Deliver(m)
	case asks != "":
		k.Emit(Gone{Client: asks, Ref: ref, Reason: "it ended: run its cell again"})
	}
	return nil
}

// Open makes the scope of a new evaluation.
func (k *Kernel) Open(id uint64) *Scope { return k.open(newScope(k, id)) }

// OpenCell makes the scope of a new evaluation of a cell, whose number is not 0.
// It runs until [Scope.Settle]; until then it sees the values of inputs as they
// are now.
func (k *Kernel) OpenCell(cell int, id uint64) *Scope {
	s := newScope(k, id)
	s.cell, s.running = cell, true
	s.began = k.readers.now() // before the values: rather stale without need than not at all
	s.frozen = k.values.freeze()
	return k.open(s)
}

func (k *Kernel) open(s *Scope) *Scope {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.scopes[s.id] = s
	return s
}

// Lookup is the open scope with this id, nil if there is none.
func (k *Kernel) Lookup(id uint64) *Scope {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.scopes[id]
}

func (k *Kernel) forget(s *Scope) {
	k.mu.Lock()
	if k.scopes[s.id] == s {
		delete(k.scopes, s.id)
	}
	k.mu.Unlock()
	k.readers.forget(s)
}

// Root is the scope of what belongs to no cell.
func (k *Kernel) Root() *Scope { return k.root }

// Current is the scope that what the calling goroutine makes belongs to.
func (k *Kernel) Current() *Scope {
	if k.opts.Scope != nil {
		if s := k.opts.Scope(); s != nil {
			return s
		}
	}
	return k.root
}

// Go starts f in a goroutine that belongs to s. Its owner is who calls: f must
// end by the caller's doing.
func (k *Kernel) Go(s *Scope, f func()) {
	if k.opts.Go != nil {
		k.opts.Go(s, f)
		return
	}
	go f()
}

// Show adds an output to the cell that s belongs to.
func (k *Kernel) Show(s *Scope, data Data) { k.Emit(Output{Scope: s.id, Data: data}) }

// Report shows an error, or a panic with its stack, in the cell that s belongs
// to; outside cells it is logged.
func (k *Kernel) Report(s *Scope, message, stack string) {
	if s.id == 0 {
		k.logger().Error(message, "stack", stack)
		return
	}
	k.Emit(Report{Scope: s.id, Message: message, Stack: stack})
}

func (k *Kernel) logger() *slog.Logger {
	if k.opts.Logger != nil {
		return k.opts.Logger
	}
	return slog.Default()
}
