package compile

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// outline is what a cell consists of, as far as its syntax tells.
type outline struct {
	src      source
	specs    []importSpec
	segments []*segment
	decls    map[string]*Decl // declared by the cell
	free     []name           // everything mentioned and not declared in the same chunk
	embeds   []*embedding     // its //go:embed directives
}

// importSpec is an import of a cell.
type importSpec struct {
	name string // empty if not given
	path string
	at   place
}

// segment is a stretch of a cell that becomes a declaration at package level, or
// a statement of the function that is called when the cell runs.
type segment struct {
	statement bool
	passage              // as the type checker sees it
	span      [2]int     // the body's offsets in the cell
	free      []name     // mentioned in the chunk
	decls     []*Decl    // declared by its text; the type if it is a method
	method    string     // name, if it is a method
	receiver  string     // name of the type, if it is a method
	defines   []string   // variables a statement defines, without "_"
	infer     *inference // if it defines variables, or is a var declaration of nothing but _
	group     int        // equal for var declarations that no statement separates
	last      bool       // the statement is an expression at the end of the cell
	quiet     bool       // and has a semicolon after it
	from      *part      // it repeats a part of an earlier cell
	follows   bool       // because something that it depends on was redefined
	added     bool       // it is a method that another cell added to a type
	embeds    []*embedding
	unit      [2]int // its offsets in the unit; without the prefix, if it is a declaration
}

// inference is a declaration that makes go/types find the types of variables.
type inference struct {
	passage
	lead string // of the body, before the stretch of the cell
	span [2]int
	unit [2]int // its offsets in the unit
}

// passage is text of a cell with something before it.
type passage struct {
	head   place // of the prefix
	prefix string
	at     place // of the body
	body   template
}

// passage writes p. Nothing may stand before a compiler directive on its line.
func (w *writer) passage(p passage) {
	if !strings.HasPrefix(p.prefix, "//") {
		w.WriteString(p.head.directive())
	}
	if p.prefix != "" {
		w.WriteString(p.prefix)
		w.WriteString(p.at.directive())
	}
	w.template(p.body)
}

// outlineCell parses a cell chunk by chunk.
func outlineCell(src source) (*outline, error) {
	chunks, err := split(src)
	if err != nil {
		return nil, err
	}
	embeds, err := src.embeddings()
	if err != nil {
		return nil, err
	}
	o := &outline{src: src, decls: map[string]*Decl{}, embeds: embeds}
	group := 0
	for i := 0; i < len(chunks); i++ {
		c := chunks[i]
		if i > 0 && (c.isStatement() || chunks[i-1].isStatement()) {
			group++
		}
		before := len(o.segments)
		if c.isStatement() {
			n, err := o.statement(chunks[i:])
			if err != nil {
				return nil, err
			}
			i += n - 1
		} else if err := o.declaration(c); err != nil {
			return nil, err
		}
		for _, s := range o.segments[before:] {
			s.group = group
		}
	}
	return o, o.misplaced()
}

// declare notes that the cell declares a name.
func (o *outline) declare(name string, tok token.Token) *Decl {
	if name == "_" {
		return nil
	}
	d := &Decl{name: name, tok: tok, cell: o.src.cell, deps: map[*Decl]bool{}}
	o.decls[name] = d
	return d
}

// add appends a segment whose body is a stretch of the cell.
func (o *outline) add(s *segment, start, end int) {
	s.span = [2]int{start, end}
	if s.at = o.src.at(start); s.head.line == 0 {
		s.head = s.at
	}
	o.free = append(o.free, s.free...)
	o.segments = append(o.segments, s)
}

// declaration takes a chunk that begins with a keyword.
func (o *outline) declaration(c chunk) error {
	// Variables are looked at as in a function, where `var v = v` has an
	// earlier v on its right side.
	p, err := o.src.parse(c.start, c.end, c.tok == token.VAR)
	if err != nil {
		return err
	}
	free := p.free(p.file)
	if c.tok == token.VAR {
		if d, ok := p.statements()[0].(*ast.DeclStmt); ok {
			return o.variables(p, d.Decl.(*ast.GenDecl), free)
		}
		return nil
	}
	switch d := p.file.Decls[0].(type) {
	case *ast.FuncDecl:
		return o.function(p, d, free)
	case *ast.GenDecl:
		switch c.tok {
		case token.IMPORT:
			return o.importDecl(p, d)
		case token.CONST:
			o.constants(p, d, free)
		case token.TYPE:
			o.types(p, d, free)
		}
	}
	return nil
}

