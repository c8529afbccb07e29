package control

import (
	"context"
	"iter"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

// Control is something people use on a page, whose events are of type E: a
// button, the keyboard, a form; an [Input] is one, too. It is shown as the last
// expression of a cell or with widget.Render, in as many places as one likes, and
// belongs to the cell that made it. All clients see the same label and state.
//
// It is safe for concurrent use.
type Control[E any] struct{ panel *panel }

// Events yields what people do from this call on, in order, none dropped, until
// ctx is done or the control has ended. The sequence is for one range.
func (c *Control[E]) Events(ctx context.Context) iter.Seq[E] {
	return typed[E](c.panel.widget.Events(ctx))
}

// SetLabel changes what the control is called. The value of an input is kept
// under the label it was made with.
func (c *Control[E]) SetLabel(label string) { c.panel.set("label", label) }

// SetDisabled says whether the control can be used.
func (c *Control[E]) SetDisabled(disabled bool) { c.panel.set("disabled", disabled) }

// SetLoading says whether something is under way: the control shows it and cannot
// be used meanwhile.
func (c *Control[E]) SetLoading(loading bool) { c.panel.set("loading", loading) }

// SetHelp changes the text below the control; "" takes it away.
func (c *Control[E]) SetHelp(help string) { c.panel.set("help", help) }

// Widget is the live widget that the control is.
func (c *Control[E]) Widget() *live.Widget { return c.panel.widget }

// Topic names where the events are published: a control is a [Source].
func (c *Control[E]) Topic() (k *kernel.Kernel, topic string) { return c.panel.widget.Topic() }

// Ended reports whether the control has ended, as it does with its cell.
func (c *Control[E]) Ended() bool { return c.panel.widget.Ended() }

// View is what a page needs to show the control.
func (c *Control[E]) View() kernel.View { return c.panel.widget.View() }

// Render gives the forms the control is shown in.
func (c *Control[E]) Render() kernel.Data { return c.panel.render(c.String()) }

// String is the control's text form: its kind and label.
func (c *Control[E]) String() string { return c.panel.name() }

// Close ends the control before its cell does.
func (c *Control[E]) Close(ctx context.Context) error { return c.panel.close(ctx) }
