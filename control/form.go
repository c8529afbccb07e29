package control

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/option"
)

// FormEvent is the event of a form: a client has submitted it or, where the form
// reports changes, changed a field.
type FormEvent[T any] struct {
	Submitted bool
	Data      T // all fields; an empty one has the zero value
	Origin    string
}

// FormOptions configure a form whose data is a T.
type FormOptions[T any] struct {
	// Submit is the label of the button. Empty, it is "Submit", or there is no
	// button if the form reports changes. Enter in a field submits, too.
	Submit string

	// ReportChanges emits an event for each change of a field as well.
	ReportChanges bool

	// ResetOnSubmit gives the fields their defaults after they were submitted;
	// ResetFields only those that are named.
	ResetOnSubmit bool
	ResetFields   []string

	// Validate says what is wrong with data that was submitted: the client is told
	// and there is no event. A [FieldError] is shown at its field.
	Validate func(T) error

	Label    string // what the form is called, above its fields
	Help     string
	Disabled bool
}

// FieldError is what is wrong with one field of a form.
type FieldError struct{ Field, Message string }

// Error is the message.
func (e FieldError) Error() string { return e.Message }

// FormControl is a form with data of type T. What is entered belongs to the
// client that enters it: no other sees it, and it is gone when its page is loaded
// anew. Files are sent when they are chosen, and belong to their page likewise: the
// form holds on to one until it is replaced or cleared, or the page has been closed
// for 15 seconds; data that was submitted holds its files itself. The form emits a
// [FormEvent].
type FormControl[T any] struct {
	*panel
	form *formHandler
}

// Events yields what clients submit from this call on, in order, none dropped, until ctx is
// done or the form has ended. The sequence is for one range.
func (f *FormControl[T]) Events(ctx context.Context) iter.Seq[FormEvent[T]] {
	return typed[FormEvent[T]](f.widget.Events(ctx))
}

// FormField is an input as a part of a [Form]; Name is its key in the data. The
// form has fields of the same kind, label and default as the inputs, whose own
// values stay what they are. With Input nil the data has nil under the name.
type FormField struct {
	Name  string
	Input Field
}

// Values are the data of a [Form] made of inputs: each value in the type that its
// input has, nil where the field is empty.
type Values map[string]any

// Form makes a form of inputs, for fields that are known at run time only; where
// they are known before, [FormOf] has typed data. It panics when two fields have
// the same name. As Kino.Control.form.
func Form(fields []FormField, opts ...FormOptions[Values]) *FormControl[Values] {
	h := &formHandler{build: func(vs Values) (any, error) { return vs, nil }}
	h.raws = func(data any) (props, error) { return h.rawValues(data.(Values)) }
	for _, f := range fields {
		part := formPart{name: f.Name}
		if f.Input != nil {
			part.field = f.Input.field()
		}
		h.parts = append(h.parts, part)
	}
	return newForm(h, option.Of(opts))
}

// newForm makes a form of T, whose build returns a T.
func newForm[T any](h *formHandler, o FormOptions[T]) *FormControl[T] {
	h.event = func(data any, submitted bool, origin string) any {
		return FormEvent[T]{Submitted: submitted, Data: data.(T), Origin: origin}
	}
	if o.Validate != nil {
		h.validate = func(data any) error { return o.Validate(data.(T)) }
	}
	if o.Submit == "" && !o.ReportChanges {
		o.Submit = "Submit"
	}
	h.resets = o.ResetFields
	if o.ResetOnSubmit {
		h.resets = h.names()
	}
	return &FormControl[T]{h.start(o.Label, props{
		"submit": o.Submit, "changes": o.ReportChanges, "help": o.Help, "disabled": o.Disabled,
	}), h}
}

// formPart is one field of a form.
type formPart struct {
	name     string
	required bool
	field
}

func (f formPart) props() props {
	p := newPanel(f.kind, f.label, f.field.props).props
	p["name"], p["value"], p["required"] = f.name, f.start, f.required
	return p
}

