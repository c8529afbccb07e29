package compile_test

import (
	"fmt"

	"github.com/gokino/gokino/notebook/compile"
)

// Declaring a name again gives its symbol another version, which is nobody's
// business outside of this package.
func ExamplePlain() {
	fmt.Println(compile.Plain("panic in main.handlerꓸ3.func1: want *main.Pointꓸ2"))
	// Output: panic in main.handler.func1: want *main.Point
}

func ExampleErrors() {
	var err error = compile.Errors{
		{Cell: 3, Line: 1, Col: 6, Message: "undefined: x"},
		{Cell: 3, Line: 2, Col: 1, Message: "undefined: y"},
	}
	fmt.Println(err)
	// Output:
	// cell3:1:6: undefined: x
	// cell3:2:1: undefined: y
}
