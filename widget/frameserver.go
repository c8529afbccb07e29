package widget

import (
	"fmt"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

// frame is the definition of a [Frame].
type frame struct{}

// frameState is a frame's content and who else sees what.
type frameState struct {
	opts    FrameOptions
	history frameItems
	views   map[string]int   // of each client
	aside   map[string][]any // values that are no part of the history, by client, "" for all
	kernel  *kernel.Kernel
	reach   reach
}

// What a [Frame] says to its widget.
type (
	frameChange struct {
		op    string // "render", "append" or "clear"
		value any
		item  frameItem
		aside bool   // for To and Temporary
		to    string // "" for all
	}
	frameText struct{}
)

type frameContext = live.Context[frameState]

// Init takes the options.
func (frame) Init(ctx *frameContext, opts FrameOptions) error {
	ctx.Assigns = frameState{opts: opts, views: map[string]int{}, aside: map[string][]any{}, kernel: kernel.Default()}
	return nil
}

// HandleConnect tells a page the history.
func (frame) HandleConnect(ctx *frameContext) (any, error) {
	s := &ctx.Assigns
	s.views[ctx.Origin()]++
	items, err := s.history.forms()
	return map[string]any{
		"items": items, "dropped": s.history.dropped, "placeholder": s.opts.Placeholder, "label": s.opts.Label,
	}, err
}

// HandleDisconnect forgets what only this client saw.
func (frame) HandleDisconnect(ctx *frameContext) error {
	s, client := &ctx.Assigns, ctx.Origin()
	if s.views[client]--; s.views[client] <= 0 {
		delete(s.views, client)
		s.let(s.aside[client])
		delete(s.aside, client)
	}
	return nil
}

// Terminate lets go of all that is shown: nobody sees it any more.
func (frame) Terminate(ctx *frameContext) {
	s := &ctx.Assigns
	s.let(s.history.clear())
	for _, values := range s.aside {
		s.let(values)
	}
	clear(s.aside)
}

// HandleCall changes the content, or gives it as text.
func (frame) HandleCall(ctx *frameContext, msg any) (any, error) {
	switch msg := msg.(type) {
	case frameText:
		return ctx.Assigns.text(), nil
	case frameChange:
		if msg.aside {
			ctx.Assigns.beside(ctx, msg)
		} else {
			ctx.Assigns.change(ctx, msg)
		}
		return nil, nil
	}
	return nil, fmt.Errorf("a frame has no answer to a %T", msg)
}

// text is the history as text, or what stands for it while there is none.
func (s *frameState) text() string {
	if len(s.history.items) == 0 && s.opts.Placeholder != "" {
		return "(" + s.opts.Placeholder + ")"
	}
	return s.history.text()
}

// change changes the history and tells every page.
func (s *frameState) change(ctx *frameContext, c frameChange) {
	c.item.value = c.value
	var gone []any
	if c.op != "append" {
		gone = s.history.clear()
		for client, values := range s.aside {
			gone = append(gone, values...)
			delete(s.aside, client)
		}
	}
	dropped := s.history.dropped
	if c.op != "clear" {
		gone = append(gone, s.history.add(c.item)...)
	}
	ctx.BroadcastEvent(c.op, map[string]any{"data": c.item.payload, "drop": s.history.dropped - dropped})
	s.let(gone)
}

// beside shows something to those who are there, or to one of them.
func (s *frameState) beside(ctx *frameContext, c frameChange) {
	if c.to != "" && s.views[c.to] == 0 || len(s.views) == 0 {
		return
	}
	if c.op != "append" {
		s.let(s.aside[c.to])
		delete(s.aside, c.to)
	}
	if c.op != "clear" {
		values := append(s.aside[c.to], c.value)
		if n := len(values) - maxFrameItems; n > 0 {
			s.let(values[:n])
			values = append([]any(nil), values[n:]...)
		}
		s.aside[c.to] = values
	}
	payload := map[string]any{"data": c.item.payload}
	if c.to == "" {
		ctx.BroadcastEvent(c.op, payload)
	} else {
		ctx.SendEvent(c.to, c.op, payload)
	}
}

// let lets go of values that are not shown any more.
func (s *frameState) let(values []any) {
	for _, v := range values {
		s.reach.release(s.kernel, v)
	}
}
