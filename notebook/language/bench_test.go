package language_test

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkDiagnostics measures from an edit to all diagnostics being known.
func BenchmarkDiagnostics(b *testing.B) {
	for _, n := range []int{100, 500} {
		var cells []string
		for i := range n {
			cells = append(cells, fmt.Sprintf("type t%[1]d struct{ x, y int }\nfunc (t t%[1]d) sum() int { return t.x + t.y }\nfunc f%[1]d(s []int) int {\n\tsum := 0\n\tfor _, x := range s {\n\t\tsum += x\n\t}\n\treturn sum + f%[2]d(s)\n}\nfmt.Println(t%[1]d{1, 2}.sum())", i+1, max(1, i)))
		}
		middle := n / 2
		source := cells[middle]
		b.Run(fmt.Sprintf("%d/first", n), func(b *testing.B) {
			for b.Loop() {
				open(b, cells...)
			}
		})
		b.Run(fmt.Sprintf("%d/body", n), func(b *testing.B) {
			r := open(b, cells...)
			for i := 0; b.Loop(); i++ {
				r.edit(middle+1, fmt.Sprintf("%s\n%d", source, i))
			}
		})
		b.Run(fmt.Sprintf("%d/signature", n), func(b *testing.B) {
			r := open(b, cells...)
			types := []string{"int", "int64"}
			for i := 0; b.Loop(); i++ {
				r.edit(middle+1, strings.Replace(source, "x, y int", "x, y "+types[i%2], 1))
			}
		})
	}
	var long strings.Builder
	for i := range 250 {
		fmt.Fprintf(&long, "func g%[1]d(s []string) (int, error) {\n\tfor i, x := range s {\n\t\tif strings.Contains(x, \"%[1]d\") {\n\t\t\treturn i, nil\n\t\t}\n\t}\n\treturn 0, errors.New(\"none\")\n}\n", i)
	}
	b.Run("2000 lines", func(b *testing.B) {
		r := open(b, long.String(), "g1(nil)")
		for i := 0; b.Loop(); i++ {
			r.edit(1, fmt.Sprintf("%s%d", long.String(), i))
		}
	})
}
