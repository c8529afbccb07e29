// Site is a net/http program whose pages show every control and every widget of
// gokino, for the specs in e2e.
//
//	/         all of them, under a Content-Security-Policy without inline scripts or styles
//	/hostile  the same, on a page whose own style sheet is a nuisance
//	/second/  a widget of a second gokino server of this program
//	/strange  values that nobody should show; ?only= picks a section
package main

import (
	"bytes"
	"embed"
	"flag"
	"html/template"
	"log"
	"net"
	"net/http"
	"slices"
	"sync"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/server"
)

//go:embed page.html page.css hostile.css
var files embed.FS

var page = template.Must(template.ParseFS(files, "page.html"))

// policy is what a careful host allows; docs/widgets.md says what each is for.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; " +
	"img-src 'self' blob: data:; media-src blob:; base-uri 'none'; form-action 'none'"

// section is one thing on show.
type section struct {
	Name  string
	Shown []server.Shown
}

func main() {
	address := flag.String("addr", "127.0.0.1:0", "where to listen")
	below := flag.String("below", "", "a path that all is below, and that is taken away before gokino sees it")
	flag.StringVar(&film, "film", "testdata/notebooks/bounce.webm", "a film")
	flag.Parse()
	if err := serve(*address, *below); err != nil {
		log.Fatal(err)
	}
}

func serve(address, below string) error {
	gokino := server.New(server.Options{URL: below + "/gokino"})
	defer gokino.Close()
	second := kernel.New(kernel.Options{})
	other := server.New(server.Options{Prefix: "/second/gokino", URL: below + "/second/gokino", Kernel: second})
	defer other.Close()

	mux := http.NewServeMux()
	all := append(controls(), things()...)
	everything := func() []section { return all }
	mux.Handle("/gokino/", gokino)
	mux.Handle("GET /{$}", show(gokino, below, "page.css", everything))
	mux.Handle("GET /hostile", show(gokino, below, "hostile.css", everything))
	mux.Handle("GET /strange", show(gokino, below, "page.css", sync.OnceValue(strange)))
	mux.Handle("GET /page.css", http.FileServerFS(files))
	mux.Handle("GET /hostile.css", http.FileServerFS(files))
	mux.Handle("/second/gokino/", other)
	mux.Handle("GET /second/{$}", other.Page("Second", counter(second)))

	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	log.Printf("http://%s%s/", l.Addr(), below)
	return http.Serve(l, http.StripPrefix(below, mux))
}

// show serves a page of all sections.
func show(gokino *server.Server, below, style string, sections func() []section) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b bytes.Buffer
		shown := slices.DeleteFunc(slices.Clone(sections()), func(s section) bool {
			only := r.FormValue("only")
			return only != "" && only != s.Name
		})
		err := page.Execute(&b, map[string]any{"Gokino": gokino, "Below": below, "Style": style, "Sections": shown})
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Security-Policy", policy)
		_, _ = w.Write(b.Bytes())
	})
}

type clicks struct{}

func (clicks) HandleConnect(ctx *live.Context[int]) (any, error) { return ctx.Assigns, nil }

func (clicks) HandleEvent(ctx *live.Context[int], _ string, _ live.Payload) error {
	ctx.Assigns++
	ctx.BroadcastEvent("count", ctx.Assigns)
	return nil
}

// counter is a widget with JavaScript of its own, in a sandboxed frame.
func counter(k *kernel.Kernel) *live.Widget {
	return live.New(clicks{}, 0, live.Options{Kernel: k, Name: "counter", Assets: jsassets.Inline("main.js", `
		export function init(ctx, count) {
			const button = ctx.root.appendChild(document.createElement("button"));
			const show = (n) => (button.textContent = "clicked " + n);
			button.onclick = () => ctx.pushEvent("click");
			ctx.handleEvent("count", show);
			show(count);
		}`)})
}
