//go:build cgo && (linux || darwin || freebsd)

package loader

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"unsafe"
)

// typeSize is the size of an abi.Type.
const typeSize = 48

// typeHead is the beginning of an abi.Type, as far as it matters here.
type typeHead struct {
	size     uintptr
	ptrBytes uintptr
	hash     uint32
	tflag    uint8
	align    uint8
	field    uint8
	kind     uint8
	equal    unsafe.Pointer
	gcData   *byte
	str, ptr int32
}

// maskOnDemand marks a type whose pointer mask is made when it is needed: gcData
// then points to a word for it.
const maskOnDemand = 1 << 4

// maxMask bounds the pointer mask that is copied, that of a 512 MB value.
const maxMask = 8 << 20

func resolve(name string) Symbol {
	p := lookup(0, name)
	s := Symbol{Plain: p != nil}
	isType := strings.HasPrefix(name, "type:") && !strings.HasPrefix(name, "type:.")
	if !isType {
		s.ABI0 = lookup(0, name+".abi0") != nil
	} else if p != nil {
		s.Type, s.Mask = describe(p)
	}
	return s
}

// describe copies a type's descriptor and its pointer mask. A copy that comes
// with a mask does not say that it has none yet.
func describe(p unsafe.Pointer) (descriptor, mask []byte) {
	t := (*typeHead)(p)
	descriptor = bytes.Clone(unsafe.Slice((*byte)(p), typeSize))
	n := (t.ptrBytes/unsafe.Sizeof(p) + 7) / 8
	if n == 0 || n > maxMask {
		return descriptor, nil
	}
	data := t.gcData
	if t.tflag&maskOnDemand != 0 {
		if data = demandMask(p); data == nil {
			return descriptor, nil
		}
		(*typeHead)(unsafe.Pointer(&descriptor[0])).tflag &^= maskOnDemand
	}
	return descriptor, bytes.Clone(unsafe.Slice(data, n))
}

// demandMask lets the runtime make the mask of a large type.
func demandMask(typ unsafe.Pointer) *byte {
	code := lookup(0, "runtime.getGCMaskOnDemand")
	if code == nil {
		return nil
	}
	word := &code
	build := *(*func(unsafe.Pointer) *byte)(unsafe.Pointer(&word))
	return build(typ)
}

// checkTypes compares descriptors with what reflect says.
func checkTypes() error {
	type probe struct {
		n int
		p *int
		s string
	}
	for _, v := range []any{0, probe{}, [3]*int{}, "", [0]int{}} {
		t := reflect.TypeOf(v)
		head := (*typeHead)((*[2]unsafe.Pointer)(unsafe.Pointer(&v))[0])
		if head.size != t.Size() || reflect.Kind(head.kind&31) != t.Kind() || int(head.align) != t.Align() {
			return fmt.Errorf("abi.Type has another layout: %s has size %d and kind %d", t, head.size, head.kind)
		}
	}
	t := reflect.TypeOf(probe{})
	var v any = probe{}
	descriptor, mask := describe((*[2]unsafe.Pointer)(unsafe.Pointer(&v))[0])
	head := (*typeHead)(unsafe.Pointer(&descriptor[0]))
	want := t.Field(2).Offset + unsafe.Sizeof(uintptr(0)) // the string's pointer is the last
	if head.ptrBytes != want || len(mask) != 1 || mask[0] != 0b110 {
		return fmt.Errorf("abi.Type has another layout: pointers in the first %d bytes, mask %v", head.ptrBytes, mask)
	}
	return nil
}
