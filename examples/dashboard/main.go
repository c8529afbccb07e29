// Dashboard watches a make-believe service from a page of one's own: a template, a
// style sheet and a Content-Security-Policy, and widgets that Go code moves. All
// who look see the same log, chart and bars; the order of the table is each
// visitor's own.
package main

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"log"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/gokino/gokino/control"
	"github.com/gokino/gokino/server"
	"github.com/gokino/gokino/widget"
)

//go:embed page.html page.css
var files embed.FS

var page = template.Must(template.ParseFS(files, "page.html"))

// request is one of the last requests.
type request struct {
	At     time.Time
	Path   string
	Status int
	Ms     float64
}

// dashboard is what a page shows.
type dashboard struct {
	Gokino *server.Server

	Rate   *control.Input[int]
	Backup *control.Control[control.Click]
	Load   *widget.Vega
	Last   *widget.Table
	Log    *widget.Frame
	Save   *widget.Download
	Stats  *widget.Stats

	mu   sync.Mutex
	last []request
}

func newDashboard(gokino *server.Server) *dashboard {
	d := &dashboard{
		Gokino: gokino,
		Rate:   control.Range("Requests a second", control.RangeOptions[int]{Default: 5, Max: 50}),
		Backup: control.Button("Back up now", control.ButtonOptions{Help: "Takes a few seconds."}),
		Load: widget.NewVega(`{"mark": "point", "height": 160, "encoding": {
			"x": {"field": "at", "type": "temporal", "title": null},
			"y": {"field": "ms", "type": "quantitative", "title": "ms"}}}`, widget.VegaOptions{Name: "Response times", Window: 300}),
		Last:  widget.NewTable([]request{}, widget.TableOptions{Name: "Last requests", Rows: 8}),
		Log:   widget.NewFrame(widget.FrameOptions{Label: "Log", Placeholder: "Nothing has happened."}),
		Stats: widget.NewStats(),
	}
	d.Save = widget.NewDownload(d.report, widget.DownloadOptions{Filename: "requests.json"})
	control.Listen(d.Rate, func(c control.Change[int]) { d.say("%d requests a second", c.Value) })
	control.Listen(d.Backup, func(control.Click) { d.backUp() })
	go d.serve()
	return d
}

// serve makes requests up, for as long as the program runs.
func (d *dashboard) serve() {
	for range control.Interval(time.Second).Events(context.Background()) {
		var now []request
		for range d.Rate.Value() {
			path := [...]string{"/", "/cart", "/pay"}[rand.IntN(3)]
			r := request{time.Now().Truncate(time.Millisecond), path, http.StatusOK, math.Round(5 + rand.ExpFloat64()*20)}
			if rand.IntN(50) == 0 {
				r.Status = http.StatusInternalServerError
				d.say("**500** of `%s`", r.Path)
			}
			now = append(now, r)
			_ = d.Load.Append(map[string]any{"at": r.At, "ms": r.Ms})
		}
		d.mu.Lock()
		d.last = append(now, d.last[:min(len(d.last), 500)]...)
		last := d.last
		d.mu.Unlock()
		_ = d.Last.Update(last)
	}
}

// backUp shows a bar in the log while it works.
func (d *dashboard) backUp() {
	d.Backup.SetLoading(true)
	defer d.Backup.SetLoading(false)
	tables := []string{"carts", "orders", "people"}
	bar := widget.NewProgress(int64(len(tables)), widget.ProgressOptions{Name: "Backup", Unit: "tables"})
	d.Log.Append(bar)
	for _, name := range tables {
		part := bar.Bar(name, 20)
		for range 20 {
			time.Sleep(20 * time.Millisecond)
			part.Add(1)
		}
		part.Done()
		bar.Add(1)
	}
	bar.Done()
}

func (d *dashboard) say(format string, args ...any) {
	d.Log.Append(widget.Markdown(time.Now().Format(time.TimeOnly) + " " + fmt.Sprintf(format, args...)))
}

func (d *dashboard) report(context.Context) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return json.MarshalIndent(d.last, "", "\t")
}

func (d *dashboard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; "+
		"connect-src 'self'; frame-src 'self'; img-src 'self' blob: data:")
	if err := page.Execute(w, d); err != nil {
		log.Print(err)
	}
}

func main() {
	gokino := server.New(server.Options{})
	mux := http.NewServeMux()
	mux.Handle("/gokino/", gokino)
	mux.Handle("GET /page.css", http.FileServerFS(files))
	mux.Handle("GET /{$}", newDashboard(gokino))
	l, err := net.Listen("tcp", append(os.Args, "127.0.0.1:8080")[1])
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("http://%s", l.Addr())
	log.Fatal(http.Serve(l, mux))
}
