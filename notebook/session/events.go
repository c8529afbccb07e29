package session

import (
	"errors"
	"fmt"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/wire"
	"github.com/gokino/gokino/notebook"
)

// maxEvent is the largest payload of a page's event.
const maxEvent = 8 << 20

// request is the payload of every event a page sends; each uses some of it.
type request struct {
	Index   int               `json:"index"`
	Kind    notebook.Kind     `json:"kind"`
	Source  string            `json:"source"`
	ID      int               `json:"id"`
	Version int               `json:"version"`
	Updates []notebook.Update `json:"updates"`
	On      bool              `json:"on"`
	Cells   []int             `json:"cells"`
}

// receive takes a message of a client for the notebook itself.
func (s *Session) receive(m kernel.Message) {
	switch m := m.(type) {
	case kernel.Connect:
		s.connect(m)
	case kernel.Disconnect:
		delete(s.views, view{m.Client, m.View})
	case kernel.Event:
		if id, err := s.event(m); err != nil {
			s.answer(m, id, err)
		}
	}
}

// connect answers with the notebook as it is; from then on the page is told of
// every change.
func (s *Session) connect(m kernel.Connect) {
	payload, err := wire.Marshal(s.state.Snapshot())
	if err != nil {
		s.out(kernel.Fail{Client: m.Client, Ref: m.Ref, View: m.View, Message: err.Error()})
		return
	}
	s.views[view{m.Client, m.View}] = true
	s.out(kernel.Init{Client: m.Client, Ref: m.Ref, View: m.View, Payload: payload})
}

// event does what a page asks for. The cell it names, if any, is returned for
// the answer to an error.
func (s *Session) event(m kernel.Event) (id int, err error) {
	if len(m.Payload) > maxEvent {
		return 0, fmt.Errorf("%s: %d bytes are more than the %d an event may have", m.Event, len(m.Payload), maxEvent)
	}
	if isQuestion(m.Event) {
		return s.question(m)
	}
	var r request
	if err := wire.Unmarshal(m.Payload, &r); err != nil {
		return r.ID, fmt.Errorf("%s: %w", m.Event, err)
	}
	return r.ID, s.request(m.Event, r)
}

func (s *Session) request(event string, r request) error {
	if s.opts.ReadOnly != "" {
		return fmt.Errorf("%w: %s", notebook.ErrReadOnly, s.opts.ReadOnly)
	}
	switch event {
	case "interrupt":
		s.interrupt()
	case "restart":
		s.restart()
	case "save":
		s.saveNow()
	case "delete":
		return s.delete(r.ID)
	default:
		op, err := r.op(event)
		if err != nil {
			return err
		}
		return s.try(op)
	}
	return nil
}

// op is the operation that an event stands for.
func (r request) op(event string) (notebook.Op, error) {
	switch event {
	case "insert":
		return notebook.Insert{Index: r.Index, Kind: r.Kind, Source: r.Source}, nil
	case "undo":
		return notebook.Undelete{}, nil
	case "move":
		return notebook.Move{ID: r.ID, Index: r.Index}, nil
	case "edit":
		return notebook.Edit{ID: r.ID, Version: r.Version, Updates: r.Updates}, nil
	case "run":
		return notebook.Run{ID: r.ID}, nil
	case "continue":
		return notebook.Continue{ID: r.ID}, nil
	case "runAll":
		return notebook.RunAll{}, nil
	case "runStale":
		return notebook.RunStale{}, nil
	case "runCells":
		return notebook.RunCells{IDs: r.Cells}, nil
	case "reactive":
		return notebook.SetReactive{On: r.On}, nil
	}
	return nil, fmt.Errorf("a notebook knows no event %q", event)
}

func (s *Session) delete(id int) error {
	running := id != 0 && s.state.Busy() == id
	if err := s.try(notebook.Delete{ID: id}); err != nil {
		return err
	}
	s.forget(id, running)
	return nil
}

// saveNow saves without delay, also what was saved before: the file may have
// gone since.
func (s *Session) saveNow() {
	s.saver.changed(time.Now())
	s.saver.retry = 0
	s.save()
}

// answer tells one page that what it asked for was refused. The cell is named so
// that a page whose edit it was can give up what is not in the notebook.
func (s *Session) answer(m kernel.Event, id int, err error) {
	var version *notebook.VersionError
	if errors.As(err, &version) {
		s.send(m.Client, "rejectEdit", map[string]any{"id": version.ID, "version": version.Version})
		return
	}
	s.send(m.Client, "error", map[string]any{"message": err.Error(), "event": m.Event, "id": id})
}

func (s *Session) send(client, event string, payload any) {
	b, err := wire.Marshal(payload)
	if err != nil {
		s.logger().Error("notebook: encode", "event", event, "err", err)
		return
	}
	s.out(kernel.Send{Client: client, Ref: Ref, Event: event, Payload: b})
}

// broadcast tells every page of a change.
func (s *Session) broadcast(c notebook.Change) {
	if len(s.views) == 0 {
		return
	}
	b, err := wire.Marshal(c)
	if err != nil {
		s.logger().Error("notebook: encode", "event", c.Event(), "err", err)
		return
	}
	s.out(kernel.Broadcast{Ref: Ref, Event: c.Event(), Payload: b})
}
