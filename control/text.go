package control

import (
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/gokino/gokino/live/option"
)

// EveryKey is a debounce that waits for nothing.
const EveryKey time.Duration = -1

// debounce is the prop for an option: how many milliseconds after the last
// change a value is sent, nil for when the field is left or Enter is pressed.
func debounce(d, byDefault time.Duration) any {
	if d == 0 {
		d = byDefault
	}
	switch {
	case d == 0:
		return nil
	case d < 0:
		return 0
	}
	return max(1, d.Milliseconds())
}

// TextOptions configure inputs of text.
type TextOptions struct {
	Default     string
	Placeholder string // shown in the empty field
	Help        string // shown below it
	Disabled    bool

	// Debounce is how long after the last key the value is sent; [EveryKey] is at
	// once. 0 waits until the field is left or Enter is pressed.
	Debounce time.Duration

	// Validate says what is wrong with a value; the field shows it. Nil accepts all.
	Validate func(string) error

	// Monospace is for program text. Of a [Textarea] only.
	Monospace bool
}

func (o TextOptions) props() props {
	return props{
		"placeholder": o.Placeholder, "help": o.Help, "disabled": o.Disabled,
		"debounce": debounce(o.Debounce, 0), "monospace": o.Monospace,
	}
}

// Text makes an input of a line of text. As Kino.Input.text.
func Text(label string, opts ...TextOptions) *Input[string] {
	return newInput(textSpec("text", label, option.Of(opts)))
}

// Textarea makes an input of several lines; line ends are "\n". As
// Kino.Input.textarea.
func Textarea(label string, opts ...TextOptions) *Input[string] {
	return newInput(textSpec("textarea", label, option.Of(opts)))
}

// Password makes an input of text that is hidden until its reader wants to see
// it. As Kino.Input.password.
func Password(label string, opts ...TextOptions) *Input[string] {
	return newInput(textSpec("password", label, option.Of(opts)))
}

// URL makes an input of an absolute URL. As Kino.Input.url.
func URL(label string, opts ...TextOptions) *Input[string] {
	return newInput(urlSpec(label, option.Of(opts)))
}

// Color makes an input of a colour, as "#6583ff", which is its default. As
// Kino.Input.color.
func Color(label string, opts ...TextOptions) *Input[string] {
	return newInput(colorSpec(label, option.Of(opts)))
}

func textSpec(kind, label string, o TextOptions) spec[string] {
	return spec[string]{
		kind: kind, label: label, props: o.props(), start: o.Default, validate: o.Validate,
		parse: func(raw any) (string, any, error) {
			s, ok := raw.(string)
			if !ok {
				return "", nil, errValue
			}
			if kind == "textarea" {
				s = strings.ReplaceAll(s, "\r\n", "\n")
			}
			return s, s, nil
		},
		raw: func(s string) (any, error) { return s, nil },
	}
}

func urlSpec(label string, o TextOptions) spec[string] {
	s := textSpec("url", label, o)
	s.parse = func(raw any) (string, any, error) {
		text, ok := raw.(string)
		if !ok {
			return "", nil, errValue
		}
		if text = strings.TrimSpace(text); text == "" {
			return "", nil, nil
		}
		if u, err := url.Parse(text); err != nil || u.Scheme == "" || u.Host == "" && u.Opaque == "" {
			return "", nil, complain("This is not a whole URL, as https://go.dev is.")
		}
		return text, text, nil
	}
	return s
}

var hexColor = regexp.MustCompile(`^#[0-9a-f]{6}$`)

func colorSpec(label string, o TextOptions) spec[string] {
	if o.Default == "" {
		o.Default = "#6583ff"
	}
	s := textSpec("color", label, o)
	s.parse = func(raw any) (string, any, error) {
		text, ok := raw.(string)
		if text = strings.ToLower(text); !ok || !hexColor.MatchString(text) {
			return "", nil, complain("A colour is written as #6583ff.")
		}
		return text, text, nil
	}
	return s
}
