package golink_test

import (
	"fmt"

	"github.com/gokino/gokino/notebook/compile/golink"
)

// What a cell refers to is looked up in the process by its mangled name, and
// pretended to be in a library.
func Example() {
	known := map[string]golink.Known{"fmt.Println": {Plain: true}, "runtime.memmove": {ABI0: true}}
	for _, s := range []golink.Symbol{{Name: "fmt.Println", ABI: golink.ABIInternal}, {Name: "runtime.memmove"}, {Name: "main.gone"}} {
		name := golink.Mangle(s.Name)
		fake, ok := golink.Pretend(name, s.ABI, known[name])
		fmt.Println(fake.Name, fake.Text, ok)
	}
	// Output:
	// fmt.Println.abiinternal true true
	// runtime.memmove.abi0 true true
	// main.gone false false
}
