package compile_test

import (
	"fmt"

	"github.com/gokino/gokino/notebook/compile"
)

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
