package jsassets_test

import (
	"fmt"

	"github.com/gokino/gokino/jsassets"
)

func ExampleInline() {
	a := jsassets.Inline("main.js", "export function init(ctx) {}").With("main.css", "p {}")
	fmt.Println(a.Entry(), len(a.Files()), a.Err())
	// Output: main.js 2 <nil>
}
