package control

import (
	"context"
	"iter"
)

// Control is something people use on a page, whose events are of type E: a
// button, the keyboard, a form; an [Input] is one, too. It is shown as the last
// expression of a cell or with widget.Render, in as many places as one likes, and
// belongs to the cell that made it. All clients see the same label and state.
//
// It is safe for concurrent use.
type Control[E any] struct{ *panel }

// Events yields what people do from this call on, in order, none dropped, until
// ctx is done or the control has ended. The sequence is for one range.
func (c *Control[E]) Events(ctx context.Context) iter.Seq[E] {
	return typed[E](c.widget.Events(ctx))
}
