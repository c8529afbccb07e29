package proxy

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/widget"
)

// The bounds of an exported page.
const (
	maxPage  = 1 << 20 // bytes
	patience = 800 * time.Millisecond
)

// framed is the definition of the widget.
type framed struct{ proxy *Proxy }

// Init has nothing to prepare.
func (framed) Init(ctx *live.Context[frame], f frame) error {
	ctx.Assigns = f
	return nil
}

// HandleConnect tells a page what to show.
func (framed) HandleConnect(ctx *live.Context[frame]) (any, error) { return ctx.Assigns, nil }

// HandleExport is the first page as the handler serves it now, if it is text and
// comes soon.
func (d framed) HandleExport(ctx *live.Context[frame]) (live.Export, error) {
	data := kernel.Data{"text/plain": ctx.Assigns.text()}
	kind, body, ok := d.proxy.first(ctx.Context(), "/"+ctx.Assigns.Path)
	switch {
	case !ok:
	case kind == "text/html":
		data[widget.HTMLType] = body
		data[widget.FigureType] = map[string]any{"alt": ctx.Assigns.Title, "height": ctx.Assigns.Height}
	case strings.HasPrefix(kind, "text/"), kind == "application/json":
		data["text/plain"] = ctx.Assigns.text() + "\n" + body
	}
	return live.Export{Data: data}, nil
}

func (f frame) text() string { return fmt.Sprintf("page %q", f.Title) }

// first asks the handler for a page, as the frame of a browser does. Not ok is one
// that fails, is too long or comes too late.
func (p *Proxy) first(ctx context.Context, path string) (kind, body string, ok bool) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	if err != nil {
		return "", "", false
	}
	r.RequestURI, r.Host, r.RemoteAddr = r.URL.RequestURI(), "localhost", "@"
	done := make(chan *answer, 1)
	p.scope.Go("the page of a proxy", func(context.Context) {
		a := &answer{header: http.Header{}}
		defer func() { done <- a }()
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler { // which is no failure
				panic(p)
			}
		}()
		p.server.Handler.ServeHTTP(a, r)
		a.whole = true
	})
	select {
	case a := <-done:
		return a.kind(), a.body.String(), a.whole && a.status < 300 && !a.over
	case <-ctx.Done():
		return "", "", false
	}
}

// answer is what a handler has written, up to a bound.
type answer struct {
	header http.Header
	status int
	body   strings.Builder
	over   bool // there was more than is kept
	whole  bool // the handler has returned
}

// Header implements [http.ResponseWriter].
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements [http.ResponseWriter].
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

// Write implements [http.ResponseWriter].
func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	if a.header.Get("Content-Type") == "" {
		a.header.Set("Content-Type", http.DetectContentType(b))
	}
	if a.body.Len()+len(b) > maxPage {
		a.over = true
		return 0, http.ErrContentLength
	}
	return a.body.Write(b)
}

// kind is the MIME type, without parameters.
func (a *answer) kind() string {
	kind, _, _ := mime.ParseMediaType(a.header.Get("Content-Type"))
	return kind
}
