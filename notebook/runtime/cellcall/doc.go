// Package cellcall has the functions that the compiler puts into cells.
//
// It does next to nothing itself. What it cannot do with Go's runtime package
// alone it asks of a [Runtime], which the process that cells live in sets once at
// its start: package cellrt. The reason is the full link: there each cell comes
// with a copy of every package that it imports, this one and all it would import
// included, for which the cell's user waits. So it imports nothing that cells do
// not have anyway, and layers_test.go keeps it that way.
//
// The dynamic linker gives the variables of all those copies one place, that of
// the process, so there is one Runtime for all cells.
package cellcall
