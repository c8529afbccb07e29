package golink

import (
	"encoding/binary"
	"strings"
)

// What a type is called is said twice: by the names of its symbols, which keep
// types apart, and by data of their own, the strings that package reflect gives
// out.

// nameData begins the symbols that hold those strings.
const nameData = "type:.namedata."

// Flags in the first byte of a name, see internal/abi.Name.
const nameHasPackage = 1 << 2

// RenameTypes changes, in the archive of a compiled package, the names of types
// as package reflect knows them: to what plain makes of those whose symbols have
// the mark in their names. A name may only get shorter.
func RenameTypes(archive []byte, mark string, plain func(name []byte) []byte) error {
	r, err := objectIn(archive)
	if err != nil {
		return err
	}
	index := r.offset(blockDataIndex)
	for _, at := range r.definitions() {
		if name := string(r.name(at)); strings.HasPrefix(name, nameData) && strings.Contains(name, mark) {
			from, to := r.uint32(index), r.uint32(index+4)
			if to < from {
				return ErrObject
			}
			shortenName(r.bytes(r.offset(blockData)+from, to-from), plain)
		}
		index += 4
	}
	return r.err
}

// shortenName changes a name in its encoded form: flags, length, text, and perhaps
// a tag. What is left over is not looked at.
func shortenName(data []byte, plain func([]byte) []byte) {
	if len(data) == 0 || data[0]&nameHasPackage != 0 { // an address follows: not a type's name
		return
	}
	length, n := binary.Uvarint(data[1:])
	if n <= 0 || length > uint64(len(data)-1-n) {
		return
	}
	text, rest := data[1+n:1+n+int(length)], data[1+n+int(length):]
	short := plain(text)
	if len(short) > len(text) {
		return
	}
	now := binary.AppendUvarint([]byte{data[0]}, uint64(len(short)))
	now = append(append(now, short...), rest...)
	clear(data[copy(data, now):])
}
