package control_test

import (
	"strings"
	"testing"
	"time"

	"github.com/gokino/gokino/control"
)

// kinds is a form with a field of every kind that FormOf makes.
type kinds struct {
	Text   string
	Area   string   `type:"textarea"`
	Count  int      `min:"1" max:"9"`
	Share  float64  `type:"range"`
	Drink  string   `options:"tea,coffee"`
	Size   string   `options:"small,large" type:"radio"`
	Days   []string `options:"Monday,Tuesday"`
	Agree  bool
	Day    time.Time
	Moment time.Time `type:"datetime"`
	Alarm  time.Duration
	Shade  string `type:"color"`
	Maybe  *int
	Data   *control.Upload
}

// TestFormSet: Go code sets the values of a form, for one page or for all, with
// the types of its data.
func TestFormSet(t *testing.T) {
	f, w := made(t, func() *control.FormControl[kinds] { return control.FormOf(kinds{Count: 1}) })
	a, b := w.Connect(), w.Connect()
	two := 2
	set := kinds{
		Text: "x", Area: "y", Count: 9, Share: 50, Drink: "coffee", Size: "large", Days: []string{"Tuesday"}, Agree: true,
		Day: day, Moment: noon, Alarm: 90 * time.Minute, Shade: "#ff0000", Maybe: &two, Data: &control.Upload{},
	}
	if err := f.Set(a.Origin(), set); err != nil {
		t.Fatal(err)
	}
	a.WantEvent("set", map[string]any{
		"Text": "x", "Area": "y", "Count": 9, "Share": 50, "Drink": 1, "Size": 1, "Days": []any{1}, "Agree": true,
		"Day": day.Format(time.DateOnly), "Moment": noon.UTC().Format("2006-01-02T15:04Z"), "Alarm": "01:30", "Shade": "#ff0000", "Maybe": 2,
	})
	b.NoMessage()
	if err := f.Set("", kinds{Count: 2, Size: "small", Drink: "tea"}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []interface{ WantEvent(string, any) }{a, b} {
		c.WantEvent("set", map[string]any{
			"Text": "", "Area": "", "Count": 2, "Share": 0, "Drink": 0, "Size": 0, "Days": []any{}, "Agree": false,
			"Day": nil, "Moment": nil, "Alarm": nil, "Shade": "#6583ff", "Maybe": nil,
		})
	}
	for _, wrong := range []kinds{{Count: 10}, {Count: 1, Drink: "wine"}, {Count: 1, Alarm: -1}, {Count: 1, Shade: "red"}} {
		if err := f.Set("", wrong); err == nil || !strings.Contains(err.Error(), "the field ") {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
	a.NoMessage()
	w.NoEmit()
}

// TestFormSetValues: of a form made of inputs those that are named are set.
func TestFormSetValues(t *testing.T) {
	f, w := made(t, func() *control.FormControl[control.Values] {
		return control.Form([]control.FormField{
			{Name: "name", Input: control.Text("Name")}, {Name: "age", Input: control.Number[int]("Age", control.NumberOptions[int]{Max: 9})},
			{Name: "file", Input: control.File("File")}, {Name: "none"},
		})
	})
	c := w.Connect()
	if err := f.Set("", control.Values{"age": 3, "file": nil}); err != nil {
		t.Fatal(err)
	}
	c.WantEvent("set", map[string]any{"age": 3})
	for want, values := range map[string]control.Values{
		`no field "none"`: {"none": 1}, `no field "other"`: {"other": 1},
		`"age": the value is a string, not a int`: {"age": "x"}, `"age": This must be from 0 to 9.`: {"age": 10},
	} {
		if err := f.Set("", values); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", values, err)
		}
	}
	c.NoMessage()
}

// TestFormField: label, help, placeholder and state of a field are changed from Go,
// for pages that come later too.
func TestFormField(t *testing.T) {
	type login struct{ Name string }
	f, w := made(t, func() *control.FormControl[login] { return control.FormOf(login{}) })
	c := w.Connect()
	name := f.Field("Name")
	name.SetLabel("User")
	name.SetLabel("User") // says nothing new
	name.SetHelp("yours")
	name.SetPlaceholder("ada")
	name.SetLoading(true)
	name.SetDisabled(true)
	c.WantEvent("field", map[string]any{"name": "Name", "label": "User"})
	c.WantEvent("field", map[string]any{"name": "Name", "help": "yours"})
	c.WantEvent("field", map[string]any{"name": "Name", "placeholder": "ada"})
	c.WantEvent("field", map[string]any{"name": "Name", "loading": true})
	c.WantEvent("field", map[string]any{"name": "Name", "disabled": true})
	w.Connect().WantInit(map[string]any{"kind": "form", "label": "", "submit": "Submit", "fields": []any{map[string]any{
		"kind": "text", "name": "Name", "label": "User", "help": "yours", "placeholder": "ada", "loading": true, "disabled": true,
		"required": false, "value": "",
	}}})
	defer func() {
		if recover() == nil {
			t.Error("a field that is not there")
		}
	}()
	f.Field("Nothing")
}

// TestRequiredChoices: several choices of which none is taken are not filled in.
func TestRequiredChoices(t *testing.T) {
	type trip struct {
		Days []string `options:"Monday,Tuesday" required:"true"`
	}
	_, w := made(t, func() *control.FormControl[trip] { return control.FormOf(trip{}) })
	c := w.Connect()
	c.Ask("submit", map[string]any{"Days": []any{}}).WantReply(map[string]any{"errors": map[string]any{"Days": "Please fill this in."}})
	c.Push("submit", map[string]any{"Days": []any{1}})
	w.WantEmit(control.FormEvent[trip]{Submitted: true, Data: trip{[]string{"Tuesday"}}, Origin: c.Origin()})
}
