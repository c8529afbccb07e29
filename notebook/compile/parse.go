package compile

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
)

// parsed is a stretch of a cell that was parsed as a file of its own.
type parsed struct {
	src   source
	start int // offset of the stretch in the cell
	end   int
	file  *ast.File
	base  token.Pos // of the start
}

// parse parses a stretch of the cell as declarations, or as statements.
func (s source) parse(start, end int, statements bool) (parsed, error) {
	before, after := "package p;", ""
	if statements {
		before, after = "package p; func _() {", "\n}"
	}
	p := s.at(start)
	before += fmt.Sprintf("\n//line cell%d:%d:%d\n", p.cell, p.line, p.col)
	fset := token.NewFileSet()
	// The parser's own idea of scopes is all there is for source that does not
	// type-check, so object resolution stays on.
	file, err := parser.ParseFile(fset, "", before+s.text[start:end]+after, 0)
	if err != nil {
		return parsed{}, s.parseFailure(err, end)
	}
	base := token.Pos(fset.File(file.FileStart).Base() + len(before))
	return parsed{s, start, end, file, base}, nil
}

// offset returns the offset in the cell of a position in the parsed file.
func (p parsed) offset(pos token.Pos) int { return p.start + int(pos-p.base) }

// text returns the source between two positions.
func (p parsed) text(from, to token.Pos) string {
	return p.src.text[p.offset(from):p.offset(to)]
}

// statements returns what parse found between the braces.
func (p parsed) statements() []ast.Stmt {
	return p.file.Decls[0].(*ast.FuncDecl).Body.List
}

// name is an identifier that is not declared in the stretch where it occurs.
type name struct {
	text       string
	start, end int  // offsets in the cell
	qualifier  bool // followed by a dot
	inFunc     bool // in a function literal
	key        bool // before a colon in a composite literal: it may be a field
	declared   bool // in the stretch after all, for the package, and Go predeclares it
}

// free returns the identifiers in node that are not declared in the stretch, in
// no particular order, and those that are, if Go predeclares the name.
func (p parsed) free(node ast.Node) []name {
	unresolved := map[*ast.Ident]bool{}
	for _, id := range p.file.Unresolved { //nolint:staticcheck // see parse
		unresolved[id] = true
	}
	outermost := p.outermost()
	qualifier := map[*ast.Ident]bool{}
	key := map[*ast.Ident]bool{}
	var found []name
	var literals []*ast.FuncLit
	add := func(id *ast.Ident) {
		n := name{text: id.Name, start: p.offset(id.Pos()), end: p.offset(id.End()), qualifier: qualifier[id], key: key[id]}
		for _, l := range literals {
			n.inFunc = n.inFunc || l.Pos() <= id.Pos() && id.Pos() < l.End()
		}
		found = append(found, n)
	}
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			literals = append(literals, n)
		case *ast.SelectorExpr:
			if id, ok := n.X.(*ast.Ident); ok {
				qualifier[id] = true
			}
		case *ast.CompositeLit:
			markKeys(n, key)
		case *ast.Ident:
			_, isKey := key[n]
			switch {
			case unresolved[n] || isKey && n.Obj == nil: //nolint:staticcheck // see parse
				add(n)
			case predeclared(n.Name) && outermost[n.Obj]: //nolint:staticcheck // see parse
				add(n)
				found[len(found)-1].declared = true
			}
		}
		return true
	})
	return found
}

// markKeys notes the keys of a literal, which the parser leaves alone because
// only a type checker knows whether they are fields, and whether they may be.
// Those of maps and arrays may not.
func markKeys(lit *ast.CompositeLit, key map[*ast.Ident]bool) {
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		id, ok := kv.Key.(*ast.Ident)
		if !ok {
			continue
		}
		switch lit.Type.(type) {
		case *ast.MapType, *ast.ArrayType:
			key[id] = false
		default:
			key[id] = true
		}
	}
}
