package control

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
)

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
		f.panel.tell(shout{event, payload})
		return
	}
	f.panel.tell(whisper{origin, event, payload})
}

// Set puts values into the fields on the pages of one client, of all that are there
// if origin is empty; it emits no event. Pages that come later begin with the
// defaults. Of [Values] those that are named are set; fields of files stay as they
// are. An error says which value cannot be.
func (f *FormControl[T]) Set(origin string, data T) error {
	raws, err := f.form.raws(data)
	if err != nil {
		return fmt.Errorf("control: %s: %w", f.panel.name(), err)
	}
	f.send(origin, "set", raws)
	return nil
}

// rawValues are the raw values of a form that is made of inputs.
func (h *formHandler) rawValues(data Values) (props, error) {
	raws := props{}
	for name, value := range data {
		part, ok := h.part(name)
		if !ok {
			return nil, fmt.Errorf("there is no field %q", name)
		}
		if part.sent != nil {
			continue
		}
		raw, err := part.rawOf(value)
		if err != nil {
			return nil, fmt.Errorf("the field %q: %w", name, err)
		}
		raws[name] = raw
	}
	return raws, nil
}

// rawOf is the raw value of one that Go code sets, which may be nil.
func (f field) rawOf(value any) (any, error) {
	if value == nil {
		return nil, nil
	}
	raw, err := f.raw(value)
	if err != nil {
		return nil, err
	}
	h, err := f.hold(raw)
	return h.raw, err
}

// Field is a field of the form, for changing what pages show of it. It panics when
// the form has none of this name.
func (f *FormControl[T]) Field(name string) *FieldPanel { return f.form.fieldPanel(f.panel, name) }

func (h *formHandler) fieldPanel(p *panel, name string) *FieldPanel {
	if _, ok := h.part(name); !ok {
		panic(fmt.Sprintf("control: %s has no field %q", p.name(), name))
	}
	return &FieldPanel{p, name}
}

// FieldPanel is what all pages show of a field of a form besides its value, which
// is each page's own: see [FormControl.Set], and [FormControl.SetError].
type FieldPanel struct {
	panel *panel
	name  string
}

// SetLabel changes what the field is called. Its name in the data stays.
func (f *FieldPanel) SetLabel(label string) { f.panel.setField(f.name, "label", label) }

// SetHelp changes the text below the field; "" takes it away.
func (f *FieldPanel) SetHelp(help string) { f.panel.setField(f.name, "help", help) }

// SetPlaceholder changes the text in the empty field, where that is one of text or
// a number.
func (f *FieldPanel) SetPlaceholder(text string) { f.panel.setField(f.name, "placeholder", text) }

// SetDisabled says whether the field can be used; what it has is submitted all the
// same.
func (f *FieldPanel) SetDisabled(disabled bool) { f.panel.setField(f.name, "disabled", disabled) }

// SetLoading says whether something is under way: the field shows it and cannot be
// used meanwhile.
func (f *FieldPanel) SetLoading(loading bool) { f.panel.setField(f.name, "loading", loading) }

// setField changes one member of a field and tells the pages, if it is another than
// before.
func (p *panel) setField(name, member string, v any) {
	p.mu.Lock()
	fields := slices.Clone(p.props["fields"].([]any)) // pages that begin now read the former one
	at := fieldIndex(fields, name)
	field := maps.Clone(fields[at].(props))
	same := reflect.DeepEqual(field[member], v)
	field[member] = v
	fields[at] = field
	p.props["fields"] = fields
	p.mu.Unlock()
	if !same {
		p.tell(fieldAgain{name, member})
	}
}

// fieldMember is a member of a field as it is now.
func (p *panel) fieldMember(name, member string) any {
	p.mu.Lock()
	defer p.mu.Unlock()
	fields := p.props["fields"].([]any)
	return fields[fieldIndex(fields, name)].(props)[member]
}

func fieldIndex(fields []any, name string) int {
	return slices.IndexFunc(fields, func(f any) bool { return f.(props)["name"] == name })
}
