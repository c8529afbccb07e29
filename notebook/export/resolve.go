package export

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/gokino/gokino/kernel"
)

// The bounds of asking widgets.
const (
	Patience = time.Second      // for one widget
	Enough   = 20 * time.Second // for all that one Resolver is asked
	maxDeep  = 24               // of values in values, as on a page
)

// Ask asks a live widget for its forms where no JavaScript runs; nil if it has none
// but those it was shown in.
type Ask func(ctx context.Context, ref string) (kernel.Data, error)

// Resolver puts what live widgets are now in the place of what they were when they
// were shown. It asks each widget once. It is for one goroutine.
type Resolver struct {
	ask      Ask
	spent    time.Duration // on widgets that did not answer
	known    map[string]map[string]any
	problems []string
}

// NewResolver makes a resolver; with ask nil it leaves values as they are.
func NewResolver(ask Ask) *Resolver {
	return &Resolver{ask: ask, known: map[string]map[string]any{}}
}

// Problems are the widgets that did not say what they are, and why, in the order
// they were asked.
func (r *Resolver) Problems() []string { return r.problems }

// Stop has it ask no more: what is not known is left as it was.
func (r *Resolver) Stop() { r.ask = nil }

// Resolve gives the forms of a value as of now. Those of live widgets, however deep
// in a layout, are joined by the forms of their exports. The data given is not
// changed, and may be part of the result.
func (r *Resolver) Resolve(ctx context.Context, data map[string]any) map[string]any {
	return r.resolve(ctx, data, nil)
}

// resolve is Resolve below the widgets on path.
func (r *Resolver) resolve(ctx context.Context, data map[string]any, path []string) map[string]any {
	if len(path) >= maxDeep || !Live(data) {
		return data
	}
	out := maps.Clone(data)
	if ref := refOf(data[kernel.ViewType]); ref != "" {
		if slices.Contains(path, ref) {
			return map[string]any{plainType: "(is shown around this already)"}
		}
		now := r.widget(ctx, ref, path)
		for form, v := range now {
			if form != kernel.ViewType { // of what it shows in its place
				out[form] = v
			}
		}
		if now != nil {
			return out // which is resolved already
		}
	}
	if layout, ok := out[layoutType].(map[string]any); ok {
		out[layoutType] = r.layout(ctx, layout, path)
	}
	return out
}

// widget is what the widget says it is.
func (r *Resolver) widget(ctx context.Context, ref string, path []string) map[string]any {
	if data, known := r.known[ref]; known {
		return data
	}
	data := r.asked(ctx, ref)
	if data != nil {
		data = r.resolve(ctx, data, append(slices.Clip(path), ref))
	}
	r.known[ref] = data
	return data
}

func (r *Resolver) asked(ctx context.Context, ref string) map[string]any {
	if r.ask == nil || ctx.Err() != nil || r.spent > Enough {
		return nil
	}
	start := time.Now()
	bounded, cancel := context.WithTimeout(ctx, Patience+Patience/2) // it has its own second
	defer cancel()
	data, err := r.ask(bounded, ref)
	if err != nil {
		r.spent += time.Since(start)
		r.problems = append(r.problems, fmt.Sprintf("a widget is as it was when it was shown: %v", err))
		return nil
	}
	return data
}

// layout is a layout with the values in it resolved.
func (r *Resolver) layout(ctx context.Context, layout map[string]any, path []string) map[string]any {
	list, _ := layout["items"].([]any)
	items := make([]any, len(list))
	for i, v := range list {
		item, _ := v.(map[string]any)
		items[i] = item
		if data, ok := item["data"].(map[string]any); ok {
			resolved := maps.Clone(item)
			resolved["data"] = r.resolve(ctx, data, path)
			items[i] = resolved
		}
	}
	out := maps.Clone(layout)
	out["items"] = items
	return out
}

// Live reports whether a live widget is in data, however deep.
func Live(data map[string]any) bool { return live(data, maxDeep) }

func live(data map[string]any, deep int) bool {
	if data[kernel.ViewType] != nil {
		return true
	}
	layout, _ := data[layoutType].(map[string]any)
	items, _ := layout["items"].([]any)
	return deep > 0 && slices.ContainsFunc(items, func(v any) bool {
		item, _ := v.(map[string]any)
		data, _ := item["data"].(map[string]any)
		return live(data, deep-1)
	})
}

// refOf is the ref of a view, which is one or was decoded.
func refOf(view any) string {
	switch v := view.(type) {
	case kernel.View:
		return v.Ref
	case map[string]any:
		ref, _ := v["ref"].(string)
		return ref
	}
	return ""
}
