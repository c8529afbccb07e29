package randgo_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"math/rand/v2"
	"testing"

	"github.com/gokino/gokino/internal/randgo"
)

func TestMostProgramsCompile(t *testing.T) {
	imp, bad := importer.Default(), 0
	const n = 200
	for seed := range uint64(n) {
		source := randgo.New(rand.New(rand.NewPCG(seed, 0))).Source("main")
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "", source, parser.SkipObjectResolution)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, source)
		}
		conf := types.Config{Importer: imp}
		if _, err := conf.Check("main", fset, []*ast.File{file}, nil); err != nil {
			t.Logf("seed %d: %v", seed, err)
			bad++
		}
	}
	if bad > n/5 {
		t.Errorf("%d of %d programs do not compile", bad, n)
	}
}
