package live

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/gokino/gokino/kernel"
)

// DefaultGrace is how long a client's own server outlives the client's last view
// where [Options.Grace] does not say.
const DefaultGrace = 30 * time.Second

// ErrPerClient says that each client has a server of its own and that none was
// named: [Widget.Server] does.
var ErrPerClient = errors.New("live: each client has a server of its own: name one")

// servers are those of a widget whose clients have one each. They are widgets
// themselves, of the same ref, that speak to one client only; the widget that
// was made is their door: it hands messages on and runs no callbacks.
type servers struct {
	door  *Widget
	serve func(server *Widget) (init func() error)
	grace time.Duration

	mu     sync.Mutex
	closed bool
	seats  map[string]*seat
	ending map[*Widget]struct{} // without a seat, and not at their end yet
}

// seat is a client's. The door has one without a client.
type seat struct {
	servers *servers
	client  string
	server  *Widget
	init    func() error        // nil when it was called; for the server's line of callbacks
	views   map[string]struct{} // servers.mu guards it
	leaving *time.Timer         // runs while there is no view
}

// split makes w the door of servers.
func (w *Widget) split(grace time.Duration, serve func(*Widget) func() error) {
	if grace == 0 {
		grace = DefaultGrace
	}
	s := &servers{door: w, serve: serve, grace: grace, seats: map[string]*seat{}, ending: map[*Widget]struct{}{}}
	w.seat = &seat{servers: s}
	w.hold(s)
}

// Servers names the clients that have a server of their own, sorted: those that
// show the widget or did less than [Options.Grace] ago. It is empty where one
// server is for all.
func (w *Widget) Servers() []string {
	s := w.door()
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.seats))
}

// Server is the handle on one client's own server: Cast, Call, Monitor and Close
// are about that alone. It is nil where the client has none.
func (w *Widget) Server(client string) *Widget {
	s := w.door()
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if at := s.seats[client]; at != nil {
		return at.server
	}
	return nil
}

// door is the servers the widget is the door of, nil if it is a server itself.
func (w *Widget) door() *servers {
	if w.seat == nil || w.seat.client != "" {
		return nil
	}
	return w.seat.servers
}

// client is the one whose server this is, "" if it is for all.
func (w *Widget) client() string {
	if w.seat == nil {
		return ""
	}
	return w.seat.client
}

// begun reports whether the server may run callbacks; a client's own may when its
// Init was called.
func (w *Widget) begun() bool { return w.seat == nil || w.seat.init == nil }

// initialize calls the Init of a client's own server, once; others had theirs when they
// were made. One that fails leaves the server as it is.
func (w *Widget) initialize() error {
	if w.begun() {
		return nil
	}
	if err := w.seat.init(); err != nil {
		return err
	}
	w.seat.init = nil
	return nil
}

// toAll is an event for all clients of this server.
func (w *Widget) toAll(event string, payload []byte) kernel.Message {
	if client := w.client(); client != "" {
		return kernel.Send{Client: client, Ref: w.view.Ref, Event: event, Payload: payload}
	}
	return kernel.Broadcast{Ref: w.view.Ref, Event: event, Payload: payload}
}

// deliver hands a client's message to the client's server, which a Connect makes.
func (s *servers) deliver(m kernel.Message) kernel.Turn {
	switch m := m.(type) {
	case kernel.Connect:
		if server := s.enter(m.Client, m.View); server != nil {
			return server.take(m)
		}
		s.refuse(m.Client)
	case kernel.Event:
		if server := s.door.Server(m.Client); server != nil {
			return server.take(m)
		}
		s.refuse(m.Client)
	case kernel.Disconnect:
		if server := s.leave(m.Client, m.View); server != nil {
			return server.take(m)
		}
	case kernel.Uploaded:
		if server := s.door.Server(m.Client); server != nil {
			return server.take(m)
		}
	}
	return nil
}

