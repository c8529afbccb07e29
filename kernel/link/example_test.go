package link_test

import (
	"fmt"

	"github.com/gokino/gokino/kernel/link"
)

func ExamplePipe() {
	a, b := link.Pipe()
	if err := a.Send([]byte("hello")); err != nil {
		fmt.Println(err)
	}
	if err := a.Close(); err != nil {
		fmt.Println(err)
	}
	for {
		frame, err := b.Recv()
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s\n", frame)
	}
	// Output:
	// hello
	// EOF
}
