package compile

import "context"

// Target is the process that cells are loaded into, as the compiler sees it.
type Target interface {
	// Resolve looks mangled symbol names up in the process and returns one
	// answer a name, in order.
	Resolve(ctx context.Context, names []string) ([]Symbol, error)

	// Load maps a shared object and initialises its Go module data. It does not
	// run the cell in it.
	Load(ctx context.Context, m Module) error
}

// Symbol says what a process knows by a name.
type Symbol struct {
	Plain bool // the name itself is defined
	ABI0  bool // name+".abi0" is defined: an assembly function

	// Type and Mask describe a type, for names that begin with "type:" and are
	// defined: the 48 bytes of its live abi.Type, and its pointer mask.
	Type, Mask []byte
}

// Module is a shared object to be loaded into the process.
type Module struct {
	Path   string // the file; empty if the process already has the module
	Name   string // its plugin path, unique in a process
	Anchor string // a symbol it defines: its address minus its value is the load address
	Init   bool   // whether its packages are to be initialised
}
