package widget_test

import (
	"fmt"

	"github.com/gokino/gokino/widget"
)

func ExampleInspect() {
	type point struct {
		X, Y int
		Name string
	}
	fmt.Println(widget.Inspect(point{1, 2, "a"}))
	fmt.Println(widget.Inspect(map[string]any{"n": 1, "s": "1"}))
	// Output:
	// {X:1 Y:2 Name:"a"}
	// map["n":1 "s":"1"]
}
