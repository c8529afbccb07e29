package compile

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// call notes what a call may do to its arguments, and a method's to its receiver.
func (s *reading) call(call *ast.CallExpr) {
	fun := ast.Unparen(call.Fun)
	switch x := fun.(type) {
	case *ast.IndexExpr:
		fun = x.X
	case *ast.IndexListExpr:
		fun = x.X
	}
	if tv := s.u.info.Types[fun]; tv.IsType() {
		return
	} else if tv.IsBuiltin() {
		s.builtin(fun, call.Args)
		return
	}
	var id *ast.Ident
	switch x := fun.(type) {
	case *ast.Ident:
		id = x
	case *ast.SelectorExpr:
		id = x.Sel
		if s.u.info.Types[x.X].IsValue() {
			s.receiver(x)
		}
	default:
		return
	}
	obj := s.u.info.Uses[id]
	to, ours := callee{}, false
	if f, ok := obj.(*types.Func); ok {
		to, ours = s.method(f)
	}
	if d := s.decl(obj); d != nil {
		to, ours = callee{decl: d}, true
	}
	for i, arg := range call.Args {
		if ours {
			s.hand(arg, to, i+1)
		} else if f, ok := obj.(*types.Func); ok {
			s.foreign(f, i, arg)
		}
	}
}

// hand notes that a function of a cell gets an argument.
func (s *reading) hand(arg ast.Expr, to callee, param int) {
	if !holdsReference(s.u.info.TypeOf(arg), 0) {
		return
	}
	if n := s.variadic(to); n > 0 {
		param = min(param, n)
	}
	for r := range s.shared(arg) {
		s.into.flows = append(s.into.flows, flow{r, to, param})
	}
}

// variadic returns the number of parameters if the last one takes many.
func (s *reading) variadic(to callee) int {
	obj := s.u.pkg.Scope().Lookup(s.c.checkName(to.decl))
	if obj == nil {
		return 0
	}
	if sig, ok := obj.Type().Underlying().(*types.Signature); ok && sig.Variadic() {
		return sig.Params().Len()
	}
	return 0
}

// foreign notes what a function of a package may do to an argument: change what
// it gets the address of, and what it is known to change.
func (s *reading) foreign(f *types.Func, i int, arg ast.Expr) {
	if i == 0 && f.Pkg() != nil && slices.Contains(changers[f.Pkg().Path()], f.Name()) {
		s.change(arg, true)
		return
	}
	if x, ok := ast.Unparen(arg).(*ast.UnaryExpr); ok && x.Op.String() == "&" {
		if !reads(f) {
			s.change(x.X, true)
		}
	}
}

// changers are functions that change their first argument.
var changers = map[string][]string{
	"sort":            {"Ints", "Float64s", "Strings", "Sort", "Stable", "Slice", "SliceStable"},
	"slices":          {"Sort", "SortFunc", "SortStableFunc", "Reverse"},
	"maps":            {"Copy", "DeleteFunc", "Insert"},
	"io":              {"Copy", "CopyN", "WriteString"},
	"fmt":             {"Fprint", "Fprintf", "Fprintln"},
	"container/heap":  {"Init", "Push", "Pop", "Fix", "Remove"},
	"encoding/binary": {"Write"},
}

// receiver notes what a call of a method does to the variable that it is called on.
func (s *reading) receiver(x *ast.SelectorExpr) {
	f, ok := s.u.info.Uses[x.Sel].(*types.Func)
	if !ok || f.Signature().Recv() == nil {
		s.into.loose = true // a function in a field
		return
	}
	recv := f.Signature().Recv().Type()
	_, pointer := recv.Underlying().(*types.Pointer)
	if to, ours := s.method(f); ours {
		if pointer || holdsReference(recv, 0) {
			for r := range s.shared(x.X) {
				s.into.flows = append(s.into.flows, flow{r, to, 0})
			}
		}
		return
	}
	_, isMap := recv.Underlying().(*types.Map)
	if pointer && !reads(f) || isMap && slices.Contains([]string{"Add", "Set", "Del"}, f.Name()) {
		s.change(x.X, true)
	}
}

// reads reports whether a function of a package leaves alone what it gets a
// pointer to. Locks and the like are not taken for a change.
func reads(f *types.Func) bool {
	if f.Pkg() == nil {
		return true
	}
	path := f.Pkg().Path()
	if strings.HasPrefix(path, gokinoModule+"/") || slices.Contains(readers, path) {
		return true
	}
	if path == "sync" {
		return recvName(f) != "Map"
	}
	if f.Signature().Recv() == nil {
		return path == "fmt" && !strings.Contains(f.Name(), "can") || path == "reflect" || path == "encoding/json" && f.Name() == "Marshal"
	}
	return slices.Contains(readingMethods, f.Name())
}

var readers = []string{
	"regexp", "text/template", "html/template", "log", "log/slog", "net/http", "os", "time", "context", "database/sql", "testing", "go/ast",
	"go/token", "go/types",
}

var readingMethods = []string{
	"String", "GoString", "Format", "Text", "Bytes", "Len", "Cap", "Size", "Error", "Load", "Front", "Back", "Cmp", "CmpAbs", "Sign", "BitLen",
	"Int64", "Uint64", "Float64", "IsInt64", "At", "Bounds", "MarshalJSON", "MarshalText", "Available",
}

func recvName(f *types.Func) string {
	t := types.Unalias(f.Signature().Recv().Type())
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	if named, ok := t.(*types.Named); ok {
		return named.Obj().Name()
	}
	return ""
}

// builtin notes what a function of the language does.
func (s *reading) builtin(fun ast.Expr, args []ast.Expr) {
	id, ok := fun.(*ast.Ident)
	if ok && len(args) > 0 && slices.Contains([]string{"copy", "delete", "clear"}, id.Name) {
		s.change(args[0], true)
	}
}

// steady reports whether a function of a package gives the same for the same
// arguments, and does to them the same.
func steady(f *types.Func) bool {
	if f.Pkg() == nil || f.Pkg().Name() == "gkrt" {
		return true // Error of error
	}
	path := f.Pkg().Path()
	switch path {
	case cellcallPackage:
		return true
	case "fmt":
		return !strings.HasPrefix(f.Name(), "Scan") && !strings.HasPrefix(f.Name(), "Fscan")
	case "time":
		return !slices.Contains([]string{"Now", "Since", "Until", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer", "LoadLocation", "Local"}, f.Name())
	case "path/filepath":
		return !slices.Contains([]string{"Abs", "EvalSymlinks", "Glob", "Walk", "WalkDir"}, f.Name())
	case "text/template":
		return f.Name() != "ParseFiles" && f.Name() != "ParseGlob" && f.Name() != "ParseFS"
	case "maps":
		return f.Name() == "Clone" || f.Name() == "Copy" || f.Name() == "Equal"
	}
	return slices.Contains(steadyPackages, path)
}

var steadyPackages = []string{
	"bytes", "cmp", "container/heap", "container/list", "container/ring", "crypto/md5", "crypto/sha1", "crypto/sha256", "crypto/sha512",
	"encoding/base64", "encoding/binary", "encoding/csv", "encoding/gob", "encoding/hex", "encoding/json", "encoding/xml", "errors", "hash",
	"hash/adler32", "hash/crc32", "hash/crc64", "hash/fnv", "html", "image", "image/color", "image/draw", "math", "math/big", "math/bits",
	"math/cmplx", "net/url", "path", "regexp", "slices", "sort", "strconv", "strings", "sync", "text/tabwriter", "unicode", "unicode/utf16", "unicode/utf8", "unsafe",
}
