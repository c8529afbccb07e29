package randgo

import (
	"fmt"
	"strings"
)

// structType declares a struct with a method, which may embed another.
func (g *generator) structType() {
	t := &typ{name: g.name("T"), kind: structure, method: "Do"}
	var lines []string
	if e := g.pick(g.types...); e != nil && e.kind == structure && !strings.Contains(e.name, "[") && g.rand.IntN(2) == 0 {
		t.fields = append(t.fields, field{e.name, e})
		lines = append(lines, e.name)
	}
	for range 1 + g.rand.IntN(3) {
		f := field{g.name("f"), g.any()}
		t.fields = append(t.fields, f)
		tag := g.oneOf("", "", " `json:\"x\"`")
		lines = append(lines, fmt.Sprintf("%s %s%s", f.name, f.typ.name, tag))
	}
	if !t.printable() {
		t.method = "" // an interface that holds it would print an address
	}
	text := fmt.Sprintf("type %s struct {\n\t%s\n}", t.name, strings.Join(lines, "\n\t"))
	method := g.declared(func() string {
		f := t.fields[len(t.fields)-1]
		g.scope.vars = append(g.scope.vars, variable{name: "i", typ: tInt}, variable{name: "r." + f.name, typ: f.typ})
		body := g.collect(func() { g.block(1) })
		return fmt.Sprintf("func (r %s) Do(i int) int {\n%sreturn %s\n}", t.name, body, g.expr(tInt, 2))
	})
	g.types = append(g.types, t)
	if g.rand.IntN(2) == 0 {
		text += fmt.Sprintf("\nfunc (r *%s) set(x %s) *%[1]s { r.%[3]s = x; return r }", t.name, t.fields[len(t.fields)-1].typ.name, t.fields[len(t.fields)-1].name)
	}
	if g.rand.IntN(3) == 0 {
		text += fmt.Sprintf("\nfunc (r %s) String() string { return %q }", t.name, "<"+t.name+">")
	}
	g.declare("%s\n%s", text, method)
}

// definedType declares a type that is an integer or a string, or an alias.
func (g *generator) definedType() {
	of := g.pick(tInt, tInt8, tInt64)
	name := g.name("N")
	equals := ""
	t := &typ{name: name, kind: integer}
	if g.rand.IntN(4) == 0 {
		equals, t = "= ", of
	}
	g.declare("type %s %s%s", name, equals, of.name)
	if t != of {
		g.declare("func (n %s) Do(i int) int { return int(n) + i }\nfunc (n *%[1]s) inc() { *n++ }", name)
		g.types = append(g.types, t)
	}
}

// constants declares a group with iota.
func (g *generator) constants() {
	a, b, c := g.name("c"), g.name("c"), g.name("c")
	first := g.oneOf("iota", "1 << iota", "iota*10 + 3", "len(\"abc\") - iota", "'a' + iota")
	g.declare("const (\n\t%s int = %s\n\t_\n\t%s\n)\nconst %s = %s", a, first, b, c, g.oneOf(`"const"`, `"c" + "d"`))
	for _, n := range []string{a, b} {
		g.scope.vars = append(g.scope.vars, variable{n, tInt, true})
	}
	g.scope.vars = append(g.scope.vars, variable{c, tString, true})
}

// function declares a function, which may use the variables before it.
func (g *generator) function() {
	f := callable{name: g.name("F"), result: g.any()}
	var params []string
	text := g.declared(func() string {
		for i := range g.rand.IntN(3) {
			t := g.any()
			name := fmt.Sprint("p", i)
			f.params = append(f.params, t)
			params = append(params, name+" "+t.name)
			g.scope.vars = append(g.scope.vars, variable{name: name, typ: t})
		}
		body := g.collect(func() { g.block(2) })
		if g.rand.IntN(3) > 0 {
			return fmt.Sprintf("func %s(%s) %s {\n%sreturn %s\n}", f.name, strings.Join(params, ", "), f.result.name, body, g.expr(f.result, 2))
		}
		g.scope.vars = append(g.scope.vars, variable{name: "result", typ: f.result})
		after := g.collect(func() { g.block(1) })
		return fmt.Sprintf("func %s(%s) (result %s) {\n%sdefer func() {\nif e := recover(); e != nil { fmt.Println(\"recovered\", e) }\n%s}()\n%sreturn\n}",
			f.name, strings.Join(params, ", "), f.result.name, body, after, g.collect(g.trouble))
	})
	g.declare("%s", text)
	g.funcs = append(g.funcs, f)
}

// global adds a variable of the package, in one of the ways to write that.
func (g *generator) global() {
	t := g.any()
	name, value := g.name("v"), g.expr(t, 3)
	if g.rand.IntN(6) == 0 { // a name again that exists already is no new variable
		if v, ok := g.find(t, true); ok && t.kind != function && t.kind != pointer && !strings.Contains(v.name, ".") {
			g.statements(func() { g.line("%s = %s", v.name, value) })
			return
		}
	}
	c := chunk{vars: []string{name + " " + t.name}, main: fmt.Sprintf("%s = %s", name, value)}
	switch g.rand.IntN(5) {
	case 0:
		c.cell = fmt.Sprintf("var %s %s = %s", name, t.name, value)
	case 1:
		c.cell = fmt.Sprintf("var %s = (%s)(%s)", name, t.name, value)
	case 2:
		c.cell = fmt.Sprintf("var %s %s\n%[1]s = %[3]s", name, t.name, value)
	case 3:
		other, u := g.name("v"), g.any()
		second := g.typed(u)
		g.scope.vars = append(g.scope.vars, variable{name: other, typ: u})
		c.vars = append(c.vars, other+" "+u.name)
		c.main = fmt.Sprintf("%s, %s = (%s)(%s), %s", name, other, t.name, value, second)
		c.cell = fmt.Sprintf("%s, %s := (%s)(%s), %s", name, other, t.name, value, second)
	default:
		c.cell = fmt.Sprintf("%s := (%s)(%s)", name, t.name, value)
	}
	g.add(c)
	g.scope.vars = append(g.scope.vars, variable{name: name, typ: t})
}
