package golink

// The table of a plugin's exported names, for plugin.Lookup. The compiler makes
// it for packages named main, and the linker keeps it in every plugin. Its
// entries are offsets from the types section to the types of the names, which
// cannot be expressed for a type that is in the process already: a cell with an
// exported variable of type int would not link. Nobody looks cells up by name,
// so the table goes by another name that nothing refers to. The two names are of
// one length, so nothing moves.
const (
	pluginTab  = "go:plugin.tabs"
	droppedTab = "go:dropped.tab"
)

// DropPluginTab makes the linker drop the plugin table in the archive of a compiled
// package.
func DropPluginTab(archive []byte) (changed bool, err error) {
	return renameSymbol(archive, pluginTab, droppedTab)
}

// renameSymbol gives a symbol that is defined in a compiled package another
// name of the same length, in place.
func renameSymbol(archive []byte, from, to string) (changed bool, err error) {
	r, err := objectIn(archive)
	if err != nil {
		return false, err
	}
	for _, block := range []int{blockSymdef, blockHasheddef, blockNonpkgdef} {
		for _, name := range r.names(block) {
			if string(name) == from {
				copy(name, to)
				changed = true
			}
		}
	}
	return changed, r.err
}
