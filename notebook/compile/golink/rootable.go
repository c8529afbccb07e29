package golink

import (
	"regexp"
	"strings"
)

// Names that a linkname directive can have, and those of closures and the like,
// which come with the function they are in.
var (
	linkable    = regexp.MustCompile(`^[A-Za-z0-9_./%()*~-]+$`)
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

// IsWrapper reports whether a symbol is what assembly calls in the place of a
// function in Go.
func (s Symbol) IsWrapper() bool { return s.Text && s.ABI == ABI0 && s.Dup }
