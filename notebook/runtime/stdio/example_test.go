package stdio_test

import (
	"fmt"
	"os"

	"github.com/gokino/gokino/notebook/runtime/stdio"
)

func Example() {
	r, descriptor1, _ := os.Pipe() // as the process's standard output
	c, err := stdio.New(stdio.Options{
		Stdout: r,
		Emit: func(eval uint64, parts []stdio.Part) {
			for _, p := range parts {
				fmt.Printf("evaluation %d: %s", eval, p.Text)
			}
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()

	c.Run(1)
	fmt.Fprintln(descriptor1, "a library prints")
	c.Flush(1)
	c.Run(2)
	c.Write(1, stdio.Stdout, []byte("a goroutine of the first evaluation prints\n"))
	c.Flush(1)
	// Output:
	// evaluation 1: a library prints
	// evaluation 1: a goroutine of the first evaluation prints
}
