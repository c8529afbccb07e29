package golink

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"runtime"
	"strings"
)

// Fake is a symbol that a fake library pretends to define.
type Fake struct {
	Name string
	Text bool // a function

	// Type and Mask are set for types: the linker reads pointer masks out of
	// their descriptions. They are what Known has.
	Type, Mask []byte
}

// Where a fake library pretends to hold its data, and what the descriptions of
// types look like (abi.Type in internal/abi).
const (
	fakeAddr = 0x100000

	typeSize          = 48
	typePtrBytes      = 8
	typeTFlag         = 20
	typeKind          = 23
	typeGCData        = 32
	tflagUncommon     = 1 << 0
	kindUnsafePointer = 26
)

// FakeLibrary returns an ELF file that `cmd/link -linkshared` accepts as a Go
// shared library which defines the given symbols, and nothing else.
func FakeLibrary(symbols []Fake) []byte {
	var data fakeData
	names := []byte{0}
	table := make([]byte, elf.Sym64Size) // the first entry of a symbol table is empty
	for _, s := range symbols {
		entry := elf.Sym64{Name: uint32(len(names)), Info: elf.ST_INFO(elf.STB_GLOBAL, elf.STT_OBJECT), Shndx: fakeDataSection, Value: fakeAddr, Size: 8}
		if s.Text {
			entry.Info = elf.ST_INFO(elf.STB_GLOBAL, elf.STT_FUNC)
		}
		if len(s.Type) >= typeSize {
			entry.Value, entry.Size = data.addType(s), uint64(len(s.Type)+typeSize)
		}
		table, _ = binary.Append(table, binary.LittleEndian, entry)
		names = append(append(names, s.Name...), 0)
	}
	return fakeFile([]fakeSection{
		{},
		{name: ".note", typ: elf.SHT_NOTE, data: append(goNote(2), goNote(3)...)}, // ABI hash and dependencies, both empty
		{name: ".rela.dyn", typ: elf.SHT_RELA, link: 4, entry: 24},
		{name: ".data", typ: elf.SHT_PROGBITS, data: data.bytes, addr: fakeAddr},
		{name: ".dynsym", typ: elf.SHT_DYNSYM, data: table, link: 5, info: 1, entry: elf.Sym64Size},
		{name: ".dynstr", typ: elf.SHT_STRTAB, data: names},
	})
}

// fakeDataSection is the index of .data in a fake library.
const fakeDataSection = 3

// fakeData collects the content of the data section.
type fakeData struct{ bytes []byte }

// addType adds the description of a type and returns its address. It becomes an
// unsafe.Pointer without methods, for which the linker looks at nothing but the
// pointer mask.
func (d *fakeData) addType(s Fake) uint64 {
	desc := append(bytes.Clone(s.Type[:typeSize]), make([]byte, typeSize)...)
	desc[typeTFlag] &^= tflagUncommon
	desc[typeKind] = kindUnsafePointer
	if len(s.Mask) > 0 {
		binary.LittleEndian.PutUint64(desc[typeGCData:], d.add(s.Mask))
	}
	return d.add(desc)
}

func (d *fakeData) add(b []byte) uint64 {
	addr := fakeAddr + uint64(len(d.bytes))
	d.bytes = append(d.bytes, b...)
	for len(d.bytes)%8 != 0 {
		d.bytes = append(d.bytes, 0)
	}
	return addr
}

// goNote returns an empty note of the Go toolchain's.
func goNote(tag uint32) []byte {
	note, _ := binary.Append(nil, binary.LittleEndian, []uint32{4, 0, tag})
	return append(note, "Go\x00\x00"...)
}

// fakeSection is a section of a fake library.
type fakeSection struct {
	name       string
	typ        elf.SectionType
	data       []byte
	addr       uint64
	link, info uint32
	entry      uint64
}

// fakeFile lays sections out as an ELF file.
func fakeFile(sections []fakeSection) []byte {
	var names strings.Builder
	sections = append(sections, fakeSection{name: ".shstrtab", typ: elf.SHT_STRTAB})
	headers := make([]elf.Section64, len(sections))
	for i, s := range sections {
		headers[i].Name = uint32(names.Len())
		names.WriteString(s.name + "\x00")
	}
	sections[len(sections)-1].data = []byte(names.String())

	file := make([]byte, binary.Size(elf.Header64{}))
	for i, s := range sections {
		for len(file)%16 != 0 {
			file = append(file, 0)
		}
		h := &headers[i]
		h.Type, h.Addr, h.Off, h.Size = uint32(s.typ), s.addr, uint64(len(file)), uint64(len(s.data))
		h.Link, h.Info, h.Entsize, h.Addralign = s.link, s.info, s.entry, 1
		file = append(file, s.data...)
	}
	for len(file)%16 != 0 {
		file = append(file, 0)
	}
	header := elf.Header64{
		Type: uint16(elf.ET_DYN), Machine: uint16(machine()), Version: uint32(elf.EV_CURRENT),
		Shoff: uint64(len(file)), Ehsize: uint16(binary.Size(elf.Header64{})),
		Shentsize: uint16(binary.Size(elf.Section64{})), Shnum: uint16(len(sections)), Shstrndx: uint16(len(sections) - 1),
	}
	copy(header.Ident[:], elf.ELFMAG)
	header.Ident[elf.EI_CLASS] = byte(elf.ELFCLASS64)
	header.Ident[elf.EI_DATA] = byte(elf.ELFDATA2LSB)
	header.Ident[elf.EI_VERSION] = byte(elf.EV_CURRENT)
	_, _ = binary.Encode(file, binary.LittleEndian, header)
	file, _ = binary.Append(file, binary.LittleEndian, headers)
	return file
}

func machine() elf.Machine {
	if runtime.GOARCH == "arm64" {
		return elf.EM_AARCH64
	}
	return elf.EM_X86_64
}
