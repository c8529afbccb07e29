//go:build cgo && (linux || darwin || freebsd)

package loader_test

import (
	"fmt"

	"github.com/gokino/gokino/notebook/runtime/loader"
)

func Example() {
	l, err := loader.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range l.Resolve([]string{"os.Exit", "type:string", "main.cell"}) {
		fmt.Println(s.Plain, len(s.Type), s.Mask)
	}
	// Output:
	// true 0 []
	// true 48 [1]
	// false 0 []
}
