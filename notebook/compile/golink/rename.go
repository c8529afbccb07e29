package golink

import (
	"bytes"
	"fmt"
)

// standIn begins the names that stand for others until Rename.
const standIn = "gkstandin."

// StandIn is a name for the nth symbol that Go source cannot name, as long as the
// symbol's own; ok is false if that is too short.
func StandIn(n int, name string) (short string, ok bool) {
	short = fmt.Sprintf("%s%d_", standIn, n)
	if len(short) > len(name) {
		return "", false
	}
	return short + string(bytes.Repeat([]byte("_"), len(name)-len(short))), true
}

// Rename gives, in the archive of a compiled package, the symbols that are
// referred to by the keys of names their own names, which are as long.
func Rename(archive []byte, names map[string]string) error {
	r, err := objectIn(archive)
	if err != nil {
		return err
	}
	for _, block := range []int{blockNonpkgdef, blockNonpkgref} {
		for _, at := range r.names(block) {
			if name, ok := names[string(at)]; ok && len(name) == len(at) {
				copy(at, name)
			}
		}
	}
	return r.err
}
