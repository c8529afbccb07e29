package server

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"sync"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/jsassets/dist"
)

// distHash names the content of a built file, for the URL: names in the
// repository never change.
var distHash = sync.OnceValue(func() map[string]string {
	hashes := map[string]string{}
	entries, _ := dist.FS.ReadDir(".")
	for _, e := range entries {
		if b, err := dist.FS.ReadFile(e.Name()); err == nil {
			sum := sha256.Sum256(b)
			hashes[e.Name()] = hex.EncodeToString(sum[:6])
		}
	}
	return hashes
})

// versioned is the name of a built file with its hash, for a URL.
func versioned(name string) string { return name + "?v=" + distHash()[name] }

// serveDist serves a built file; with its hash in the URL it may be kept.
func serveDist(w http.ResponseWriter, r *http.Request, name string) {
	h := w.Header()
	b, err := dist.FS.ReadFile(name)
	hash := distHash()[name]
	if packed, found := dist.FS.ReadFile(name + ".gz"); found == nil {
		b, err, hash = packed, nil, distHash()[name+".gz"]
		h.Set("Content-Encoding", "gzip") // every browser that runs the page knows it
	}
	if err != nil {
		http.NotFound(w, r)
		return
	}
	h.Set("Content-Type", jsassets.ContentType(name))
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", `"`+hash+`"`)
	if r.URL.Query().Get("v") == hash {
		h.Set("Cache-Control", "max-age=31536000, immutable")
	}
	if r.Header.Get("If-None-Match") == `"`+hash+`"` {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write(b)
}

func (s *Server) serveStatic(w http.ResponseWriter, r *http.Request) {
	serveDist(w, r, r.PathValue("file"))
}

func (s *Server) serveEmbed(w http.ResponseWriter, r *http.Request) { serveDist(w, r, "embed.js") }

// serveBuiltin serves the script of a built-in widget, which runs in the page.
func (s *Server) serveBuiltin(w http.ResponseWriter, r *http.Request) {
	serveDist(w, r, "builtin-"+r.PathValue("file"))
}

// frameFiles are the built files that frames load; no other is public.
var frameFiles = map[string]bool{"frame.js": true, "frame.css": true, "mermaid.js": true}

func (s *Server) serveFrameFile(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	if !frameFiles[name] {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Content-Security-Policy", sandbox)
	serveDist(w, r, name)
}
