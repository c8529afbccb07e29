package server_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/server"
)

// TestContentHashedURLs: a widget's files are below a URL that names their
// content. It may be kept for ever, and other content has another.
func TestContentHashedURLs(t *testing.T) {
	s := newSite(t, server.Options{})
	get := func(hash, name string) (int, string, http.Header) {
		res, err := http.Get(strings.Replace(strings.TrimSuffix(s.url, "socket"), "ws", "http", 1) + "assets/" + hash + "/" + name)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(b), res.Header
	}
	start := func(text string) kernel.View {
		files := fstest.MapFS{"main.js": {Data: []byte(text)}, "css/a.css": {Data: []byte("p{}")}}
		w := live.Static(nil, live.Options{Assets: jsassets.FS(files, ""), Kernel: s.w.Kernel()})
		t.Cleanup(func() { _ = w.Close(t.Context()) })
		return w.View()
	}
	one, same, other := start("1"), start("1"), start("2")
	if one.Hash != same.Hash || one.Hash == other.Hash {
		t.Errorf("hashes %s, %s of the same and %s of other files", one.Hash, same.Hash, other.Hash)
	}
	for view, want := range map[kernel.View]string{one: "1", other: "2"} {
		code, text, h := get(view.Hash, view.Entry)
		if code != 200 || text != want || !strings.Contains(h.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %q %v", view.Hash, code, text, h)
		}
	}
	if code, text, _ := get(one.Hash, "css/a.css"); code != 200 || text != "p{}" {
		t.Errorf("a file in a folder: %d %q", code, text)
	}
	for _, name := range []string{"css", "b.js", "..%2fmain.js"} {
		if code, _, _ := get(one.Hash, name); code != 404 {
			t.Errorf("%s: %d", name, code)
		}
	}
}
