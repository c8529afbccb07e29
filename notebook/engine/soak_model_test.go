//go:build linux

package engine_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// soakCell is the source of a cell and what it has to print.
type soakCell struct {
	source, stdout string
	failure        string // the message, if it does not compile
}

// run evaluates a cell and says how what it does differs from what it has to do;
// empty if it does not.
func (c soakCell) run(r *room, cell int) string {
	r.clear()
	result := r.Evaluate(context.Background(), cell, c.source)
	want, got := "", r.text()
	if c.stdout != "" {
		want = fmt.Sprintf("[%d stdout]%s", cell, c.stdout)
	}
	if result.Error != nil {
		got += result.Error.Message
	}
	if want += c.failure; got == want {
		return ""
	}
	return fmt.Sprintf("%s\ngot  %q\nwant %q", c.source, got, want)
}

// soak makes cells, and knows what the notebook's variables hold.
type soak struct {
	rand *rand.Rand

	a, b     int      // of func step
	workers  [][2]int // the steps that goroutines live on with
	weight   int      // in method total of type item
	fields   int      // of type item
	items    []int    // first field of each item
	boxed    []int    // the weights of items when they were put in an interface
	methods  []int    // results of method values
	closures []int    // sums of what closures hold
	counter  int
	nodes    map[string]int
	label    int // that method String of type node has
	kind     int // of variable shifting
	big      []int
	factor   int // in a method of a generic type
	pushed   []int
	serial   int
}

func newSoak(r *rand.Rand) *soak {
	return &soak{rand: r, a: 2, b: 1, weight: 1, fields: 1, factor: 1, nodes: map[string]int{}}
}

// prelude declares what the other cells redefine.
func (s *soak) prelude() []soakCell {
	return []soakCell{
		{source: "type totaler interface{ total() int }\n" + s.item() + "\nvar items []item"},
		{source: "type worker struct{ in, out chan int }\nvar workers []worker\nvar counter int\nvar closures []func() int\nvar boxed []totaler\nvar methods []func() int\nvar big [][]byte"},
		{source: s.step()},
		{source: s.node() + "\nnodes := map[string]*node{}\nqueue := make(chan *node, 8)"},
		{source: s.stack() + "\nvar pushed stack[int]"},
		{source: "type owner struct{ tag [4]int; pad *[512]byte }\nvar freed, wrong atomic.Int64"},
	}
}

func (s *soak) step() string {
	return fmt.Sprintf("func step(i int) int { return i*%d + %d }", s.a, s.b)
}

func (s *soak) item() string {
	var b strings.Builder
	b.WriteString("type item struct {\n")
	for i := range s.fields {
		fmt.Fprintf(&b, "\tf%d int\n\tp%d *[8]int\n", i, i)
	}
	fmt.Fprintf(&b, "}\nfunc (x item) total() int { return x.f0*%d + len(x.p0) }", s.weight)
	return b.String()
}

func (s *soak) node() string {
	return fmt.Sprintf("type node struct{ v int; next *node; data []byte }\nfunc (n *node) String() string { return fmt.Sprint(\"n%d:\", n.v) }", s.label)
}

func (s *soak) stack() string {
	return fmt.Sprintf("type stack[T any] struct{ list []T }\nfunc (s *stack[T]) push(v T) { s.list = append(s.list, v) }\nfunc (s *stack[T]) score(f func(T) int) (n int) { for _, v := range s.list { n += f(v) * %d }; return n }", s.factor)
}

// next makes a cell.
func (s *soak) next() soakCell {
	s.serial++
	kinds := []func() soakCell{
		s.newStep, s.newWorker, s.askWorkers, s.newWeight, s.newFields, s.addItems, s.box, s.askBoxed,
		s.newClosure, s.askClosures, s.newLabel, s.putNode, s.askNodes, s.shift, s.bigData, s.askBig,
		s.newFactor, s.push, s.panics, s.failsToCompile, s.ownFinalizers, s.printsMuch, s.localTypes, s.throughChannel,
		s.sortsAndEncodes, s.deepStack,
	}
	return kinds[s.rand.IntN(len(kinds))]()
}

