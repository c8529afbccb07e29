package golink

import (
	"encoding/binary"
	"strings"
)

// Where a unit mentions an instance of a generic type that a package has, it
// describes the type once more, and the compiler leaves the wrappers of promoted
// methods to that package. A description says where methods are as offsets from
// the code of its own module, which cannot be expressed for a wrapper in the
// process. Where the process has the description too, that one is found first
// and the unit's methods are never looked at.

// A relocation in an object file, see cmd/internal/goobj: offset, size, type,
// addend, package and number of the symbol. One of length 0 is a mere mention, of
// which the linker makes nothing.
const (
	relocSize    = 4 + 1 + 2 + 8 + 8
	relocLength  = 4
	relocPackage = 15
	relocSymbol  = 19
	packageNone  = 1<<31 - 1 // the symbol has a name
	offsetLength = 4
)

// DropMethods makes the types that a compiled package describes forget those
// methods that the package refers to and does not have, if known says that the
// process has the type. It is asked once, if there are such types at all, and
// reports by type which are known.
func DropMethods(archive []byte, known func(types []string) (map[string]bool, error)) (changed bool, err error) {
	r, err := objectIn(archive)
	if err != nil {
		return false, err
	}
	places := r.elsewhere()
	if r.err != nil || len(places) == 0 {
		return false, r.err
	}
	var types []string
	for name := range places {
		types = append(types, name)
	}
	has, err := known(types)
	if err != nil {
		return false, err
	}
	for name, list := range places {
		if !has[name] {
			continue
		}
		for _, at := range list {
			r.bytes(at, relocSize)[relocLength] = 0
			changed = true
		}
	}
	return changed, r.err
}

// elsewhere finds, by the names of the types that the object describes, where the
// relocations for methods of another object are.
func (r *objReader) elsewhere() map[string][]uint32 {
	named := len(r.entries(blockNonpkgdef)) // symbols with names are numbered through both blocks
	refs := r.entries(blockNonpkgref)
	isFunc := func(reloc []byte) bool {
		n := int(binary.LittleEndian.Uint32(reloc[relocSymbol:])) - named
		return binary.LittleEndian.Uint32(reloc[relocPackage:]) == packageNone && n >= 0 && n < len(refs) &&
			r.symbol(refs[n]).ABI == ABIInternal
	}
	places := map[string][]uint32{}
	index := r.offset(blockRelocIndex)
	for _, at := range r.definitions() {
		from, to := r.uint32(index), r.uint32(index+4)
		index += 4
		name := string(r.name(at))
		if !strings.HasPrefix(name, "type:") || strings.HasPrefix(name, "type:.") {
			continue
		}
		for ; from < to && r.err == nil; from++ {
			at := r.offset(blockReloc) + from*relocSize
			if reloc := r.bytes(at, relocSize); reloc[relocLength] == offsetLength && isFunc(reloc) {
				places[name] = append(places[name], at)
			}
		}
	}
	return places
}
