package screen_test

import (
	"context"
	"fmt"

	"github.com/gokino/gokino/control"
	"github.com/gokino/gokino/widget"
	"github.com/gokino/gokino/widget/screen"
)

// A counter for each visitor.
func Example() {
	s := screen.New(0, func(v *screen.View[int], n int) any {
		more := control.Button("More")
		screen.On(v, more, func(_ control.Click, n int) int { return n + 1 })
		return widget.Grid(widget.GridOptions{}, widget.Text(fmt.Sprint(n)), more)
	})
	defer s.Close(context.Background())
	fmt.Println(s)
	// Output: live widget screen
}
