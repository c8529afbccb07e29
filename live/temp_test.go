package live_test

import (
	"testing"

	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/livetest"
)

// chat forgets its lines.
type chat struct {
	do map[string]func(*live.Context[talk]) error
}

type talk struct {
	Count int      `live:"count"`
	Lines []string `live:"lines"`
	note  string
}

func (chat) Init(ctx *live.Context[talk], _ int) error {
	ctx.Assigns.Lines = []string{"welcome"}
	ctx.TempAssign(func(s *talk) { s.Lines, s.note = []string{}, "" })
	return nil
}

func (c chat) HandleConnect(ctx *live.Context[talk]) (any, error) { return len(ctx.Assigns.Lines), nil }

func (c chat) HandleEvent(ctx *live.Context[talk], event string, p live.Payload) error {
	return c.do[event](ctx)
}

func TestTempAssign(t *testing.T) {
	var kept []string
	w := livetest.Start(t, chat{map[string]func(*live.Context[talk]) error{
		"say": func(ctx *live.Context[talk]) error {
			ctx.Assigns.Lines = append(ctx.Assigns.Lines, "hello")
			return nil
		},
		"say to nobody": func(ctx *live.Context[talk]) error {
			ctx.Assigns.note = "psst"
			return nil
		},
		"look": func(ctx *live.Context[talk]) error {
			return ctx.Reply([]any{len(ctx.Assigns.Lines), ctx.Assigns.note})
		},
		"keep": func(ctx *live.Context[talk]) error { kept = ctx.Assigns.Lines; return nil },
		"spoil": func(ctx *live.Context[talk]) error {
			kept = append(kept, "spoiled")
			return ctx.Reply(len(ctx.Assigns.Lines))
		},
		"count": func(ctx *live.Context[talk]) error { ctx.Assigns.Count++; return nil },
		"stop":  func(ctx *live.Context[talk]) error { ctx.TempAssign(nil); return nil },
		"break": func(ctx *live.Context[talk]) error {
			ctx.TempAssign(func(*talk) { panic("cannot forget") })
			return nil
		},
	}}, 0)
	a := w.Connect()
	a.WantInit(1)
	hello := map[string]any{"lines": []string{"hello"}}
	for range 2 { // the value is new each time, as often as it is the same
		a.Push("say", nil)
		a.WantModel(hello)
		a.NoMessage() // never sent as a reset
	}
	a.Push("count", nil)
	a.WantModel(map[string]any{"count": 1})
	b := w.Connect()
	b.WantInit(0) // who comes later does not see it
	if got := b.Model()["lines"]; len(got.([]any)) != 0 {
		t.Error(got)
	}
	a.Push("say to nobody", nil)
	a.Ask("look", nil).WantReply([]any{0, ""}) // what is not mirrored is forgotten too
	a.Push("keep", nil)
	a.Ask("spoil", nil).WantReply(0) // no reference is shared
	a.NoMessage()

	a.Push("stop", nil)
	a.Push("say", nil)
	a.WantModel(hello)
	a.Push("say", nil)
	a.WantModel(map[string]any{"lines": []string{"hello", "hello"}})

	a.Push("break", nil)
	w.WantReport("panic in TempAssign")
	a.Push("count", nil)
	a.WantModel(map[string]any{"count": 2})
	w.NoReport()
}
