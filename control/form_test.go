package control_test

import (
	"errors"
	"testing"
	"time"

	"github.com/gokino/gokino/control"
)

type plan string

type signup struct {
	FirstName string `required:"true" placeholder:"Ada"`
	URL       string `type:"url" label:"Home page"`
	Plan      plan   `options:"free,pro" type:"radio"`
	Age       int8   `min:"0" help:"in years"`
	Weight    *float64
	Level     uint `type:"range" max:"10"`
	Born      time.Time
	At        time.Duration
	Days      []string `options:"Mon,Tue"`
	Agree     bool
	Secret    string `type:"-"`
	hidden    int
}

// TestFormOf: a struct's fields become inputs by their types and tags, and what a
// client submits a value of the struct.
func TestFormOf(t *testing.T) {
	_, w := made(t, func() *control.FormControl[signup] {
		return control.FormOf(signup{Plan: "pro", Days: []string{"Tue"}, hidden: 1}, control.FormOptions[signup]{Label: "Sign up"})
	})
	c := w.Connect()
	c.WantInit(map[string]any{
		"kind": "form", "label": "Sign up", "submit": "Submit",
		"fields": []any{
			map[string]any{"kind": "text", "name": "FirstName", "label": "First name", "value": "", "required": true, "placeholder": "Ada"},
			map[string]any{"kind": "url", "name": "URL", "label": "Home page", "value": "", "required": false},
			map[string]any{"kind": "radio", "name": "Plan", "label": "Plan", "value": 1, "required": false, "choices": []any{"free", "pro"}},
			map[string]any{"kind": "number", "name": "Age", "label": "Age", "value": nil, "required": false, "help": "in years", "min": 0},
			map[string]any{"kind": "number", "name": "Weight", "label": "Weight", "value": nil, "required": false, "step": "any"},
			map[string]any{"kind": "range", "name": "Level", "label": "Level", "value": 0, "required": false, "min": 0, "max": 10, "step": 1, "debounce": 250},
			map[string]any{"kind": "date", "name": "Born", "label": "Born", "value": nil, "required": false},
			map[string]any{"kind": "time", "name": "At", "label": "At", "value": nil, "required": false},
			map[string]any{"kind": "multiselect", "name": "Days", "label": "Days", "value": []any{1}, "required": false, "choices": []any{"Mon", "Tue"}},
			map[string]any{"kind": "checkbox", "name": "Agree", "label": "Agree", "value": false, "required": false},
		},
	})
	c.Ask("submit", map[string]any{
		"FirstName": "Ada", "URL": "https://go.dev", "Plan": 0, "Age": 36, "Weight": 61.5, "Level": 3, "Born": "2026-01-31", "At": "12:30",
		"Days": []int{0, 1}, "Agree": true, "Secret": "x", "other": 1,
	}).WantReply(map[string]any{"reset": nil})
	weight := 61.5
	w.WantEmit(control.FormEvent[signup]{Submitted: true, Origin: c.Origin(), Data: signup{
		FirstName: "Ada", URL: "https://go.dev", Plan: "free", Age: 36, Weight: &weight, Level: 3, Born: day,
		At: 12*time.Hour + 30*time.Minute, Days: []string{"Mon", "Tue"}, Agree: true,
	}})

	c.Ask("submit", map[string]any{"FirstName": "", "URL": "go", "Age": 128}).WantReply(map[string]any{
		"errors": map[string]any{"FirstName": "Please fill this in.", "URL": "This is not a whole URL, as https://go.dev is."},
	})
	c.Ask("submit", map[string]any{"FirstName": "Ada", "Age": 128}).WantReply(map[string]any{
		"errors": map[string]any{"Age": "This number is out of range."},
	})
	c.Ask("submit", map[string]any{"FirstName": "Ada", "Age": -1}).WantReply(map[string]any{
		"errors": map[string]any{"Age": "This must be 0 or more."},
	})
	w.NoEmit()
	c.Ask("submit", map[string]any{"FirstName": "Ada"}).WantReply(map[string]any{"reset": nil})
	w.WantEmit(control.FormEvent[signup]{Submitted: true, Origin: c.Origin(), Data: signup{FirstName: "Ada"}})
	c.Push("submit", "no form")
	c.WantFail("payload")
}

