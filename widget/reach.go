package widget

import (
	"context"
	"reflect"
	"runtime"

	"github.com/gokino/gokino/kernel"
)

// viewer is a handle on a live widget.
type viewer interface{ View() kernel.View }

// container is a value that shows other values.
type container interface{ parts() []any }

// eachViewer calls f for v and the values in it that are handles on live widgets.
func eachViewer(v any, f func(viewer)) {
	switch v := v.(type) {
	case chunked:
		eachViewer(v.Renderer, f)
	case container:
		for _, part := range v.parts() {
			eachViewer(part, f)
		}
	case viewer:
		f(v)
	}
}

// keep keeps the widgets in v, which a cell shows, for as long as its scope lives,
// even if no variable leads to them. A program without cells shows nothing.
func keep(s *kernel.Scope, v any) {
	if s.ID() == 0 {
		return
	}
	eachViewer(v, func(h viewer) {
		s.Own("a shown widget", func(context.Context) error {
			runtime.KeepAlive(h)
			return nil
		})
	})
}

// reach closes widgets that nobody can reach any more: not shown, and no variable
// leads to the handle.
//
// Handles are wrappers: the kernel and the widget's scope know what is inside, not
// them, so the garbage collector finds out. A handle that is the widget itself is
// always reachable.
type reach struct {
	watched map[string]bool // by ref
	enough  int             // when to look for those that have ended
}

// release watches the widgets in v, which was shown and is not any more.
func (r *reach) release(k *kernel.Kernel, v any) {
	eachViewer(v, func(h viewer) { r.watch(k, h) })
}

func (r *reach) watch(k *kernel.Kernel, h viewer) {
	ref := h.View().Ref
	pointer := reflect.ValueOf(h)
	if pointer.Kind() != reflect.Pointer || pointer.IsNil() || r.watched[ref] || !k.Hosts(ref) {
		return
	}
	if r.watched == nil {
		r.watched, r.enough = map[string]bool{}, 64
	}
	if len(r.watched) >= r.enough {
		for ref := range r.watched {
			if !k.Hosts(ref) {
				delete(r.watched, ref)
			}
		}
		r.enough = 2*len(r.watched) + 64
	}
	r.watched[ref] = true
	runtime.AddCleanup((*byte)(pointer.UnsafePointer()), closeWidget, hosting{k, ref})
}

type hosting struct {
	kernel *kernel.Kernel
	ref    string
}

// closeWidget ends a widget without waiting for a callback that runs.
func closeWidget(h hosting) {
	w, ok := h.kernel.Hosted(h.ref).(interface{ Close(context.Context) error })
	if !ok {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_ = w.Close(ctx) // only that it was not waited for
}
