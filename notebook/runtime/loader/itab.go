//go:build cgo && (linux || darwin || freebsd)

package loader

import (
	"debug/elf"
	"encoding/binary"
	"fmt"
	"runtime"
	"strings"
	"syscall"
	"unsafe"
)

// oneItab makes a module use the itabs that the runtime has already. Go code
// compares itabs by address, and a dynamic conversion may have made one for the
// same two types before the module brought a static one: then x.(T) would fail
// and x == y be false for equal values (golang/go#48532, #80107).
//
// It goes through the relocations of the module that name an itab. On systems
// without ELF it does nothing.
func oneItab(handle uintptr, mod Module) error {
	if runtime.GOOS == "darwin" {
		return nil
	}
	f, err := elf.Open(mod.Path)
	if err != nil {
		return fmt.Errorf("reading its relocations: %w", err)
	}
	defer func() { _ = f.Close() }()
	slots, base, err := itabSlots(f, mod.Anchor)
	if err != nil {
		return fmt.Errorf("reading its relocations: %w", err)
	}
	if len(slots) == 0 {
		return nil
	}
	anchor := lookup(handle, mod.Anchor)
	if anchor == nil {
		return fmt.Errorf("no symbol %s", mod.Anchor)
	}
	load := uintptr(anchor) - base
	for _, slot := range slots {
		if err := patchItab(f, load, slot); err != nil {
			return err
		}
	}
	return nil
}

// itabSlots lists where a module keeps addresses of itabs that symbols name,
// and the anchor's value, all relative to the load address.
func itabSlots(f *elf.File, anchor string) (slots []uintptr, value uintptr, err error) {
	syms, err := f.DynamicSymbols()
	if err != nil {
		return nil, 0, err
	}
	for _, s := range syms {
		if s.Name == anchor && s.Section != elf.SHN_UNDEF {
			value = uintptr(s.Value)
		}
	}
	section := f.Section(".rela.dyn")
	if section == nil {
		return nil, value, nil
	}
	data, err := section.Data()
	if err != nil {
		return nil, 0, err
	}
	const entry = 24 // offset, info, addend
	for ; len(data) >= entry; data = data[entry:] {
		off, info := binary.LittleEndian.Uint64(data), binary.LittleEndian.Uint64(data[8:])
		index := info >> 32
		if index == 0 || index > uint64(len(syms)) || !isAddress(f.Machine, uint32(info)) {
			continue
		}
		if strings.HasPrefix(syms[index-1].Name, "go:itab.") {
			slots = append(slots, uintptr(off))
		}
	}
	return slots, value, nil
}

// isAddress reports whether a relocation stores a symbol's address.
func isAddress(machine elf.Machine, kind uint32) bool {
	switch machine {
	case elf.EM_X86_64:
		return kind == uint32(elf.R_X86_64_64) || kind == uint32(elf.R_X86_64_GLOB_DAT)
	case elf.EM_AARCH64:
		return kind == uint32(elf.R_AARCH64_ABS64) || kind == uint32(elf.R_AARCH64_GLOB_DAT)
	}
	return false
}

// patchItab makes one slot hold the runtime's itab. An itab begins with its
// interface and its type.
func patchItab(f *elf.File, load, slot uintptr) error {
	word := (*unsafe.Pointer)(at(load + slot))
	itab := (*[2]unsafe.Pointer)(*word)
	if itab == nil || itab[0] == nil || itab[1] == nil {
		return nil
	}
	canonical := getitab(itab[0], itab[1], true)
	if canonical == nil || canonical == unsafe.Pointer(itab) {
		return nil
	}
	if err := makeWritable(f, load, slot); err != nil {
		return fmt.Errorf("opening a page that the linker made read-only: %w", err)
	}
	*word = canonical
	return nil
}

// makeWritable undoes what the dynamic linker did to the pages that hold only
// relocated addresses, for the page of one slot.
func makeWritable(f *elf.File, load, slot uintptr) error {
	for _, p := range f.Progs {
		if p.Type != elf.PT_GNU_RELRO || uint64(slot) < p.Vaddr || uint64(slot) >= p.Vaddr+p.Memsz {
			continue
		}
		size := uintptr(syscall.Getpagesize())
		page := (load + slot) &^ (size - 1)
		return syscall.Mprotect(unsafe.Slice((*byte)(at(page)), size), syscall.PROT_READ|syscall.PROT_WRITE)
	}
	return nil
}

// at makes a pointer of an address outside of Go's heap.
func at(address uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&address)) }
