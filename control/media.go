package control

import (
	"fmt"

	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/option"
)

// Picture is a picture that a client has sent, as the input has asked for it.
type Picture struct {
	*Upload
	Width  int `json:"width"` // pixels
	Height int `json:"height"`
}

// Fit says how a picture comes to a size.
type Fit string

// The ways a picture comes to the size of [ImageOptions], as fit of
// Kino.Input.image.
const (
	Contain Fit = ""      // within it, as large as possible; one side may be shorter
	Match   Fit = "match" // stretched to it
	Pad     Fit = "pad"   // within it, the rest black
	Crop    Fit = "crop"  // around it, what is beyond cut off
)

// ImageFormat is how the pixels of a [Picture] are written.
type ImageFormat string

// The formats of a picture.
const (
	PNG  ImageFormat = "" // what image.Decode reads, with image/png imported
	JPEG ImageFormat = "jpeg"
	RGB  ImageFormat = "rgb" // three bytes a pixel, row by row from the top
)

// ImageOptions configure an [Image].
type ImageOptions struct {
	Format        ImageFormat
	Width, Height int // the size it is brought to on the page; 0 leaves it as it is
	Fit           Fit
	MaxSize       int64 // of what is sent, bytes; 0 is 100 MB

	Help     string
	Disabled bool
	Validate func(*Picture) error
}

// Image makes an input of a picture: chosen, dropped onto it, or taken with the
// camera of a phone. The page itself brings it to the size and format asked for,
// whatever it was. The value is nil while there is none. As Kino.Input.image.
func Image(label string, opts ...ImageOptions) *Input[*Picture] {
	o := option.Of(opts)
	s := sentSpec("image", label, o.Validate)
	s.props = props{"help": o.Help, "disabled": o.Disabled, "format": string(o.Format), "fit": string(o.Fit)}
	if o.Width > 0 && o.Height > 0 {
		s.props["width"], s.props["height"] = o.Width, o.Height
	}
	accept := map[ImageFormat]string{PNG: "image/png", JPEG: "image/jpeg", RGB: live.AnyFile}[o.Format]
	if accept == "" {
		panic(fmt.Sprintf("control: image %q: there is no format %q", label, o.Format))
	}
	return newFileInput(s, uploads([]string{accept}, o.MaxSize, 1), func(ctx *live.Context[struct{}], p live.Payload) (any, error) {
		return takePicture(ctx, p, o.Format)
	})
}

// maxSide bounds what a page says of a picture.
const maxSide = 1 << 16

func takePicture(ctx *live.Context[struct{}], p live.Payload, format ImageFormat) (any, error) {
	u, err := takeOne(ctx)
	if u == nil {
		return nil, err
	}
	var said struct {
		Width  int `json:"width"`
		Height int `json:"height"`
	}
	if err := p.Decode(&said); err != nil {
		return nil, err
	}
	pic := &Picture{u, said.Width, said.Height}
	switch {
	case pic.Width < 1 || pic.Height < 1 || pic.Width > maxSide || pic.Height > maxSide,
		format == RGB && u.Size != 3*int64(pic.Width)*int64(pic.Height):
		return nil, fmt.Errorf("a picture of %d × %d pixels and %d bytes", pic.Width, pic.Height, u.Size)
	}
	return pic, nil
}

// Sound is a sound that a client has sent, as the input has asked for it.
type Sound struct {
	*Upload
	Channels int `json:"channels"`
	Rate     int `json:"rate"` // samples a second
}

// AudioFormat is how the samples of a [Sound] are written.
type AudioFormat string

// The formats of a sound.
const (
	WAV    AudioFormat = ""    // 16-bit samples in a RIFF file
	PCMF32 AudioFormat = "f32" // 32-bit floats, little endian, the channels in turn
)

// AudioOptions configure an [Audio].
type AudioOptions struct {
	Format  AudioFormat
	Rate    int   // samples a second; 0 is 48,000
	MaxSize int64 // of what is sent, bytes; 0 is 100 MB

	Help     string
	Disabled bool
	Validate func(*Sound) error
}

// Audio makes an input of a sound: a file, chosen or dropped, or recorded on the
// page. The page itself brings it to the format and rate asked for. The value is
// nil while there is none. As Kino.Input.audio.
func Audio(label string, opts ...AudioOptions) *Input[*Sound] {
	o := option.Of(opts)
	if o.Rate == 0 {
		o.Rate = 48_000
	}
	if o.Format != WAV && o.Format != PCMF32 {
		panic(fmt.Sprintf("control: audio %q: there is no format %q", label, o.Format))
	}
	s := sentSpec("audio", label, o.Validate)
	s.props = props{"help": o.Help, "disabled": o.Disabled, "format": string(o.Format), "rate": o.Rate}
	return newFileInput(s, uploads(nil, o.MaxSize, 1), func(ctx *live.Context[struct{}], p live.Payload) (any, error) {
		u, err := takeOne(ctx)
		if u == nil {
			return nil, err
		}
		var said struct {
			Channels int `json:"channels"`
			Rate     int `json:"rate"`
		}
		if err := p.Decode(&said); err != nil {
			return nil, err
		}
		sound := &Sound{u, said.Channels, said.Rate}
		if sound.Rate != o.Rate || sound.Channels < 1 || sound.Channels > 32 {
			return nil, fmt.Errorf("a sound of %d channels, %d samples a second", sound.Channels, sound.Rate)
		}
		return sound, nil
	})
}

// takeOne takes the one file that a client has sent; nil if there is none.
func takeOne(ctx *live.Context[struct{}]) (*Upload, error) {
	all, err := consume(ctx)
	if len(all) == 0 {
		return nil, err
	}
	return all[0], err
}
