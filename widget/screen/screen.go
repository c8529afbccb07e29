package screen

import (
	"context"
	"errors"

	"github.com/gokino/gokino/control"
	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/widget"
)

// Screen is an application on show. It belongs to the cell that made it and ends
// with it. As the last expression of a cell it shows itself.
type Screen struct{ *live.Widget }

// New makes a screen. Every client that comes sees what render makes of state,
// and, after each of its events, what it makes of the state that then is. Render
// makes the controls it shows anew each time, and says by [On] what they do.
//
// State is copied for each client as an assignment copies it: clients share what
// pointers, maps and slices in it lead to.
func New[S any](state S, render func(v *View[S], state S) any) *Screen {
	w := live.New(program[S]{}, start[S]{state, render}, live.Options{
		Name: "screen", Assets: jsassets.Builtin("frame"), PerClient: true,
	})
	return &Screen{w}
}

// View is one rendering of a screen, for one client.
type View[S any] struct {
	post   func(step func(S) S) // applies step to the client's state
	client string
	ends   []func(ctx context.Context) error // of its controls
}

// What concerns no state is not generic, so that it is compiled here and not in
// each cell.

// endOf is what ends a source that is a control or an input, nil for others.
func endOf(source any) func(ctx context.Context) error {
	c, ok := source.(interface {
		Close(ctx context.Context) error
	})
	if !ok {
		return nil
	}
	return c.Close
}

// endAll ends the controls of a rendering.
func endAll(ctx context.Context, ends []func(ctx context.Context) error) error {
	var errs []error
	for _, end := range ends {
		errs = append(errs, end(ctx))
	}
	return errors.Join(errs...)
}

// Client is who the rendering is for, as the origin of its events.
func (v *View[S]) Client() string { return v.client }

// On has f make the next state of each event of a control, an input or a form that
// the rendering shows. The control ends with the rendering. Source may be any
// other source of events too, one that all clients share, say.
func On[E, S any](v *View[S], source control.Emitter[E], f func(event E, state S) S) {
	if end := endOf(source); end != nil {
		v.ends = append(v.ends, end)
	}
	control.Listen(source, func(event E) {
		v.post(func(state S) S { return f(event, state) })
	})
}

// program is the definition of a screen.
type program[S any] struct{}

type start[S any] struct {
	state  S
	render func(*View[S], S) any
}

// visit is the state of a screen's server for one client.
type visit[S any] struct {
	start[S]
	frame *widget.Frame
	view  *View[S]
}

// Init renders for the first time.
func (p program[S]) Init(ctx *live.Context[visit[S]], s start[S]) error {
	ctx.Assigns = visit[S]{start: s, frame: widget.NewFrame(widget.FrameOptions{NoPlaceholder: true, Label: "Screen"})}
	return p.render(ctx)
}

// HandleConnect shows the frame that renderings go into.
func (program[S]) HandleConnect(ctx *live.Context[visit[S]]) (any, error) {
	return map[string]any{"items": []any{widget.Forms(ctx.Assigns.frame)}, "label": "Screen"}, nil
}

// HandleExport is what a client sees that comes now.
func (program[S]) HandleExport(ctx *live.Context[visit[S]]) (live.Export, error) {
	return live.Export{Data: widget.Forms(ctx.Assigns.frame)}, nil
}

// HandleInfo applies an event and renders the state it leads to.
func (p program[S]) HandleInfo(ctx *live.Context[visit[S]], msg any) error {
	ctx.Assigns.state = msg.(func(S) S)(ctx.Assigns.state)
	return p.render(ctx)
}

// Terminate ends what the client was shown.
func (program[S]) Terminate(ctx *live.Context[visit[S]]) {
	_ = endAll(context.Background(), ctx.Assigns.view.ends)
	_ = ctx.Assigns.frame.Close(context.Background())
}

// render shows the state of now. The controls of before end when the new ones are
// there.
func (program[S]) render(ctx *live.Context[visit[S]]) error {
	before := ctx.Assigns.view
	v := &View[S]{client: ctx.Origin(), post: func(step func(S) S) { ctx.SendInfo(step) }}
	done := false
	defer func() {
		if !done {
			_ = endAll(ctx.Context(), v.ends)
		}
	}()
	ctx.Assigns.frame.Render(ctx.Assigns.start.render(v, ctx.Assigns.state))
	ctx.Assigns.view, done = v, true
	if before == nil {
		return nil
	}
	return endAll(ctx.Context(), before.ends)
}
