package loader

import (
	"errors"
	"fmt"
	"sync"
)

// ErrUnsupported says that this build cannot load code at all: it was made
// without cgo, or for a system without Go plugins.
var ErrUnsupported = errors.New("this build cannot load compiled cells: it needs cgo, and Linux, macOS or FreeBSD")

// Module is a shared object to load.
type Module struct {
	// Path is the file. A file that was loaded already is left as it is.
	Path string

	// Anchor is a symbol that the object defines, from which its load address is
	// computed.
	Anchor string

	// Init runs the init functions of the packages in the object.
	Init bool
}

// Symbol is what the process knows by a name. Plain says that the name itself
// is defined, ABI0 that name+".abi0" is, an assembly function. For a type that is
// defined, Type is a copy of its 48 byte descriptor and Mask its pointer mask.
type Symbol struct {
	Plain, ABI0 bool
	Type, Mask  []byte
}

// Loader loads into this process, one module at a time. There is one in a
// process. It is safe for concurrent use.
type Loader struct {
	mods modules

	mu      sync.Mutex         // held while init functions run: loads keep their order
	handles map[string]uintptr // by path
	failed  map[string]error   // by path: loaded, but not initialised
}

// New checks what the loader assumes of the Go release.
func New() (*Loader, error) {
	l := &Loader{handles: map[string]uintptr{}, failed: map[string]error{}}
	if err := l.mods.find(); err != nil {
		return nil, fmt.Errorf("looking into the Go runtime: %w", err)
	}
	if err := checkTypes(); err != nil {
		return nil, fmt.Errorf("looking into the Go runtime: %w", err)
	}
	return l, nil
}

// Load maps a module, unless its path was loaded before. A module whose
// initialisation panicked stays, and Load says the same of it again.
func (l *Loader) Load(m Module) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, loaded := l.handles[m.Path]; loaded {
		return l.failed[m.Path]
	}
	handle, tasks, err := l.mods.open(m)
	if err != nil {
		return fmt.Errorf("load %s: %w", m.Path, err)
	}
	l.handles[m.Path] = handle
	if !m.Init {
		return nil
	}
	if err := initialise(tasks); err != nil {
		l.failed[m.Path] = fmt.Errorf("load %s: %w", m.Path, err)
	}
	return l.failed[m.Path]
}

// Func finds a function without parameters and results, in the module that was
// loaded from path if there is such a module, else in the process.
func (l *Loader) Func(path, symbol string) (func(), error) {
	l.mu.Lock()
	handle := l.handles[path]
	l.mu.Unlock()
	p := lookup(handle, symbol)
	if p == nil {
		return nil, fmt.Errorf("%s: no function %s", path, symbol)
	}
	return function(p), nil
}

// Resolve looks names up in the process.
func (l *Loader) Resolve(names []string) []Symbol {
	all := make([]Symbol, len(names))
	for i, name := range names {
		all[i] = resolve(name)
	}
	return all
}