func (o *outline) importDecl(p parsed, d *ast.GenDecl) error {
	for _, spec := range d.Specs {
		s := spec.(*ast.ImportSpec)
		path, err := strconv.Unquote(s.Path.Value)
		if err != nil || path == "" {
			return o.src.fail(p.offset(s.Path.Pos()), "invalid import path: "+s.Path.Value)
		}
		if path == "C" {
			return o.src.fail(p.offset(s.Path.Pos()), `a cell cannot import "C": put the C code in a package and import that`)
		}
		if strings.HasPrefix(path, ".") {
			return o.src.fail(p.offset(s.Path.Pos()), "a cell cannot import a relative path: write it as it is from the module's root on")
		}
		i := importSpec{path: path, at: o.src.at(p.offset(s.Path.Pos()))}
		if s.Name != nil {
			if predeclared(s.Name.Name) {
				return o.src.fail(p.offset(s.Name.Pos()), "a cell cannot import a package as "+s.Name.Name+": other cells mean what Go calls so")
			}
			i.name = s.Name.Name
		}
		o.specs = append(o.specs, i)
	}
	return nil
}

func (o *outline) function(p parsed, d *ast.FuncDecl, free []name) error {
	s := &segment{free: free, passage: passage{prefix: o.src.pragmas(p.start)}}
	switch {
	case d.Recv != nil && len(d.Recv.List) == 1:
		s.method, s.receiver = d.Name.Name, receiverName(d.Recv.List[0].Type)
	case d.Name.Name == "init":
		return o.src.fail(p.offset(d.Name.Pos()), "a cell has no init functions: write the statements at the top level")
	case d.Body == nil:
		return o.src.fail(p.offset(d.Name.Pos()), "missing function body")
	case o.decls[d.Name.Name] == nil: // else go/types will say that it is declared twice
		if decl := o.declare(d.Name.Name, token.FUNC); decl != nil {
			s.decls = []*Decl{decl}
		}
	}
	o.add(s, p.start, p.end)
	return nil
}

