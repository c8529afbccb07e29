package compile

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/gokino/gokino/notebook/compile/golink"
)

// rootsSource writes a main package that refers to everything in the packages
// that a later cell may need, so that the linker keeps it: what they export,
// and every function, because calls of unexported ones are inlined into cells.
// What Go source cannot name it refers to by other names, the keys of standIns.
func rootsSource(pkgs []archived, imp types.Importer) (src string, standIns map[string]string, err error) {
	var imports, exported, texts, uses strings.Builder
	standIns = map[string]string{}
	imports.WriteString("package main\nimport \"unsafe\"\n")
	texted := map[string]bool{}
	for i, a := range pkgs {
		if a.Path == "runtime/cgo" {
			continue // C code that is linked in whole
		}
		if a.Path == "runtime" {
			exported.WriteString(basicTypes())
		}
		name := fmt.Sprintf("p%d", i)
		obj, err := golink.ReadFile(a.File)
		if err != nil {
			return "", nil, fmt.Errorf("find the functions of %s: %w", a.Path, err)
		}
		list := exportedObjects(a.Path, name, imp, obj.Unlinkable(a.Path))
		if list == "" {
			name = "_"
		}
		if pkg, err := imp.Import(a.Path); err == nil && pkg.Name() != "main" {
			fmt.Fprintf(&imports, "import %s %q\n", name, a.Path)
			exported.WriteString(list)
		}
		hidden := generic(a.Path, imp) // its instances may refer to what is not exported
		for _, s := range obj.Defs {
			if texted[s.Name] {
				continue
			}
			if hidden && s.HiddenType() {
				if stand, ok := golink.StandIn(len(standIns), s.Name); ok {
					fmt.Fprintf(&texts, "//go:linkname h%d %s\nvar h%[1]d byte\n", len(standIns), stand)
					fmt.Fprintf(&exported, "\t&h%d,\n", len(standIns))
					standIns[stand] = s.Name
				}
				continue
			}
			name, ok := s.Name, s.Rootable()
			if s.Instance() {
				if name, ok = golink.StandIn(len(standIns), s.Name); ok {
					standIns[name] = s.Name
				}
			}
			if !ok {
				continue
			}
			fmt.Fprintf(&texts, "//go:linkname t%d %s\nfunc t%[1]d()\n", len(texted), name)
			fmt.Fprintf(&uses, "\tt%d,\n", len(texted))
			texted[s.Name] = true
		}
	}
	return imports.String() + "var _ unsafe.Pointer\nvar Roots = []any{\n" + exported.String() + "}\n" +
		texts.String() + "var Texts = []func(){\n" + uses.String() + "}\nfunc main() {}\n", standIns, nil
}

// generic reports whether a package exports something with type parameters.
func generic(path string, imp types.Importer) bool {
	pkg, err := imp.Import(path)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(pkg.Scope().Names(), func(name string) bool {
		switch obj := pkg.Scope().Lookup(name).(type) {
		case *types.Func:
			return obj.Exported() && obj.Signature().TypeParams().Len() > 0
		case *types.TypeName:
			named, ok := obj.Type().(*types.Named)
			return ok && obj.Exported() && named.TypeParams().Len() > 0
		}
		return false
	})
}

// basicTypes lists, as elements of a []any, the types that only package runtime
// describes, on behalf of all packages.
func basicTypes() string {
	var b strings.Builder
	for _, t := range types.Typ {
		if t.Info()&types.IsUntyped == 0 && t.Kind() != types.Invalid {
			name := t.Name()
			if t.Kind() == types.UnsafePointer {
				name = "unsafe.Pointer"
			}
			fmt.Fprintf(&b, "\t(*%s)(nil), (*[]%[1]s)(nil),\n", name)
		}
	}
	for _, t := range []string{"any", "error", "func(error) string"} {
		fmt.Fprintf(&b, "\t(*%s)(nil), (*[]%[1]s)(nil),\n", t)
	}
	return b.String()
}

// exportedObjects lists a package's exported objects as elements of a []any, but
// for the functions in without.
func exportedObjects(path, name string, imp types.Importer, without map[string]bool) string {
	if path == "internal/abi" || path == "internal/coverage/rtcov" {
		return "" // some of what they export cannot be addressed
	}
	pkg, err := imp.Import(path)
	if err != nil {
		return ""
	}
	var b strings.Builder
	for _, n := range pkg.Scope().Names() {
		obj := pkg.Scope().Lookup(n)
		if !obj.Exported() {
			continue
		}
		switch obj := obj.(type) {
		case *types.Func:
			intrinsic := path == "internal/runtime/sys" // some are; the others are roots as texts
			if obj.Signature().TypeParams().Len() == 0 && !intrinsic && !without[n] {
				fmt.Fprintf(&b, "\t%s.%s,\n", name, n)
			}
		case *types.Var:
			fmt.Fprintf(&b, "\t&%s.%s,\n", name, n)
		case *types.TypeName:
			if isOrdinary(obj.Type()) {
				fmt.Fprintf(&b, "\t(*%s.%s)(nil),\n", name, n)
			}
		}
	}
	return b.String()
}

// isOrdinary reports whether a type can have variables: it is neither generic
// nor a constraint.
func isOrdinary(t types.Type) bool {
	switch t := t.(type) {
	case *types.Named:
		if t.TypeParams().Len() > 0 {
			return false
		}
	case *types.Alias:
		if t.TypeParams().Len() > 0 {
			return false
		}
	}
	face, ok := t.Underlying().(*types.Interface)
	return !ok || face.IsMethodSet()
}
