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
	Width, Height int // the size it is brought to on the page; 0 and 0 leave it as it is
	Fit           Fit
	MaxSize       int64 // of what is sent, bytes; 0 is 100 MB

	Help     string
	Disabled bool
	Validate func(*Picture) error
}

// Image makes an input of a picture: chosen, dropped onto it, or taken with the
// camera. The page itself brings it to the size and format asked for, whatever it
// was; all pages show a small one. The value is nil while there is none. As
// Kino.Input.image.
func Image(label string, opts ...ImageOptions) *Input[*Picture] {
	return newInput(imageSpec(label, option.Of(opts)))
}

// pictureTypes are the MIME types that come in a format.
var pictureTypes = map[ImageFormat]string{PNG: "image/png", JPEG: "image/jpeg", RGB: live.AnyFile}

// wrong is what makes no sense about the options.
func (o ImageOptions) wrong() error {
	switch {
	case pictureTypes[o.Format] == "":
		return fmt.Errorf("there is no format %q", o.Format)
	case o.Fit != Contain && o.Fit != Match && o.Fit != Pad && o.Fit != Crop:
		return fmt.Errorf("there is no fit %q", o.Fit)
	case o.Width < 0 || o.Height < 0 || (o.Width > 0) != (o.Height > 0):
		return fmt.Errorf("%d × %d is no size: give both Width and Height, or none", o.Width, o.Height)
	case o.Fit != Contain && o.Width == 0:
		return fmt.Errorf("the fit %q needs Width and Height", o.Fit)
	}
	return nil
}

func imageSpec(label string, o ImageOptions) spec[*Picture] {
	take := func(ctx pageContext, name string, p live.Payload) (any, error) {
		return takePicture(ctx, name, p, o.Format)
	}
	s := sentSpec("image", label, o.Validate, sent{uploads([]string{pictureTypes[o.Format]}, o.MaxSize, 1), take})
	s.wrong = o.wrong()
	s.props = props{"help": o.Help, "disabled": o.Disabled, "format": string(o.Format), "fit": string(o.Fit)}
	if o.Width > 0 {
		s.props["width"], s.props["height"] = o.Width, o.Height
	}
	s.parse = func(raw any) (*Picture, any, error) {
		p, ok := raw.(picture)
		if !ok {
			return nil, nil, errValue
		}
		return p.Picture, p, nil
	}
	return s
}

// picture is a [Picture] as pages know it: with a small one that the page which
// sent it has made, for all to show.
type picture struct {
	*Picture
	Preview []byte `json:"preview,omitempty"`
}

// maxPreview bounds what each page is sent of a picture, in bytes.
const maxPreview = 64 << 10

// maxSide bounds what a page says of a picture.
const maxSide = 1 << 16

func takePicture(ctx pageContext, name string, p live.Payload, format ImageFormat) (any, error) {
	u, err := takeOne(ctx, name)
	if u == nil {
		return nil, err
	}
	var said struct {
		Width   int    `json:"width"`
		Height  int    `json:"height"`
		Preview []byte `json:"preview"`
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
	if len(said.Preview) > maxPreview {
		said.Preview = nil
	}
	return picture{pic, said.Preview}, nil
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

// The rates that browsers can bring a sound to.
const minRate, maxRate = 3_000, 768_000

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
// page. The page itself brings it to the format and rate asked for; all pages can
// play it. The value is nil while there is none. As Kino.Input.audio.
func Audio(label string, opts ...AudioOptions) *Input[*Sound] {
	return newInput(audioSpec(label, option.Of(opts)))
}

// wrong is what makes no sense about the options.
func (o AudioOptions) wrong() error {
	switch {
	case o.Format != WAV && o.Format != PCMF32:
		return fmt.Errorf("there is no format %q", o.Format)
	case o.Rate < minRate || o.Rate > maxRate:
		return fmt.Errorf("a rate of %d, browsers know %d to %d", o.Rate, minRate, maxRate)
	}
	return nil
}

func audioSpec(label string, o AudioOptions) spec[*Sound] {
	if o.Rate == 0 {
		o.Rate = 48_000
	}
	take := func(ctx pageContext, name string, p live.Payload) (any, error) {
		return takeSound(ctx, name, p, o.Rate)
	}
	s := sentSpec("audio", label, o.Validate, sent{uploads(nil, o.MaxSize, 1), take})
	s.wrong = o.wrong()
	s.props = props{"help": o.Help, "disabled": o.Disabled, "format": string(o.Format), "rate": o.Rate}
	return s
}

func takeSound(ctx pageContext, name string, p live.Payload, rate int) (any, error) {
	u, err := takeOne(ctx, name)
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
	if sound.Rate != rate || sound.Channels < 1 || sound.Channels > 32 {
		return nil, fmt.Errorf("a sound of %d channels, %d samples a second", sound.Channels, sound.Rate)
	}
	return sound, nil
}
