//go:build cgo && (linux || darwin || freebsd)

package loader

/*
#cgo linux LDFLAGS: -ldl
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>

static uintptr_t gk_open(const char *path, char **err) {
	void *h = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
	if (!h) *err = dlerror();
	return (uintptr_t)h;
}

static void *gk_sym(uintptr_t h, const char *name) {
	return dlsym(h ? (void *)h : RTLD_DEFAULT, name);
}
*/
import "C"

import (
	"errors"
	_ "plugin" // makes the linker export the executable's symbols
	"strings"
	"unsafe"
)

// dlopen maps a shared object for good.
func dlopen(path string) (uintptr, error) {
	name := C.CString(path)
	defer C.free(unsafe.Pointer(name))
	var text *C.char
	h := C.gk_open(name, &text)
	if h == 0 {
		return 0, errors.New(C.GoString(text))
	}
	return uintptr(h), nil
}

// lookup finds a symbol, in a shared object or, for handle 0, in the process. It
// is nil if there is none.
func lookup(handle uintptr, name string) unsafe.Pointer {
	if name == "" || strings.IndexByte(name, 0) >= 0 {
		return nil
	}
	text := C.CString(name)
	defer C.free(unsafe.Pointer(text))
	return C.gk_sym(C.uintptr_t(handle), text)
}