// export is the export of a server for nobody, made for that. It is let go as if its
// client had left: what it shows can be asked for within the grace.
func (s *servers) export(ctx context.Context) (Export, error) {
	nobody := kernel.NewRef()
	server := s.enter(nobody, "export")
	if server == nil {
		return Export{}, ErrClosed
	}
	defer s.leave(nobody, "export")
	return server.askExport(ctx)
}

func (s *servers) refuse(client string) {
	s.door.kernel.Emit(kernel.Gone{Client: client, Ref: s.door.view.Ref, Reason: "it ended"})
}

// enter notes a view and returns its client's server; nil if the widget is closed.
func (s *servers) enter(client, view string) *Widget {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	at := s.seats[client]
	if at == nil {
		at = s.seat(client)
		s.seats[client] = at
	}
	at.views[view] = struct{}{}
	if at.leaving != nil {
		at.leaving.Stop()
		at.leaving = nil
	}
	return at.server
}

// seat makes a client's server. Its Init runs when it handles its first message,
// which is a Connect.
func (s *servers) seat(client string) *seat {
	at := &seat{servers: s, client: client, views: map[string]struct{}{}}
	w := s.door
	at.server = &Widget{name: w.name, view: w.view, kernel: w.kernel, scope: w.scope, seat: at}
	at.init = s.serve(at.server)
	at.server.box.open()
	return at
}

// leave forgets a view. A client without one has the grace to come back.
func (s *servers) leave(client, view string) *Widget {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.seats[client]
	if at == nil {
		return nil
	}
	delete(at.views, view)
	if len(at.views) == 0 && at.leaving == nil {
		at.leaving = time.AfterFunc(s.grace, func() { s.expire(at) })
	}
	return at.server
}

// expire ends the server of a client that did not come back.
func (s *servers) expire(at *seat) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seats[at.client] == at && len(at.views) == 0 {
		s.unseatLocked(at)
		at.server.box.finish(stop{"its client left"})
	}
}

func (s *servers) unseatLocked(at *seat) {
	if at.leaving != nil {
		at.leaving.Stop()
	}
	delete(s.seats, at.client)
	s.ending[at.server] = struct{}{}
}

// vacate takes the seat from a server that ends by itself and tells its client,
// unless the reason is empty.
func (at *seat) vacate(reason string) {
	s := at.servers
	s.mu.Lock()
	seated := s.seats[at.client] == at
	if seated {
		s.unseatLocked(at)
	}
	s.mu.Unlock()
	if seated && reason != "" {
		s.door.kernel.Emit(kernel.Gone{Client: at.client, Ref: s.door.view.Ref, Reason: reason})
	}
}

// gone forgets a server that has ended.
func (at *seat) gone() {
	s := at.servers
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.ending, at.server)
}

func (s *servers) start(run func()) { s.door.start(run) }

// handle is the door's mailbox, which holds nothing but the end.
func (s *servers) handle(msg any) {
	end, ok := msg.(stop)
	if !ok {
		return
	}
	left := s.end()
	for _, server := range left {
		server.box.finish(end)
	}
	for _, server := range left {
		_ = server.box.close(context.Background(), end) // the door's Close has the bound
	}
	s.door.life.end()
	s.door.drop(end.reason)
	s.door.life.gone()
}

// end takes all seats away and returns the servers that have not ended.
func (s *servers) end() (left []*Widget) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for _, at := range s.seats {
		s.unseatLocked(at)
	}
	return slices.Collect(maps.Keys(s.ending))
}

// cast sends msg to all servers.
func (s *servers) cast(msg any) error {
	if s.door.Ended() {
		return ErrClosed
	}
	var errs []error
	for _, client := range s.door.Servers() {
		if server := s.door.Server(client); server != nil {
			if err := server.Cast(msg); err != nil {
				errs = append(errs, fmt.Errorf("the server of %s: %w", client, err))
			}
		}
	}
	return errors.Join(errs...)
}
