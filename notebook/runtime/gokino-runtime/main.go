// Command gokino-runtime is the process that the cells of a notebook live in.
// gokino builds and starts it; it is of no use by itself.
package main

import (
	"fmt"
	"os"

	"github.com/gokino/gokino/notebook/runtime"
)

func main() {
	if err := runtime.Main(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}