func (s *soak) newStep() soakCell {
	s.a, s.b = s.rand.IntN(50), s.rand.IntN(50)
	return soakCell{source: s.step() + "\nfmt.Println(step(3))", stdout: fmt.Sprintln(3*s.a + s.b)}
}

func (s *soak) newWorker() soakCell {
	const most = 12
	stop := ""
	if len(s.workers) == most {
		stop = "close(workers[0].in)\nworkers = workers[1:]\n"
		s.workers = s.workers[1:]
	}
	s.workers = append(s.workers, [2]int{s.a, s.b})
	return soakCell{source: stop + `workers = append(workers, worker{make(chan int), make(chan int)})
go func(w worker) {
	for i := range w.in {
		waste := make([]byte, 1000+i)
		w.out <- step(i) + len(waste) - 1000 - i
	}
}(workers[len(workers)-1])`}
}

func (s *soak) askWorkers() soakCell {
	i, out := s.rand.IntN(100), ""
	for _, w := range s.workers {
		out += fmt.Sprint(i*w[0]+w[1], ";")
	}
	return soakCell{source: fmt.Sprintf("for _, w := range workers { w.in <- %d; fmt.Print(<-w.out, \";\") }", i), stdout: out}
}

// newWeight changes a method: variables keep their values and have the new one.
func (s *soak) newWeight() soakCell {
	s.weight = s.rand.IntN(1000) + 1000*s.serial // never the same twice
	c := s.ask("items", s.totals())
	c.source = fmt.Sprintf("func (x item) total() int { return x.f0*%d + len(x.p0) }\n", s.weight) + c.source
	return c
}

// newFields changes the layout: the variable has to be made anew.
func (s *soak) newFields() soakCell {
	s.fields = 1 + s.fields%5
	s.weight = s.rand.IntN(1000) + 1000*s.serial
	s.items = nil
	return soakCell{source: s.item() + "\nvar items []item\nfmt.Print(len(items))", stdout: "0"}
}

func (s *soak) addItems() soakCell {
	if len(s.items) > 50 {
		s.items = nil
		return soakCell{source: "items = nil"}
	}
	v := s.rand.IntN(1000)
	s.items = append(s.items, v, v+1)
	return soakCell{source: fmt.Sprintf("items = append(items, item{f0: %d, p0: new([8]int)}, item{f0: %d})", v, v+1)}
}

func (s *soak) totals() []int {
	var list []int
	for _, v := range s.items {
		list = append(list, v*s.weight+8)
	}
	return list
}

// ask prints the totals of a list.
func (s *soak) ask(list string, want []int) soakCell {
	out := ""
	for _, v := range want {
		out += fmt.Sprint(v, ";")
	}
	return soakCell{source: fmt.Sprintf("for _, x := range %s { fmt.Print(x.total(), \";\") }", list), stdout: out}
}

// box puts an item where it keeps the methods of its version.
func (s *soak) box() soakCell {
	if len(s.boxed) > 30 {
		s.boxed, s.methods = s.boxed[20:], s.methods[20:]
		return soakCell{source: "boxed, methods = boxed[20:], methods[20:]"}
	}
	v := s.rand.IntN(100)
	s.boxed, s.methods = append(s.boxed, v*s.weight+8), append(s.methods, (v+1)*s.weight+8)
	return soakCell{
		source: fmt.Sprintf("boxed = append(boxed, item{f0: %d})\nmethods = append(methods, item{f0: %d}.total)\n_, ok := boxed[len(boxed)-1].(item)\nfmt.Print(ok)", v, v+1),
		stdout: "true",
	}
}

func (s *soak) askBoxed() soakCell {
	c := s.ask("boxed", s.boxed)
	c.source += "\nfor _, f := range methods { fmt.Print(f(), \";\") }"
	for _, v := range s.methods {
		c.stdout += fmt.Sprint(v, ";")
	}
	return c
}

func (s *soak) newClosure() soakCell {
	if len(s.closures) > 20 {
		s.closures = s.closures[15:]
		return soakCell{source: "closures = append([]func() int(nil), closures[15:]...)"}
	}
	n := 1 + s.rand.IntN(2000)
	s.closures = append(s.closures, n*(n-1)/2+s.a)
	return soakCell{source: fmt.Sprintf(`closures = append(closures, func() func() int {
	list := map[int]*int{}
	for i := range %d { list[i] = &i }
	own, a := list, step(1) - step(0)
	return func() (n int) { for _, p := range own { n += *p }; return n + a }
}())`, n)}
}

