package randgo

import (
	"fmt"
	"strings"
)

// block writes a few statements in a scope of their own.
func (g *generator) block(depth int) {
	g.inner(func() string {
		for range 1 + g.rand.IntN(3) {
			g.statement(depth)
		}
		return ""
	})
}

// statement writes a statement with at most depth blocks in each other.
func (g *generator) statement(depth int) {
	if depth <= 0 || g.rand.IntN(4) == 0 {
		g.simple()
		return
	}
	kinds := []func(int){
		g.ifElse, g.switchOn, g.switchTrue, g.typeSwitch, g.loop, g.loop, g.rangeOver, g.rangeOver, g.labelled,
		g.jump, g.guarded, g.goroutine, g.selection, g.shadow, g.captured, g.generic,
	}
	kinds[g.rand.IntN(len(kinds))](depth)
}

// simple writes a statement without a block.
func (g *generator) simple() {
	t := g.any()
	v, ok := g.find(t, true)
	switch k := g.rand.IntN(7); {
	case k == 0 && t.printable():
		g.line("fmt.Println(%s)", g.expr(t, 3))
	case k == 1 && t.kind == integer && ok:
		g.line("%s%s", v.name, g.oneOf("++", "--"))
	case k == 2 && t.kind == integer && ok:
		g.line("%s %s= %s", v.name, g.oneOf("+", "-", "*", "^", "&^", "|"), g.expr(t, 2))
	case k == 3 && t == tMap && ok && g.inside == nil:
		g.line("if %s != nil { %s[%s] = %s }", v.name, v.name, g.expr(tString, 1), g.expr(tInt, 2))
	case k == 4 && t.kind == slice && ok:
		g.line("%s = append(%s, %s)", v.name, v.name, g.expr(t.elem, 2))
		g.line("if len(%s) > 6 { %s = %s[:2] }", v.name, v.name, v.name)
	case k == 5 && ok:
		if w, ok := g.find(t, true); ok && t.kind != function && t != tPointer {
			g.line("%s, %s = %s, %s", v.name, w.name, w.name, v.name)
		}
	case ok && t.kind != function && t != tPointer: // these could make a function call itself
		if t.kind == text {
			g.line("%s = cut(%s, len(%s)-20)", v.name, g.expr(t, 2), v.name)
			return
		}
		g.line("%s = %s", v.name, g.expr(t, 3))
	default:
		g.line("fmt.Println(%s, %s)", g.expr(tInt, 2), g.expr(tString, 2))
	}
}

func (g *generator) ifElse(depth int) {
	head := g.condition(2)
	if g.rand.IntN(3) == 0 {
		head = fmt.Sprintf("w := %s; w > %s", g.typed(tInt), g.expr(tInt, 1))
	}
	g.line("if %s {", head)
	g.block(depth - 1)
	switch g.rand.IntN(3) {
	case 0:
		g.line("} else if %s {", g.condition(1))
		g.block(depth - 1)
	case 1:
		g.line("} else {")
		g.block(depth - 1)
	}
	g.line("}")
}

func (g *generator) switchOn(depth int) {
	g.line("switch x := %s; x & 3 {", g.typed(tInt))
	for _, c := range []string{"case 0:", "case 1, 2:", "default:"} {
		g.line("%s", c)
		g.block(depth - 1)
		if c != "default:" && g.rand.IntN(3) == 0 {
			g.line("fallthrough")
		} else if g.rand.IntN(4) == 0 {
			g.line("break")
		}
	}
	g.line("}")
}

func (g *generator) switchTrue(depth int) {
	g.line("switch {")
	for range 1 + g.rand.IntN(3) {
		g.line("case %s:", g.condition(2))
		g.block(depth - 1)
	}
	g.line("}")
}

func (g *generator) typeSwitch(depth int) {
	t := g.any()
	g.line("switch x := any(%s).(type) {", g.typed(t))
	g.line("case int, string:\nfmt.Println(x)")
	if t != tInt && t != tString {
		g.line("case %s:\n_ = x\nfmt.Printf(\"%%T\\n\", x)", t.name)
		if t.kind != face {
			g.line("case interface{ Do(int) int }:\nfmt.Println(x.Do(1))")
		}
	}
	g.line("default:\n_ = x")
	g.block(depth - 1)
	g.line("}")
}

