package compile

import "path"

// autoImports are the packages that cells may use by name without importing
// them. They make up the world, with everything that they import.
var autoImports = []string{
	"bufio", "bytes", "cmp", "context", "embed", "encoding/binary", "encoding/gob", "encoding/json", "errors", "fmt", "io",
	"iter", "log", "maps", "math", "math/big", "math/rand", "net/http", "os", "os/exec", "os/signal", "reflect",
	"regexp", "runtime", "runtime/debug", "slices", "sort", "strconv", "strings", "sync", "sync/atomic",
	"text/template", "time", "unicode", "unicode/utf8", "unsafe",

	gokinoModule + "/control", gokinoModule + "/jsassets", gokinoModule + "/kernel", gokinoModule + "/live", gokinoModule + "/widget",
	gokinoModule + "/widget/proxy", gokinoModule + "/widget/screen",
}

// autoImport returns the path of the package that name stands for in a cell
// where nothing else has that name.
func autoImport(name string) (importPath string, ok bool) {
	for _, p := range autoImports {
		if path.Base(p) == name {
			return p, true
		}
	}
	return "", false
}
