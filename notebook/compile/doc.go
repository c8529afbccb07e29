// Package compile turns the source of notebook cells into native shared objects
// that a running Go process can load.
//
// # How it works
//
// All cells of a notebook are one Go package, named main. Each cell is compiled
// by itself, with the earlier declarations it mentions repeated in its source:
// variables as declarations without a value, functions as signatures, types in
// full. The dynamic linker then makes the repeated symbols one and the same
// object, so a variable has one storage and a type one identity in all cells.
//
// [Notebook.Compile] goes through these steps:
//
//	split      source → declarations and statements          split.go
//	outline    → segments, and the names the cell declares    outline.go
//	check      one unit of Go source → go/types               unit.go, check.go
//	redefine   which names changed, and who must follow       redefine.go
//	rewrite    segments → templates, instrumented             rewrite.go, instrument.go
//	emit       templates → Go source for the compiler         emit.go
//	build      cmd/compile, then one of two links             build.go, deltalink.go, fulllink.go
//
// What is kept of a cell are templates (text with references to declarations
// and imports in it), neither syntax trees nor types: each cell is checked
// afresh against only what it mentions.
//
// # Two links
//
// The delta link shows cmd/link a fake shared library that lists exactly the
// symbols the cell refers to, so that the result holds the cell alone: some
// 10 KB in some 20 ms. The full link is the ordinary plugin link of everything
// the cell needs. Which of the two is on makes no difference to a cell.
//
// # Guarantees
//
// A [Notebook] changes only in [Notebook.Commit]: a cell that does not compile,
// or cannot be loaded, leaves no trace. What is wrong with a cell comes back as
// [Errors], each with the line and column in the cell; everything else that
// goes wrong names the stage that failed and what the tool said.
//
// A [Toolchain] may be shared by notebooks and goroutines. A [Notebook] belongs
// to one process and to one goroutine at a time.
package compile
