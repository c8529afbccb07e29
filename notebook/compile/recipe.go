package compile

import (
	"embed"
	"strings"
)

// recipe is the source that decides what comes out of a build, given what goes
// in. It is part of the keys of the cache, so that a new gokino makes things
// anew exactly if it makes them in another way.
//
//go:embed build.go deltalink.go editobject.go fake.go fulllink.go mangle.go object.go
//go:embed packages.go plugin.go plugintab.go roots.go toolchain.go typenames.go world.go
var recipe embed.FS

// recipeKey sums up the recipe.
func recipeKey() string {
	entries, _ := recipe.ReadDir(".")
	var all strings.Builder
	for _, e := range entries {
		data, _ := recipe.ReadFile(e.Name())
		all.Write(data)
	}
	return digest(all.String())
}
