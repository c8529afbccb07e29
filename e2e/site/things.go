package main

import (
	"errors"
	"fmt"
	"html"
	"image"
	"log"
	"math"
	"net/http"
	"os"
	"time"

	"github.com/gokino/gokino/control"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/server"
	"github.com/gokino/gokino/widget"
	"github.com/gokino/gokino/widget/proxy"
	"github.com/gokino/gokino/widget/screen"
)

type reading struct {
	ID      int
	Value   float64
	Station string
}

// things are all of package widget and its neighbours.
func things() []section {
	rows := make([]reading, 100_000)
	for i := range rows {
		rows[i] = reading{i, float64(i*7919%1000003) / 1000, fmt.Sprintf("station %04d", i*31%5000)}
	}
	bar := widget.NewProgress(10, widget.ProgressOptions{Name: "Files", Unit: "files"})
	steps := control.Button("A step")
	shared := widget.NewFrame(widget.FrameOptions{Label: "Steps"})
	waves := widget.NewVega(`{"mark": "point", "height": 140, "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}}}`,
		widget.VegaOptions{Name: "Points"})
	n := 0
	control.Listen(steps, func(c control.Click) {
		n++
		bar.Add(1)
		_ = waves.Append(map[string]int{"x": n, "y": n * n})
		shared.Append(widget.Text(fmt.Sprint("step ", n)))
		shared.To(c.Origin).Append(widget.Text("made by you"))
	})
	return []section{
		{"Frame", []server.Shown{steps, shared, bar, waves}},
		{"Animate", []server.Shown{widget.Animate(control.Interval(100*time.Millisecond), func(t control.Tick) any {
			return widget.Text(time.Now().Format(time.StampMilli))
		})}},
		{"Layouts", []server.Shown{still(widget.Tabs(
			widget.Tab("Text", widget.Text("first")),
			widget.Tab("Grid", widget.Grid(widget.GridOptions{Columns: 2, Boxed: true}, widget.Markdown("**left**"), widget.Text("right"))),
			widget.Tab("The frame", shared),
		))}},
		{"Text", []server.Shown{still(texts()...)}},
		{"Pictures", []server.Shown{still(pictures()...)}},
		{"HTML", []server.Shown{still(widget.HTML(`<p>In a <b>sandbox</b>. <output></output></p><script>document.querySelector("output").textContent = 2 + 2</script>`))}},
		{"Media", []server.Shown{
			widget.NewAudio(wave(), widget.MediaOptions{Label: "The note A", Muted: true}),
			widget.NewVideo(bounce(), widget.MediaOptions{Label: "A ball that bounces", Loop: true, Muted: true}),
		}},
		{"Table", []server.Shown{widget.NewTable(rows, widget.TableOptions{Name: "Readings", Rows: 6, Select: widget.SelectMany})}},
		{"Tree", []server.Shown{widget.NewTree(map[string]any{"planets": []string{"Mercury", "Venus"}, "rows": rows[:300]}, widget.TreeOptions{Name: "things"})}},
		{"Plot", []server.Shown{widget.NewBars([]string{"Earth", "Mars"}, []int{1, 2}, widget.PlotOptions{Title: "Moons", Height: 120})}},
		{"Stats", []server.Shown{widget.NewStats(widget.StatsOptions{Every: 100 * time.Millisecond})}},
		{"Screen", []server.Shown{screen.New(0, func(v *screen.View[int], n int) any {
			more := control.Button("More")
			screen.On(v, more, func(_ control.Click, n int) int { return n + 1 })
			return widget.Grid(widget.GridOptions{Columns: 2}, widget.Text(fmt.Sprint("more: ", n)), more)
		})}},
		{"Proxy", []server.Shown{proxy.New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `<!doctype html><html lang=en><title>Path</title><p>This is %s below %s. <a href=there>There</a></p>`,
				r.URL.Path, html.EscapeString(r.Header.Get("X-Forwarded-Prefix")))
		}), proxy.Options{Height: 80})}},
		{"Own", []server.Shown{counter(kernel.Default())}},
	}
}

// still shows values that are no live widgets.
func still(values ...any) *widget.Frame {
	frame := widget.NewFrame()
	for _, v := range values {
		frame.Append(v)
	}
	return frame
}

func texts() []any {
	return []any{
		widget.Markdown("# A title\n\nA *formula*, $\\frac{1}{2}$, and a list:\n\n- [x] written\n\n| planet | moons |\n|:--|--:|\n| Earth | 1 |\n\n```go\nfunc main() {}\n```"),
		widget.StyledText{Text: "large", Size: "20px"},
		widget.Terminal("\x1b[31mFAIL\x1b[0m 10%\r\x1b[32mok\x1b[0m   \x1b[7minverse\x1b[0m"),
		errors.New("it is broken"),
		[]reading{{1, 2, "three"}},
		map[string]int{"a": 1},
	}
}

func pictures() []any {
	img := image.NewGray(image.Rect(0, 0, 64, 16))
	for i := range img.Pix {
		img.Pix[i] = uint8(i)
	}
	picture := widget.ImageOf(img)
	picture.Alt = "Grey"
	return []any{picture, widget.Diagram{Source: "graph LR; A-->B", Caption: "A leads to B"}}
}

// wave is a second of the note A.
func wave() []byte {
	wav := []byte("RIFF\x64\x1f\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x40\x1f\x00\x00")
	for i := range 8000 {
		wav = append(wav, uint8(128+60*math.Sin(2*math.Pi*440*float64(i)/8000)))
	}
	return wav
}

// film is the name of a file.
var film string

func bounce() []byte {
	b, err := os.ReadFile(film)
	if err != nil {
		log.Fatal(err)
	}
	return b
}
