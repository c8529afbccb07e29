//go:build cgo && (linux || darwin || freebsd)

package loader

import (
	"errors"
	"fmt"
	"sync/atomic"
	"unsafe"
)

// lastmoduledatap is the newest module's data.
//
//go:linkname lastmoduledatap runtime.lastmoduledatap
var lastmoduledatap unsafe.Pointer

type initTask struct{}

// lastModuleInit takes the newest module into the runtime's tables, after
// checking it, and returns its packages' init tasks.
//
//go:linkname lastModuleInit plugin.lastmoduleinit
func lastModuleInit() (path string, syms map[string]any, tasks []*initTask, problem string)

//go:linkname doInit runtime.doInit
func doInit(tasks []*initTask)

// getitab is the runtime's itab for an interface and a type; nil, if may fail,
// when the type does not implement the interface.
//
//go:linkname getitab runtime.getitab
func getitab(inter, typ unsafe.Pointer, mayFail bool) unsafe.Pointer

// maxModuleData bounds the search in a runtime.moduledata, which has about 600
// bytes.
const maxModuleData = 1 << 10

// modules is the runtime's list of modules.
type modules struct {
	first unsafe.Pointer // the executable's
	next  uintptr        // offset of the field next, 0 before the first load
}

// find takes the list as it is before the first load.
func (m *modules) find() error {
	if m.first = lastmoduledatap; m.first == nil {
		return errors.New("runtime.lastmoduledatap is nil")
	}
	return nil
}

// open maps a module and makes it part of the program. Its packages are still to
// be initialised.
func (m *modules) open(mod Module) (handle uintptr, tasks []*initTask, err error) {
	before := lastmoduledatap
	handle, err = dlopen(mod.Path)
	if err != nil {
		return 0, nil, err
	}
	if lastmoduledatap == before {
		return 0, nil, errors.New("it holds no Go module, or one that is loaded already")
	}
	if err := m.findNext(before); err != nil {
		return 0, nil, err
	}
	_, _, tasks, problem := lastModuleInit()
	if problem != "" {
		return 0, nil, errors.New(problem)
	}
	m.moveFirst()
	return handle, tasks, oneItab(handle, mod)
}

// initialise runs what initialises variables, and init functions. What panicked
// must not be run again.
func initialise(tasks []*initTask) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("its initialisation panicked: %v", v)
		}
	}()
	doInit(tasks)
	return nil
}

// findNext finds where a module's data point to the next module's: when the
// first module was just added, exactly one word of the executable's data has its
// address.
func (m *modules) findNext(before unsafe.Pointer) error {
	if m.next != 0 {
		return nil
	}
	if before != m.first {
		return errors.New("another module was loaded before")
	}
	var found []uintptr
	for off := uintptr(0); off < maxModuleData; off += unsafe.Sizeof(off) {
		word := (*unsafe.Pointer)(unsafe.Add(m.first, off))
		if word != &lastmoduledatap && *word == lastmoduledatap {
			found = append(found, off)
		}
	}
	if len(found) != 1 || found[0] == 0 {
		return fmt.Errorf("runtime.moduledata: field next is not to be found (candidates %v)", found)
	}
	m.next = found[0]
	return nil
}

func (m *modules) nextOf(module unsafe.Pointer) *unsafe.Pointer {
	return (*unsafe.Pointer)(unsafe.Add(module, m.next))
}

// moveFirst puts the newest module right behind the executable. To map an
// address to its code the runtime walks the list, and what runs is mostly new:
// with hundreds of cells a deep stack would take a hundred times as long to
// walk. Nobody runs the module's code yet, so readers may miss it for a moment.
func (m *modules) moveFirst() {
	newest := lastmoduledatap
	before := m.first
	for next := *m.nextOf(before); next != newest; next = *m.nextOf(before) {
		if next == nil {
			return // not in the list: nothing that could be moved
		}
		before = next
	}
	if before == m.first {
		return
	}
	atomic.StorePointer(m.nextOf(before), nil)
	atomic.StorePointer(&lastmoduledatap, before)
	atomic.StorePointer(m.nextOf(newest), *m.nextOf(m.first))
	atomic.StorePointer(m.nextOf(m.first), newest)
}

// function makes a func of a code address. A func value points to a word that
// holds the address.
func function(code unsafe.Pointer) func() {
	word := new(unsafe.Pointer)
	*word = code
	return *(*func())(unsafe.Pointer(&word))
}
