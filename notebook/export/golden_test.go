package export_test

import (
	"context"
	"errors"
	"image"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gokino/gokino/control"
	"github.com/gokino/gokino/internal/golden"
	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/notebook/export"
	"github.com/gokino/gokino/widget"
	"github.com/gokino/gokino/widget/proxy"
	"github.com/gokino/gokino/widget/screen"
)

// shown is something that cells show, under the name of its section.
type shown struct {
	name  string
	value any
}

// controls are one of each kind, with a value where they can have one.
func controls() []shown {
	type order struct {
		Name  string `required:"true" help:"yours"`
		Cups  int    `min:"1" max:"9"`
		Drink string `options:"tea,<b>coffee"`
	}
	choices := control.Choices("tea", "coffee")
	day := time.Date(2026, 1, 31, 12, 30, 0, 0, time.UTC)
	wrong := control.Text("Wrong", control.TextOptions{Default: "x", Help: "some help"})
	wrong.SetError("This is no name.")
	password := control.Password("Password", control.TextOptions{Default: "secret"})
	return []shown{
		{"button", control.Button("Press <me>", control.ButtonOptions{Help: "once"})},
		{"keyboard", control.Keyboard(control.KeyDown)},
		{"text", control.Text("Text", control.TextOptions{Default: "<b>bold</b> | *x*"})},
		{"text, empty", control.Text("Text")},
		{"text, wrong", wrong},
		{"textarea", control.Textarea("Textarea", control.TextOptions{Default: "a\nb"})},
		{"password", password},
		{"url", control.URL("URL", control.TextOptions{Default: "https://go.dev"})},
		{"number", control.Number("Number", control.NumberOptions[int]{Default: 7})},
		{"range", control.Range("Range", control.RangeOptions[float64]{Default: 0.5, Max: 1, Step: 0.1})},
		{"select", control.Select("Select", []control.Choice[int]{{Value: 36, Label: "small"}})},
		{"radio", control.Radio("Radio", choices)},
		{"multiselect", control.MultiSelect("Several", choices, control.MultiSelectOptions[string]{Selected: []int{0, 1}})},
		{"checkbox", control.Checkbox("Checkbox", control.CheckboxOptions{Default: true})},
		{"date", control.Date("Date", control.DateOptions{Default: day})},
		{"time", control.Time("Time", control.TimeOptions{Default: 7*time.Hour + 30*time.Minute})},
		{"datetime", control.DateTime("DateTime", control.DateOptions{Default: day})},
		{"color", control.Color("Color")},
		{"file", control.File("File")},
		{"image input", control.Image("Image")},
		{"audio input", control.Audio("Audio")},
		{"form", control.FormOf(order{Cups: 1}, control.FormOptions[order]{Label: "An order", Submit: "Order", Help: "with care"})},
	}
}

