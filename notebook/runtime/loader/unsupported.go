//go:build !cgo || !(linux || darwin || freebsd)

package loader

import (
	"os"
	"unsafe"
)

type (
	modules  struct{}
	initTask struct{}
)

func (*modules) find() error                               { return ErrUnsupported }
func (*modules) open(Module) (uintptr, []*initTask, error) { return 0, nil, ErrUnsupported }
func initialise([]*initTask) error                         { return ErrUnsupported }
func checkTypes() error                                    { return ErrUnsupported }
func lookup(uintptr, string) unsafe.Pointer                { return nil }
func function(unsafe.Pointer) func()                       { return nil }
func resolve(string) Symbol                                { return Symbol{} }

// CatchExit is not possible here.
func CatchExit(func(failed bool)) (release func(), err error) { return nil, ErrUnsupported }

// Written takes what is written to a file.
type Written func(f *os.File, text []byte) (taken bool)

// CatchWrite is not possible here.
func CatchWrite(Written) (release func(), err error) { return nil, ErrUnsupported }
