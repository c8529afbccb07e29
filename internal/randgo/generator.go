package randgo

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// generator makes the chunks of one program.
type generator struct {
	rand   *rand.Rand
	chunks []chunk
	scope  *scope
	types  []*typ // that were declared
	funcs  []callable
	count  int    // of names
	loops  int    // that are open
	inside *scope // of the function that is being declared; nil in statements
	out    *strings.Builder
}

// callable is a declared function.
type callable struct {
	name   string
	params []*typ
	result *typ
}

func (f callable) call(g *generator, depth int) string {
	var args []string
	for _, p := range f.params {
		args = append(args, g.expr(p, depth-1))
	}
	return fmt.Sprintf("%s(%s)", f.name, strings.Join(args, ", "))
}

func (g *generator) oneOf(list ...string) string { return list[g.rand.IntN(len(list))] }

// pick returns one of the types, nil if there is none.
func (g *generator) pick(list ...*typ) *typ {
	if len(list) == 0 {
		return nil
	}
	return list[g.rand.IntN(len(list))]
}

// any returns any type there is.
func (g *generator) any() *typ {
	if len(g.types) > 0 && g.rand.IntN(3) == 0 {
		return g.pick(g.types...)
	}
	return g.pick(basics...)
}

// doer returns a struct type with the method Do, nil if there is none.
func (g *generator) doer() *typ {
	for range 4 {
		if t := g.pick(g.types...); t != nil && t.method != "" {
			return t
		}
	}
	return nil
}

func (g *generator) name(prefix string) string {
	g.count++
	return fmt.Sprint(prefix, g.count)
}

// find returns a variable of a type; set if it must be one that can be set. In
// declared functions those are their own: Go does not say whether f() + x reads
// an x that f sets before or after.
func (g *generator) find(t *typ, set bool) (variable, bool) {
	var found []variable
	hidden := map[string]bool{}
	for s, own := g.scope, true; s != nil && (own || !set); s = s.outer {
		own = s != g.inside
		for i := len(s.vars) - 1; i >= 0; i-- {
			v := s.vars[i]
			if v.typ == t && !hidden[v.name] && !(set && v.constant) {
				found = append(found, v)
			}
			hidden[v.name] = true
		}
	}
	if len(found) == 0 {
		return variable{}, false
	}
	return found[g.rand.IntN(len(found))], true
}

func (g *generator) add(c chunk) {
	if c.main == "" {
		c.main = c.cell
	}
	g.chunks = append(g.chunks, c)
}

func (g *generator) declare(format string, args ...any) {
	g.add(chunk{decl: true, cell: fmt.Sprintf(format, args...)})
}

// line writes a line of the chunk or function that is being made.
func (g *generator) line(format string, args ...any) { fmt.Fprintf(g.out, format+"\n", args...) }

// collect returns what f writes.
func (g *generator) collect(f func()) string {
	old := g.out
	g.out = &strings.Builder{}
	defer func() { g.out = old }()
	f()
	return g.out.String()
}

// statements adds what f writes as a chunk.
func (g *generator) statements(f func()) {
	g.add(chunk{cell: strings.TrimRight(g.collect(f), "\n")})
}

// declareBasics declares what expressions of all programs call.
func (g *generator) declareBasics() {
	g.declare("type doer interface{ Do(int) int }")
	g.declare("type nothing struct{}\nfunc (nothing) Do(i int) int { return i }")
	g.declare("type box[T any] struct{ v T }\nfunc (b box[T]) get() T { return b.v }")
	g.declare("func one[T any](v T) T { return v }")
	g.declare("func choose[T any](c bool, a, b T) T { if c { return a }; return b }")
	g.declare("func at(s []int, i int) int { if len(s) == 0 { return -1 }; return s[uint(i)%%uint(len(s))] }")
	g.declare("func cut(s string, i int) string { if len(s) == 0 { return s }; return s[uint(i)%%uint(len(s)):] }")
	g.declare("func sum(first int, more ...int) int { for _, x := range more { first += x }; return first }")
	g.declare("func apply[A, B any](f func(A) B, a A) B { return f(a) }")
	g.declare("func deref(p *int) int { if p == nil { return -1 }; return *p }")
	g.declare("func call(f func(int) int, i int) int { if f == nil { return -2 }; return f(i) }")
	g.declare("func keys[V any](m map[string]V) []string { var l []string; for k := range m { l = append(l, k) }; sort.Strings(l); return l }")
	g.types = append(g.types, &typ{name: "doer", kind: face}, &typ{name: "nothing", kind: structure, method: "Do"})
}

// chunk adds a declaration, or statements.
func (g *generator) chunk() {
	switch g.rand.IntN(9) {
	case 0:
		g.structType()
	case 1:
		g.definedType()
	case 2:
		g.constants()
	case 3, 4:
		g.function()
	case 5, 6:
		g.global()
	default:
		g.statements(func() { g.statement(3) })
	}
}

// summary prints all variables of the package.
func (g *generator) summary() {
	g.statements(func() {
		for _, v := range g.scope.vars {
			g.show(v)
		}
	})
}

// show prints a variable.
func (g *generator) show(v variable) {
	switch {
	case v.typ.printable():
		g.line("fmt.Printf(%q, %s)", v.name+"="+g.oneOf("%v", "%+v", "%T", "%#v", "%v")+"\n", v.name)
	case v.typ == tPointer:
		g.line("fmt.Println(%q, deref(%s))", v.name, v.name)
	case v.typ.kind == function:
		g.line("fmt.Println(%q, call(%s, %s))", v.name, v.name, g.expr(tInt, 0))
	default:
		g.line("fmt.Printf(%q, %s)", "%T\n", v.name)
	}
}
