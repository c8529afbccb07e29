// Package golink is what gokino knows of Go's compiler and linker beyond their
// documentation: object files, names of symbols, and what makes `cmd/link
// -linkshared` link a cell against a process that runs.
//
// Nothing else on the side of the host depends on such things. Inside of the
// process it is package loader. docs/go-release.md says what to do with both
// when a new Go release comes.
//
// # What it assumes of Go
//
// Each has a test in assumptions_test.go, which fails where it no longer holds:
//
//   - Object files (cmd/internal/goobj) begin with the magic string go120ld, and
//     the blocks and entries of symbols stand where [ReadObject] looks for them.
//     TestObjectFiles.
//   - Compiled with -linkshared, an object refers to other packages' symbols by
//     name. TestObjectFiles.
//   - abi.Type is 48 bytes, with the fields that fake.go names at their offsets.
//     TestTypeLayout.
//   - cmd/link takes a library for Go's that has the notes 2 and 3 of owner Go, and
//     reads of its types nothing but sizes and pointer masks. TestLinkAgainstFake.
//   - In a shared library compiled functions are marked .abiinternal, in an
//     executable or plugin not. TestLinkAgainstFake.
//   - Names of types, and of generic instances, are shortened as [Mangle] does it.
//     TestMangle, TestLinkAgainstFake.
//   - A plugin's constructor is go:link.addmoduledata; it loads an argument and, 8
//     bytes in, calls runtime.addmoduledata, which with -linkshared comes out
//     empty. TestLinkAgainstFake.
//   - The linker looks for exported names in go:plugin.tabs, and does without.
//     TestPluginTab.
//   - A relocation of length 0 is a mention, of which the linker makes nothing, and
//     the first description of a type that the dynamic linker finds is everybody's.
//     TestInstancesInCells in package compile.
//   - Where a variable without content and a type's description have one name, the
//     linker takes the description. The same test.
//   - Functions named like pkg.F.func1, pkg.F.1, pkg.F-range1, pkg.F.gowrap1 come
//     with pkg.F. The world of package compile would not link.
//
// The full link assumes only [ReadObject], [Hide] and [Edit].
package golink
