package jsassets_test

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gokino/gokino/jsassets"
)

func TestAssets(t *testing.T) {
	inline := jsassets.Inline("main.js", "x")
	files := fstest.MapFS{"main.js": {Data: []byte("x")}, "css/a.css": {Data: []byte("y")}}
	all := jsassets.FS(files, "")
	for name, a := range map[string]jsassets.Assets{"Inline": inline, "FS": all, "With": inline.With("css/a.css", "y")} {
		if a.Err() != nil || a.Entry() != "main.js" || string(a.Files()["main.js"]) != "x" || len(a.Hash()) != 26 {
			t.Errorf("%s: %v, entry %q, hash %q", name, a.Err(), a.Entry(), a.Hash())
		}
	}
	if len(inline.Files()) != 1 {
		t.Error("With changed what it was called on")
	}
	if inline.With("css/a.css", "y").Hash() != all.Hash() {
		t.Error("the same files have two hashes")
	}
	hashes := map[string]bool{}
	for _, a := range []jsassets.Assets{
		inline, all, jsassets.Inline("main.js", "z"), jsassets.Inline("other.js", "x"),
		jsassets.Inline("a", "bc").With("d", ""), jsassets.Inline("a", "b").With("cd", ""),
	} {
		hashes[a.Hash()] = true
	}
	if len(hashes) != 6 {
		t.Error("different files have the same hash")
	}
}

// TestBuiltin: a built-in widget has a name instead of files.
func TestBuiltin(t *testing.T) {
	a := jsassets.Builtin("control")
	if a.Err() != nil || a.Builtin() != "control" || a.Hash() != "" || a.Entry() != "" || len(a.Files()) != 0 {
		t.Errorf("%+v: %v", a, a.Err())
	}
	if b := jsassets.Inline("main.js", ""); b.Builtin() != "" {
		t.Errorf("inline assets are the built-in %q", b.Builtin())
	}
	for _, name := range []string{"", "A", "a/b", "../a", "a.js", "a?b"} {
		if jsassets.Builtin(name).Err() == nil {
			t.Errorf("%q is accepted", name)
		}
	}
	if a.With("main.js", "").Err() == nil {
		t.Error("a built-in widget takes a file")
	}
}

// broken is a file system that cannot be read.
type broken struct{}

func (broken) Open(string) (fs.File, error) { return nil, errors.New("broken") }

func TestAssetsRefused(t *testing.T) {
	for name, a := range map[string]jsassets.Assets{
		"none":          {},
		"no entry":      jsassets.FS(fstest.MapFS{"a.js": {}}, ""),
		"other entry":   jsassets.FS(fstest.MapFS{"main.js": {}}, "b.js"),
		"unreadable":    jsassets.FS(broken{}, ""),
		"parent":        jsassets.Inline("../main.js", ""),
		"rooted":        jsassets.Inline("/main.js", ""),
		"empty name":    jsassets.Inline("", ""),
		"query":         jsassets.Inline("main.js?x", ""),
		"escaped":       jsassets.Inline("%2e%2e", ""),
		"backslash":     jsassets.Inline(`a\b`, ""),
		"later file":    jsassets.Inline("main.js", "").With("a/../b", ""),
		"good on a bad": jsassets.Inline("..", "").With("main.js", ""),
	} {
		if a.Err() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestContentType(t *testing.T) {
	for name, want := range map[string]string{
		"a.js": "text/javascript", "a.MJS": "text/javascript", "b/c.css": "text/css", "x.wasm": "application/wasm",
		"x.json": "application/json", "x.html": "text/html", "x.svg": "image/svg+xml", "x.png": "image/png",
		"x.jpeg": "image/jpeg", "x.gif": "image/gif", "x.webp": "image/webp", "x.woff": "font/woff", "x.woff2": "font/woff2",
		"x.txt": "text/plain", "x": "application/octet-stream", "x.exe": "application/octet-stream",
	} {
		if got := jsassets.ContentType(name); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestAnyWidget: the module and its style sheet are files as they are, or URLs.
func TestAnyWidget(t *testing.T) {
	const esm, css = "export default { render() {} }", ".a { color: red }"
	for _, test := range []struct {
		name, esm, css string
		files          string
		in             []string // the entry
		err            string
	}{
		{"text", esm, css, "main.js widget.css widget.js", []string{`from "./widget.js"`, `new URL("./widget.css"`, "export default widget.default ?? widget"}, ""},
		{"no style", esm, "", "main.js widget.js", []string{`from "./widget.js"`}, ""},
		{"URLs", "https://a.example/w.js", "http://a.example/w.css", "main.js", []string{`from "https://a.example/w.js"`, `new URL("http://a.example/w.css"`}, ""},
		{"a broken URL", "https://a.example/w.js\n", "", "main.js", nil, "begins as a URL and is none"},
		{"a broken URL of the style", esm, "https://a.example/w\\.css", "main.js widget.js", nil, "begins as a URL and is none"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := jsassets.AnyWidget(test.esm, test.css)
			if err := a.Err(); test.err == "" && err != nil || test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)) {
				t.Fatal(err)
			}
			if got := strings.Join(slices.Sorted(maps.Keys(a.Files())), " "); got != test.files || a.Entry() != "main.js" {
				t.Errorf("files %s, entry %s", got, a.Entry())
			}
			for _, text := range test.in {
				if !strings.Contains(string(a.Files()["main.js"]), text) {
					t.Errorf("%q is not in the entry\n%s", text, a.Files()["main.js"])
				}
			}
		})
	}
	if a := jsassets.AnyWidget(esm, css); string(a.Files()["widget.js"]) != esm || string(a.Files()["widget.css"]) != css {
		t.Errorf("%q", a.Files())
	}
}
