package server

import (
	"net/http"
	"sync"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
)

// assetStore keeps the files of widgets by hash, for as long as the server
// lives: a page may ask for them after its widget has ended.
type assetStore struct {
	mu     sync.RWMutex
	byHash map[string]map[string][]byte
}

func (a *assetStore) add(m kernel.Assets) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.byHash == nil {
		a.byHash = map[string]map[string][]byte{}
	}
	a.byHash[m.Hash] = m.Files
}

func (a *assetStore) file(hash, name string) ([]byte, bool) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	file, ok := a.byHash[hash][name]
	return file, ok
}

// sandbox is the policy of everything that belongs in a frame: should it be
// opened as a page of its own, it is as powerless as in the frame.
const sandbox = "sandbox allow-scripts allow-downloads allow-forms allow-modals allow-popups"

// serveAsset serves a file of a widget. The hash names the content, so the
// browser may keep it for ever.
func (s *Server) serveAsset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("path")
	file, ok := s.assets.file(r.PathValue("hash"), name)
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*") // the frame's origin is opaque
	h.Set("Content-Security-Policy", sandbox)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Type", jsassets.ContentType(name))
	_, _ = w.Write(file)
}
