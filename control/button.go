package control

import (
	"fmt"

	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/option"
)

// Click is the event of a [Button].
type Click struct {
	Origin string // the client that clicked
}

// ButtonOptions configure a [Button].
type ButtonOptions struct {
	Primary  bool   // stands out among others
	Help     string // shown below
	Disabled bool   // cannot be used until SetDisabled(false)
}

// Button makes a button that emits a [Click] whenever somebody presses it. At
// most one ButtonOptions counts, as for all controls. As Kino.Control.button.
func Button(label string, opts ...ButtonOptions) *Control[Click] {
	o := option.Of(opts)
	p := newPanel("button", label, props{"primary": o.Primary, "help": o.Help, "disabled": o.Disabled})
	return &Control[Click]{p.start(clicks{})}
}

type clicks struct{}

func (clicks) handle(ctx pageContext, event string, _ live.Payload) error {
	if event != "click" {
		return unknown(event)
	}
	ctx.EmitEvent(Click{Origin: ctx.Origin()})
	return nil
}

func unknown(event string) error { return fmt.Errorf("a control knows no event %q", event) }
