package control

import (
	"cmp"
	"fmt"
	"reflect"

	"github.com/gokino/gokino/live/option"
)

// Choice is one of the values of a [Select], [Radio] or [MultiSelect].
type Choice[T any] struct {
	Value T
	Label string
}

// Choices are choices that are labelled as fmt.Sprint prints them, "(empty)" what it
// prints nothing for.
func Choices[T any](values ...T) []Choice[T] {
	all := make([]Choice[T], len(values))
	for i, v := range values {
		all[i] = Choice[T]{v, cmp.Or(fmt.Sprint(v), "(empty)")}
	}
	return all
}

// SelectOptions configure a [Select] or a [Radio].
type SelectOptions[T any] struct {
	Selected int // the index of the choice it begins with
	Help     string
	Disabled bool
	Validate func(T) error
}

// Select makes a menu of values of any type; it panics without a choice. As
// Kino.Input.select.
func Select[T any](label string, choices []Choice[T], opts ...SelectOptions[T]) *Input[T] {
	return newInput(selectSpec("select", label, choices, option.Of(opts)))
}

// Radio makes radio buttons, one for each choice; it panics without one.
func Radio[T any](label string, choices []Choice[T], opts ...SelectOptions[T]) *Input[T] {
	return newInput(selectSpec("radio", label, choices, option.Of(opts)))
}

func selectSpec[T any](kind, label string, choices []Choice[T], o SelectOptions[T]) spec[T] {
	if len(choices) == 0 {
		panic(fmt.Sprintf("control: %s %q has no choices", kind, label))
	}
	return spec[T]{
		kind: kind, label: label, start: int64(o.Selected), validate: o.Validate, wrong: among(len(choices), o.Selected),
		props: props{"help": o.Help, "disabled": o.Disabled, "choices": labels(choices)},
		parse: func(raw any) (v T, canonical any, err error) {
			i, ok := raw.(int64)
			if !ok || i < 0 || i >= int64(len(choices)) {
				return v, nil, errValue
			}
			return choices[i].Value, i, nil
		},
		raw: func(v T) (any, error) { return indexOf(choices, v) },
	}
}

// MultiSelectOptions configure a [MultiSelect].
type MultiSelectOptions[T any] struct {
	Selected []int // the indices of the choices it begins with
	Help     string
	Disabled bool
	Validate func([]T) error
}

// MultiSelect makes a list of choices of which any number can be taken; the value
// has them in the order of the list. It panics without a choice.
func MultiSelect[T any](label string, choices []Choice[T], opts ...MultiSelectOptions[T]) *Input[[]T] {
	return newInput(multiSpec(label, choices, option.Of(opts)))
}

func multiSpec[T any](label string, choices []Choice[T], o MultiSelectOptions[T]) spec[[]T] {
	if len(choices) == 0 {
		panic(fmt.Sprintf("control: multiselect %q has no choices", label))
	}
	start := make([]any, len(o.Selected))
	for i, at := range o.Selected {
		start[i] = int64(at)
	}
	return spec[[]T]{
		kind: "multiselect", label: label, start: start, validate: o.Validate, wrong: among(len(choices), o.Selected...),
		props: props{"help": o.Help, "disabled": o.Disabled, "choices": labels(choices)},
		parse: func(raw any) ([]T, any, error) { return parseMany(choices, raw) },
		raw: func(vs []T) (any, error) {
			raw := make([]any, len(vs))
			for i, v := range vs {
				at, err := indexOf(choices, v)
				if err != nil {
					return nil, err
				}
				raw[i] = at
			}
			return raw, nil
		},
	}
}

// parseMany takes indices in any order.
func parseMany[T any](choices []Choice[T], raw any) (vs []T, canonical any, err error) {
	list, ok := raw.([]any)
	if !ok {
		return nil, nil, errValue
	}
	taken := make([]bool, len(choices))
	for _, at := range list {
		i, ok := at.(int64)
		if !ok || i < 0 || i >= int64(len(choices)) {
			return nil, nil, errValue
		}
		taken[i] = true
	}
	indices := []any{}
	for i, is := range taken {
		if is {
			vs, indices = append(vs, choices[i].Value), append(indices, int64(i))
		}
	}
	return vs, indices, nil
}

// CheckboxOptions configure a [Checkbox].
type CheckboxOptions struct {
	Default  bool
	Help     string
	Disabled bool
	Validate func(bool) error
}

// Checkbox makes a box to tick. As Kino.Input.checkbox.
func Checkbox(label string, opts ...CheckboxOptions) *Input[bool] {
	return newInput(checkboxSpec(label, option.Of(opts)))
}

func checkboxSpec(label string, o CheckboxOptions) spec[bool] {
	return spec[bool]{
		kind: "checkbox", label: label, start: o.Default, validate: o.Validate,
		props: props{"help": o.Help, "disabled": o.Disabled},
		parse: func(raw any) (bool, any, error) {
			v, ok := raw.(bool)
			if !ok {
				return false, nil, errValue
			}
			return v, v, nil
		},
		raw: func(v bool) (any, error) { return v, nil },
	}
}

// among is what is wrong with indices of so many choices.
func among(choices int, selected ...int) error {
	for _, at := range selected {
		if at < 0 || at >= choices {
			return fmt.Errorf("Selected is %d, the choices are 0 to %d", at, choices-1)
		}
	}
	return nil
}

func labels[T any](choices []Choice[T]) []string {
	all := make([]string, len(choices))
	for i, c := range choices {
		all[i] = c.Label
	}
	return all
}

func indexOf[T any](choices []Choice[T], v T) (any, error) {
	for i, c := range choices {
		if reflect.DeepEqual(c.Value, v) {
			return int64(i), nil
		}
	}
	return nil, fmt.Errorf("%v is not among the choices", v)
}
