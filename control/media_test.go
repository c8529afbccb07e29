package control_test

import (
	"testing"

	"github.com/gokino/gokino/control"
	"github.com/gokino/gokino/live/livetest"
)

// TestImage: a picture has the size that its page says, if that can be.
func TestImage(t *testing.T) {
	in, w := made(t, func() *control.Input[*control.Picture] {
		return control.Image("Shot", control.ImageOptions{Format: control.RGB, Width: 2, Height: 1, Fit: control.Crop})
	})
	c := w.Connect()
	c.WantInit(map[string]any{"kind": "image", "label": "Shot", "format": "rgb", "fit": "crop", "width": 2, "height": 1, "value": nil})
	pixels := livetest.File{Name: "a.rgb", Data: []byte{1, 2, 3, 4, 5, 6}}
	c.Upload("files", pixels).Send()
	c.Push("uploaded", map[string]any{"width": 2, "height": 1})
	c.WantEvent("patch", map[string]any{"error": "", "origin": c.Origin(), "value": map[string]any{
		"name": "a.rgb", "size": 6, "type": "", "width": 2, "height": 1,
	}})
	before := in.Value()
	w.WantEmit(control.Change[*control.Picture]{Value: before, Origin: c.Origin()})
	for _, lie := range []any{map[string]any{"width": 3, "height": 1}, map[string]any{"width": -2, "height": -1}, nil, "x"} {
		c.Upload("files", pixels).Send()
		c.Push("uploaded", lie)
		c.WantFail("HandleEvent")
	}
	if in.Value() != before {
		t.Error(in.Value())
	}
}

// TestAudio: likewise its rate and channels.
func TestAudio(t *testing.T) {
	in, w := made(t, func() *control.Input[*control.Sound] { return control.Audio("Noise") })
	c := w.Connect()
	c.WantInit(map[string]any{"kind": "audio", "label": "Noise", "rate": 48000, "value": nil})
	wav := livetest.File{Name: "a.wav", Data: []byte("RIFF")}
	c.Upload("files", wav).Send()
	c.Push("uploaded", map[string]any{"channels": 2, "rate": 48000})
	c.WantEvent("patch", map[string]any{"error": "", "origin": c.Origin(), "value": map[string]any{
		"name": "a.wav", "size": 4, "type": "", "channels": 2, "rate": 48000,
	}})
	w.WantEmit(control.Change[*control.Sound]{Value: in.Value(), Origin: c.Origin()})
	c.Upload("files", wav).Send()
	c.Push("uploaded", map[string]any{"channels": 2, "rate": 44100})
	c.WantFail("44100")
}
