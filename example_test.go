package gokino_test

import (
	"fmt"
	"strings"

	"github.com/gokino/gokino"
)

// The tour is a notebook, and so a Markdown file.
func ExampleTour() {
	title, _, _ := strings.Cut(string(gokino.Tour()), "\n")
	fmt.Println(title)
	// Output: # A tour of gokino
}
