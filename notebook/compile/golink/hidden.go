package golink

import "strings"

// Hidden says which symbols of a module are not for modules loaded later. The
// nil value hides nothing.
type Hidden struct {
	names map[string]bool
}

// Has reports whether a symbol is hidden: those listed, and what each module has
// for itself, which is its description, and the hashes by which the runtime
// would compare it with others. Versions are compared when packages are loaded.
func (h *Hidden) Has(symbol string) bool {
	return h != nil && (h.names[symbol] || symbol == "go:main.inittasks" ||
		strings.HasPrefix(symbol, "go:link.") || strings.HasPrefix(symbol, addModule))
}

// Hide returns what to hide of a unit: everything but the symbols asked for, and
// types and their method tables, so that a type stays one and the same in all
// cells. The compiler gives the rest the same names in every unit.
func Hide(unit Object, exports map[string]bool) *Hidden {
	h := &Hidden{map[string]bool{}}
	for _, d := range unit.Defs {
		isType := strings.HasPrefix(d.Name, "type:") && !strings.HasPrefix(d.Name, "type:.")
		shared := (isType || strings.HasPrefix(d.Name, "go:itab.")) && !IsLocalType(d.Name)
		if name := Mangle(d.Name); !shared && !exports[name] {
			h.names[name] = true
		}
	}
	return h
}

// Patterns lists what Has is true of, with * for any rest of a name.
func (h *Hidden) Patterns() []string {
	if h == nil {
		return nil
	}
	list := []string{"go:main.inittasks", "go:link.*", addModule + "*"}
	for name := range h.names {
		list = append(list, name)
	}
	return list
}
