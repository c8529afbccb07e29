package control

import (
	"context"
	"iter"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

// Inputs and forms have the methods of a Control by name instead of embedding
// one: a cell is linked against instances of generic types that the process has,
// and that works for their own methods, not for promoted ones.

// Events yields changes from this call on, in order, none dropped, until ctx is
// done or the input has ended. The sequence is for one range.
func (in *Input[T]) Events(ctx context.Context) iter.Seq[Change[T]] {
	return typed[Change[T]](in.entry.panel.widget.Events(ctx))
}

// SetLabel is [Control.SetLabel].
func (in *Input[T]) SetLabel(label string) { in.entry.panel.set("label", label) }

// SetDisabled is [Control.SetDisabled].
func (in *Input[T]) SetDisabled(disabled bool) { in.entry.panel.set("disabled", disabled) }

// SetLoading is [Control.SetLoading].
func (in *Input[T]) SetLoading(loading bool) { in.entry.panel.set("loading", loading) }

// SetHelp is [Control.SetHelp].
func (in *Input[T]) SetHelp(help string) { in.entry.panel.set("help", help) }

// Widget is the live widget that the input is.
func (in *Input[T]) Widget() *live.Widget { return in.entry.panel.widget }

// Topic names where the events are published: it is a [Source].
func (in *Input[T]) Topic() (k *kernel.Kernel, topic string) { return in.entry.panel.widget.Topic() }

// Ended reports whether the input has ended, as it does with its cell.
func (in *Input[T]) Ended() bool { return in.entry.panel.widget.Ended() }

// View is what a page needs to show the input.
func (in *Input[T]) View() kernel.View { return in.entry.panel.widget.View() }

// Render gives the forms the input is shown in.
func (in *Input[T]) Render() kernel.Data { return in.entry.panel.render(in.entry.String()) }

// Close ends the input before its cell does.
func (in *Input[T]) Close(ctx context.Context) error { return in.entry.panel.close(ctx) }

// Events yields what clients submit from this call on, in order, none dropped, until ctx is
// done or the form has ended. The sequence is for one range.
func (f *FormControl[T]) Events(ctx context.Context) iter.Seq[FormEvent[T]] {
	return typed[FormEvent[T]](f.panel.widget.Events(ctx))
}

// SetLabel is [Control.SetLabel].
func (f *FormControl[T]) SetLabel(label string) { f.panel.set("label", label) }

// SetDisabled is [Control.SetDisabled].
func (f *FormControl[T]) SetDisabled(disabled bool) { f.panel.set("disabled", disabled) }

// SetLoading is [Control.SetLoading].
func (f *FormControl[T]) SetLoading(loading bool) { f.panel.set("loading", loading) }

// SetHelp is [Control.SetHelp].
func (f *FormControl[T]) SetHelp(help string) { f.panel.set("help", help) }

// Widget is the live widget that the form is.
func (f *FormControl[T]) Widget() *live.Widget { return f.panel.widget }

// Topic names where the events are published: it is a [Source].
func (f *FormControl[T]) Topic() (k *kernel.Kernel, topic string) { return f.panel.widget.Topic() }

// Ended reports whether the form has ended, as it does with its cell.
func (f *FormControl[T]) Ended() bool { return f.panel.widget.Ended() }

// View is what a page needs to show the form.
func (f *FormControl[T]) View() kernel.View { return f.panel.widget.View() }

// Render gives the forms the form is shown in.
func (f *FormControl[T]) Render() kernel.Data { return f.panel.render(f.panel.text()) }

// String is the form's text form: its label and fields.
func (f *FormControl[T]) String() string { return f.panel.text() }

// Close ends the form before its cell does.
func (f *FormControl[T]) Close(ctx context.Context) error { return f.panel.close(ctx) }
