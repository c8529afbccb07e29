package protocol_test

import (
	"fmt"

	"github.com/gokino/gokino/notebook/runtime/protocol"
)

func Example() {
	frame := protocol.Encode(protocol.Done{Eval: 7, Status: protocol.StatusOK})
	fmt.Println(protocol.Is(frame))
	m, err := protocol.Decode(frame)
	fmt.Printf("%+v %v\n", m, err)
	// Output:
	// true
	// {Eval:7 Status:ok Failure:{Message: Line:0 Stack:}} <nil>
}
