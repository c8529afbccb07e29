package control

import (
	"context"
	"fmt"
	"iter"
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
	*panel
	entry *entry
}

// Events yields changes from this call on, in order, none dropped, until ctx is
// done or the input has ended. The sequence is for one range.
func (in *Input[T]) Events(ctx context.Context) iter.Seq[Change[T]] {
	return typed[Change[T]](in.widget.Events(ctx))
}

// entry is an input without the type of its value.
type entry struct {
	field
	change func(h held, origin string) any // the event

	panel *panel
	scope *kernel.Scope
	place string // of the value among those that the cell keeps
	name  string // for the cells that read it: the same for as long as the value survives; empty without a cell
	first held

	mu  sync.Mutex
	now held

	marking sync.Mutex
	unwatch func() // nil before begin is through, and without a cell
}

// held is a value with the form in which it travels; both are nil if the field
// is empty.
type held struct{ raw, value any }

// field is what an input asks for; a form has many.
type field struct {
	kind, label string
	props       props                   // for the pages, besides kind, label and value
	start       any                     // the raw value it begins with
	sent        *sent                   // nil unless the value comes as files
	hold        func(any) (held, error) // checks a raw value, which may be nil
	raw         func(any) (any, error)  // the raw value of one that Go code sets
}

// spec is all that makes one kind of input different from others.
type spec[T any] struct {
	kind, label string
	props       props // for the pages, besides kind, label and value
	start       any   // the raw value it begins with
	sent        *sent // nil unless the value comes as files
	wrong       error // what makes no sense about the options

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
	if s.wrong != nil {
		panic(fmt.Sprintf("control: %s %q: %v", s.kind, s.label, s.wrong))
	}
	e := newEntry(s)
	e.begin()
	return &Input[T]{e.panel, e}
}

func newEntry[T any](s spec[T]) *entry {
	return &entry{
		field: s.field(),
		change: func(h held, origin string) any {
			v, _ := h.value.(T)
			return Change[T]{Value: v, Empty: h.raw == nil, Origin: origin}
		},
	}
}

// field is the spec without its type.
func (s spec[T]) field() field {
	return field{s.kind, s.label, s.props, s.start, s.sent, s.hold, func(value any) (any, error) {
		v, ok := value.(T)
		if !ok {
			return nil, fmt.Errorf("the value is a %T, not a %v", value, reflect.TypeFor[T]())
		}
		return s.raw(v)
	}}
}

// hold checks a raw value, which may be nil.
func (s spec[T]) hold(raw any) (held, error) {
	if raw == nil {
		return held{}, nil
	}
	v, canonical, err := s.parse(raw)
	if err == nil && canonical != nil && s.validate != nil {
		err = s.validate(v)
	}
	if err != nil || canonical == nil {
		return held{}, err
	}
	return held{canonical, v}, nil
}

func (e *entry) begin() {
	first, err := e.hold(e.start)
	if err != nil {
		panic(fmt.Sprintf("control: the default of %s %q: %v", e.kind, e.label, err))
	}
	e.scope = kernel.Default().Current()
	e.place = e.scope.Place(e.identity())
	if raw, ok := e.scope.Kept(e.place); ok {
		if h, err := e.hold(raw); err == nil {
			first = h
		}
	}
	e.first, e.now = first, first
	e.panel = newPanel(e.kind, e.label, e.props)
	e.panel.put("value", first.raw)
	if cell := e.scope.Cell(); cell != 0 {
		e.name = fmt.Sprintf("%d %s", cell, e.place)
		_, outdated := e.scope.Kernel().Bound(e.name)
		e.panel.swap("changed", outdated)
	}
	e.panel.start(e)
	e.remember(first)
	e.watch()
}

// identity is what has to be the same for a value to survive.
func (f field) identity() string {
	id := fmt.Sprintf("%s %q %v", f.kind, f.label, f.start)
	for _, name := range []string{"min", "max", "step", "choices"} {
		id += fmt.Sprintf(" %v", f.props[name])
	}
	return id
}

// remember puts the value where reads and the cell's next run find it.
func (e *entry) remember(h held) {
	e.panel.widget.Kernel().SetValue(e.panel.widget.Ref(), h)
	e.scope.Keep(e.place, h.raw)
}

