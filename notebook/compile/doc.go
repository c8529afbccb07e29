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
//	split      source → chunks                              split.go
//	outline    → segments, and the names the cell declares   parse.go, outline.go
//	imports    packages loaded, names bound to them          imports.go
//	resolve    what names mean before there are types        resolve.go
//	check      one unit of Go source → go/types              unit.go, check.go
//	redefine   what changed, and who must follow             redefine.go
//	rewrite    segments → templates, instrumented            rewrite.go, instrument.go, …
//	emit       templates → Go source for the compiler        emit.go
//	build      cmd/compile, then one of two links            build.go, plugin.go, …
//
// What is kept of a cell are templates (text with references to declarations
// and imports in it), neither syntax trees nor types: each cell is checked
// afresh against only what it mentions.
//
// # Names
//
// The package of all cells is main in every respect, so that types, functions
// and traces read as those of an ordinary program. A name that is declared again
// gets another version; its symbol then ends in a mark and a number, which
// kernel.PlainName removes. What has not changed, text and references alike,
// keeps its version, and with it its storage. The strings that package reflect
// has for types are edited in the compiled object and bear no mark.
//
// # Two links
//
// The delta link shows cmd/link a fake shared library that lists exactly the
// symbols the cell refers to, so that the result holds the cell alone: some
// 10 KB in some 20 ms. The full link is the ordinary plugin link of everything
// the cell needs. Which of the two is on makes no difference to a cell.
//
// # Directives
//
// A line that says //gokino:nopoll makes the loops and functions of a cell run
// without looking for interrupts: faster by some per cent, and not to be stopped.
//
// A //go:embed directive above a variable that a cell declares gives it the
// content of files in the notebook's folder each time the cell runs.
//
// # Drafts
//
// A [Draft] takes cells through the same steps up to the check, without a process
// and without giving up at the first error, for whoever wants to know what they
// mean while they are being written.
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