// formHandler turns what pages send into data, whatever its type.
type formHandler struct {
	parts    []formPart
	resets   []string // the fields that get their defaults when the form is submitted
	build    func(Values) (data any, err error)
	validate func(data any) error          // may be nil
	raws     func(data any) (props, error) // the raw values of data, without files
	event    func(data any, submitted bool, origin string) any
	drafts   drafts
}

// part is the field of a name that pages have; ok is false if there is none.
func (h *formHandler) part(name string) (part formPart, ok bool) {
	at := slices.IndexFunc(h.parts, func(part formPart) bool { return part.name == name && part.hold != nil })
	if at < 0 {
		return formPart{}, false
	}
	return h.parts[at], true
}

func (h *formHandler) names() []string {
	names := make([]string, len(h.parts))
	for i, part := range h.parts {
		names[i] = part.name
	}
	return names
}

// start makes the form's panel.
func (h *formHandler) start(label string, more props) *panel {
	known := map[string]bool{}
	var fields []any
	for _, part := range h.parts {
		if known[part.name] {
			panic(fmt.Sprintf("control: the form has two fields named %q", part.name))
		}
		known[part.name] = true
		if part.hold != nil {
			fields = append(fields, part.props())
		}
	}
	for _, name := range h.resets {
		if !known[name] {
			panic(fmt.Sprintf("control: the form has no field %q to reset", name))
		}
	}
	more["fields"] = fields
	return newPanel("form", label, more).start(h)
}

// handle takes a whole form. The reply says which fields are wrong, or which are
// to be reset.
func (h *formHandler) handle(ctx pageContext, event string, p live.Payload) error {
	switch event {
	case "submit", "change":
		return h.data(ctx, event == "submit", p)
	case "uploaded":
		return h.uploaded(ctx, p)
	case "drop":
		return h.drop(ctx, p)
	case "content":
		return h.content(ctx, p)
	}
	return unknown(event)
}

func (h *formHandler) data(ctx pageContext, submitted bool, p live.Payload) error {
	var raw map[string]any
	if err := p.Decode(&raw); err != nil {
		return err
	}
	values, wrong := h.values(ctx.Origin(), raw, submitted)
	if len(wrong) > 0 {
		return ctx.Reply(props{"errors": wrong})
	}
	data, err := h.build(values)
	if err == nil && submitted && h.validate != nil {
		err = h.validate(data)
	}
	if at := (FieldError{}); errors.As(err, &at) {
		return ctx.Reply(props{"errors": map[string]string{at.Field: at.Message}})
	}
	if err != nil {
		return ctx.Reply(props{"error": err.Error()})
	}
	ctx.EmitEvent(h.event(data, submitted, ctx.Origin()))
	if !submitted {
		return ctx.Reply(props{})
	}
	return ctx.Reply(props{"reset": h.resets})
}

// values are those of all fields, and what is wrong with some.
func (h *formHandler) values(client string, raw map[string]any, submitted bool) (values Values, wrong map[string]string) {
	values, wrong = Values{}, map[string]string{}
	for _, part := range h.parts {
		if part.hold == nil {
			values[part.name] = nil
			continue
		}
		held, err := h.held(part, client, raw[part.name])
		switch {
		case err != nil:
			wrong[part.name] = err.Error()
		case part.required && submitted && held.blank():
			wrong[part.name] = "Please fill this in."
		}
		values[part.name] = held.value
	}
	return values, wrong
}

// held is the value of a field; where that is a file, its page sends the file's
// name among the page's drafts.
func (h *formHandler) held(part formPart, client string, raw any) (held, error) {
	if part.sent == nil || raw == nil {
		return part.hold(raw)
	}
	id, _ := raw.(string)
	found, ok := h.drafts.find(client, part.name, id)
	if !ok {
		return held{}, complain("This file is not here any more: please choose it again.")
	}
	return found, nil
}

// blank reports whether there is nothing that a required field would have.
func (h held) blank() bool {
	some, several := h.raw.([]any)
	return h.raw == nil || h.raw == "" || h.raw == false || several && len(some) == 0
}
