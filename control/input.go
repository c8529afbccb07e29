package control

import (
	"fmt"
	"reflect"
	"sync"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

// Change is the event of an [Input]: it has another value now.
type Change[T any] struct {
	Value  T      // the zero value if Empty
	Empty  bool   // the field was emptied
	Origin string // the client that changed it
}

// Input is a field with a value of type T, which all clients share: what one
// enters, all see. It emits a [Change] whenever somebody enters another value
// than before; what its Validate refuses is no value, and the field says so.
//
// The value survives that the cell runs again, if it makes an input of the same
// kind, label, default and bounds; the events of the new input are its own.
// Values are not saved with the notebook. As Kino.Input.
type Input[T any] struct {
	control *Control[Change[T]]

	spec  spec[T]
	scope *kernel.Scope
	place string // of the value among those that the cell keeps
	first held[T]

	mu  sync.Mutex
	now held[T]
}

// held is a value with the form in which it travels; nil is empty.
type held[T any] struct {
	raw   any
	value T
}

// spec is all that makes one kind of input different from others.
type spec[T any] struct {
	kind, label string
	props       props // for the pages, besides kind, label and value
	start       any   // the raw value it begins with

	// parse turns a raw value, which is never nil, into a value; the error is for
	// whoever entered it. It also gives the form in which the value is kept, nil if
	// the field counts as empty.
	parse func(raw any) (v T, canonical any, err error)
	// raw is the raw value of v, for Set.
	raw func(v T) (any, error)
	// validate says what is wrong with a value; nil accepts all.
	validate func(T) error
}

// newInput makes an input that begins with the value which the cell kept for it,
// or else with its default.
func newInput[T any](s spec[T]) *Input[T] {
	first, err := s.hold(s.start)
	if err != nil {
		panic(fmt.Sprintf("control: the default of %s %q: %v", s.kind, s.label, err))
	}
	scope := kernel.Default().Current()
	in := &Input[T]{spec: s, scope: scope, place: scope.Place(s.identity())}
	if raw, ok := scope.Kept(in.place); ok {
		if h, err := s.hold(raw); err == nil {
			first = h
		}
	}
	in.first, in.now = first, first
	p := newPanel(s.kind, s.label, s.props)
	p.put("value", first.raw)
	in.control = start[Change[T]](p, in)
	in.remember(first)
	return in
}

// identity is what has to be the same for a value to survive.
func (s spec[T]) identity() string {
	id := fmt.Sprintf("%s %q %v", s.kind, s.label, s.start)
	for _, name := range []string{"min", "max", "step", "choices"} {
		id += fmt.Sprintf(" %v", s.props[name])
	}
	return id
}

// hold checks a raw value and makes it one to keep.
func (s spec[T]) hold(raw any) (held[T], error) {
	if raw == nil {
		return held[T]{}, nil
	}
	v, canonical, err := s.parse(raw)
	if err != nil || canonical == nil {
		return held[T]{}, err
	}
	if s.validate != nil {
		if err := s.validate(v); err != nil {
			return held[T]{}, err
		}
	}
	return held[T]{canonical, v}, nil
}

// remember puts the value where reads and the cell's next run find it.
func (in *Input[T]) remember(h held[T]) {
	in.control.widget.Kernel().SetValue(in.control.widget.Ref(), h)
	in.scope.Keep(in.place, h.raw)
}

// Value is the value of now, the zero value if the field is empty.
func (in *Input[T]) Value() T {
	v, _ := in.Get()
	return v
}

// Get is the value of now; ok is false if the field is empty.
func (in *Input[T]) Get() (v T, ok bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.now.value, in.now.raw != nil
}

// Read is the value as the calling cell's run sees it: the one that the input had
// when the run began, however long it takes; an input made in the run itself has
// the value it began with. Elsewhere, in a listener after the run for example, it
// is Value. As Kino.Input.read.
func (in *Input[T]) Read() T {
	scope := in.control.widget.Kernel().Current()
	if !scope.Running() {
		return in.Value()
	}
	if h, ok := scope.Frozen(in.control.widget.Ref()); ok {
		return h.(held[T]).value
	}
	return in.first.value
}

// Set gives the input another value, which all clients see; it emits no Change.
// An error says why the value cannot be: it is out of bounds, no choice, or
// Validate refuses it.
func (in *Input[T]) Set(v T) error {
	raw, err := in.spec.raw(v)
	if err != nil {
		return fmt.Errorf("control: %s: %w", in.control.panel.name(), err)
	}
	h, err := in.spec.hold(raw)
	if err != nil {
		return fmt.Errorf("control: %s: %w", in.control.panel.name(), err)
	}
	in.store(h)
	in.control.panel.tell(patch{"value": h.raw, "error": ""})
	return nil
}

// Reset gives the input its default again, as Set does.
func (in *Input[T]) Reset() {
	h, _ := in.spec.hold(in.spec.start) // was checked
	in.store(h)
	in.control.panel.tell(patch{"value": h.raw, "error": ""})
}

// SetError shows a message at the field, for all clients, until it has another
// value; "" takes it away. The value stays as it is.
func (in *Input[T]) SetError(message string) { in.control.panel.set("error", message) }

// SetPlaceholder changes the text in the empty field.
func (in *Input[T]) SetPlaceholder(text string) { in.control.panel.set("placeholder", text) }

// store makes h the value of now and reports whether it is another than before.
func (in *Input[T]) store(h held[T]) (changed bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	changed = !reflect.DeepEqual(in.now.raw, h.raw)
	in.now = h
	in.control.panel.put("value", h.raw)
	in.control.panel.put("error", "")
	in.remember(h)
	return changed
}

// handle takes what a client has entered. The reply is the value in its own form,
// or what is wrong with it.
func (in *Input[T]) handle(ctx *live.Context[struct{}], event string, p live.Payload) error {
	if event != "change" {
		return unknown(event)
	}
	raw, err := p.Value()
	if err != nil {
		return err
	}
	h, err := in.spec.hold(raw)
	if err != nil {
		return ctx.Reply(props{"error": err.Error()})
	}
	if in.store(h) {
		ctx.BroadcastEvent("patch", props{"value": h.raw, "error": "", "origin": ctx.Origin()})
		ctx.EmitEvent(Change[T]{Value: h.value, Empty: h.raw == nil, Origin: ctx.Origin()})
	}
	return ctx.Reply(props{"value": h.raw})
}

// String is the input's text form: its label and value.
func (in *Input[T]) String() string {
	v, ok := in.Get()
	switch {
	case !ok:
		return in.control.String()
	case in.spec.kind == "password":
		return in.control.String() + ": …"
	}
	return fmt.Sprintf("%s: %v", in.control.String(), v)
}

// finish forgets the value of an input that has ended; runs that began before go
// on seeing it.
func (in *Input[T]) finish() { in.control.widget.Kernel().DropValue(in.control.widget.Ref()) }

// field is an input without the type of its value, as a form needs it.
type field struct {
	kind, label string
	props       props
	start       any
	hold        func(raw any) (canonical, value any, err error) // nil is empty
}

// Field is an input of any type, as a field of a [Form].
type Field interface{ field() field }

func (in *Input[T]) field() field { return in.spec.field() }

func (s spec[T]) field() field {
	return field{s.kind, s.label, s.props, s.start, func(raw any) (any, any, error) {
		h, err := s.hold(raw)
		if err != nil || h.raw == nil {
			return nil, nil, err
		}
		return h.raw, h.value, nil
	}}
}

// complaint is an error that is shown to whoever entered a value: a sentence.
type complaint string

func (c complaint) Error() string { return string(c) }

func complain(format string, args ...any) error { return complaint(fmt.Sprintf(format, args...)) }

// errValue is the answer to a value that no page would send.
var errValue = complain("This is no value of the field.")
