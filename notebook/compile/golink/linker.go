package golink

import "strings"

// The fake library, as in -lgk, and its file name.
const (
	FakeLib  = "gk"
	FakeName = "lib" + FakeLib + ".so"
)

// abiHash begins the name of what cmd/link compares a library with.
const abiHash = "go:link.abihash."

// Linker returns what cmd/link itself refers to in every plugin: symbols that
// every process has, and those that have to be looked up.
func Linker() (fake []Fake, wanted []Symbol) {
	for _, name := range []string{"runtime.mapinitnoop", "runtime.unreachableMethod"} {
		fake = append(fake, Fake{Name: name + internalMark, Text: true})
	}
	for _, name := range []string{"runtime.lastmoduledatap", "runtime.tlsg", abiHash + FakeName} {
		fake = append(fake, Fake{Name: name})
	}
	return fake, []Symbol{{Name: "type:runtime.moduledata"}}
}

// How shared libraries mark the ABI of functions. Executables and plugins mark
// only assembly.
const (
	internalMark = ".abiinternal"
	assemblyMark = ".abi0"
)

// Known says what a process knows by a name: whether the name itself is defined,
// whether it is with the mark of assembly, and, for a type, the 48 bytes of its
// live abi.Type and its pointer mask.
type Known struct {
	Plain, ABI0 bool
	Type, Mask  []byte
}

// Pretend returns the symbol that a shared library would have for what a process
// knows by a mangled name; false if it knows nothing that would serve.
func Pretend(name string, abi uint16, k Known) (Fake, bool) {
	switch {
	case abi == ABIInternal && k.Plain && strings.HasPrefix(name, "type:"):
		return Fake{Name: name, Text: true}, true
	case abi == ABIInternal:
		return Fake{Name: name + internalMark, Text: true}, k.Plain
	case k.ABI0:
		return Fake{Name: name + assemblyMark, Text: true}, true
	}
	return Fake{Name: name, Type: k.Type, Mask: k.Mask}, k.Plain
}
