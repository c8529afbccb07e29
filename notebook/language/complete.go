package language

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/compile"
)

// maxItems is how many items a completion has at most.
const maxItems = 200

// The kinds of items.
const (
	kindFunction  = "function"
	kindMethod    = "method"
	kindVariable  = "variable"
	kindConstant  = "constant"
	kindField     = "field"
	kindType      = "type"
	kindInterface = "interface"
	kindPackage   = "package" // that the cell can use by this name
	kindKeyword   = "keyword"
	kindModule    = "module" // a package that has to be imported first
)

// Completion is what could stand between From and To. Incomplete says that there
// is more, so that a longer beginning has to be asked about again.
type Completion struct {
	N          int    `json:"n"`
	From       int    `json:"from"`
	To         int    `json:"to"`
	Items      []Item `json:"items"`
	Incomplete bool   `json:"incomplete"`
}

// Item is one completion. Insert is what to write, if that is not Label; Edits is
// what else has to be changed in the source.
type Item struct {
	Label  string                 `json:"label"`
	Kind   string                 `json:"kind"`
	Detail string                 `json:"detail"`
	Insert string                 `json:"insert,omitempty"`
	Doc    string                 `json:"doc"`
	Edits  []notebook.Replacement `json:"edits,omitempty"`
}

// candidate is an item with what it is an item for.
type candidate struct {
	Item
	rank int          // the nearest to the cursor come first
	fit  int          // how well it begins with what is written
	obj  types.Object // nil if it is none, or not known
	pkg  string       // that has to be imported
}

// completer collects what an identifier could be completed to.
type completer struct {
	v      *view
	q      Question
	word   string
	from   int // in bytes
	list   []candidate
	seen   map[string]bool
	member bool // only a member of what stands before the dot will do
	more   bool
}

// complete answers a question. The service is locked.
func (s *Service) complete(q Question) Completion {
	c := s.candidates(q)
	at := notebook.UnitOffset(q.Source, q.at()) // inside of the source, whatever was asked
	answer := Completion{N: q.N, From: at, To: at, Items: []Item{}}
	if c == nil {
		return answer
	}
	answer.From = notebook.UnitOffset(q.Source, c.from)
	answer.Incomplete = c.more || len(c.list) > maxItems
	for _, x := range c.list[:min(len(c.list), maxItems)] {
		answer.Items = append(answer.Items, x.Item)
	}
	return answer
}

// candidates returns the candidates for what is written at the place of the
// question, the best first; nil if nothing can stand there.
func (s *Service) candidates(q Question) *completer {
	at := q.at()
	c := &completer{q: q, seen: map[string]bool{}}
	if from, _, ok := compile.ImportPathAt(q.Source, at); ok {
		c.from, c.word = from, q.Source[from:at]
		s.importPaths(c)
		return c.sorted()
	}
	text, from, ok := compile.Repair(q.Source, at)
	if !ok {
		return nil
	}
	c.from, c.word = from, q.Source[from:at]
	if c.v = s.look(q.ID, text); c.v == nil {
		return nil
	}
	id, around := c.v.identifier(from)
	if id == nil {
		c.names(nil)
		return c.sorted()
	}
	if sel, ok := around[0].(*ast.SelectorExpr); ok && sel.Sel == id {
		c.member = true
		c.selector(sel)
		return c.sorted()
	}
	literal := c.literal(id, around)
	if c.word != "" || q.Explicit || literal {
		c.names(id)
	}
	return c.sorted()
}

// add adds a candidate if it fits what is written. Of those with one label the
// first stays.
func (c *completer) add(x candidate) {
	x.fit = fit(x.Label, c.word)
	if x.fit < 0 || x.Label == "_" || c.seen[x.Label+"\x00"+x.pkg] || x.pkg == "" && c.seen[x.Label] {
		return
	}
	c.seen[x.Label+"\x00"+x.pkg], c.seen[x.Label] = true, true
	c.list = append(c.list, x)
}

// fit says how well a label begins with a word: 0 is best, -1 not at all.
func fit(label, word string) int {
	lower, want := strings.ToLower(label), strings.ToLower(word)
	switch {
	case strings.HasPrefix(label, word):
		return 0
	case strings.HasPrefix(lower, want):
		return 1
	case len(word) < 2 || lower[:1] != want[:1]:
		return -1
	}
	for i := 0; i < len(lower) && want != ""; i++ {
		if lower[i] == want[0] {
			want = want[1:]
		}
	}
	if want != "" {
		return -1
	}
	return 2
}

func (c *completer) sorted() *completer {
	slices.SortStableFunc(c.list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.fit, b.fit), cmp.Compare(a.rank, b.rank), cmp.Compare(strings.ToLower(a.Label), strings.ToLower(b.Label)))
	})
	return c
}

