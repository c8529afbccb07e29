package golink

import (
	"regexp"
	"slices"
	"strings"
)

// Names that a linkname directive can have, and those of closures and the like,
// which come with the function they are in.
var (
	linkable    = regexp.MustCompile(`^[A-Za-z0-9_./%()*~-]+$`)
	hiddenType  = regexp.MustCompile(`^type:\*?[A-Za-z0-9_./%~-]+\.[a-z_][A-Za-z0-9_]*$`)
	partOfOther = regexp.MustCompile(`(\.(func|gowrap|deferwrap|init\.)?|-range)[0-9]|\.init$`)
)

// Rootable reports whether a symbol is a function that can be referred to by a
// linkname. Wrappers, which each object has for itself, empty functions and
// closures make cmd/link fail, but for the wrappers of the assembly of math/big,
// to which other modules do refer.
func (s Symbol) Rootable() bool {
	return s.Text && s.ABI == ABIInternal && (!s.Dup || strings.HasPrefix(s.Name, "math/big.")) && s.Size > 1 && strings.Contains(s.Name, ".") &&
		linkable.MatchString(s.Name) && !partOfOther.MatchString(s.Name)
}

// Instance reports whether a symbol is an instance of a generic function. The
// compiler refuses them in a linkname. A package may refer to one that it does
// not have because a package it imports has it, though all calls there are
// inlined: it needs a root too.
func (s Symbol) Instance() bool {
	return s.Text && s.ABI == ABIInternal && s.Dup && s.Size > 1 && strings.Contains(s.Name, "[go.shape.") && !partOfOther.MatchString(s.Name)
}

// HiddenType reports whether a symbol describes a type, or the pointers to it,
// that only its package can name. Instances of the package's generic functions in
// other packages refer to it all the same.
func (s Symbol) HiddenType() bool {
	return !s.Text && !s.Dup && hiddenType.MatchString(s.Name)
}

// Unlinkable returns the functions in assembly of a package if some of its
// assembly refers to what the package lacks, as it may as long as no program needs
// it. The names are those in Go.
func (o Object) Unlinkable(path string) map[string]bool {
	defined, prefix := o.Definitions(), path+"."
	lacks := func(s Symbol) bool {
		name, own := strings.CutPrefix(s.Name, prefix)
		return own && !strings.Contains(name, ".") && !defined[s.Name]
	}
	if !slices.ContainsFunc(o.Refs, lacks) {
		return nil
	}
	names := map[string]bool{}
	for _, s := range o.Defs {
		if name, ok := strings.CutPrefix(s.Name, prefix); ok && s.Text && s.ABI == ABI0 && !s.Dup {
			names[name] = true
		}
	}
	return names
}

// IsWrapper reports whether a symbol is what assembly calls in the place of a
// function in Go.
func (s Symbol) IsWrapper() bool { return s.Text && s.ABI == ABI0 && s.Dup }
