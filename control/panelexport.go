package control

import (
	"fmt"
	"strings"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

// HandleExport is the control as it stands, as something to read.
func (d definition) HandleExport(*live.Context[struct{}]) (live.Export, error) {
	return live.Export{Data: d.panel.export()}, nil
}

// export are the panel's forms where nobody can use it.
func (p *panel) export() kernel.Data {
	all := p.copy()
	form := map[string]any{}
	switch p.kind {
	case "button", "keyboard":
		form["buttons"] = []any{text(all["label"])}
		form["help"] = text(all["help"])
	case "form":
		form["label"], form["help"] = text(all["label"]), text(all["help"])
		fields := []any{}
		for _, f := range all.parts() {
			fields = append(fields, f.field())
		}
		form["fields"] = fields
		if submit := text(all["submit"]); submit != "" {
			form["buttons"] = []any{submit}
		}
	default:
		form["fields"] = []any{all.field()}
	}
	return kernel.Data{"text/plain": p.text(), kernel.FieldsType: form}
}

// text is the panel as text: its kind and label, with the value it has, and of a
// form its fields.
func (p *panel) text() string {
	all := p.copy()
	name := p.kind
	if label := text(all["label"]); label != "" {
		name = fmt.Sprintf("%s %q", p.kind, label)
	}
	if p.kind != "form" {
		if value := all.reading(); value != "" {
			return name + ": " + value
		}
		return name
	}
	lines := []string{name}
	for _, f := range all.parts() {
		lines = append(lines, strings.TrimRight(fmt.Sprintf("  %s: %s", text(f["label"]), f.reading()), " "))
	}
	if submit := text(all["submit"]); submit != "" {
		lines = append(lines, "  ["+submit+"]")
	}
	return strings.Join(lines, "\n")
}

// parts are the fields of a form.
func (p props) parts() (parts []props) {
	list, _ := p["fields"].([]any)
	for _, f := range list {
		if f, ok := f.(props); ok {
			parts = append(parts, f)
		}
	}
	return parts
}

// field is an input as something to read.
func (p props) field() map[string]any {
	return map[string]any{
		"kind": text(p["kind"]), "label": text(p["label"]), "value": p.reading(),
		"help": text(p["help"]), "error": text(p["error"]),
	}
}

// reading is the value as a reader of the page sees it, "" if there is none.
func (p props) reading() string {
	value := p["value"]
	choices, _ := p["choices"].([]string)
	switch {
	case value == nil:
		return ""
	case p["kind"] == "password":
		if value == "" {
			return ""
		}
		return "…"
	case p["kind"] == "checkbox":
		if value == true {
			return "yes"
		}
		return "no"
	case p["kind"] == "datetime":
		return strings.NewReplacer("T", " ", "Z", " UTC").Replace(text(value))
	case p["kind"] == "time":
		return text(value) + " UTC"
	case choices != nil:
		return chosen(choices, value)
	}
	if files, ok := value.([]*Upload); ok {
		names := make([]string, len(files))
		for i, f := range files {
			names[i] = f.String()
		}
		return strings.Join(names, ", ")
	}
	return text(value)
}

// chosen are the labels of one choice, or of several.
func chosen(choices []string, value any) string {
	several, ok := value.([]any)
	if !ok {
		several = []any{value}
	}
	var labels []string
	for _, at := range several {
		if i, ok := at.(int64); ok && i >= 0 && i < int64(len(choices)) {
			labels = append(labels, choices[i])
		}
	}
	return strings.Join(labels, ", ")
}

// text is a member as text, "" for one that is not there.
func text(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}
