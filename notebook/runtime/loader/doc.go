// Package loader brings compiled cells into the running process.
//
// A [Loader] maps Go plugins as package plugin does, answers what symbols the
// process has, and finds functions. It differs from package plugin in three
// ways: nothing but the module is required of the shared object (package plugin
// looks for every exported name under the plugin's own path), the newest module
// is looked at first when the Go runtime maps an address to its code, and one
// itab per pair of types is kept.
//
// # What it assumes of Go
//
// All of it is checked by [New] or by the first [Loader.Load], whose errors say
// which assumption failed:
//
//   - runtime.lastmoduledatap holds the newest module's data, and, before
//     anything is loaded, the executable's. (Pushed by the runtime to linkname
//     users.)
//   - The module data are a list through a field next, whose offset is found by
//     looking for the address of the module that was just added.
//   - plugin.lastmoduleinit, runtime.doInit and runtime.getitab have the types
//     declared here. (Pushed to linkname users; package plugin has the same.)
//   - internal/runtime/exithook keeps its hooks in a slice hooks, guarded by a
//     spin lock locked. Both are found by dlsym, and a trial run must call a
//     hook that was put there.
//   - An itab's methods begin at byte 24, in the order of their names, which
//     [CatchWrite] compares with what it knows of *os.File.
//   - abi.Type is 48 bytes with PtrBytes at 8, TFlag at 20 and GCData at 32, which is
//     compared with what reflect says of some types.
//
// The process must import package plugin, as this package does: that makes the
// linker export every symbol.
package loader
