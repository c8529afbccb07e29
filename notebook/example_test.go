package notebook_test

import (
	"fmt"

	"github.com/gokino/gokino/notebook"
)

// Any Markdown file is a notebook.
func ExampleParse() {
	d := notebook.Parse([]byte("# Demo\n\n```go\nx := 1\n```\n\nand\n\n```go\nx + 1\n```\n"))
	for _, c := range d.Cells {
		fmt.Printf("%s %d: %q\n", c.Kind, c.ID, c.Source)
	}
	// Output:
	// text 1000000: "# Demo"
	// code 1: "x := 1"
	// text 1000001: "and"
	// code 2: "x + 1"
}

// An operation gives a new state, and what pages have to be told. The file
// changes where the document did.
func ExampleApply() {
	s := notebook.NewState(notebook.Parse([]byte("Demo.\n\n~~~go\nx := 1\n~~~\n")), notebook.About{})
	s, changes, err := notebook.Apply(s, notebook.Edit{ID: 1, Updates: []notebook.Update{
		{ClientID: "page", Changes: []any{5, []any{1, "2"}}}, // keep five, replace one
	}})
	fmt.Println(changes[0].Event(), err)
	fmt.Printf("%s", notebook.Format(s.Document()))
	// Output:
	// edit <nil>
	// Demo.
	//
	// ~~~go
	// x := 2
	// ~~~
}
