package widget

import (
	"fmt"
	"maps"
	"strings"

	"github.com/gokino/gokino/kernel"
)

// Renderer is a value that knows the forms it is shown in. The data must have
// "text/plain"; it is made once, when the value is shown.
type Renderer interface {
	Render() kernel.Data
}

// Render adds v to the outputs of the cell that the calling goroutine belongs
// to and returns v. As Kino.render.
func Render[T any](v T) T {
	Show(v)
	return v
}

// Show adds one output to the calling cell: of one value in all its forms, of
// several as one line of text, as a call with several results prints.
func Show(vs ...any) {
	if len(vs) == 0 {
		return
	}
	k := kernel.Default()
	k.Show(k.Current(), Forms(vs...))
}

// Forms are the forms Show shows values in.
func Forms(vs ...any) kernel.Data {
	if len(vs) == 1 {
		return forms(vs[0])
	}
	texts := make([]string, len(vs))
	for i, v := range vs {
		texts[i], _ = forms(v)["text/plain"].(string)
	}
	return kernel.Data{"text/plain": strings.Join(texts, ", ")}
}

func forms(v any) (data kernel.Data) {
	r, ok := v.(Renderer)
	if !ok {
		return kernel.Data{"text/plain": Inspect(v)}
	}
	defer func() {
		if p := recover(); p != nil { // a nil pointer with a Render method, say
			data = kernel.Data{"text/plain": fmt.Sprintf("%T: panic in Render: %v", v, p)}
		}
	}()
	data = r.Render()
	if _, ok := data["text/plain"].(string); !ok {
		text := kernel.Data{}
		maps.Copy(text, data) // r's own map may be in use elsewhere
		text["text/plain"] = Inspect(v)
		return text
	}
	return data
}
