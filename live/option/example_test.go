package option_test

import (
	"fmt"

	"github.com/gokino/gokino/live/option"
)

type boxOptions struct{ Width int }

func box(opts ...boxOptions) string {
	o := option.Of(opts)
	return fmt.Sprint("a box, ", o.Width, " wide")
}

func Example() {
	fmt.Println(box())
	fmt.Println(box(boxOptions{Width: 3}))
	defer func() { fmt.Println(recover()) }()
	box(boxOptions{}, boxOptions{})
	// Output:
	// a box, 0 wide
	// a box, 3 wide
	// 2 times option_test.boxOptions, where one is enough
}
