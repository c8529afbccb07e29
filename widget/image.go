package widget

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"

	"github.com/gokino/gokino/kernel"
)

// Image is a picture that is encoded already: PNG, JPEG, GIF, WebP or SVG. Its
// bytes travel as they are. As Kino.Image.
//
// An [image.Image] is shown as a picture by itself; [ImageOf] makes an Image of it,
// for a description.
type Image struct {
	// Data is the file's content; it must not be changed once the image was shown.
	Data []byte

	// Type is its MIME type, "image/png", say; "" means what Data begins as.
	Type string

	// Alt describes the picture for who cannot see it; "" means Caption.
	Alt string

	// Caption stands below the picture.
	Caption string

	// Width is how wide it is shown, in CSS pixels; 0 means as wide as it is, or as
	// the page.
	Width int
}

// Render gives the forms. As text it is its description.
func (i Image) Render() kernel.Data {
	kind := i.Type
	if kind == "" {
		kind = imageType(i.Data)
	}
	if len(i.Data) == 0 {
		return failed(errors.New("widget.Image: there is no picture"))
	}
	if !imageTypes[kind] {
		return failed(fmt.Errorf("widget.Image: %d bytes of the type %q, which is none of PNG, JPEG, GIF, WebP and SVG", len(i.Data), kind))
	}
	text := i.Alt
	if text == "" {
		text = i.Caption
	}
	if text == "" {
		text = fmt.Sprintf("%s, %d bytes", kind, len(i.Data))
	}
	figure := map[string]any{"alt": i.Alt, "caption": i.Caption, "width": max(i.Width, 0)}
	return kernel.Data{"text/plain": text, kind: i.Data, FigureType: figure}
}

// imageTypes are what browsers show.
var imageTypes = map[string]bool{
	"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true, "image/svg+xml": true,
}

// imageType is the MIME type of an image file with this content, "" if it is none
// that is known.
func imageType(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return "image/jpeg"
	case bytes.HasPrefix(b, []byte("GIF87a")), bytes.HasPrefix(b, []byte("GIF89a")):
		return "image/gif"
	case len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return "image/webp"
	case isSVG(b):
		return "image/svg+xml"
	}
	return ""
}

// isSVG reports whether b begins as an SVG file does, in its first kilobyte.
func isSVG(b []byte) bool {
	b = bytes.TrimLeft(b[:min(len(b), 1<<10)], " \t\r\n\ufeff")
	return bytes.HasPrefix(b, []byte("<svg")) ||
		(bytes.HasPrefix(b, []byte("<?xml")) || bytes.HasPrefix(b, []byte("<!"))) && bytes.Contains(b, []byte("<svg"))
}

// maxSide bounds the width and height of a picture that is made of an
// [image.Image]; a larger one is shown smaller, and its caption says so.
const maxSide = 4096

// ImageOf makes a PNG of img, as it is now. One that is higher or wider than 4096
// pixels is made smaller, and says so; nil is shown as no picture.
func ImageOf(img image.Image) Image {
	if img == nil || isNil(img) {
		return Image{}
	}
	size := img.Bounds().Size()
	every := (max(size.X, size.Y, 1) + maxSide - 1) / maxSide
	i := Image{
		Data: encodePNG(img, every),
		Type: "image/png",
		Alt:  fmt.Sprintf("Image of %d × %d pixels", size.X, size.Y),
	}
	if every > 1 {
		i.Caption = fmt.Sprintf("Every pixel of %d in each direction, of %d × %d", every, size.X, size.Y)
	}
	return i
}

// Pixels is a picture as raw bytes: row by row, Channels bytes for each pixel. As
// the pixel format of Kino.Image, and its tensors.
type Pixels struct {
	Width, Height int

	// Channels is 1 for grey, 2 for grey and alpha, 3 for RGB, 4 for RGB and alpha;
	// alpha is not premultiplied.
	Channels int

	Data []byte
}

// Render gives the forms.
func (p Pixels) Render() kernel.Data {
	switch {
	case p.Channels < 1 || p.Channels > 4:
		return failed(fmt.Errorf("widget.Pixels: %d channels, there can be 1 to 4", p.Channels))
	case p.Width <= 0 || p.Height <= 0 || p.Width > len(p.Data) || p.Height > len(p.Data) ||
		p.Width*p.Height*p.Channels != len(p.Data):
		return failed(fmt.Errorf("widget.Pixels: %d bytes do not make %d × %d pixels of %d", len(p.Data), p.Width, p.Height, p.Channels))
	}
	return ImageOf(p).Render()
}

// ColorModel makes Pixels an [image.Image].
func (p Pixels) ColorModel() color.Model { return color.NRGBAModel }

// Bounds is from 0, 0 to the width and height.
func (p Pixels) Bounds() image.Rectangle { return image.Rect(0, 0, p.Width, p.Height) }

// At is the colour of a pixel.
func (p Pixels) At(x, y int) color.Color {
	if !(image.Point{x, y}).In(p.Bounds()) {
		return color.NRGBA{}
	}
	at := p.Data[(y*p.Width+x)*p.Channels:]
	switch p.Channels {
	case 1:
		return color.NRGBA{at[0], at[0], at[0], 255}
	case 2:
		return color.NRGBA{at[0], at[0], at[0], at[1]}
	case 3:
		return color.NRGBA{at[0], at[1], at[2], 255}
	default:
		return color.NRGBA{at[0], at[1], at[2], at[3]}
	}
}
