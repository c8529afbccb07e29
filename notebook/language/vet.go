package language

import (
	"fmt"
	"go/ast"
	"go/types"
	"os"
	"reflect"
	"runtime"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/appends"
	"golang.org/x/tools/go/analysis/passes/assign"
	"golang.org/x/tools/go/analysis/passes/atomic"
	"golang.org/x/tools/go/analysis/passes/bools"
	"golang.org/x/tools/go/analysis/passes/copylock"
	"golang.org/x/tools/go/analysis/passes/defers"
	"golang.org/x/tools/go/analysis/passes/errorsas"
	"golang.org/x/tools/go/analysis/passes/httpresponse"
	"golang.org/x/tools/go/analysis/passes/ifaceassert"
	"golang.org/x/tools/go/analysis/passes/lostcancel"
	"golang.org/x/tools/go/analysis/passes/nilfunc"
	"golang.org/x/tools/go/analysis/passes/printf"
	"golang.org/x/tools/go/analysis/passes/shift"
	"golang.org/x/tools/go/analysis/passes/sigchanyzer"
	"golang.org/x/tools/go/analysis/passes/stdmethods"
	"golang.org/x/tools/go/analysis/passes/stringintconv"
	"golang.org/x/tools/go/analysis/passes/structtag"
	"golang.org/x/tools/go/analysis/passes/timeformat"
	"golang.org/x/tools/go/analysis/passes/unmarshal"
	"golang.org/x/tools/go/analysis/passes/unreachable"
	"golang.org/x/tools/go/analysis/passes/unusedresult"
	"golang.org/x/tools/go/analysis/passes/waitgroup"

	"github.com/gokino/gokino/notebook/compile"
)

// analyzers are those of go vet that can look at one cell alone.
func analyzers() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		appends.Analyzer, assign.Analyzer, atomic.Analyzer, bools.Analyzer, copylock.Analyzer, defers.Analyzer,
		errorsas.Analyzer, httpresponse.Analyzer, ifaceassert.Analyzer, lostcancel.Analyzer, nilfunc.Analyzer,
		printf.Analyzer, shift.Analyzer, sigchanyzer.Analyzer, stdmethods.Analyzer, stringintconv.Analyzer,
		structtag.Analyzer, timeformat.Analyzer, unmarshal.Analyzer, unreachable.Analyzer, unusedresult.Analyzer,
		waitgroup.Analyzer,
	}
}

// vet returns what go vet would say of a cell without errors.
func vet(a *compile.Analysis) []compile.Finding {
	r := &vetting{a: a, results: map[*analysis.Analyzer]any{}, facts: map[factKey]analysis.Fact{}}
	for _, an := range analyzers() {
		// One that fails says nothing.
		_ = r.run(an)
	}
	return r.findings
}

// vetting runs analyzers over one cell.
type vetting struct {
	a        *compile.Analysis
	results  map[*analysis.Analyzer]any
	facts    map[factKey]analysis.Fact
	findings []compile.Finding
}

// factKey is what a fact is about, a nil object being the package. Facts about
// other packages are not known: printf knows those of fmt and log by name.
type factKey struct {
	obj types.Object
	typ reflect.Type
}

func (r *vetting) run(an *analysis.Analyzer) (err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("vet: %s panicked: %v", an.Name, e)
		}
	}()
	if _, done := r.results[an]; done {
		return nil
	}
	results := map[*analysis.Analyzer]any{}
	for _, needed := range an.Requires {
		if err := r.run(needed); err != nil {
			return err
		}
		results[needed] = r.results[needed]
	}
	result, err := an.Run(r.pass(an, results))
	if err != nil {
		return fmt.Errorf("vet: %s: %w", an.Name, err)
	}
	r.results[an] = result
	return nil
}

func (r *vetting) pass(an *analysis.Analyzer, results map[*analysis.Analyzer]any) *analysis.Pass {
	read := func(key factKey, fact analysis.Fact) bool {
		known, ok := r.facts[key]
		if ok {
			reflect.ValueOf(fact).Elem().Set(reflect.ValueOf(known).Elem())
		}
		return ok
	}
	return &analysis.Pass{
		Analyzer: an, Fset: r.a.Fset(), Files: []*ast.File{r.a.File()},
		Pkg: r.a.Package(), TypesInfo: r.a.Info(), TypesSizes: types.SizesFor("gc", runtime.GOARCH),
		ResultOf: results, ReadFile: os.ReadFile,
		Report: func(d analysis.Diagnostic) { r.report(an, d) },
		ImportObjectFact: func(obj types.Object, fact analysis.Fact) bool {
			return read(factKey{obj, reflect.TypeOf(fact)}, fact)
		},
		ImportPackageFact: func(_ *types.Package, fact analysis.Fact) bool {
			return read(factKey{nil, reflect.TypeOf(fact)}, fact)
		},
		ExportObjectFact: func(obj types.Object, fact analysis.Fact) {
			r.facts[factKey{obj, reflect.TypeOf(fact)}] = fact
		},
		ExportPackageFact: func(fact analysis.Fact) {
			r.facts[factKey{nil, reflect.TypeOf(fact)}] = fact
		},
		AllObjectFacts:  func() []analysis.ObjectFact { return nil },
		AllPackageFacts: func() []analysis.PackageFact { return nil },
	}
}

// report notes a diagnostic if it is about the cell. What is shown at the end of
// a cell is used.
func (r *vetting) report(an *analysis.Analyzer, d analysis.Diagnostic) {
	start, ok := r.a.Place(d.Pos)
	if !ok {
		return
	}
	if from, to, ok := r.a.Shown(); ok && an == unusedresult.Analyzer && from <= start && start < to {
		return
	}
	end, ok := r.a.Place(d.End)
	if !ok || end < start {
		end = start
	}
	r.findings = append(r.findings, compile.Finding{
		Start: start, End: end, Severity: compile.SeverityWarning, Code: "vet/" + an.Name, Message: d.Message, URL: an.URL,
	})
}
