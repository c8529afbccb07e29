package compile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"strings"
)

// Types of later versions have a mark in the names of their symbols, which keep
// them apart. The strings that package reflect gives out are data of their own:
// there the mark is of no use, and would be seen by programs.

// nameData begins the symbols that hold those strings.
const nameData = "type:.namedata."

// More numbers of blocks, see object.go. Symbols are numbered through the blocks
// of definitions, in this order.
const (
	blockHashed64def = 4
	blockDataIndex   = 13
	blockData        = 16
)

// Flags in the first byte of a name, see internal/abi.Name.
const nameHasPackage = 1 << 2

// plainTypeNames removes the marks from the names of types in a compiled package,
// as package reflect knows them.
func plainTypeNames(file string) error {
	archive, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read a compiled package: %w", err)
	}
	if err := editTypeNames(archive); err != nil {
		return fmt.Errorf("edit the names of types: %w", err)
	}
	if err := os.WriteFile(file, archive, 0o600); err != nil {
		return fmt.Errorf("write a compiled package: %w", err)
	}
	return nil
}

// editTypeNames is plainTypeNames in place.
func editTypeNames(archive []byte) error {
	body, err := archiveMember(archive, "_go_.o")
	if err != nil {
		return err
	}
	start := bytes.Index(body, []byte(objMagic))
	if start < 0 {
		return errObject
	}
	r := objReader{data: body[start:]}
	offset := func(block int) uint32 { return r.uint32(uint32(objOffsets + 4*block)) }
	index := offset(blockDataIndex)
	for _, block := range []int{blockSymdef, blockHashed64def, blockHasheddef, blockNonpkgdef} {
		size := uint32(objSymbolSize)
		for at, end := offset(block), min(offset(block+1), uint32(len(r.data))); r.err == nil && at+size <= end; at += size {
			if name := string(r.name(at)); strings.HasPrefix(name, nameData) && strings.Contains(name, versionMark) {
				from, to := r.uint32(index), r.uint32(index+4)
				if to < from {
					return errObject
				}
				shortenName(r.bytes(offset(blockData)+from, to-from))
			}
			index += 4
		}
	}
	return r.err
}

// shortenName removes the marks from a name in its encoded form: flags, length,
// text, and perhaps a tag. What is left over is not looked at.
func shortenName(data []byte) {
	if len(data) == 0 || data[0]&nameHasPackage != 0 { // an address follows: not a type's name
		return
	}
	length, n := binary.Uvarint(data[1:])
	if n <= 0 || length > uint64(len(data)-1-n) {
		return
	}
	text, rest := data[1+n:1+n+int(length)], data[1+n+int(length):]
	plain := versionSuffix.ReplaceAll(text, nil)
	now := binary.AppendUvarint([]byte{data[0]}, uint64(len(plain)))
	now = append(append(now, plain...), rest...)
	clear(data[copy(data, now):])
}
