package server

import (
	"html/template"
	"net/http"
	"strings"

	"github.com/gokino/gokino/kernel"
)

// pagePolicy is what a notebook page may load and do: only the server's own
// scripts run, and nobody may frame it.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
	"img-src 'self' data: blob: https:; media-src blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self' blob:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

var notebookPage = template.Must(template.New("notebook").Parse(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>gokino</title>
<link rel="icon" href="{{.Prefix}}/static/{{.Icon}}">
<link rel="stylesheet" href="{{.Prefix}}/static/{{.Style}}">
</head>
<body>
<div id="app" data-prefix="{{.Prefix}}"></div>
<script type="module" src="{{.Prefix}}/static/{{.Script}}"></script>
</body>
</html>
`))

func (s *Server) serveNotebook(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", pagePolicy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	s.render(w, notebookPage, map[string]any{
		"Prefix": s.url, "Icon": versioned("icon.svg"),
		"Style": versioned("page.css"), "Script": versioned("page.js"),
	})
}

var framePage = template.Must(template.New("frame").Parse(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>widget</title>
<link rel="stylesheet" href="{{.Prefix}}/frame/{{.Style}}">
</head>
<body>
<div id="root"></div>
<script type="module" crossorigin src="{{.Prefix}}/frame/{{.Script}}"></script>
</body>
</html>
`))

// serveFrame serves the document that every widget's frame starts from.
func (s *Server) serveFrame(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", sandbox+"; frame-ancestors 'self'")
	w.Header().Set("Cache-Control", "no-cache")
	s.render(w, framePage, map[string]any{
		"Prefix": s.url, "Style": versioned("frame.css"), "Script": versioned("frame.js"),
	})
}

// Shown is a live widget, as far as a page is concerned.
type Shown interface{ View() kernel.View }

var tag = template.Must(template.New("tag").Parse(
	`<gokino-widget ref="{{.View.Ref}}"{{with .View.Builtin}} builtin="{{.}}"{{else}} hash="{{$.View.Hash}}" entry="{{$.View.Entry}}"{{end}}></gokino-widget>`))

var widgetPage = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{.Title}}</title>
{{.Script}}
</head>
<body>
{{range .Tags}}{{.}}
{{end}}</body>
</html>
`))

// Script is the element that makes [Server.Tag]'s work: once on a page, in its
// head, say.
func (s *Server) Script() template.HTML {
	return template.HTML(`<script type="module" src="` + template.HTMLEscapeString(s.url+"/"+versioned("embed.js")) + `"></script>`)
}

// Tag is the element that shows a widget on a page that has [Server.Script].
func (s *Server) Tag(w Shown) template.HTML {
	var b strings.Builder
	_ = tag.Execute(&b, w) // three attributes into memory: cannot fail
	return template.HTML(b.String())
}

// Page serves a page of nothing but the widgets.
func (s *Server) Page(title string, widgets ...Shown) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tags := make([]template.HTML, len(widgets))
		for i, shown := range widgets {
			tags[i] = s.Tag(shown)
		}
		s.render(w, widgetPage, map[string]any{"Title": title, "Script": s.Script(), "Tags": tags})
	})
}

func (s *Server) render(w http.ResponseWriter, t *template.Template, data any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := t.Execute(w, data); err != nil {
		s.opts.Logger.Debug("server: writing a page", "error", err)
	}
}
