package proxy_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/widget/proxy"
)

// TestExport: on paper a proxy is the first page that its handler serves, or just a
// line where that is no text, is too much, fails or does not come.
func TestExport(t *testing.T) {
	for _, c := range []struct {
		name    string
		handler http.HandlerFunc
		html    string
		text    string
	}{
		{"a page", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, "<!doctype html>"+r.Method+r.RequestURI+r.Host)
		}, "<!doctype html>GET/a?b=clocalhost", `page "T"`},
		{"text", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "plain") }, "", "page \"T\"\nplain"},
		{"JSON", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			_, _ = io.WriteString(w, "{}")
		}, "", "page \"T\"\n{}"},
		{"bytes", func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte{0, 1, 2}) }, "", `page "T"`},
		{"an error", func(w http.ResponseWriter, r *http.Request) { http.Error(w, "no", http.StatusInternalServerError) }, "", `page "T"`},
		{"much", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, strings.Repeat("x", 2<<20)) }, "", `page "T"`},
		{"aborted", func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }, "", `page "T"`},
		{"never", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "", `page "T"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := kernel.New(kernel.Options{Logger: slog.New(slog.DiscardHandler)})
			p := proxy.New(c.handler, proxy.Options{Kernel: k, Path: "/a?b=c", Title: "T"})
			defer p.Close(context.Background())
			data, err := k.Export(t.Context(), p.Ref())
			html, _ := data["text/html"].(string)
			if err != nil || html != c.html || data["text/plain"] != c.text {
				t.Errorf("%v %v, want %q %q", data, err, c.html, c.text)
			}
		})
	}
}
