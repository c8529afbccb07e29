package compile_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/engine"
)

// BenchmarkCell measures a cell from changed source to its end: checked,
// compiled, linked, loaded and run. Nothing of it comes from the cache.
func BenchmarkCell(b *testing.B) {
	cells := []struct{ name, source string }{
		{"trivial", "x := %d\nx + 1"},
		{"printing", "fmt.Println(%d)"},
		{"http", "req, err := http.NewRequest(\"GET\", \"http://localhost/%d\", nil)\n_ = err\nreq.URL.Path"},
		{"declarations", "type point%[1]d struct{ x, y int }\nfunc (p point%[1]d) sum() int { return p.x + p.y }\nfunc f%[1]d() int { return point%[1]d{1, 2}.sum() }"},
	}
	for _, mode := range []compile.LinkMode{compile.LinkDelta, compile.LinkFull} {
		for _, c := range cells {
			b.Run(fmt.Sprintf("%s/%s", mode, c.name), func(b *testing.B) {
				r := startRun(b, engine.Options{Link: mode})
				i := 0
				for b.Loop() {
					i++
					// A number that no earlier run has used makes the cache miss.
					res := r.Evaluate(b.Context(), 1, fmt.Sprintf(c.source, unique(i)))
					if res.Status != engine.StatusOK {
						b.Fatal(res.Error)
					}
				}
			})
		}
	}
}

// unique returns a number that differs between runs and calls.
func unique(i int) int64 { return started + int64(i) }

var started = time.Now().UnixNano() / 1e6
