package widget

import (
	"fmt"
	"maps"
	"reflect"
	"runtime/debug"
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
	scope := k.Current()
	for _, v := range vs {
		keep(scope, v)
	}
	k.Show(scope, Forms(vs...))
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

// forms are v's own forms, or the default ones. A value whose own cannot be made is
// shown as text, and its cell says why. As the fallback of Kino.Render.
func forms(v any) (data kernel.Data) {
	defer func() {
		p := recover()
		switch {
		case p == nil:
		case isNil(v): // as package fmt has it
			data = kernel.Data{"text/plain": "<nil>"}
		default:
			k := kernel.Default()
			k.Report(k.Current(), fmt.Sprintf("panic in showing a %T: %v", v, p), string(debug.Stack()))
			data = kernel.Data{"text/plain": Inspect(v)}
		}
	}()
	switch v := v.(type) {
	case Renderer:
		data = v.Render()
	case liveWidget:
		return kernel.Data{"text/plain": v.String(), kernel.ViewType: v.View()}
	default:
		return defaultForms(v)
	}
	if _, ok := data["text/plain"].(string); !ok {
		text := kernel.Data{}
		maps.Copy(text, data) // v's own map may be in use elsewhere
		text["text/plain"] = Inspect(v)
		return text
	}
	return data
}

func isNil(v any) bool {
	r := reflect.ValueOf(v)
	return r.Kind() == reflect.Pointer && r.IsNil()
}

// liveWidget is a handle on a live widget that has something else to do under the
// name of Render, as a [Frame] has.
type liveWidget interface {
	View() kernel.View
	String() string
}
