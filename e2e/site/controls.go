package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gokino/gokino/control"
	"github.com/gokino/gokino/server"
	"github.com/gokino/gokino/widget"
)

type order struct {
	Name  string `required:"true"`
	Cups  int    `min:"1" max:"9" help:"one to nine"`
	Drink string `options:"tea,coffee,water"`
	Milk  bool
	Note  string `type:"textarea"`
}

type application struct {
	CV    *control.Upload  `required:"true" accept:".txt"`
	Photo *control.Picture `width:"40" height:"40" format:"jpeg"`
	Voice *control.Sound   `rate:"8000"`
}

// controls are all of package control. What is done to them is written into a
// frame, so that specs see what Go heard.
func controls() []section {
	heard := widget.NewFrame(widget.FrameOptions{Label: "What Go heard"})
	say := func(format string, args ...any) { heard.Render(widget.Text(fmt.Sprintf(format, args...))) }

	press := control.Button("Press me", control.ButtonOptions{Primary: true, Help: "It counts."})
	presses := 0
	control.Listen(press, func(control.Click) { presses++; say("pressed %d", presses) })
	keys := control.Keyboard(control.KeyDown | control.Status)
	control.Listen(keys, func(k control.Key) { say("%s %s %t", k.Kind, k.Key, k.Enabled) })

	nick := control.Text("Nick", control.TextOptions{Placeholder: "Ada", Help: "Up to eight letters.",
		Validate: func(s string) error {
			if len(s) > 8 {
				return errors.New("Eight letters at most.")
			}
			return nil
		}})
	choices := control.Choices("tea", "coffee", "water")
	inputs := []server.Shown{
		heardOf(nick, say),
		heardOf(control.Textarea("About you"), say),
		heardOf(control.Password("Secret word"), say),
		heardOf(control.URL("Home page"), say),
		heardOf(control.Number("Age", control.NumberOptions[int]{Min: 0, Max: 120}), say),
		heardOf(control.Range("Level", control.RangeOptions[float64]{Default: 0.5, Max: 1, Step: 0.1}), say),
		heardOf(control.Select("Size", control.Choices("small", "large")), say),
		heardOf(control.Radio("Drink", choices), say),
		heardOf(control.MultiSelect("Days", control.Choices(time.Monday, time.Tuesday, time.Wednesday)), say),
		heardOf(control.Checkbox("I have read it"), say),
		heardOf(control.Date("Day"), say),
		heardOf(control.Time("Alarm"), say),
		heardOf(control.DateTime("Moment"), say),
		heardOf(control.Color("Shade"), say),
	}

	file := control.Files("Texts", control.FileOptions[[]*control.Upload]{Accept: []string{".txt"}, Max: 2})
	control.Listen(file, func(c control.Change[[]*control.Upload]) {
		var texts []string
		for _, u := range c.Value {
			b, err := u.Bytes()
			texts = append(texts, fmt.Sprint(u.Name, " ", string(b), " ", err))
		}
		say("%s", strings.Join(texts, "\n"))
	})
	shot := control.Image("Picture", control.ImageOptions{Width: 40, Height: 40})
	control.Listen(shot, func(c control.Change[*control.Picture]) { say("%d × %d", c.Value.Width, c.Value.Height) })
	noise := control.Audio("Noise", control.AudioOptions{Rate: 8000})
	control.Listen(noise, func(c control.Change[*control.Sound]) { say("%d a second", c.Value.Rate) })

	orders := control.FormOf(order{Cups: 1}, control.FormOptions[order]{Label: "An order", Submit: "Order", ResetOnSubmit: true})
	control.Listen(orders, func(o control.FormEvent[order]) { say("%+v", o.Data) })

	applications := control.FormOf(application{}, control.FormOptions[application]{Label: "Apply", Submit: "Apply"})
	control.Listen(applications, func(a control.FormEvent[application]) {
		text, err := a.Data.CV.Bytes()
		say("%s %v %v %v", text, err, a.Data.Photo, a.Data.Voice)
	})

	return []section{
		{"Heard", []server.Shown{heard}},
		{"Buttons", []server.Shown{press, keys, download()}},
		{"Inputs", inputs},
		{"Files", []server.Shown{file, shot, noise}},
		{"Form", []server.Shown{orders}},
		{"Application", []server.Shown{applications}},
	}
}

// heardOf says what somebody entered.
func heardOf[T any](in *control.Input[T], say func(string, ...any)) *control.Input[T] {
	control.Listen(in, func(c control.Change[T]) { say("%v", c.Value) })
	return in
}

func download() *widget.Download {
	return widget.NewDownload(func(context.Context) ([]byte, error) { return []byte("some text"), nil },
		widget.DownloadOptions{Filename: "some.txt"})
}
