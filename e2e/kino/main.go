// Kino serves widgets whose browser halves are Kino's own: its asset bundles, and
// the examples in its documentation, none of them changed. What is here plays their
// server halves in Go. The assets are not part of gokino; the argument is the folder
// lib/assets of a checkout of github.com/livebook-dev/kino.
//
// Each widget has a page at /<name>; a POST to /<name> with a text casts it to the
// widget.
package main

import (
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/server"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: kino ASSETS ADDRESS")
	}
	if err := serve(os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func serve(assets, address string) error {
	widgets, err := bundles(assets)
	if err != nil {
		return err
	}
	examples, err := examples(filepath.Join(assets, "..", "kino"))
	if err != nil {
		return err
	}
	maps.Copy(widgets, examples)

	gokino := server.New(server.Options{})
	defer gokino.Close()
	mux := http.NewServeMux()
	mux.Handle("/gokino/", gokino)
	for name, w := range widgets {
		mux.Handle("GET /"+name, gokino.Page(name, w))
		mux.HandleFunc("POST /"+name, func(_ http.ResponseWriter, r *http.Request) {
			msg, _ := io.ReadAll(r.Body)
			_ = w.Cast(string(msg))
		})
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	log.Printf("http://%s", l.Addr())
	log.Println(slices.Sorted(maps.Keys(widgets)))
	return http.Serve(l, mux)
}

// bundles are the widgets that Kino keeps the assets of in folders.
func bundles(dir string) (map[string]*live.Widget, error) {
	var failed error
	from := func(folder string) live.Options {
		a := jsassets.FS(os.DirFS(filepath.Join(dir, folder)), "main.js")
		if err := a.Err(); err != nil && failed == nil {
			failed = fmt.Errorf("%s: %w", folder, err)
		}
		return live.Options{Assets: a}
	}
	options := map[string]live.Options{}
	for _, folder := range []string{
		"html", "download", "audio", "video", "tree/build", "data_table/build", "mermaid/build",
		"debug_pipeline/build", "debug_default/build", "remote_execution_cell/build",
	} {
		options[folder] = from(folder)
	}
	if failed != nil {
		return nil, failed
	}
	return map[string]*live.Widget{
		"html":           live.Static(page, options["html"]),
		"download":       live.New(download{}, file{"data.bin", "Binary data", []byte{0, 1, 255}}, options["download"]),
		"audio":          live.New(media{}, live.Binary{Info: about("audio/wav"), Data: tone()}, options["audio"]),
		"video":          live.New(media{}, live.Binary{Info: about("video/mp4"), Data: []byte{0, 1, 2, 255}}, options["video"]),
		"tree":           live.Static(tree(), options["tree/build"]),
		"data_table":     live.New(table{}, cities(), options["data_table/build"]),
		"mermaid":        live.Static(diagram, options["mermaid/build"]),
		"debug_pipeline": live.New(pipeline{}, steps(), options["debug_pipeline/build"]),
		"debug_default":  live.New(debug{}, "dbg(x + 1)", options["debug_default/build"]),
		"remote":         live.New(remote{}, []string{"assign_to", "node_text", "cookie_variable"}, options["remote_execution_cell/build"]),
	}, nil
}