// receiverName returns the name of the type in the type of a receiver.
func receiverName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiverName(e.X)
	case *ast.ParenExpr:
		return receiverName(e.X)
	case *ast.IndexExpr:
		return receiverName(e.X)
	case *ast.IndexListExpr:
		return receiverName(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

func (o *outline) constants(p parsed, d *ast.GenDecl, free []name) {
	s := &segment{free: free}
	for _, spec := range d.Specs {
		for _, id := range spec.(*ast.ValueSpec).Names {
			if decl := o.declare(id.Name, token.CONST); decl != nil {
				s.decls = append(s.decls, decl)
			}
		}
	}
	for _, decl := range s.decls {
		decl.group = s.decls
	}
	o.add(s, p.start, p.end)
}

func (o *outline) types(p parsed, d *ast.GenDecl, free []name) {
	for _, spec := range d.Specs {
		s := &segment{free: free, passage: passage{prefix: "type "}}
		if decl := o.declare(spec.(*ast.TypeSpec).Name.Name, token.TYPE); decl != nil {
			s.decls = []*Decl{decl}
		}
		o.add(s, p.offset(spec.Pos()), p.offset(spec.End()))
	}
}

// variables turns each line of a var declaration into a statement that assigns,
// or clears. The variables themselves are declared without a value.
func (o *outline) variables(p parsed, d *ast.GenDecl, free []name) error {
	for _, spec := range d.Specs {
		spec := spec.(*ast.ValueSpec)
		start, end := p.offset(spec.Pos()), p.offset(spec.End())
		s := &segment{statement: true, free: free, embeds: o.above(start)}
		if !d.Lparen.IsValid() {
			s.embeds = o.above(p.start)
		}
		var lhs, clear []string
		for _, id := range spec.Names {
			lhs = append(lhs, unitName(id.Name))
			if o.declare(id.Name, token.VAR) != nil {
				s.defines = append(s.defines, id.Name)
				clear = append(clear, "gkrt.Clear(&"+unitName(id.Name)+")")
			}
		}
		if len(s.embeds) > 0 && (len(spec.Names) != 1 || len(s.defines) != 1 || len(spec.Values) > 0) {
			return o.src.fail(s.embeds[0].offset, "//go:embed belongs above the declaration of one variable without a value")
		}
		s.head = o.src.at(start)
		s.infer = &inference{passage: passage{head: s.head, prefix: "var ", at: s.head}, span: [2]int{start, end}}
		if len(s.defines) == 0 {
			s.prefix = "var "
			o.add(s, start, end)
			continue
		}
		if len(spec.Values) == 0 {
			s.prefix = strings.Join(clear, "; ")
			o.add(s, end, end)
			continue
		}
		s.prefix = strings.Join(lhs, ", ") + " = "
		o.add(s, p.offset(spec.Values[0].Pos()), end)
	}
	return nil
}

// maxHead is how many chunks a statement can consist of: that of a for loop has
// two semicolons before the body.
const maxHead = 3

// statement takes the first of the chunks, and as many more as it takes to make
// a statement that parses: the head of a for or if has semicolons in it. It
// returns how many that were.
func (o *outline) statement(chunks []chunk) (n int, err error) {
	var first error
	for n = 1; n <= min(len(chunks), maxHead); n++ {
		c := chunks[n-1]
		p, err := o.src.parse(chunks[0].start, c.end, true)
		if err == nil {
			return n, o.addStatement(p, c, n == len(chunks))
		}
		if first == nil {
			first = err
		}
		if !c.semicolon {
			break
		}
	}
	return 0, first
}

// addStatement takes chunks that make a statement.
func (o *outline) addStatement(p parsed, c chunk, atEnd bool) error {
	body := p.statements()
	s := &segment{statement: true, free: p.free(p.file)}
	if len(body) == 1 {
		switch b := unlabelled(body[0]).(type) {
		case *ast.AssignStmt:
			if b.Tok == token.DEFINE {
				o.addLabels(p, b.Pos())
				return o.define(p, s, b)
			}
		case *ast.DeclStmt:
			if d, ok := b.Decl.(*ast.GenDecl); ok && d.Tok == token.VAR {
				o.addLabels(p, b.Pos())
				return o.variables(p, d, s.free)
			}
		case *ast.ExprStmt:
			s.last, s.quiet = atEnd && b == body[0], c.semicolon
		}
	}
	o.add(s, p.start, p.end)
	return nil
}

// unlabelled returns the statement behind labels.
func unlabelled(s ast.Stmt) ast.Stmt {
	for {
		l, ok := s.(*ast.LabeledStmt)
		if !ok {
			return s
		}
		s = l.Stmt
	}
}

// addLabels adds what stands before a statement as a segment of its own, if there
// is anything.
func (o *outline) addLabels(p parsed, before token.Pos) {
	if end := p.offset(before); end > p.start {
		o.add(&segment{statement: true}, p.start, end)
	}
}

// define takes a := statement: it becomes an assignment to variables, some of
// which it declares.
func (o *outline) define(p parsed, s *segment, b *ast.AssignStmt) error {
	var infer, lhs []string
	for _, l := range b.Lhs {
		id, ok := l.(*ast.Ident)
		if !ok {
			return o.src.fail(p.offset(l.Pos()), "non-name on left side of :=")
		}
		lhs = append(lhs, unitName(id.Name))
		if id.Name == "_" || o.decls[id.Name] != nil {
			infer = append(infer, fmt.Sprintf("%-*s", len(id.Name), "_")) // keeps columns
			continue
		}
		o.declare(id.Name, token.VAR)
		s.defines = append(s.defines, id.Name)
		infer = append(infer, unitName(id.Name))
	}
	if len(s.defines) == 0 {
		return o.src.fail(p.offset(b.TokPos), "no new variables on left side of :=")
	}
	rhs := p.offset(b.Rhs[0].Pos())
	s.head = o.src.at(p.offset(b.Lhs[0].Pos()))
	if s.prefix = p.text(b.Lhs[0].Pos(), b.Lhs[len(b.Lhs)-1].End()) + " = "; slices.ContainsFunc(lhs, hasMark) {
		s.prefix = strings.Join(lhs, ", ") + " = "
	}
	s.infer = &inference{
		passage: passage{head: s.head, prefix: "var ", at: s.head},
		lead:    strings.Join(infer, ", ") + " = " + o.src.at(rhs).directive(),
		span:    [2]int{rhs, p.end},
	}
	o.add(s, rhs, p.end)
	return nil
}