func (s *soak) askClosures() soakCell {
	s.counter++
	out := fmt.Sprintln(s.counter)
	for _, v := range s.closures {
		out += fmt.Sprint(v, ";")
	}
	return soakCell{source: "counter++; fmt.Println(counter); runtime.GC(); for _, f := range closures { fmt.Print(f(), \";\") }", stdout: out}
}

func (s *soak) newLabel() soakCell {
	s.label = s.serial
	return soakCell{
		source: fmt.Sprintf("func (n *node) String() string { return fmt.Sprint(\"n%d:\", n.v) }", s.label),
	}
}

func (s *soak) putNode() soakCell {
	k, v := fmt.Sprint("k", s.rand.IntN(30)), s.rand.IntN(1000)
	s.nodes[k] = v
	return soakCell{source: fmt.Sprintf("nodes[%q] = &node{v: %d, next: nodes[%[1]q], data: make([]byte, 3000)}\nif n := nodes[%[1]q].next; n != nil { n.next = nil }", k, v)}
}

func (s *soak) askNodes() soakCell {
	var out string
	for i := range 30 {
		if v, ok := s.nodes[fmt.Sprint("k", i)]; ok {
			out += fmt.Sprintf("n%d:%d 3000;", s.label, v)
		}
	}
	return soakCell{source: "for i := range 30 { if n := nodes[fmt.Sprint(\"k\", i)]; n != nil { fmt.Print(n, \" \", len(n.data), \";\") } }", stdout: out}
}

// shift gives a variable another type each time.
func (s *soak) shift() soakCell {
	s.kind++
	v := s.rand.IntN(100)
	switch s.kind % 4 {
	case 0:
		return soakCell{source: fmt.Sprintf("shifting := %d\nfmt.Printf(\"%%T\", shifting)", v), stdout: "int"}
	case 1:
		return soakCell{source: fmt.Sprintf("shifting := []string{\"a\", fmt.Sprint(%d)}\nfmt.Print(shifting)", v), stdout: fmt.Sprintf("[a %d]", v)}
	case 2:
		return soakCell{source: fmt.Sprintf("shifting := map[item]*int{{f0: %d}: nil}\nfmt.Print(len(shifting))", v), stdout: "1"}
	}
	return soakCell{source: fmt.Sprintf("shifting := struct{ a, b any }{%d, item{f0: 1}}\nfmt.Print(shifting.a)", v), stdout: fmt.Sprint(v)}
}

func (s *soak) bigData() soakCell {
	if len(s.big) > 3 {
		s.big = s.big[2:]
		return soakCell{source: "big = slices.Clone(big[2:])"}
	}
	n := 1<<20 + s.rand.IntN(8<<20)
	s.big = append(s.big, n)
	return soakCell{source: fmt.Sprintf("big = append(big, bytes.Repeat([]byte{%d}, %d))", n%251, n)}
}

func (s *soak) askBig() soakCell {
	out := ""
	for _, n := range s.big {
		out += fmt.Sprint(n, true, ";")
	}
	return soakCell{source: "for _, b := range big { fmt.Print(bytes.Count(b, []byte{byte(len(b) % 251)}), len(b) > 0, \";\") }", stdout: out}
}

// newFactor changes a method of a generic type.
func (s *soak) newFactor() soakCell {
	s.factor = s.serial
	want := 0
	for _, v := range s.pushed {
		want += (v + s.b) * s.factor
	}
	return soakCell{
		source: s.stack() + "\nfmt.Print(pushed.score(func(i int) int { return i + step(0) }))", stdout: fmt.Sprint(want),
	}
}

func (s *soak) push() soakCell {
	v := s.rand.IntN(100)
	s.pushed = append(s.pushed, v)
	return soakCell{
		source: fmt.Sprintf("pushed.push(%d)\nvar texts stack[string]\ntexts.push(\"abc\")\nfmt.Print(len(pushed.list), texts.score(func(s string) int { return len(s) }))", v),
		stdout: fmt.Sprint(len(s.pushed), 3*s.factor),
	}
}

