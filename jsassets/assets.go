// Package jsassets holds the browser half of a widget: the files a page loads
// into the widget's frame.
//
// [Inline] makes assets of a source text, [FS] of the files of an fs.FS (an
// embed.FS, say); [Builtin] names one of gokino's own widgets. Assets are named by a hash of their content, so browsers may
// keep them for ever and two widgets with the same files share one copy. A value
// of type [Assets] is immutable.
//
// The package is linked into the process where cells live and stays small; what
// gokino's own pages are built from is in its folder dist.
package jsassets

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// DefaultEntry is the module that exports init where nothing else is said, as
// in Kino.
const DefaultEntry = "main.js"

// Assets are the files of a widget's browser half. The zero value has none.
type Assets struct {
	hash  string
	entry string
	files map[string][]byte
	err   error

	builtin string
}

// Inline makes assets of one file: its name, which is also the entry, and its
// text.
func Inline(name, source string) Assets {
	return build(name, map[string][]byte{name: []byte(source)})
}

// builtinName is what a built-in widget may be called.
var builtinName = regexp.MustCompile(`^[a-z][a-z0-9]*$`)

// Builtin names one of gokino's own widgets, whose browser half belongs to the
// page: it has no files and runs in the page itself, without a frame. Which names
// there are is fixed when the page is built; a page shows an error in the place
// of a widget whose name it does not know.
func Builtin(name string) Assets {
	a := Assets{builtin: name, files: map[string][]byte{}}
	if !builtinName.MatchString(name) {
		a.err = fmt.Errorf("jsassets: %q is no name of a built-in widget", name)
	}
	return a
}

// With adds a further file to inline assets, a style sheet for ctx.importCSS,
// say. It returns new assets.
func (a Assets) With(name, source string) Assets {
	files := map[string][]byte{name: []byte(source)}
	for n, f := range a.files {
		if n != name {
			files[n] = f
		}
	}
	b := build(a.entry, files)
	if a.builtin != "" {
		b.err = fmt.Errorf("jsassets: the built-in widget %q has no files", a.builtin)
	}
	if a.err != nil {
		b.err = a.err
	}
	return b
}

// FS makes assets of all files of fsys, the module entry among them exporting
// init; "" means [DefaultEntry]. Files are read now.
func FS(fsys fs.FS, entry string) Assets {
	if entry == "" {
		entry = DefaultEntry
	}
	files := map[string][]byte{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[name], err = fs.ReadFile(fsys, name)
		return err
	})
	a := build(entry, files)
	if err != nil {
		a.err = fmt.Errorf("jsassets: reading: %w", err)
	}
	return a
}

func build(entry string, files map[string][]byte) Assets {
	a := Assets{entry: entry, files: files, hash: hash(files)}
	for name := range files {
		if !fs.ValidPath(name) || strings.ContainsAny(name, "\\?#%") {
			a.err = fmt.Errorf("jsassets: %q is no name for a file of a widget: use a relative path without .. and \\ ? # %%", name)
		}
	}
	if _, ok := files[entry]; !ok && a.err == nil {
		a.err = fmt.Errorf("jsassets: the entry %q is not among the files %q", entry, slices.Sorted(maps.Keys(files)))
	}
	return a
}

// hash names the content: names and bytes of all files.
func hash(files map[string][]byte) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(h, "%d %s %d ", len(name), name, len(files[name]))
		h.Write(files[name])
	}
	return strings.ToLower(base32.StdEncoding.EncodeToString(h.Sum(nil)[:16]))[:26]
}

// Builtin is the name that [Builtin] was given, empty for all other assets.
func (a Assets) Builtin() string { return a.builtin }

// Hash names the content; empty for built-in widgets.
func (a Assets) Hash() string { return a.hash }

// Entry is the module that exports init; empty for built-in widgets.
func (a Assets) Entry() string { return a.entry }

// Files are the files by name, which the caller must not change.
func (a Assets) Files() map[string][]byte { return a.files }

// Err is what is wrong with the assets: a missing entry, a bad name, a file that
// could not be read. Making a widget of them reports it.
func (a Assets) Err() error {
	if a.err == nil && a.files == nil {
		return fmt.Errorf("jsassets: the widget has no assets: give it jsassets.Inline(%q, …) or jsassets.FS(…)", DefaultEntry)
	}
	return a.err
}

// ContentType is the type a file is served with. Modules need theirs to be
// right; unknown endings are plain bytes.
func ContentType(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	case ".html":
		return "text/html; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".gif":
		return "image/gif"
	case ".webp":
		return "image/webp"
	case ".woff2":
		return "font/woff2"
	case ".woff":
		return "font/woff"
	case ".wasm":
		return "application/wasm"
	case ".txt", ".md":
		return "text/plain; charset=utf-8"
	default:
		return "application/octet-stream"
	}
}