// TestForm: a form of inputs has values of its own, each client's; nil fields are
// nil in the data; changes are reported if that is wanted; fields are reset.
func TestForm(t *testing.T) {
	var name *control.Input[string]
	f, w := made(t, func() *control.FormControl[control.Values] {
		name = control.Text("Name", control.TextOptions{Default: "Ada"})
		return control.Form([]control.FormField{
			{Name: "name", Input: name}, {Name: "age", Input: control.Number[int]("Age")}, {Name: "none"},
		}, control.FormOptions[control.Values]{ReportChanges: true, ResetFields: []string{"age"}})
	})
	a, b := w.Connect(), w.Connect()
	a.Ask("change", map[string]any{"name": "Grace", "age": nil}).WantReply(map[string]any{})
	w.WantEmit(control.FormEvent[control.Values]{
		Data: control.Values{"name": "Grace", "age": nil, "none": nil}, Origin: a.Origin(),
	})
	b.Ask("submit", map[string]any{"name": "", "age": 3}).WantReply(map[string]any{"reset": []any{"age"}})
	w.WantEmit(control.FormEvent[control.Values]{
		Submitted: true, Data: control.Values{"name": "", "age": 3, "none": nil}, Origin: b.Origin(),
	})
	if name.Value() != "Ada" {
		t.Error("the input has become", name.Value())
	}
	f.SetError(b.Origin(), "name", "taken")
	b.WantEvent("errors", map[string]any{"name": "taken"})
	a.NoMessage()
	f.Reset("")
	a.WantEvent("reset", nil)
	b.WantEvent("reset", nil)
	f.SetDisabled(true)
	a.WantEvent("patch", map[string]any{"disabled": true})
	a.Ask("submit", map[string]any{"name": "x"}).WantReply(map[string]any{"error": "This cannot be used now."})
	w.NoEmit()
}

// TestFormValidate: data that is refused is no event; the message goes to its
// field, or to the form.
func TestFormValidate(t *testing.T) {
	type login struct{ Name, Password string }
	_, w := made(t, func() *control.FormControl[login] {
		return control.FormOf(login{}, control.FormOptions[login]{Submit: "Log in", ResetOnSubmit: true, Validate: func(l login) error {
			switch {
			case l.Name == "":
				return control.FieldError{Field: "Name", Message: "Who are you?"}
			case l.Password != "swordfish":
				return errors.New("That is not it.")
			}
			return nil
		}})
	})
	c := w.Connect()
	c.Ask("submit", map[string]any{}).WantReply(map[string]any{"errors": map[string]any{"Name": "Who are you?"}})
	c.Ask("submit", map[string]any{"Name": "a"}).WantReply(map[string]any{"error": "That is not it."})
	w.NoEmit()
	c.Ask("submit", map[string]any{"Name": "a", "Password": "swordfish"}).WantReply(map[string]any{"reset": []any{"Name", "Password"}})
	w.WantEmit(control.FormEvent[login]{Submitted: true, Data: login{"a", "swordfish"}, Origin: c.Origin()})
}

// TestButton and the keyboard emit who did what.
func TestButton(t *testing.T) {
	b, w := made(t, func() *control.Control[control.Click] {
		return control.Button("Go", control.ButtonOptions{Primary: true})
	})
	c := w.Connect()
	c.WantInit(map[string]any{"kind": "button", "label": "Go", "primary": true})
	c.Push("click", nil)
	w.WantEmit(control.Click{Origin: c.Origin()})
	b.SetDisabled(true)
	c.WantEvent("patch", map[string]any{"disabled": true})
	c.Push("click", nil)
	w.NoEmit()
}

func TestKeyboard(t *testing.T) {
	_, w := made(t, func() *control.Control[control.Key] { return control.Keyboard(control.KeyDown | control.Status) })
	c := w.Connect()
	c.WantInit(map[string]any{"kind": "keyboard", "label": "Keyboard", "down": true, "status": true})
	c.Push("status", true)
	w.WantEmit(control.Key{Kind: control.Status, Enabled: true, Origin: c.Origin()})
	c.Push("keydown", "ArrowUp")
	w.WantEmit(control.Key{Kind: control.KeyDown, Key: "ArrowUp", Origin: c.Origin()})
	c.Push("keyup", "ArrowUp")
	w.NoEmit()
	c.Push("keydown", string(make([]byte, 65)))
	c.WantFail("shorter name")
	if s := control.KeyDown.String() + control.KeyUp.String() + control.Status.String(); s != "keydownkeyupstatus" {
		t.Error(s)
	}
}
