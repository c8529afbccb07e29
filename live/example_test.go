package live_test

import (
	"context"
	"fmt"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/live"
)

// counter is a widget's definition, total its state.
type counter struct{}

type total struct{ Count int }

func (counter) Init(ctx *live.Context[total], start int) error {
	ctx.Assigns.Count = start
	return nil
}

func (counter) HandleConnect(ctx *live.Context[total]) (any, error) {
	return ctx.Assigns.Count, nil
}

func (counter) HandleEvent(ctx *live.Context[total], event string, p live.Payload) error {
	var by int
	if err := p.Decode(&by); err != nil {
		return err
	}
	return counter{}.HandleCast(ctx, by)
}

func (counter) HandleCast(ctx *live.Context[total], by any) error {
	ctx.Assigns.Count += by.(int)
	ctx.BroadcastEvent("count", ctx.Assigns.Count) // every browser, now
	ctx.EmitEvent(ctx.Assigns.Count)               // Go code that listens
	return nil
}

const js = `export function init(ctx, count) {
  ctx.root.innerHTML = "<button>" + count + "</button>";
  const b = ctx.root.firstChild;
  b.onclick = () => ctx.pushEvent("bump", 1);
  ctx.handleEvent("count", (n) => (b.textContent = n));
}`

func Example() {
	ctx := context.Background()
	w := live.New(counter{}, 10, live.Options{Assets: jsassets.Inline("main.js", js)})
	defer w.Close(ctx)

	if err := w.Cast(5); err != nil {
		fmt.Println(err)
	}
	state, err := live.State[total](ctx, w)
	fmt.Println(w, state.Count, err)
	// Output: live widget live_test.counter 15 <nil>
}

func ExampleExport_Markdown() {
	e := live.Export{Info: "json", Payload: map[string]int{"count": 3}}
	text, err := e.Markdown()
	fmt.Print(text, err)
	// Output:
	// ```json
	// {"count":3}
	// ```
	// <nil>
}
