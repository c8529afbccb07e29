package control_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/gokino/gokino/control"
	"github.com/gokino/gokino/kernel"
)

// TestExport: on paper a control is its label and what it has as its value now; a
// password stays hidden.
func TestExport(t *testing.T) {
	before := kernel.Default()
	defer kernel.SetDefault(before)
	c := newCell()
	kernel.SetDefault(c.Kernel)
	defer c.scope.Close(context.Background())
	export := func(w interface{ View() kernel.View }) (text string, fields map[string]any) {
		data, err := c.Export(context.Background(), w.View().Ref)
		if err != nil {
			t.Fatal(err)
		}
		text, _ = data["text/plain"].(string)
		fields, _ = data[kernel.FieldsType].(map[string]any)
		return text, fields
	}
	size := control.Select("Size", []control.Choice[int]{{Value: 36, Label: "small"}, {Value: 40, Label: "large"}})
	if err := size.Set(40); err != nil {
		t.Fatal(err)
	}
	size.SetLabel("How large")
	if text, fields := export(size); text != `select "How large": large` || fields["fields"].([]any)[0].(map[string]any)["value"] != "large" {
		t.Errorf("a menu: %s %v", text, fields)
	}
	if size.String() != `select "How large": large` {
		t.Errorf("as text: %s", size)
	}
	secret := control.Password("Word", control.TextOptions{Default: "xyzzy"})
	fields := control.Form([]control.FormField{{Name: "a", Input: secret}, {Name: "none"}, {Name: "b", Input: control.Checkbox("Box")}})
	for _, w := range []interface{ View() kernel.View }{secret, fields} {
		data, err := c.Export(context.Background(), w.View().Ref)
		if err != nil || strings.Contains(fmt.Sprint(data), "xyzzy") || !strings.Contains(fmt.Sprint(data), "…") {
			t.Errorf("a password: %v %v", data, err)
		}
	}
	if text, _ := export(fields); text != "form\n  Word: …\n  Box: no\n  [Submit]" {
		t.Errorf("a form: %s", text)
	}
	button := control.Button("Press", control.ButtonOptions{Help: "once"})
	if text, form := export(button); text != `button "Press"` || form["help"] != "once" || form["buttons"].([]any)[0] != "Press" || form["fields"] != nil {
		t.Errorf("a button: %s %v", text, form)
	}
}
