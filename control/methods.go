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
func (in *Input[T]) Events(ctx context.Context) iter.Seq[Change[T]] { return in.control.Events(ctx) }

// SetLabel is [Control.SetLabel].
func (in *Input[T]) SetLabel(label string) { in.control.SetLabel(label) }

// SetDisabled is [Control.SetDisabled].
func (in *Input[T]) SetDisabled(disabled bool) { in.control.SetDisabled(disabled) }

// SetLoading is [Control.SetLoading].
func (in *Input[T]) SetLoading(loading bool) { in.control.SetLoading(loading) }

// SetHelp is [Control.SetHelp].
func (in *Input[T]) SetHelp(help string) { in.control.SetHelp(help) }

// Widget is the live widget that the input is.
func (in *Input[T]) Widget() *live.Widget { return in.control.widget }

// Topic names where the events are published: it is a [Source].
func (in *Input[T]) Topic() (k *kernel.Kernel, topic string) { return in.control.Topic() }

// Ended reports whether the input has ended, as it does with its cell.
func (in *Input[T]) Ended() bool { return in.control.Ended() }

// View is what a page needs to show the input.
func (in *Input[T]) View() kernel.View { return in.control.View() }

// Render gives the forms the input is shown in.
func (in *Input[T]) Render() kernel.Data {
	data := in.control.Render()
	data["text/plain"] = in.String()
	return data
}

// Close ends the input before its cell does.
func (in *Input[T]) Close(ctx context.Context) error { return in.control.Close(ctx) }

// Events yields what clients submit from this call on, in order, none dropped, until ctx is
// done or the form has ended. The sequence is for one range.
func (f *FormControl[T]) Events(ctx context.Context) iter.Seq[FormEvent[T]] {
	return f.control.Events(ctx)
}

// SetLabel is [Control.SetLabel].
func (f *FormControl[T]) SetLabel(label string) { f.control.SetLabel(label) }

// SetDisabled is [Control.SetDisabled].
func (f *FormControl[T]) SetDisabled(disabled bool) { f.control.SetDisabled(disabled) }

// SetLoading is [Control.SetLoading].
func (f *FormControl[T]) SetLoading(loading bool) { f.control.SetLoading(loading) }

// SetHelp is [Control.SetHelp].
func (f *FormControl[T]) SetHelp(help string) { f.control.SetHelp(help) }

// Widget is the live widget that the form is.
func (f *FormControl[T]) Widget() *live.Widget { return f.control.widget }

// Topic names where the events are published: it is a [Source].
func (f *FormControl[T]) Topic() (k *kernel.Kernel, topic string) { return f.control.Topic() }

// Ended reports whether the form has ended, as it does with its cell.
func (f *FormControl[T]) Ended() bool { return f.control.Ended() }

// View is what a page needs to show the form.
func (f *FormControl[T]) View() kernel.View { return f.control.View() }

// Render gives the forms the form is shown in.
func (f *FormControl[T]) Render() kernel.Data { return f.control.Render() }

// String is the form's text form.
func (f *FormControl[T]) String() string { return f.control.String() }

// Close ends the form before its cell does.
func (f *FormControl[T]) Close(ctx context.Context) error { return f.control.Close(ctx) }
