package compile

import (
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"strconv"
	"strings"
	"unicode"
)

// A variable of a cell that stands below a //go:embed directive gets the content
// of files as its value. The compiler puts the content into a variable of the
// unit that no other cell sees, and the statement that the declaration becomes
// assigns it: so the variable keeps its storage when the cell runs again, and
// has the new content.

// embedDirective begins the comment.
const embedDirective = "//go:embed"

// embedding is a directive in a cell.
type embedding struct {
	offset   int // of the comment
	next     int // of the token that follows it
	patterns []string
	placed   bool // it stands before a variable
}

// embeddings returns the directives of a cell.
func (s source) embeddings() ([]*embedding, error) {
	if !strings.Contains(s.text, embedDirective) {
		return nil, nil
	}
	toks, err := s.lexemes()
	if err != nil {
		return nil, err
	}
	var list []*embedding
	for i, t := range toks {
		args, ok := strings.CutPrefix(t.lit, embedDirective)
		if t.tok != token.COMMENT || !ok || args != "" && !unicode.IsSpace(rune(args[0])) {
			continue
		}
		e := &embedding{offset: t.offset, next: len(s.text)}
		if e.patterns, err = splitPatterns(args); err != nil {
			return nil, s.fail(t.offset, err.Error())
		}
		for _, n := range toks[i+1:] {
			if n.tok != token.COMMENT && n.lit != "\n" {
				e.next = n.offset
				break
			}
		}
		list = append(list, e)
	}
	return list, nil
}

// splitPatterns returns the arguments of a directive, which may be quoted.
func splitPatterns(args string) (list []string, err error) {
	for args = strings.TrimSpace(args); args != ""; args = strings.TrimSpace(args) {
		end := strings.IndexFunc(args, unicode.IsSpace)
		if end < 0 {
			end = len(args)
		}
		pattern := args[:end]
		if args[0] == '"' || args[0] == '`' {
			quoted, err := strconv.QuotedPrefix(args)
			if err != nil {
				return nil, fmt.Errorf("invalid quoted string in //go:embed: %s", args)
			}
			end = len(quoted)
			if pattern, err = strconv.Unquote(quoted); err != nil {
				return nil, fmt.Errorf("invalid quoted string in //go:embed: %s", quoted)
			}
		}
		list, args = append(list, pattern), args[end:]
	}
	if len(list) == 0 {
		return nil, errors.New("usage: //go:embed pattern...")
	}
	return list, nil
}

// above returns the directives above a declaration that begins at an offset.
func (o *outline) above(offset int) (list []*embedding) {
	for _, e := range o.embeds {
		if e.next == offset {
			e.placed = true
			list = append(list, e)
		}
	}
	return list
}

// misplaced reports a directive that belongs to no variable.
func (o *outline) misplaced() error {
	for _, e := range o.embeds {
		if !e.placed {
			return o.src.fail(e.offset, "misplaced //go:embed: it belongs above a variable declared at the top level of the cell")
		}
	}
	return nil
}

// embed finds the files that the cell's directives ask for, and writes the
// variables of the unit that hold them, and the statements that assign them.
func (c *compilation) embed(w *writer, u *unit, statements map[*segment]template) (*embeddedFiles, error) {
	files := &embeddedFiles{dir: c.n.dir, patterns: map[string][]string{}}
	for i, s := range c.segments {
		if len(s.embeds) == 0 {
			continue
		}
		d := c.decls[s.defines[0]]
		value, kind := fmt.Sprintf("gkembed%d", i), embedKind(u.pkg.Scope().Lookup(d.name).Type())
		var patterns []string
		for _, e := range s.embeds {
			if kind == "" {
				return nil, c.src.fail(e.offset, fmt.Sprintf("//go:embed cannot apply to a variable of type %s: it must be a string, []byte or embed.FS", d.typ))
			}
			for _, p := range e.patterns {
				if err := files.add(p); err != nil {
					return nil, c.src.fail(e.offset, err.Error())
				}
				patterns = append(patterns, strconv.Quote(p))
			}
		}
		if kind != "files" && files.count(s.embeds) != 1 {
			return nil, c.src.fail(s.embeds[0].offset, fmt.Sprintf("//go:embed: there must be one file for a variable of type %s, and the patterns match %d", d.typ, files.count(s.embeds)))
		}
		fmt.Fprintf(w, "%s %s\nvar %s ", embedDirective, strings.Join(patterns, " "), value)
		w.template(d.typ)
		w.WriteString("\n")
		if kind == "bytes" { // the cell may change them, and run again
			value = fmt.Sprintf("append(%s[:0:0], %[1]s...)", value)
		}
		statements[s] = template{{decl: d}, {text: " = " + value}}
	}
	if len(files.files) > 0 { // the compiler wants the import in the file
		w.imports["embed"] = true
		fmt.Fprintf(w, "var _ %s.FS\n", alias("embed"))
	}
	return files, nil
}

// embedKind says how a type holds files: "string", "bytes", "files", or "" if
// it cannot.
func embedKind(t types.Type) string {
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Name() == "FS" && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "embed" {
		return "files"
	}
	switch t := t.Underlying().(type) {
	case *types.Basic:
		if t.Kind() == types.String {
			return "string"
		}
	case *types.Slice:
		if elem, ok := t.Elem().Underlying().(*types.Basic); ok && elem.Kind() == types.Uint8 {
			return "bytes"
		}
	}
	return ""
}
