package main

import (
	"fmt"
	"slices"

	"github.com/gokino/gokino/live"
)

// pipeline is Kino.Debug.Pipeline without the frame that shows results: steps can
// be selected, switched off and moved.
type pipeline struct{}

type step struct {
	ID      int    `json:"id"`
	Source  string `json:"source"`
	Enabled bool   `json:"enabled"`
}

type pipe struct {
	Steps    []step  `json:"items"`
	Selected int     `json:"selected_id"`
	Errored  *int    `json:"errored_id"`
	Error    *string `json:"error"`
	Changed  bool    `json:"changed"`
	Calls    int     `json:"call_count"`
	SameFile bool    `json:"dbg_same_file"`
	Line     int     `json:"dbg_line"`
}

func steps() []step {
	return []step{
		{0, `"Elixir is cool!"`, true}, {1, `|> String.trim_trailing("!")`, true}, {2, "|> String.split()", true}, {3, "|> List.first()", true},
	}
}

func (pipeline) Init(ctx *live.Context[pipe], s []step) error {
	ctx.Assigns = pipe{Steps: s, Selected: len(s) - 1, Calls: 1, SameFile: true, Line: 3}
	return nil
}

func (pipeline) HandleConnect(ctx *live.Context[pipe]) (any, error) { return ctx.Assigns, nil }

func (pipeline) HandleCast(ctx *live.Context[pipe], _ any) error {
	ctx.Assigns.Calls++
	ctx.BroadcastEvent("call_count_updated", map[string]int{"call_count": ctx.Assigns.Calls})
	return nil
}

func (pipeline) HandleEvent(ctx *live.Context[pipe], event string, p live.Payload) error {
	var asked struct {
		ID      int  `json:"id"`
		Enabled bool `json:"enabled"`
		Index   int  `json:"index"`
	}
	if err := p.Decode(&asked); err != nil {
		return err
	}
	a := &ctx.Assigns
	at := slices.IndexFunc(a.Steps, func(s step) bool { return s.ID == asked.ID })
	if at < 0 {
		return fmt.Errorf("there is no step %d", asked.ID)
	}
	switch event {
	case "select_item":
		a.Selected = asked.ID
		ctx.BroadcastEvent("item_selected", map[string]int{"id": asked.ID})
	case "update_enabled":
		a.Steps[at].Enabled = asked.Enabled
		a.settle()
		ctx.BroadcastEvent("enabled_updated", map[string]any{
			"id": asked.ID, "enabled": asked.Enabled, "selected_id": a.Selected, "changed": a.Changed,
		})
		// A pipeline without its second step fails at the third.
		if a.Errored = nil; !a.Steps[1].Enabled && asked.ID == 1 {
			a.Errored = &a.Steps[2].ID
			ctx.BroadcastEvent("set_errored", map[string]any{"id": 2, "error": "** (FunctionClauseError)", "selected_id": 0})
		}
	case "move_item":
		moved := a.Steps[at]
		a.Steps = slices.Insert(slices.Delete(a.Steps, at, at+1), asked.Index, moved)
		a.settle()
		ctx.BroadcastEvent("item_moved", map[string]any{"id": asked.ID, "index": asked.Index, "changed": a.Changed})
	}
	return nil
}

// settle finds out whether anything differs from the beginning, and selects the
// last step that counts.
func (a *pipe) settle() {
	a.Changed = false
	for i, s := range a.Steps {
		a.Changed = a.Changed || s.ID != i || !s.Enabled
		if s.Enabled {
			a.Selected = s.ID
		}
	}
}
