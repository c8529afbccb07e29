package control

import (
	"context"
	"fmt"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

// These are methods of all controls, inputs and forms, which embed the panel.

// SetLabel changes what the control is called. The value of an input is kept
// under the label it was made with.
func (p *panel) SetLabel(label string) { p.set("label", label) }

// SetDisabled says whether the control can be used.
func (p *panel) SetDisabled(disabled bool) { p.set("disabled", disabled) }

// SetLoading says whether something is under way: the control shows it and cannot
// be used meanwhile.
func (p *panel) SetLoading(loading bool) { p.set("loading", loading) }

// SetHelp changes the text below the control; "" takes it away.
func (p *panel) SetHelp(help string) { p.set("help", help) }

// Widget is the live widget that the control is.
func (p *panel) Widget() *live.Widget { return p.widget }

// Topic names where the events are published: a control is a [Source].
func (p *panel) Topic() (k *kernel.Kernel, topic string) { return p.widget.Topic() }

// Ended reports whether the control has ended, as it does with its cell.
func (p *panel) Ended() bool { return p.widget.Ended() }

// View is what a page needs to show the control.
func (p *panel) View() kernel.View { return p.widget.View() }

// Render gives the forms the control is shown in.
func (p *panel) Render() kernel.Data {
	data := p.widget.Render()
	data["text/plain"] = p.String()
	return data
}

// String is the control's text form: its kind and label, with the value that an
// input has, and of a form its fields.
func (p *panel) String() string { return p.text() }

// Close ends the control before its cell does.
func (p *panel) Close(ctx context.Context) error {
	if err := p.widget.Close(ctx); err != nil {
		return fmt.Errorf("control: %w", err)
	}
	return nil
}