func (g *generator) loop(depth int) {
	i := g.name("i")
	switch g.rand.IntN(3) {
	case 0:
		g.line("for %s := 0; %s < %d; %s++ {", i, i, 1+g.rand.IntN(3), i)
	case 1:
		g.line("for %s := range %d {", i, 1+g.rand.IntN(3))
	default:
		g.line("for %s := 3; ; %s-- {\nif %s <= 0 { break }", i, i, i)
	}
	g.body(depth, variable{i, tInt, true})
	g.line("}")
}

// body writes the body of a loop, in which vars are declared.
func (g *generator) body(depth int, vars ...variable) {
	g.inner(func() string {
		for _, v := range vars {
			g.line("_ = %s", v.name)
		}
		g.scope.vars = append(g.scope.vars, vars...)
		g.loops++
		g.block(depth - 1)
		if g.rand.IntN(3) == 0 {
			g.line("if %s { %s }", g.condition(2), g.oneOf("continue", "break"))
		}
		g.loops--
		return ""
	})
}

func (g *generator) rangeOver(depth int) {
	k, v := g.name("k"), g.name("e")
	switch g.rand.IntN(5) {
	case 0:
		g.line("for %s, %s := range %s {", k, v, g.typed(tInts))
		g.body(depth, variable{name: k, typ: tInt}, variable{name: v, typ: tInt})
	case 1:
		g.line("for %s, %s := range %s {", k, v, g.oneOf(`"aé"`, `"x世"`))
		g.body(depth, variable{name: k, typ: tInt}, variable{name: v, typ: &typ{name: "rune"}})
	case 2:
		g.line("for _, %s := range keys(%s) {", v, g.typed(tMap))
		g.body(depth, variable{name: v, typ: tString})
	case 3:
		g.line("for %s, %s := range %s {", k, v, g.typed(tArray))
		g.body(depth, variable{name: k, typ: tInt}, variable{name: v, typ: tInt})
	case 4:
		g.line("for %s := range func(yield func(int) bool) { for i := range 3 { if !yield(i + %s) { return } } } {", v, g.expr(tInt, 1))
		g.body(depth, variable{name: v, typ: tInt})
	}
	g.line("}")
}

func (g *generator) labelled(depth int) {
	l, i, j := g.name("L"), g.name("i"), g.name("j")
	g.line("%s:", l)
	g.line("for %s := range 3 {\nfor %s := range 3 {", i, j)
	g.line("if %s { %s %s }", g.condition(2), g.oneOf("continue", "break"), l)
	g.line("if %s*%s == %d { %s %s }", i, j, g.rand.IntN(5), g.oneOf("continue", "break"), l)
	g.inner(func() string {
		g.scope.vars = append(g.scope.vars, variable{i, tInt, true}, variable{j, tInt, true})
		g.loops += 2
		g.block(min(1, depth-1))
		g.loops -= 2
		return ""
	})
	g.line("}\n}")
}

// jump writes a loop that is made with goto. Its variable has to be declared
// before the label, hence the block, which is no place for a label at the top
// level of a cell: there it is in a function.
func (g *generator) jump(depth int) {
	l, i := g.name("G"), g.name("i")
	g.line("func() {\n%s := 0\n%s:\n%s++", i, l, i)
	g.inner(func() string {
		g.scope.vars = append(g.scope.vars, variable{i, tInt, true})
		g.line("{")
		g.block(min(1, depth-1))
		g.line("}")
		return ""
	})
	g.line("if %s < %d { goto %s }\n}()", i, 2+g.rand.IntN(2), l)
}

// guarded writes a function that may panic, and recovers.
func (g *generator) guarded(depth int) {
	g.line("func() {\ndefer func() { fmt.Println(\"recovered\", recover()) }()")
	for i := range 1 + g.rand.IntN(2) {
		g.line("defer fmt.Println(\"deferred\", %d, %s)", i, g.expr(tInt, 2))
	}
	g.block(depth - 1)
	g.trouble()
	g.line("}()")
}

