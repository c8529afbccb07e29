package randgo

import (
	"fmt"
	"strings"
)

// expr returns an expression of a type, with at most depth operators above each
// other.
func (g *generator) expr(t *typ, depth int) string {
	if depth <= 0 {
		return g.leaf(t)
	}
	if g.rand.IntN(5) == 0 {
		if s, ok := g.general(t, depth); ok {
			return s
		}
	}
	switch t.kind {
	case integer:
		return g.number(t, depth)
	case float:
		return fmt.Sprintf("(%s %s %s)", g.expr(t, depth-1), g.oneOf("+", "-", "*"), g.expr(t, depth-1))
	case text:
		return g.text(depth)
	case boolean:
		return g.condition(depth)
	case slice, array, mapping, structure:
		return g.composite(t, depth)
	case face:
		if t := g.doer(); t != nil {
			return g.composite(t, depth-1)
		}
	case function:
		return fmt.Sprintf("func(%s int) %s { %s }", "q", t.elem.name, g.inner(func() string {
			g.scope.vars = append(g.scope.vars, variable{name: "q", typ: tInt})
			return "return " + g.expr(t.elem, depth-1)
		}))
	}
	return g.leaf(t)
}

// declared calls f in the scope of a function that is being declared.
func (g *generator) declared(f func() string) string {
	return g.inner(func() string {
		g.inside = g.scope
		defer func() { g.inside = nil }()
		return f()
	})
}

// inner calls f in a scope of its own.
func (g *generator) inner(f func() string) string {
	g.scope = &scope{outer: g.scope}
	defer func() { g.scope = g.scope.outer }()
	return f()
}

// general makes an expression in a way that does for every type.
func (g *generator) general(t *typ, depth int) (string, bool) {
	switch g.rand.IntN(5) {
	case 0:
		return fmt.Sprintf("func() %s { return %s }()", t.name, g.expr(t, depth-1)), true
	case 1:
		return fmt.Sprintf("choose[%s](%s, %s, %s)", t.name, g.condition(depth-1), g.expr(t, 0), g.typed(t)), true
	case 2:
		return fmt.Sprintf("(box[%s]{%s}).get()", t.name, g.expr(t, depth-1)), true
	case 3:
		for _, f := range g.funcs {
			if f.result == t && g.loops == 0 && g.rand.IntN(2) == 0 {
				return f.call(g, depth), true
			}
		}
	case 4:
		return fmt.Sprintf("any(%s).(%s)", g.typed(t), t.name), t.kind != face
	}
	return "", false
}

// typed returns an expression that is no constant and has type t whatever it is
// assigned to.
func (g *generator) typed(t *typ) string {
	if v, ok := g.find(t, false); ok && !v.constant {
		return v.name
	}
	return fmt.Sprintf("one[%s](%s)", t.name, g.leaf(t))
}

// leaf returns a variable or a literal.
func (g *generator) leaf(t *typ) string {
	if v, ok := g.find(t, false); ok && g.rand.IntN(4) > 0 {
		return v.name
	}
	switch t.kind {
	case integer:
		return fmt.Sprint(g.rand.IntN(100))
	case float:
		return fmt.Sprintf("%d.%d", g.rand.IntN(10), g.rand.IntN(100))
	case text:
		return g.oneOf(`"a"`, `"héé"`, "`raw\"\n//`", `"x\ty"`, `""`, `"世界"`, `"{;}"`)
	case boolean:
		return g.oneOf("true", "false")
	case pointer:
		if v, ok := g.find(tInt, true); ok {
			return "&" + v.name
		}
		return "new(int)"
	case function:
		return "func(i int) " + t.elem.name + " { return " + g.oneOf("i", "i*2", "i-1") + " }"
	case face:
		return "(nothing{})" // others may have such a field again
	}
	return g.composite(t, 0)
}