// widgets are one of each.
func widgets() []shown {
	frame := widget.NewFrame()
	frame.Append(widget.Markdown("From a *cell*."))
	inner := control.Checkbox("Inside")
	frame.Append(inner)
	_ = inner.Set(true) // after it was shown
	progress := widget.NewProgress(3, widget.ProgressOptions{Name: "Files", Unit: "files"})
	progress.Add(1)
	progress.Bar("in<dex", 4).Add(2)
	waves := widget.NewVega(`{"mark":"line","encoding":{"x":{"field":"i"},"y":{"field":"y"}}}`, widget.VegaOptions{Name: "Waves"})
	_ = waves.Append(map[string]float64{"i": 0, "y": 1}, map[string]float64{"i": 1, "y": -1})
	type planet struct {
		Name  string
		Moons int
	}
	planets := []planet{{"Earth", 1}, {"<Mars>", 2}}
	own := live.Options{Assets: jsassets.Inline("main.js", "")}
	with := own
	with.Export = &live.Export{Info: "json", Payload: map[string]int{"n": 1}}
	return []shown{
		{"value", struct{ N int }{1}},
		{"slice", planets},
		{"error", errors.New("no <file>")},
		{"text output", widget.Text("as it is")},
		{"styled", widget.StyledText{Text: "look", Color: "red", Weight: "600"}},
		{"terminal", widget.Terminal("\x1b[32mok\x1b[0m\n10%\r100%")},
		{"markdown", widget.Markdown("# H\n\n- [x] *a*\n\n<b>no</b>")},
		{"html", widget.HTML("<p>In a <b>frame</b>.</p>")},
		{"image", widget.ImageOf(image.NewGray(image.Rect(0, 0, 2, 2)))},
		{"svg", widget.Image{Data: []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), Alt: "A \"picture\"", Caption: "Below", Width: 40}},
		{"mermaid", widget.Diagram{Source: "graph LR; A-->B", Caption: "A to B"}},
		{"audio", widget.NewAudio([]byte("RIFF....WAVE"), widget.MediaOptions{Label: "A note"})},
		{"video", widget.NewVideo([]byte("\x1a\x45\xdf\xa3"), widget.MediaOptions{Label: "A film"})},
		{"download", widget.NewDownload(func(context.Context) ([]byte, error) { return nil, nil }, widget.DownloadOptions{Filename: "a.txt"})},
		{"frame", frame},
		{"empty frame", widget.NewFrame()},
		{"tabs", widget.Tabs(widget.Tab("One", planets), widget.Tab("Two", frame))},
		{"grid", widget.Grid(widget.GridOptions{Ratios: []int{1, 2}, Boxed: true}, widget.Text("a"), control.Button("b"))},
		{"table", widget.NewTable(planets, widget.TableOptions{Name: "Planets"})},
		{"tree", widget.NewTree(map[string]any{"a<": []int{1, 2}}, widget.TreeOptions{Name: "things"})},
		{"line", widget.NewLine([]int{1, 3, 2}, widget.PlotOptions{Title: "A <line>", Height: 60})},
		{"bars", widget.NewBars([]string{"a", "b"}, []int{1, -2}, widget.PlotOptions{Height: 60})},
		{"histogram", widget.NewHistogram([]int{1, 1, 2}, widget.PlotOptions{Bins: 2, Height: 60, XName: "n"})},
		{"vega", waves},
		{"vega, other", widget.NewVega(`{"layer":[]}`, widget.VegaOptions{Name: "Layers"})},
		{"progress", progress},
		{"screen", screen.New(0, func(v *screen.View[int], n int) any {
			return widget.Grid(widget.GridOptions{}, n, control.Button("More"))
		})},
		{"proxy", proxy.New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte("<!doctype html><p>" + r.URL.Path))
		}))},
		{"widget", live.Static(1, own)},
		{"widget with an export", live.Static(1, with)},
	}
}

// TestGolden holds each control and widget as text, HTML and Markdown.
func TestGolden(t *testing.T) {
	k := kernel.New(kernel.Options{})
	kernel.SetDefault(k)
	defer kernel.SetDefault(nil)
	defer k.Root().Close(context.Background())
	for file, list := range map[string][]shown{"controls": controls(), "widgets": widgets()} {
		got := golden.New("What package export makes of " + file + ".")
		for _, s := range list {
			data := export.NewResolver(k.Export).Resolve(t.Context(), widget.Forms(s.value))
			n := page(data)
			got.Add(s.name+".txt", export.Text(data))
			html := export.HTML(n)
			if bad := wrong(html); bad != "" {
				t.Errorf("%s: %s", s.name, bad)
			}
			_, html, _ = strings.Cut(html, "<div class=\"outputs\">\n")
			html, _, _ = strings.Cut(html, "</div>\n</div>\n</main>")
			got.Add(s.name+".html", strings.TrimSuffix(html, "\n"))
			_, md, _ := strings.Cut(export.Markdown(n), "```go\nx\n```\n\n")
			got.Add(s.name+".md", strings.TrimSuffix(md, "\n"))
		}
		golden.Check(t, "testdata/"+file+".txtar", got)
	}
}
