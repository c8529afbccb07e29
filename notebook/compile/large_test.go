package compile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook/compile"
)

// TestLargeCells translates cells that take for ever if the effort grows with
// the square of their size, or worse.
func TestLargeCells(t *testing.T) {
	times := func(n int, line string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.ReplaceAll(line, "#", fmt.Sprint(i)))
		}
		return b.String()
	}
	imp := newImporter()
	for name, cells := range map[string][]string{
		"constants":    {"const (\nc = iota\n" + times(10_000, "c#\n") + ")", "c99 + c9999"},
		"declarations": {times(3_000, "var v# = #\nfunc f#() int { return v# }\n"), "f99()", "var v5 = 6\nf5()"},
		"followers":    {"func f() int { return 1 }\n" + times(2_000, "func f#() int { return f() }\n"), "func f() int { return 2 }"},
		"statements":   {"x := 0\n" + times(10_000, "x += #\n"), "x"},
		"variables":    {times(3_000, "x# := #\n"), "x9"},
	} {
		t.Run(name, func(t *testing.T) {
			n := compile.Scratch(imp)
			for i, source := range cells {
				if _, _, err := n.Translate(compile.Cell{ID: i + 1, Source: source}, false); err != nil {
					t.Fatalf("cell %d: %v", i+1, err)
				}
			}
		})
	}
}
