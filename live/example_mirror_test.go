package live_test

import (
	"context"
	"fmt"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

// Other Go code changes mirrored state with Update, here that of an anywidget.
func ExampleUpdate() {
	w := live.AnyWidget("export default { render() {} }", "", live.Assigns{"value": 1}, live.Options{Kernel: kernel.New(kernel.Options{})})
	ctx := context.Background()
	defer w.Close(ctx)
	err := live.Update(ctx, w, func(s *live.Assigns) { s.Assign(live.Assigns{"value": 2}) })
	state, _ := live.State[live.Assigns](ctx, w)
	fmt.Println(state["value"], err)
	// Output: 2 <nil>
}
