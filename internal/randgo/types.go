package randgo

// typ is a type of the generated program.
type typ struct {
	name   string
	kind   kind
	elem   *typ    // of slices, arrays, maps, pointers, channels; result of functions
	fields []field // of structs
	method string  // name of a method func(int) int, if it has one
}

type kind int

const (
	integer kind = iota
	float
	text
	boolean
	slice
	array
	mapping // its keys are strings
	pointer
	function // func(int) elem
	structure
	face // has the method Do(int) int
)

type field struct {
	name string
	typ  *typ
}

var (
	tInt     = &typ{name: "int"}
	tInt8    = &typ{name: "int8"}
	tUint8   = &typ{name: "uint8"}
	tUint32  = &typ{name: "uint32"}
	tInt64   = &typ{name: "int64"}
	tFloat   = &typ{name: "float64", kind: float}
	tString  = &typ{name: "string", kind: text}
	tBool    = &typ{name: "bool", kind: boolean}
	tInts    = &typ{name: "[]int", kind: slice, elem: tInt}
	tStrings = &typ{name: "[]string", kind: slice, elem: tString}
	tArray   = &typ{name: "[3]int", kind: array, elem: tInt}
	tMap     = &typ{name: "map[string]int", kind: mapping, elem: tInt}
	tPointer = &typ{name: "*int", kind: pointer, elem: tInt}
	tFunc    = &typ{name: "func(int) int", kind: function, elem: tInt}
)

// basics are the types that need no declaration.
var basics = []*typ{tInt, tInt, tInt8, tUint8, tUint32, tInt64, tFloat, tString, tString, tBool, tInts, tStrings, tArray, tMap, tPointer, tFunc}

// printable reports whether values print the same on every run.
func (t *typ) printable() bool {
	switch t.kind {
	case pointer, function:
		return false
	case structure:
		for _, f := range t.fields {
			if !f.typ.printable() {
				return false
			}
		}
	case slice, array, mapping:
		return t.elem.printable()
	}
	return true
}

// comparable reports whether values can be compared with ==, and without a panic.
func (t *typ) comparable() bool {
	switch t.kind {
	case slice, mapping, function, face:
		return false
	case structure:
		for _, f := range t.fields {
			if !f.typ.comparable() {
				return false
			}
		}
	}
	return true
}

// variable is something with a name that can be read.
type variable struct {
	name     string
	typ      *typ
	constant bool
}

// scope holds the names of a block.
type scope struct {
	outer *scope
	vars  []variable
}
