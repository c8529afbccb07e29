package export

import (
	"math"

	"github.com/gokino/gokino/kernel"
)

// The forms of values, as packages widget and kernel have them.
const (
	plainType    = "text/plain"
	markdownType = "text/markdown"
	htmlType     = "text/html"
	textType     = "application/vnd.gokino.text"
	layoutType   = "application/vnd.gokino.layout"
	rowsType     = "application/vnd.gokino.rows"
	figureType   = "application/vnd.gokino.figure"
	mermaidType  = "text/vnd.mermaid"
	fieldsType   = kernel.FieldsType
	progressType = "application/vnd.gokino.progress"
	treeType     = "application/vnd.gokino.tree"
	vegaType     = "application/vnd.vegalite.v5+json"
)

// pictures are the types that browsers show in an <img>, the best one first.
var pictures = []string{"image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp"}

// form is a member of a value's form that was decoded, or is as its maker made it.
type form map[string]any

func formOf(v any) (f form, ok bool) {
	m, ok := v.(map[string]any)
	return m, ok
}

func (f form) text(name string) string {
	s, _ := f[name].(string)
	return s
}

func (f form) is(name string) bool { return f[name] == true }

func (f form) number(name string) float64 { return number(f[name]) }

// count is a whole number, 0 for what is none.
func (f form) count(name string) int {
	n := f.number(name)
	if math.IsNaN(n) || math.Abs(n) > 1<<53 {
		return 0
	}
	return int(n)
}

func (f form) list(name string) []any {
	list, _ := f[name].([]any)
	return list
}

// forms are the members of a list that are forms.
func (f form) forms(name string) []form { return formsOf(f[name]) }

func formsOf(v any) (all []form) {
	list, _ := v.([]any)
	for _, e := range list {
		if f, ok := formOf(e); ok {
			all = append(all, f)
		}
	}
	return all
}

// texts are the members of a list that are text.
func (f form) texts(name string) (all []string) {
	for _, e := range f.list(name) {
		s, _ := e.(string)
		all = append(all, s)
	}
	return all
}

func number(v any) float64 {
	switch n := v.(type) {
	case int:
		return float64(n)
	case int64:
		return float64(n)
	case uint64:
		return float64(n)
	case float64:
		return n
	}
	return 0
}

// plain is the text of a value.
func plain(data map[string]any) string {
	s, _ := data[plainType].(string)
	return s
}

// figure is what stands around a picture, empty if nothing does.
func figure(data map[string]any) form {
	f, _ := formOf(data[figureType])
	return f
}

// bytesOf is a binary form, which may be text.
func bytesOf(v any) []byte {
	switch v := v.(type) {
	case []byte:
		return v
	case string:
		return []byte(v)
	}
	return nil
}
