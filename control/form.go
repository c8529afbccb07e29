package control

import (
	"errors"
	"fmt"

	"github.com/gokino/gokino/live"
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
// anew. It emits a [FormEvent].
type FormControl[T any] struct{ control *Control[FormEvent[T]] }

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
	h := &formHandler[Values]{build: func(vs Values) (Values, error) { return vs, nil }}
	for _, f := range fields {
		part := formPart{name: f.Name}
		if f.Input != nil {
			part.field = f.Input.field()
		}
		h.parts = append(h.parts, part)
	}
	return newForm(h, option(opts))
}

func newForm[T any](h *formHandler[T], o FormOptions[T]) *FormControl[T] {
	if o.Submit == "" && !o.ReportChanges {
		o.Submit = "Submit"
	}
	h.options = o
	names := map[string]bool{}
	var fields []any
	for _, part := range h.parts {
		if names[part.name] {
			panic(fmt.Sprintf("control: the form has two fields named %q", part.name))
		}
		names[part.name] = true
		if part.hold != nil {
			fields = append(fields, part.props())
		}
	}
	for _, name := range o.ResetFields {
		if !names[name] {
			panic(fmt.Sprintf("control: the form has no field %q to reset", name))
		}
	}
	p := newPanel("form", o.Label, props{
		"fields": fields, "submit": o.Submit, "changes": o.ReportChanges, "help": o.Help, "disabled": o.Disabled,
	})
	h.panel = p
	return &FormControl[T]{start[FormEvent[T]](p, h)}
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

// formHandler turns what pages send into data.
type formHandler[T any] struct {
	parts   []formPart
	build   func(Values) (T, error)
	options FormOptions[T]
	panel   *panel
}

// handle takes a whole form. The reply says which fields are wrong, or which are
// to be reset.
func (h *formHandler[T]) handle(ctx *live.Context[struct{}], event string, p live.Payload) error {
	submitted := event == "submit"
	if !submitted && event != "change" {
		return unknown(event)
	}
	var raw map[string]any
	if err := p.Decode(&raw); err != nil {
		return err
	}
	values, wrong := h.values(raw, submitted)
	if len(wrong) > 0 {
		return ctx.Reply(props{"errors": wrong})
	}
	data, err := h.build(values)
	if err == nil && submitted && h.options.Validate != nil {
		err = h.options.Validate(data)
	}
	if at := (FieldError{}); errors.As(err, &at) {
		return ctx.Reply(props{"errors": map[string]string{at.Field: at.Message}})
	}
	if err != nil {
		return ctx.Reply(props{"error": err.Error()})
	}
	ctx.EmitEvent(FormEvent[T]{Submitted: submitted, Data: data, Origin: ctx.Origin()})
	return ctx.Reply(props{"reset": h.resets(submitted)})
}

// values are those of all fields, and what is wrong with some.
func (h *formHandler[T]) values(raw map[string]any, submitted bool) (values Values, wrong map[string]string) {
	values, wrong = Values{}, map[string]string{}
	for _, part := range h.parts {
		if part.hold == nil {
			values[part.name] = nil
			continue
		}
		canonical, v, err := part.hold(raw[part.name])
		switch {
		case err != nil:
			wrong[part.name] = err.Error()
		case part.required && submitted && (canonical == nil || canonical == "" || canonical == false):
			wrong[part.name] = "Please fill this in."
		}
		values[part.name] = v
	}
	return values, wrong
}

// resets are the fields that get their defaults again.
func (h *formHandler[T]) resets(submitted bool) []string {
	if !submitted {
		return nil
	}
	if !h.options.ResetOnSubmit {
		return h.options.ResetFields
	}
	all := make([]string, len(h.parts))
	for i, part := range h.parts {
		all[i] = part.name
	}
	return all
}

// SetError shows a message at a field for one client, for all if origin is empty,
// until they change the field; field "" is the form as a whole, message "" takes
// it away.
func (f *FormControl[T]) SetError(origin, field, message string) {
	f.send(origin, "errors", map[string]string{field: message})
}

// Reset gives the fields their defaults again on the pages of one client, of all
// if origin is empty.
func (f *FormControl[T]) Reset(origin string) { f.send(origin, "reset", nil) }

func (f *FormControl[T]) send(origin, event string, payload any) {
	if origin == "" {
		f.control.panel.tell(shout{event, payload})
		return
	}
	f.control.panel.tell(whisper{origin, event, payload})
}