// object adds what a name stands for.
func (c *completer) object(o types.Object, rank int) {
	if o == nil || hidden(o.Name()) {
		return
	}
	x := candidate{Item: Item{Label: kernel.PlainName(o.Name()), Kind: kindOf(o)}, rank: rank, obj: o}
	switch o := o.(type) {
	case *types.PkgName:
		x.Detail = o.Imported().Path()
	case *types.Builtin, *types.Nil:
	case *types.TypeName:
		x.Detail = c.v.typeString(o.Type().Underlying())
		if _, ok := o.Type().Underlying().(*types.Struct); ok {
			x.Detail = "struct"
		} else if types.IsInterface(o.Type()) {
			x.Detail = "interface"
		}
	case *types.Func:
		x.Detail = strings.TrimPrefix(c.v.typeString(o.Type()), "func")
	default:
		x.Detail = c.v.typeString(o.Type())
	}
	c.add(x)
}

// hidden reports whether a name is not the user's.
func hidden(name string) bool {
	return name == compile.Hole || strings.HasPrefix(name, "gkrt") || strings.HasPrefix(name, "gkp_") || strings.HasPrefix(name, "GKcell") ||
		kernel.PlainName(name) != name
}

func kindOf(o types.Object) string {
	switch o := o.(type) {
	case *types.PkgName:
		return kindPackage
	case *types.Const:
		return kindConstant
	case *types.TypeName:
		if types.IsInterface(o.Type()) {
			return kindInterface
		}
		return kindType
	case *types.Func:
		if o.Signature().Recv() != nil {
			return kindMethod
		}
		return kindFunction
	case *types.Builtin:
		return kindFunction
	case *types.Var:
		if o.IsField() {
			return kindField
		}
		return kindVariable
	}
	return kindConstant // nil
}

// literal adds the fields of a struct literal that an identifier is the key of,
// or could be. It reports whether there is one.
func (c *completer) literal(id *ast.Ident, around []ast.Node) bool {
	if kv, ok := around[0].(*ast.KeyValueExpr); ok && kv.Key == id {
		around = around[1:]
	}
	lit, ok := around[0].(*ast.CompositeLit)
	if !ok {
		return false
	}
	t := c.v.Info().TypeOf(lit)
	if t == nil {
		return false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok { // &T in a slice of pointers
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	used := map[string]bool{}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok && kv.Key != id {
			if key, ok := kv.Key.(*ast.Ident); ok {
				used[key.Name] = true
			}
		}
	}
	for f := range st.Fields() {
		if !used[f.Name()] && c.accessible(f) {
			c.add(candidate{Item: Item{Label: f.Name(), Kind: kindField, Detail: c.v.typeString(f.Type()), Insert: f.Name() + ": "}, obj: f})
		}
	}
	return true
}

func (c *completer) accessible(o types.Object) bool {
	return o.Exported() || o.Pkg() == c.v.Package()
}

// names adds everything that can be used at an identifier by its name alone.
func (c *completer) names(id *ast.Ident) {
	rank := 1
	pos := token.NoPos
	if id != nil {
		pos = id.Pos()
	}
	for _, s := range c.v.scopesAt(pos) {
		if s == c.v.Package().Scope() {
			break
		}
		for _, name := range s.Names() {
			if _, o := s.LookupParent(name, pos); o != nil && o.Parent() == s {
				if _, imported := o.(*types.PkgName); !imported {
					c.object(o, rank)
				}
			}
		}
		rank++
	}
	for _, name := range c.v.Package().Scope().Names() {
		c.object(c.v.Package().Scope().Lookup(name), rank)
	}
	for _, n := range c.v.Visible() {
		kind := map[token.Token]string{token.VAR: kindVariable, token.CONST: kindConstant, token.FUNC: kindFunction, token.TYPE: kindType}[n.Tok]
		if n.Tok == token.TYPE && n.Type == "interface" {
			kind = kindInterface
		}
		c.add(candidate{Item: Item{Label: n.Name, Kind: kind, Detail: strings.TrimPrefix(n.Type, "func "+n.Name)}, rank: rank + 1})
	}
	for name, path := range c.v.Imports() {
		if name != "_" && name != "." {
			c.add(candidate{Item: Item{Label: name, Kind: kindPackage, Detail: path}, rank: rank + 2})
		}
	}
	for _, name := range types.Universe.Names() {
		c.object(types.Universe.Lookup(name), rank+3)
	}
	if c.word == "" {
		return
	}
	for t := token.BREAK; t <= token.VAR; t++ {
		if t.IsKeyword() && t != token.PACKAGE {
			c.add(candidate{Item: Item{Label: t.String(), Kind: kindKeyword}, rank: rank + 3})
		}
	}
	c.unimported(rank + 4)
}