func (g *generator) number(t *typ, depth int) string {
	switch g.rand.IntN(8) {
	case 0:
		return fmt.Sprintf("(%s %s (%s | 1))", g.typed(t), g.oneOf("/", "%"), g.typed(t))
	case 1:
		return fmt.Sprintf("(%s %s (%s & 7))", g.typed(t), g.oneOf("<<", ">>"), g.typed(tUint8))
	case 2:
		from := g.pick(tInt, tInt8, tUint8, tUint32, tInt64)
		return fmt.Sprintf("%s(%s)", t.name, g.typed(from))
	case 3:
		if t == tInt {
			return g.oneOf(
				fmt.Sprintf("len(%s)", g.typed(g.pick(tString, tInts, tStrings, tMap, tArray))),
				fmt.Sprintf("%s[%s]", g.typed(tMap), g.expr(tString, depth-1)),
				fmt.Sprintf("%s[uint(%s)%%3]", g.typed(tArray), g.typed(tInt)),
				fmt.Sprintf("at(%s, %s)", g.expr(tInts, depth-1), g.expr(tInt, depth-1)),
				fmt.Sprintf("deref(%s)", g.typed(tPointer)),
				fmt.Sprintf("call(%s, %s)", g.typed(tFunc), g.expr(tInt, depth-1)),
				fmt.Sprintf("sum(%s, %s...)", g.oneOf("1", "2"), g.typed(tInts)),
				fmt.Sprintf("sum(%s, %s, %s)", g.expr(tInt, depth-1), g.expr(tInt, 0), g.expr(tInt, 0)),
				g.viaMethod(depth),
			)
		}
		return fmt.Sprintf("%s(%s, %s)", g.oneOf("min", "max"), g.typed(t), g.expr(t, depth-1))
	case 4:
		return fmt.Sprintf("%s(%s)", g.oneOf("-", "^", "+"), g.typed(t))
	}
	return fmt.Sprintf("(%s %s %s)", g.typed(t), g.oneOf("+", "-", "*", "&", "|", "^", "&^"), g.expr(t, depth-1))
}

// viaMethod calls a method: of a value, through an interface, as a method value,
// or as a method expression.
func (g *generator) viaMethod(depth int) string {
	t := g.doer()
	if t == nil {
		return g.leaf(tInt)
	}
	arg := g.expr(tInt, depth-1)
	return g.oneOf(
		fmt.Sprintf("%s.Do(%s)", g.composite(t, 0), arg),
		fmt.Sprintf("doer(%s).Do(%s)", g.typed(t), arg),
		fmt.Sprintf("(%s).Do(%s, %s)", t.name, g.typed(t), arg),
		fmt.Sprintf("apply(%s.Do, %s)", g.typed(t), arg),
	)
}

func (g *generator) text(depth int) string {
	t := g.pick(basics...)
	switch g.rand.IntN(5) {
	case 0:
		if t.printable() {
			return fmt.Sprintf("fmt.Sprintf(%q, %s)", g.oneOf("%v", "%+v", "%T", "%#v"), g.typed(t))
		}
	case 1:
		return fmt.Sprintf("strings.%s(%s)", g.oneOf("ToUpper", "TrimSpace", "ToLower"), g.expr(tString, depth-1))
	case 2:
		return fmt.Sprintf("string([]%s(%s))", g.oneOf("byte", "rune"), g.expr(tString, depth-1))
	case 3:
		return fmt.Sprintf("cut(%s, %s)", g.expr(tString, depth-1), g.expr(tInt, depth-1))
	}
	return fmt.Sprintf("(%s + %s)", g.expr(tString, depth-1), g.expr(tString, 0))
}

func (g *generator) condition(depth int) string {
	if depth <= 0 {
		return g.leaf(tBool)
	}
	switch g.rand.IntN(5) {
	case 0:
		return fmt.Sprintf("(%s %s %s)", g.condition(depth-1), g.oneOf("&&", "||"), g.condition(depth-1))
	case 1:
		return "!" + g.condition(depth-1)
	}
	t := g.pick(tInt, tInt8, tUint32, tString, tFloat)
	if t == tInt && g.rand.IntN(3) == 0 {
		if t := g.pick(g.types...); t != nil && t.comparable() && t.kind == structure {
			return fmt.Sprintf("(%s == %s)", g.typed(t), g.typed(t))
		}
	}
	return fmt.Sprintf("(%s %s %s)", g.typed(t), g.oneOf("==", "!=", "<", "<=", ">", ">="), g.expr(t, depth-1))
}

// composite returns a literal of a slice, array, map or struct.
func (g *generator) composite(t *typ, depth int) string {
	var list []string
	switch t.kind {
	case structure:
		keyed := g.rand.IntN(2) == 0
		for _, f := range t.fields {
			s := g.expr(f.typ, depth-1)
			if keyed {
				if g.rand.IntN(3) == 0 {
					continue
				}
				s = f.name + ": " + s
			}
			list = append(list, s)
		}
	case mapping:
		for i := range g.rand.IntN(4) {
			list = append(list, fmt.Sprintf("%q: %s", fmt.Sprint("k", i), g.expr(t.elem, depth-1)))
		}
	case slice, array:
		for range g.rand.IntN(4) {
			list = append(list, g.expr(t.elem, depth-1))
		}
	default:
		return g.leaf(t)
	}
	return fmt.Sprintf("(%s{%s})", t.name, strings.Join(list, ", "))
}
