package server

import (
	"mime"
	"net/http"
	"path/filepath"
	"strings"
)

// serveExport sends the notebook as a file to keep. It is never shown as a page of
// this server's.
func (s *Server) serveExport(w http.ResponseWriter, r *http.Request) {
	name, page, err := s.opts.Export(r.Context())
	if err != nil {
		http.Error(w, "500: "+err.Error(), http.StatusInternalServerError)
		return
	}
	name = strings.TrimSuffix(filepath.Base(name), filepath.Ext(name)) + ".html"
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(page)
}
