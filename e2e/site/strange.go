package main

import (
	"fmt"
	"image"
	"math"
	"strings"

	"github.com/gokino/gokino/control"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/server"
	"github.com/gokino/gokino/widget"
)

const (
	evil = `<img src=x onerror="document.title='taken'"><script>document.title='taken'</script>`
	rtl  = "مرحبا بالعالم \u202eabc\u202c"
)

// panicky is a type of somebody's that goes wrong.
type panicky struct{}

func (panicky) Render() kernel.Data { panic("it went wrong") }

// empty has no forms.
type empty struct{}

func (empty) Render() kernel.Data { return nil }

type node struct {
	Name string
	Next *node
}

// strange are values that nobody should show, and names that nobody should give.
func strange() []section {
	long := strings.Repeat("Donaudampfschifffahrtsgesellschaft", 40)
	ring := &node{Name: "ring"}
	ring.Next = ring
	loop := map[string]any{}
	loop["self"] = loop
	closed := make(chan int)
	close(closed)
	thrice := control.Text("Thrice")

	return []section{
		attempt("Names", func() []server.Shown {
			var shown []server.Shown
			for _, name := range []string{long, "👩‍👩‍👧‍👦 emoji", rtl, evil, "\x00\x1b[31m\ufffd", "two\nlines"} {
				shown = append(shown, control.Button(name), control.Text(name, control.TextOptions{Help: name, Placeholder: name}),
					control.Checkbox(name), control.Radio(name, control.Choices(name, "b")), control.Select(name, control.Choices(name, "b")),
					control.File(name), widget.NewProgress(3, widget.ProgressOptions{Name: name, Unit: name}))
			}
			return shown
		}),
		attempt("Many names", func() []server.Shown {
			return []server.Shown{still(widget.Tabs(widget.Tab(long, 1), widget.Tab("", 2), widget.Tab(evil, 3), widget.Tab(rtl, 4))),
				widget.NewTable([]map[string]any{{long: long, evil: evil, rtl: rtl}}, widget.TableOptions{Name: evil}),
				widget.NewTree(map[string]any{long: long, evil: evil, "": nil, rtl: rtl}, widget.TreeOptions{Name: long}),
				widget.NewBars([]string{long, evil, "", rtl}, []int{1, 2, 3, 4}, widget.PlotOptions{Title: evil}),
				download()}
		}),
		attempt("Numbers", func() []server.Shown {
			return []server.Shown{
				control.Number("NaN", control.NumberOptions[float64]{Default: math.NaN()}),
				control.Number("Inf", control.NumberOptions[float64]{Default: math.Inf(1)}),
			}
		}),
		attempt("Least above most", func() []server.Shown {
			return []server.Shown{control.Range("Backwards", control.RangeOptions[int]{Min: 10, Max: 1})}
		}),
		attempt("NaN bounds", func() []server.Shown {
			return []server.Shown{control.Range("NaN", control.RangeOptions[float64]{Min: math.NaN(), Max: math.Inf(1), Step: -1})}
		}),
		attempt("Plots of no numbers", func() []server.Shown {
			return []server.Shown{
				widget.NewLine([]float64{math.NaN(), math.Inf(1), 3, math.Inf(-1)}, widget.PlotOptions{Title: "Inf"}),
				widget.NewLine([]float64{}, widget.PlotOptions{Title: "Nothing"}),
				widget.NewHistogram([]float64{math.NaN(), math.Inf(1)}, widget.PlotOptions{Title: "NaN"}),
				widget.NewBars(nil, []int{}, widget.PlotOptions{Title: "None"}),
			}
		}),
		attempt("Progress", func() []server.Shown {
			over := widget.NewProgress(3, widget.ProgressOptions{Name: "Over"})
			over.Add(math.MaxInt64)
			under := widget.NewProgress(-3, widget.ProgressOptions{Name: "Under"})
			under.Add(-10)
			return []server.Shown{over, under}
		}),
		attempt("10,000 choices", func() []server.Shown {
			choices := make([]int, 10_000)
			for i := range choices {
				choices[i] = i
			}
			return []server.Shown{control.Select("Select", control.Choices(choices...)), control.MultiSelect("Multi", control.Choices(choices[:1000]...)),
				control.Radio("Radio", control.Choices(choices[:200]...))}
		}),
		attempt("No choices", func() []server.Shown {
			return []server.Shown{control.Select("Select", control.Choices[int]()), control.Radio("Radio", control.Choices[int]())}
		}),
		attempt("100 tabs", func() []server.Shown {
			var panes []widget.TabPane
			for i := range 100 {
				panes = append(panes, widget.Tab(fmt.Sprint("Tab ", i), widget.NewTable([]int{i}, widget.TableOptions{})))
			}
			return []server.Shown{still(widget.Tabs(panes...)), still(widget.Tabs()), still(widget.Grid(widget.GridOptions{})), still(widget.Grid(widget.GridOptions{Columns: 1000}, 1))}
		}),
		attempt("Deep", func() []server.Shown {
			inner := still(thrice)
			return []server.Shown{still(widget.Tabs(widget.Tab("One", widget.Grid(widget.GridOptions{Columns: 2}, inner, thrice)))), thrice}
		}),
		attempt("Frames in frames", func() []server.Shown {
			a, b := widget.NewFrame(), widget.NewFrame()
			a.Append(b)
			a.Append(b)
			b.Append(a)
			b.Append(a)
			return []server.Shown{a}
		}),
		attempt("Nil", func() []server.Shown {
			return []server.Shown{still(nil, (*node)(nil), (*widget.Table)(nil), (*widget.Frame)(nil), (*control.Input[string])(nil),
				(*control.Control[control.Click])(nil), (widget.Renderer)(nil), (*widget.Image)(nil), error(nil), (*widget.Vega)(nil),
				(*widget.Progress)(nil), (*widget.Audio)(nil), (*widget.Download)(nil), []int(nil), map[string]int(nil), (func())(nil), (chan int)(nil), (*image.Gray)(nil))}
		}),
		attempt("Wrong", func() []server.Shown {
			return []server.Shown{still(panicky{}, &panicky{}, empty{}, ring, loop, closed, func(int) string { return "" })}
		}),
		attempt("Trees", func() []server.Shown {
			return []server.Shown{widget.NewTree(ring, widget.TreeOptions{}), widget.NewTree(nil, widget.TreeOptions{})}
		}),
		attempt("Tables", func() []server.Shown {
			return []server.Shown{widget.NewTable([]*node{nil, ring}, widget.TableOptions{}), widget.NewTable([]any{1, "a", nil, loop}, widget.TableOptions{}),
				widget.NewTable([]struct{}{{}, {}}, widget.TableOptions{}), widget.NewTable([]any{panicky{}}, widget.TableOptions{})}
		}),
		attempt("Nil table", func() []server.Shown { return []server.Shown{widget.NewTable(nil, widget.TableOptions{})} }),
		attempt("Large text", func() []server.Shown {
			text := strings.Repeat("50 MB of text. ", 50_000_000/15)
			return []server.Shown{still(widget.Text(text), widget.Terminal(text), text, []byte(text))}
		}),
		attempt("Many items", func() []server.Shown {
			frame := widget.NewFrame()
			for i := range 5000 {
				frame.Append(widget.Text(fmt.Sprint("item ", i)))
			}
			return []server.Shown{frame}
		}),
		attempt("Pictures", func() []server.Shown {
			return []server.Shown{still(image.NewGray(image.Rect(0, 0, 20_000, 20)), image.NewGray(image.Rect(0, 0, 0, 0)),
				widget.Image{Data: []byte("\x89PNG\r\n\x1a\nno")}, widget.Image{}, widget.Image{Data: []byte("<svg")}, widget.Pixels{Width: 3, Height: 3, Data: []byte{1}, Channels: 3})}
		}),
		attempt("Sound", func() []server.Shown {
			return []server.Shown{widget.NewAudio([]byte("RIFF\x00\x00\x00\x00WAVE"), widget.MediaOptions{Label: "Broken"}), widget.NewVideo([]byte("nothing"), widget.MediaOptions{Type: "video/mp4", Label: "Broken film"})}
		}),
		attempt("No sound", func() []server.Shown { return []server.Shown{widget.NewAudio(nil, widget.MediaOptions{})} }),
		attempt("Diagrams", func() []server.Shown {
			return []server.Shown{still(widget.Mermaid("graph TD; A--"), widget.Mermaid(""), widget.Mermaid("nonsense"), widget.Diagram{Source: widget.Mermaid(strings.Repeat("a", 100_000))})}
		}),
		attempt("Charts", func() []server.Shown {
			return []server.Shown{widget.NewVega(`{"mark": "no such mark"}`, widget.VegaOptions{}), widget.NewVega(`{}`, widget.VegaOptions{})}
		}),
		attempt("No chart", func() []server.Shown { return []server.Shown{widget.NewVega(`[`, widget.VegaOptions{})} }),
		attempt("Still alive", func() []server.Shown { return []server.Shown{thrice, counter(kernel.Default())} }),
	}
}

// attempt makes a section, or one that says what it panicked with.
func attempt(name string, f func() []server.Shown) (s section) {
	defer func() {
		if r := recover(); r != nil {
			s = section{name, []server.Shown{still(widget.Text(fmt.Sprint("panic: ", r)))}}
		}
	}()
	return section{name, f()}
}