// Value is the value of now, the zero value if the field is empty.
func (in *Input[T]) Value() T {
	v, _ := in.entry.get().value.(T)
	return v
}

// Get is the value of now; ok is false if the field is empty.
func (in *Input[T]) Get() (v T, ok bool) {
	h := in.entry.get()
	v, _ = h.value.(T)
	return v, h.raw != nil
}

func (e *entry) get() held {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.now
}

// Read is the value as the calling cell's run sees it: the one that the input had
// when the run began, however long it takes; an input made in the run itself has
// the value it began with. Elsewhere, in a listener after the run for example, it
// is Value. The cell is bound to the input until it runs again: it is stale when
// somebody enters another value, and Enter in the field runs it. As
// Kino.Input.read.
func (in *Input[T]) Read() T {
	v, _ := in.entry.read().value.(T)
	return v
}

func (e *entry) read() held {
	scope := e.panel.widget.Kernel().Current()
	if !scope.Running() {
		return e.get()
	}
	if e.name != "" {
		scope.Bind(e.name)
	}
	if h, ok := scope.Frozen(e.panel.widget.Ref()); ok {
		return h.(held)
	}
	return e.first
}

// Set gives the input another value, which all clients see; it emits no Change.
// An error says why the value cannot be: it is out of bounds, no choice, or
// Validate refuses it. Files come from clients: their inputs take nil only.
func (in *Input[T]) Set(v T) error { return in.entry.set(v) }

func (e *entry) set(v any) error {
	raw, err := e.raw(v)
	if err != nil {
		return fmt.Errorf("control: %s: %w", e.panel.name(), err)
	}
	h, err := e.hold(raw)
	if err != nil {
		return fmt.Errorf("control: %s: %w", e.panel.name(), err)
	}
	e.tell(h)
	return nil
}

// Reset gives the input its default again, as Set does.
func (in *Input[T]) Reset() { in.entry.reset() }

func (e *entry) reset() {
	h, _ := e.hold(e.start) // was checked
	e.tell(h)
}

// tell makes h the value of now and tells all pages.
func (e *entry) tell(h held) {
	e.store(h)
	e.panel.tell(again{"value", "error"})
}

// SetError shows a message at the field, for all clients, until it has another
// value; "" takes it away. The value stays as it is.
func (in *Input[T]) SetError(message string) { in.set("error", message) }

// SetPlaceholder changes the text in the empty field.
func (in *Input[T]) SetPlaceholder(text string) { in.set("placeholder", text) }

// store makes h the value of now and reports whether it is another than before.
func (e *entry) store(h held) (changed bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	changed = !reflect.DeepEqual(e.now.raw, h.raw)
	e.now = h
	e.panel.put("value", h.raw)
	e.panel.put("error", "")
	e.remember(h)
	return changed
}

// handle takes what a client has entered. The reply is the value in its own form,
// or what is wrong with it.
func (e *entry) handle(ctx pageContext, event string, p live.Payload) error {
	var raw any
	var err error
	switch {
	case event == "change":
		raw, err = p.Value()
	case event == "uploaded" && e.sent != nil:
		if raw, err = e.sent.take(ctx, upload, p); raw == nil && err == nil {
			return ctx.Reply(props{}) // none was accepted
		}
	case event == "content" && e.sent != nil:
		return content(ctx, e.get(), p)
	case event == "readers":
		return ctx.Reply(props{"cells": e.readers()})
	default:
		return unknown(event)
	}
	if err != nil {
		return err
	}
	h, err := e.hold(raw)
	if err != nil {
		return ctx.Reply(props{"error": err.Error()})
	}
	if e.store(h) {
		if e.name != "" {
			e.scope.Kernel().Outdate(e.name)
		}
		ctx.BroadcastEvent("patch", props{"value": h.raw, "error": "", "origin": ctx.Origin()})
		ctx.EmitEvent(e.change(h, ctx.Origin()))
	}
	return ctx.Reply(props{"value": h.raw})
}

// prepare lets clients send files.
func (e *entry) prepare(ctx pageContext) error {
	if e.sent == nil {
		return nil
	}
	return ctx.AllowUpload(upload, e.sent.limits)
}

// Field is an input of any type, as a field of a [Form].
type Field interface{ field() field }

func (in *Input[T]) field() field { return in.entry.field }
