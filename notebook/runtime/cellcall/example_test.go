package cellcall_test

import (
	"fmt"

	"github.com/gokino/gokino/notebook/runtime/cellcall"
)

// What the compiler makes of a cell that adds up numbers and shows the sum.
func Example() {
	cellcall.Attach(&recorder{})
	sum := 0
	for i := range 10 {
		cellcall.Poll()
		sum += i
	}
	fmt.Println(sum)
	cellcall.Show(sum)
	// Output: 45
}
