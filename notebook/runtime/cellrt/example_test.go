package cellrt_test

import (
	"fmt"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook/runtime/cellcall"
	"github.com/gokino/gokino/notebook/runtime/cellrt"
)

// A cell's code runs as an evaluation; an interrupt ends it at its next Poll.
func Example() {
	e := cellrt.Open(kernel.New(kernel.Options{}).Open(7), 3)
	started := make(chan bool)
	go func() {
		<-started
		e.Doom()
	}()
	outcome := e.Do(func() {
		defer fmt.Println("deferred calls run")
		close(started)
		for {
			cellcall.Poll()
		}
	})
	e.Spare()
	fmt.Println("interrupted:", outcome.Interrupted)
	// Output:
	// deferred calls run
	// interrupted: true
}
