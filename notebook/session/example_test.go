package session_test

import (
	"context"
	"fmt"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/session"
)

// A notebook is run without a page: every cell in order.
func ExampleRun() {
	d := notebook.Parse([]byte("# Demo\n\n```go\nhello\n```\n\n```go\nfail\n```\n"))
	report, err := session.Run(context.Background(), d, session.RunOptions{
		New: newWorld().factory, // an engine's in earnest
		Observer: session.Observer{
			Finished: func(c session.CellReport) { fmt.Printf("cell %d: %s %q\n", c.Cell, c.Status, c.Stdout) },
		},
	})
	fmt.Println(report.Err(), err)
	// Output:
	// cell 1: ok "hello\n"
	// cell 2: error ""
	// failed cells: 1 <nil>
}
