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

func ExampleFrame() {
	frame := widget.NewFrame()
	frame.Append("first") // before it is shown, after, from any goroutine
	frame.Append(widget.Text("second"))
	fmt.Println(frame)
	frame.Render(3)
	fmt.Println(frame)
	// Output:
	// "first"
	// second
	// 3
}

func ExampleTabs() {
	tabs := widget.Tabs(
		widget.Tab("Text", widget.Markdown("*hello*")),
		widget.Tab("Numbers", []int{1, 2}),
	)
	fmt.Println(widget.Forms(tabs)["text/plain"])
	// Output:
	// Text:
	//   *hello*
	// Numbers:
	//   [1 2]
}

// A long value is shown as far as one likes.
func ExampleInspectOptions() {
	squares := []int{0, 1, 4, 9, 16}
	fmt.Println(widget.Inspect(squares, widget.InspectOptions{Label: "squares", Elements: 3}))
	// Output: squares: [0 1 4 … 2 more]
}
