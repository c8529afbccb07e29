package compile

import (
	"fmt"
	"go/types"
)

// typeExpr writes a type as a template, so that another unit can repeat it. ok
// is false if that is impossible: the type is local to a function, or belongs to
// another package and is not exported, or has such a type in it.
func (u *unit) typeExpr(t types.Type) (tmpl template, ok bool) {
	w := typeWriter{u: u, ok: true}
	w.typ(t)
	return w.out, w.ok
}

// typeWriter collects the pieces of a type.
type typeWriter struct {
	u   *unit
	out template
	ok  bool
}

func (w *typeWriter) text(format string, args ...any) {
	s := fmt.Sprintf(format, args...)
	if n := len(w.out); n > 0 && w.out[n-1].decl == nil && w.out[n-1].imp == "" {
		w.out[n-1].text += s
		return
	}
	w.out = append(w.out, piece{text: s})
}

func (w *typeWriter) typ(t types.Type) {
	switch t := t.(type) {
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			w.out = append(w.out, piece{imp: "unsafe"})
			w.text(".Pointer")
			return
		}
		w.ok = w.ok && t.Kind() != types.Invalid && t.Info()&types.IsUntyped == 0
		w.text("%s", t.Name())
	case *types.Named:
		w.name(t.Obj(), t.TypeArgs())
	case *types.Alias:
		w.name(t.Obj(), t.TypeArgs())
	case *types.TypeParam:
		w.text("%s", t.Obj().Name())
	case *types.Pointer:
		w.text("*")
		w.typ(t.Elem())
	case *types.Slice:
		w.text("[]")
		w.typ(t.Elem())
	case *types.Array:
		w.text("[%d]", t.Len())
		w.typ(t.Elem())
	case *types.Map:
		w.text("map[")
		w.typ(t.Key())
		w.text("]")
		w.typ(t.Elem())
	case *types.Chan:
		w.channel(t)
	case *types.Signature:
		w.text("func")
		w.signature(t)
	case *types.Struct:
		w.structure(t)
	case *types.Interface:
		w.face(t)
	case *types.Union:
		w.union(t)
	default:
		w.ok = false
	}
}

// name writes the name of a declared type.
func (w *typeWriter) name(obj *types.TypeName, args *types.TypeList) {
	switch pkg := obj.Pkg(); {
	case pkg == nil: // error, any, comparable
		w.text("%s", obj.Name())
	case pkg != w.u.pkg:
		w.ok = w.ok && obj.Exported()
		w.out = append(w.out, piece{imp: pkg.Path()})
		w.text(".%s", obj.Name())
	case obj.Parent() == pkg.Scope() && w.u.declared[obj.Name()] != nil:
		w.out = append(w.out, piece{decl: w.u.declared[obj.Name()]})
	default:
		w.ok = false // local to a function
		w.text("%s", obj.Name())
	}
	for i := range args.Len() {
		w.text("%s", separator(i, "[", ", "))
		w.typ(args.At(i))
	}
	if args.Len() > 0 {
		w.text("]")
	}
}

func separator(i int, first, other string) string {
	if i == 0 {
		return first
	}
	return other
}

func (w *typeWriter) channel(t *types.Chan) {
	switch t.Dir() {
	case types.SendOnly:
		w.text("chan<- ")
	case types.RecvOnly:
		w.text("<-chan ")
	default:
		w.text("chan ")
	}
	w.text("(")
	w.typ(t.Elem())
	w.text(")")
}

// signature writes parameters and results, without the word func.
func (w *typeWriter) signature(t *types.Signature) {
	w.text("(")
	for i := range t.Params().Len() {
		w.text("%s", separator(i, "", ", "))
		p := t.Params().At(i).Type()
		if s, ok := p.(*types.Slice); ok && t.Variadic() && i == t.Params().Len()-1 {
			w.text("...")
			p = s.Elem()
		}
		w.typ(p)
	}
	w.text(") (")
	for i := range t.Results().Len() {
		w.text("%s", separator(i, "", ", "))
		w.typ(t.Results().At(i).Type())
	}
	w.text(")")
}

func (w *typeWriter) structure(t *types.Struct) {
	w.text("struct{ ")
	for i := range t.NumFields() {
		f := t.Field(i)
		w.ok = w.ok && (f.Exported() || f.Pkg() == w.u.pkg)
		if !f.Embedded() {
			w.text("%s ", f.Name())
		}
		w.typ(f.Type())
		if tag := t.Tag(i); tag != "" {
			w.text(" %q", tag)
		}
		w.text("; ")
	}
	w.text("}")
}

func (w *typeWriter) face(t *types.Interface) {
	w.text("interface{ ")
	for i := range t.NumExplicitMethods() {
		m := t.ExplicitMethod(i)
		w.ok = w.ok && (m.Exported() || m.Pkg() == w.u.pkg)
		w.text("%s", m.Name())
		w.signature(m.Signature())
		w.text("; ")
	}
	for i := range t.NumEmbeddeds() {
		w.typ(t.EmbeddedType(i))
		w.text("; ")
	}
	w.text("}")
}

func (w *typeWriter) union(t *types.Union) {
	for i := range t.Len() {
		w.text("%s", separator(i, "", " | "))
		if t.Term(i).Tilde() {
			w.text("~")
		}
		w.typ(t.Term(i).Type())
	}
}