// trouble writes a statement that may panic.
func (g *generator) trouble() {
	switch g.rand.IntN(7) {
	case 0:
		g.line("fmt.Println(%s[%s])", g.typed(tInts), g.typed(tInt))
	case 1:
		g.line("fmt.Println(%s / %s)", g.typed(tInt), g.typed(tInt))
	case 2:
		g.line("fmt.Println(any(%s).(string))", g.typed(g.pick(basics...)))
	case 3:
		g.line("var none map[string]int\nnone[\"a\"] = %s", g.expr(tInt, 1))
	case 4:
		g.line("if %s { panic(errors.New(%s)) }", g.condition(2), g.expr(tString, 1))
	case 5:
		g.line("var none *int\n*none = %s", g.expr(tInt, 1))
	case 6:
		g.line("fmt.Println(%s[%s:])", g.typed(tString), g.typed(tInt))
	}
}

// goroutine writes goroutines whose order is not to be seen.
func (g *generator) goroutine(depth int) {
	switch g.rand.IntN(3) {
	case 0:
		g.line("{\nch := make(chan int)\nfor i := range 3 {\ngo func(a int) { ch <- a*i }(%s)\n}\nfmt.Println(<-ch + <-ch + <-ch)\n}", g.expr(tInt, 2))
	case 1:
		t := g.any()
		g.line("{\nch := make(chan %s, 2)\ngo func(c chan<- %[1]s, x %[1]s) { defer close(c); c <- x }(ch, %s)\nfor x := range ch {\n_ = x\n", t.name, g.expr(t, 2))
		g.body(min(depth, 1), variable{name: "x", typ: t})
		g.line("}\n}")
	default:
		n := g.name("n")
		g.line("func() {\nvar wg sync.WaitGroup\nvar mu sync.Mutex\n%s := 0\nfor range 4 {\nwg.Add(1)\ngo func() {\ndefer wg.Done()\nmu.Lock()\ndefer mu.Unlock()\n%[1]s += %[2]d\n}()\n}\nwg.Wait()\nfmt.Println(%[1]s)\n}()", n, g.rand.IntN(9))
	}
}

func (g *generator) selection(depth int) {
	g.line("{\na, b := make(chan int, 1), make(chan string, 1)\n%s", g.oneOf("a <- 1", `b <- "b"`, ""))
	g.line("select {\ncase x := <-a:\nfmt.Println(x)\ncase y, ok := <-b:\nfmt.Println(y, ok)\ndefault:")
	g.block(depth - 1)
	g.line("}\n}")
}

// shadow writes a block in which a variable has the name of an outer one.
func (g *generator) shadow(depth int) {
	t := g.any()
	v, ok := g.find(t, true)
	if !ok || strings.Contains(v.name, ".") || t.kind == function {
		g.simple()
		return
	}
	u := g.any()
	g.line("{")
	g.inner(func() string {
		if g.rand.IntN(2) == 0 {
			g.line("%s := %s\n_ = %s", v.name, v.name, v.name)
			g.scope.vars = append(g.scope.vars, variable{name: v.name, typ: t})
		} else {
			g.line("var %s %s = %s\n_ = %s", v.name, u.name, g.expr(u, 2), v.name)
			g.scope.vars = append(g.scope.vars, variable{name: v.name, typ: u})
		}
		g.block(depth - 1)
		return ""
	})
	g.line("}")
}

// captured writes closures that outlive the loop they were made in.
func (g *generator) captured(int) {
	fs, i := g.name("fs"), g.name("i")
	g.line("{\nvar %s []func() int\nfor %s := 0; %s < 3; %s++ {\n%s = append(%s, func() int { %s += %s; return %s })\n}", fs, i, i, i, fs, fs, i, g.expr(tInt, 1), i)
	g.line("for _, f := range %s { fmt.Print(f(), f(), \" \") }\nfmt.Println()\n}", fs)
}

// generic writes calls with types that are inferred, and with local types.
func (g *generator) generic(int) {
	t := g.any()
	switch g.rand.IntN(3) {
	case 0:
		g.line("fmt.Println(apply(func(x %s) string { return fmt.Sprintf(\"%%T\", x) }, %s))", t.name, g.typed(t))
	case 1:
		g.line("{\ntype local struct { a %s; b int }\nx := box[local]{local{b: %s}}\nfmt.Println(x.get().b)\n}", t.name, g.expr(tInt, 2))
	case 2:
		g.line("fmt.Println(len(keys(map[string]%s{\"a\": %s})))", t.name, g.expr(t, 1))
	}
}
