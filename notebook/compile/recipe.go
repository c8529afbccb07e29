package compile

import (
	"embed"
	"io/fs"
	"strings"
)

// recipe is the source that decides what comes out of a build, given what goes
// in. It is part of the keys of the cache, so that a new gokino makes things
// anew exactly if it makes them in another way.
//
//go:embed build.go deltalink.go fulllink.go packages.go plugin.go roots.go toolchain.go world.go wrappers.go
//go:embed golink/archive.go golink/edit.go golink/fake.go golink/hidden.go golink/linker.go golink/mangle.go
//go:embed golink/object.go golink/plugintab.go golink/rootable.go golink/typenames.go
var recipe embed.FS

// recipeKey sums up the recipe.
func recipeKey() string {
	var all strings.Builder
	for _, pattern := range []string{"*.go", "golink/*.go"} {
		files, _ := fs.Glob(recipe, pattern)
		for _, name := range files {
			data, _ := recipe.ReadFile(name)
			all.Write(data)
		}
	}
	return digest(all.String())
}
