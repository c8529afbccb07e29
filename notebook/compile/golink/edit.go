package golink

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
)

// Each plugin has a constructor, made by cmd/link, that tells the runtime about
// the plugin when it is mapped.
const (
	constructor = "go:link.addmoduledata"
	addModule   = "runtime.addmoduledata"
	worldsOwn   = addModule + assemblyMark // addModule in the symbol table of the world
)

// ErrELF is returned for what is not an object file of the expected kind.
var ErrELF = errors.New("not a 64-bit ELF object")

// elfObject is a relocatable object being edited.
type elfObject struct {
	data   []byte
	order  binary.ByteOrder
	header elf.Header64
	list   []elf.Section64
	symtab int // index of the symbol table
}

// Edit returns the object with its symbols hidden and renamed so that the
// module fits into a process.
func Edit(data []byte, hidden *Hidden) ([]byte, error) {
	o, err := openObject(data)
	if err != nil {
		return nil, err
	}
	var build, add elf.Sym64
	for i := 0; i < o.symbols(); i++ {
		s, name, err := o.symbol(i)
		if err != nil {
			return nil, err
		}
		switch string(name) {
		case constructor:
			build = s
		case addModule:
			add = s
		}
		if elf.ST_BIND(s.Info) == elf.STB_GLOBAL {
			editSymbol(&s, name, hidden)
			o.setSymbol(i, s)
		}
	}
	if build.Shndx != 0 && add.Shndx != 0 && add.Size == 0 {
		err = o.importAddModule(build)
	}
	return o.data, err
}

// editSymbol changes one global symbol and its name, in place.
func editSymbol(s *elf.Sym64, name []byte, hidden *Hidden) {
	undefined := elf.SectionIndex(s.Shndx) == elf.SHN_UNDEF
	switch {
	case undefined && string(name) == abiHash+FakeName:
		// The hash of a library that does not exist: an empty string.
		s.Info, s.Shndx = elf.ST_INFO(elf.STB_GLOBAL, elf.STT_OBJECT), uint16(elf.SHN_COMMON)
		s.Value, s.Size, s.Other = 8, 16, byte(elf.STV_HIDDEN)
	case undefined:
		// Executables and plugins do not mark the ABI of compiled functions.
		if plain, ok := bytes.CutSuffix(name, []byte(internalMark)); ok {
			name[len(plain)] = 0
		}
	case hidden.Has(string(name)):
		s.Other = byte(elf.STV_HIDDEN)
	}
}

// importAddModule makes the constructor call the world's copy of addModule. With
// -linkshared, cmd/link believes that it got the function from the library, yet
// makes the constructor call a copy in the plugin, which consists of traps.
func (o *elfObject) importAddModule(build elf.Sym64) error {
	text := int(build.Shndx)
	relocations := -1
	for i, s := range o.list {
		if elf.SectionType(s.Type) == elf.SHT_RELA && int(s.Info) == text {
			relocations = i
		}
	}
	if relocations < 0 {
		return ErrELF
	}
	name, err := o.extend(int(o.list[o.symtab].Link), append([]byte(worldsOwn), 0))
	if err != nil {
		return err
	}
	wanted := elf.Sym64{Name: uint32(name), Info: elf.ST_INFO(elf.STB_GLOBAL, elf.STT_FUNC)}
	entry, _ := binary.Append(nil, o.order, wanted)
	at, err := o.extend(o.symtab, entry)
	if err != nil {
		return err
	}
	return o.call(relocations, build.Value, uint32(at/elf.Sym64Size))
}

// call makes the function at offset start, the constructor, call a symbol.
func (o *elfObject) call(relocations int, start uint64, symbol uint32) error {
	const operand = 8 // both processors: what follows after the argument was loaded
	rel := elf.Rela64{Off: start + operand, Info: elf.R_INFO(symbol, uint32(elf.R_X86_64_PLT32)), Addend: -4}
	if elf.Machine(o.header.Machine) == elf.EM_AARCH64 {
		rel.Info, rel.Addend = elf.R_INFO(symbol, uint32(elf.R_AARCH64_JUMP26)), 0
	}
	entry, _ := binary.Append(nil, o.order, rel)
	list, err := o.content(relocations)
	if err != nil {
		return err
	}
	for ; len(list) >= len(entry); list = list[len(entry):] {
		if o.order.Uint64(list) == rel.Off {
			copy(list, entry)
			return nil
		}
	}
	_, err = o.extend(relocations, entry)
	return err
}

func openObject(data []byte) (*elfObject, error) {
	o := &elfObject{data: data, order: binary.LittleEndian, symtab: -1}
	if !bytes.HasPrefix(data, []byte{0x7f, 'E', 'L', 'F', byte(elf.ELFCLASS64), byte(elf.ELFDATA2LSB)}) {
		return nil, ErrELF
	}
	if _, err := binary.Decode(data, o.order, &o.header); err != nil || o.header.Shoff > uint64(len(data)) {
		return nil, ErrELF
	}
	o.list = make([]elf.Section64, o.header.Shnum)
	if _, err := binary.Decode(data[o.header.Shoff:], o.order, o.list); err != nil {
		return nil, ErrELF
	}
	for i, s := range o.list {
		if elf.SectionType(s.Type) == elf.SHT_SYMTAB && int(s.Link) < len(o.list) {
			o.symtab = i
		}
	}
	if o.symtab < 0 {
		return nil, ErrELF
	}
	return o, nil
}

// content returns the part of data that a section occupies.
func (o *elfObject) content(section int) ([]byte, error) {
	s := o.list[section]
	if s.Off+s.Size < s.Off || s.Off+s.Size > uint64(len(o.data)) {
		return nil, ErrELF
	}
	return o.data[s.Off : s.Off+s.Size], nil
}

// extend adds to a section, which moves to the end of the file, and returns
// where in the section the addition begins.
func (o *elfObject) extend(section int, more []byte) (at uint64, err error) {
	content, err := o.content(section)
	if err != nil {
		return 0, err
	}
	for len(o.data)%8 != 0 {
		o.data = append(o.data, 0)
	}
	s := &o.list[section]
	at, s.Off = s.Size, uint64(len(o.data))
	s.Size += uint64(len(more))
	o.data = append(append(o.data, content...), more...)
	_, err = binary.Encode(o.data[o.header.Shoff:], o.order, o.list)
	return at, err
}

func (o *elfObject) symbols() int { return int(o.list[o.symtab].Size / elf.Sym64Size) }

// symbol returns an entry of the symbol table and its name, which is a part of
// the string table.
func (o *elfObject) symbol(i int) (s elf.Sym64, name []byte, err error) {
	table, err := o.content(o.symtab)
	if err != nil {
		return s, nil, err
	}
	names, err := o.content(int(o.list[o.symtab].Link))
	if err != nil {
		return s, nil, err
	}
	if _, err := binary.Decode(table[i*elf.Sym64Size:], o.order, &s); err != nil || int(s.Name) >= len(names) {
		return s, nil, ErrELF
	}
	name, _, _ = bytes.Cut(names[s.Name:], []byte{0})
	return s, name, nil
}

// setSymbol writes an entry that symbol returned.
func (o *elfObject) setSymbol(i int, s elf.Sym64) {
	_, _ = binary.Encode(o.data[o.list[o.symtab].Off+uint64(i)*elf.Sym64Size:], o.order, s)
}