func (s *soak) panics() soakCell {
	v := s.rand.IntN(100)
	return soakCell{source: fmt.Sprintf(`type oops struct{ n int; at *item }
func (o *oops) Error() string { return fmt.Sprint("oops ", o.n) }
func() {
	defer func() {
		var o *oops
		err, _ := recover().(error)
		fmt.Print(errors.As(fmt.Errorf("wrapped: %%w", err), &o), o)
	}()
	defer func() { waste := make([]byte, 1<<20); _ = waste }()
	panic(&oops{%d, &item{}})
}()`, v), stdout: fmt.Sprintf("true oops %d", v)}
}

// failsToCompile has no effect at all.
func (s *soak) failsToCompile() soakCell {
	return soakCell{
		source:  "counter = 1000000\nfunc step(i int) string { return i }",
		failure: "cannot use i (variable of type int) as string value in return statement",
	}
}

// ownFinalizers makes garbage that looks at itself when it goes.
func (s *soak) ownFinalizers() soakCell {
	return soakCell{source: fmt.Sprintf(`enough := freed.Load() + 100
for i := range 200 {
	o := &owner{tag: [4]int{i, i + 1, i + 2, %d}, pad: new([512]byte)}
	runtime.SetFinalizer(o, func(o *owner) {
		if freed.Add(1); o.tag != [4]int{o.tag[0], o.tag[0] + 1, o.tag[0] + 2, %[1]d} || len(o.pad) != 512 { wrong.Add(1) }
	})
}
for freed.Load() < enough { runtime.GC(); time.Sleep(time.Millisecond) }
fmt.Print(wrong.Load())`, s.serial), stdout: "0"}
}

func (s *soak) printsMuch() soakCell {
	n := 1 + s.rand.IntN(3000)
	var b strings.Builder
	for i := range n {
		fmt.Fprintln(&b, i, s.serial, "line")
	}
	return soakCell{source: fmt.Sprintf("for i := range %d { fmt.Println(i, %d, \"line\") }", n, s.serial), stdout: b.String()}
}

// localTypes has types in functions, which many cells call the same.
func (s *soak) localTypes() soakCell {
	return soakCell{
		source: fmt.Sprintf("func() {\n\ttype local struct{ a%d int; s []string }\n\tvar l any = local{%[1]d, []string{\"x\"}}\n\tfmt.Printf(\"%%+v %%T\", l, l)\n}()", s.serial),
		stdout: fmt.Sprintf("{a%d:%[1]d s:[x]} main.local", s.serial),
	}
}

func (s *soak) throughChannel() soakCell {
	n := 1 + s.rand.IntN(200)
	return soakCell{
		source: fmt.Sprintf("go func() { for i := range %d { queue <- &node{v: i, data: make([]byte, i)} } }()\nfor i := range %[1]d { if n := <-queue; n.v != i || len(n.data) != i { panic(n) } }\nfmt.Print(len(queue))", n),
		stdout: "0",
	}
}

// sortsAndEncodes uses reflection over the newest version of a type.
func (s *soak) sortsAndEncodes() soakCell {
	list := []int{s.rand.IntN(50), s.rand.IntN(50), s.rand.IntN(50)}
	source := fmt.Sprintf("type pair struct{ K int; V%d string }\nvar ps []pair\nerr := json.Unmarshal([]byte(`[{\"K\":%d},{\"K\":%d},{\"K\":%d}]`), &ps)\nsort.Slice(ps, func(i, j int) bool { return ps[i].K < ps[j].K })\nfmt.Print(err, ps)", s.serial, list[0], list[1], list[2])
	slices.Sort(list)
	return soakCell{source: source, stdout: fmt.Sprintf("<nil> [{%d } {%d } {%d }]", list[0], list[1], list[2])}
}

func (s *soak) deepStack() soakCell {
	n := 1000 + s.rand.IntN(20000)
	return soakCell{
		source: fmt.Sprintf("func deep(n int, p *int) int { var pad [8]int; pad[n%%8] = *p; if n == 0 { return pad[0] }; return deep(n-1, &pad[n%%8]) }\nx := %d\nfmt.Print(deep(%d, &x))", s.serial, n),
		stdout: fmt.Sprint(s.serial),
	}
}
