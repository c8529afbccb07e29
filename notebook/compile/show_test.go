package compile_test

import (
	"testing"

	"github.com/gokino/gokino/notebook/engine"
)

// TestShownOnce: a last expression that shows something itself is not shown once
// more.
func TestShownOnce(t *testing.T) {
	cells(t, startRun(t, engine.Options{}),
		`widget.Render(widget.Text("once"))`, "=> once",
		"widget.Render[any](2)", "=> 2",
		"import w \"github.com/gokino/gokino/widget\"\nx := 3\n(w.Render(x))", "=> 3",
		`fmt.Println("four")`, "four",
		`fmt.Sprintln("five")`, `=> "five\n"`,
	)
}
