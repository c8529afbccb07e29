//go:build cgo && (linux || darwin || freebsd)

package loader

import (
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"sync/atomic"
	"syscall"
	"unsafe"
)

// Written takes what is written to a file. It returns false to leave it to the
// file.
type Written func(f *os.File, text []byte) (taken bool)

// written is called by functions that stand in a method table, which have nowhere
// else to find it.
var written atomic.Pointer[Written]

// CatchWrite lets on see what code anywhere in the process writes to files
// through an interface, as fmt and log do; writes by the methods of *os.File
// themselves it does not see. Until release.
//
// It exchanges the methods in the itabs of *os.File, which is what a call through
// an interface goes by. Each entry is compared first with the method that belongs
// there.
func CatchWrite(on Written) (release func(), err error) {
	var (
		w   io.Writer          = os.Stdout
		wc  io.WriteCloser     = os.Stdout
		rw  io.ReadWriter      = os.Stdout
		rwc io.ReadWriteCloser = os.Stdout
		sw  io.StringWriter    = os.Stdout
	)
	write, writeString := pc((*os.File).Write), pc((*os.File).WriteString)
	for _, x := range []struct {
		iface    unsafe.Pointer
		index    int // of the method, which are sorted by name
		from, to uintptr
	}{
		{unsafe.Pointer(&w), 0, write, pc(fileWrite)},
		{unsafe.Pointer(&wc), 1, write, pc(fileWrite)},
		{unsafe.Pointer(&rw), 1, write, pc(fileWrite)},
		{unsafe.Pointer(&rwc), 2, write, pc(fileWrite)},
		{unsafe.Pointer(&sw), 0, writeString, pc(fileWriteString)},
	} {
		if err := exchange(*(*unsafe.Pointer)(x.iface), x.index, x.from, x.to); err != nil {
			return nil, fmt.Errorf("looking into the Go runtime: %w", err)
		}
	}
	written.Store(&on)
	return func() { written.Store(nil) }, nil
}

func pc(f any) uintptr { return reflect.ValueOf(f).Pointer() }

// itabFun is where the methods of an itab begin: after its interface, its type,
// and a hash with padding.
const itabFun = 24

// exchange puts a method in the place of another.
func exchange(itab unsafe.Pointer, index int, from, to uintptr) error {
	entry := (*uintptr)(unsafe.Add(itab, itabFun+uintptr(index)*unsafe.Sizeof(from)))
	switch *entry {
	case to:
		return nil
	case from:
	default:
		return errors.New("an itab has another layout")
	}
	size := uintptr(syscall.Getpagesize())
	page := uintptr(unsafe.Pointer(entry)) &^ (size - 1)
	if err := syscall.Mprotect(unsafe.Slice((*byte)(at(page)), size), syscall.PROT_READ|syscall.PROT_WRITE); err != nil {
		return fmt.Errorf("opening a page that the linker made read-only: %w", err)
	}
	atomic.StoreUintptr(entry, to)
	return nil
}

// fileWrite stands in the place of (*os.File).Write.
func fileWrite(f *os.File, text []byte) (n int, err error) {
	if on := written.Load(); on != nil && (*on)(f, text) {
		return len(text), nil
	}
	return f.Write(text)
}

// fileWriteString stands in the place of (*os.File).WriteString.
func fileWriteString(f *os.File, text string) (n int, err error) {
	if on := written.Load(); on != nil && (*on)(f, []byte(text)) {
		return len(text), nil
	}
	return f.WriteString(text)
}
