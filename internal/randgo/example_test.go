package randgo_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/gokino/gokino/internal/randgo"
)

func ExampleProgram() {
	p := randgo.New(rand.New(rand.NewPCG(1, 2)))
	cells := p.Cells(rand.New(rand.NewPCG(3, 4)))
	source := p.Source("main")
	first, _, _ := strings.Cut(cells[0], "\n")
	fmt.Println(first)
	fmt.Println(strings.Contains(source, first))
	// Output:
	// type doer interface{ Do(int) int }
	// true
}
