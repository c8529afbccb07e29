package golink

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// Mangle turns a symbol's name into the one that cmd/link gives it in dynamic
// symbol tables: names of types, and those of generic instances, can be very
// long and hold any character, so they are hashed. See typeSymbolMangle in
// cmd/link/internal/ld/lib.go.
func Mangle(name string) string {
	isType := strings.HasPrefix(name, "type:")
	isInstance := strings.Contains(name, "@")
	switch {
	case !isType && !isInstance, strings.HasPrefix(name, "type:runtime."), strings.HasPrefix(name, "go:string."):
		return name
	case len(name) <= 14 && !isInstance:
		return name
	case strings.HasPrefix(name, "type:."):
		return "type:." + nameHash(name[5:])
	case isType:
		return "type:" + nameHash(name[5:])
	}
	i, j := strings.IndexByte(name, '['), strings.LastIndexByte(name, ']')
	if j <= i {
		j = len(name)
	}
	return name[:i+1] + nameHash(name[i+1:j]) + name[j:]
}

func nameHash(s string) string {
	h := sha256.Sum256([]byte(s))
	h[0] ^= 0xff // as the linker's own, so that nobody depends on the hash
	return base64.StdEncoding.EncodeToString(h[:6])
}

// IsLocalType reports whether a symbol belongs to a type declared in a function,
// which is numbered as in "main.point·1".
func IsLocalType(name string) bool {
	for {
		_, rest, ok := strings.Cut(name, "·")
		if !ok {
			return false
		}
		if rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			return true
		}
		name = rest
	}
}
