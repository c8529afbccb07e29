package widget_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gokino/gokino/widget"
)

// TestImageOf: the PNG that is made is read by package image/png as the same
// picture.
func TestImageOf(t *testing.T) {
	bounds := image.Rect(-3, 2, 14, 9)
	random := rand.New(rand.NewPCG(1, 2))
	nrgba, rgba, gray := image.NewNRGBA(bounds), image.NewRGBA(bounds), image.NewGray(bounds)
	pal := image.NewPaletted(bounds, color.Palette{color.Black, color.NRGBA{1, 2, 3, 4}, color.White})
	deep := image.NewNRGBA64(bounds)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			c := color.NRGBA{uint8(random.Int()), uint8(random.Int()), uint8(random.Int()), uint8(random.Int())}
			nrgba.SetNRGBA(x, y, c)
			rgba.Set(x, y, c)
			gray.Set(x, y, c)
			pal.SetColorIndex(x, y, uint8(random.IntN(3)))
			deep.Set(x, y, c)
		}
	}
	for _, img := range []image.Image{nrgba, rgba, gray, pal, deep, nrgba.SubImage(image.Rect(0, 4, 5, 5))} {
		got, err := png.Decode(bytes.NewReader(widget.ImageOf(img).Data))
		if err != nil {
			t.Errorf("%T: %v", img, err)
			continue
		}
		if got.Bounds().Size() != img.Bounds().Size() {
			t.Errorf("%T: %v", img, got.Bounds())
		}
		for y := range got.Bounds().Dy() {
			for x := range got.Bounds().Dx() {
				want := color.NRGBAModel.Convert(img.At(img.Bounds().Min.X+x, img.Bounds().Min.Y+y))
				if c := color.NRGBAModel.Convert(got.At(x, y)); c != want {
					t.Fatalf("%T at %d, %d: %v, want %v", img, x, y, c, want)
				}
			}
		}
	}
}

// TestImageOfLarge: a picture that is too large is made smaller and says so.
func TestImageOfLarge(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 10_000, 3))
	img.SetGray(6000, 0, color.Gray{200})
	small := widget.ImageOf(img)
	got, err := png.Decode(bytes.NewReader(small.Data))
	if err != nil || got.Bounds().Size() != image.Pt(3334, 1) || !strings.Contains(small.Caption, "10000 × 3") {
		t.Fatal(err, got.Bounds(), small.Caption)
	}
	if r, _, _, _ := got.At(2000, 0).RGBA(); r>>8 != 200 {
		t.Error("the pixel is", r>>8)
	}
}

// TestImage: types are known by their first bytes; what is no image says so.
func TestImage(t *testing.T) {
	for kind, data := range map[string]string{
		"image/png":     "\x89PNG\r\n\x1a\nrest",
		"image/jpeg":    "\xff\xd8\xff\xe0",
		"image/gif":     "GIF89a",
		"image/webp":    "RIFF\x00\x00\x00\x00WEBPVP8 ",
		"image/svg+xml": "\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
	} {
		got := widget.Forms(widget.Image{Data: []byte(data), Alt: "a dog"})
		if b, _ := got[kind].([]byte); string(b) != data || got["text/plain"] != "a dog" {
			t.Errorf("%s: %v", kind, got)
		}
		if tabs := widget.Forms([]byte(data)); tabs[widget.LayoutType] == nil {
			t.Errorf("bytes of %s: %v", kind, tabs)
		}
	}
	if got := widget.Forms(widget.Image{Data: []byte("<?xml?><!-- --><svg>")}); got["image/svg+xml"] == nil {
		t.Error(got)
	}
	for _, i := range []widget.Image{{}, widget.ImageOf(nil), widget.ImageOf((*image.RGBA)(nil))} {
		if got := widget.Forms(i); got["text/plain"] != "widget.Image: there is no picture" || len(got) != 2 {
			t.Error(got)
		}
	}
	for _, i := range []widget.Image{{Data: []byte("hello")}, {Data: []byte("x"), Type: "text/html"}} {
		if got := widget.Forms(i); !strings.Contains(got["text/plain"].(string), "none of PNG") || len(got) != 2 {
			t.Error(got)
		}
	}
}

// TestPixels: raw bytes become a picture; sizes that do not fit say so.
func TestPixels(t *testing.T) {
	for channels, want := range map[int]color.NRGBA{
		1: {9, 9, 9, 255}, 2: {9, 9, 9, 8}, 3: {9, 8, 7, 255}, 4: {9, 8, 7, 6},
	} {
		data := append(make([]byte, 5*channels), []byte{9, 8, 7, 6}[:channels]...)
		got := widget.Forms(widget.Pixels{Width: 3, Height: 2, Channels: channels, Data: data})
		img, err := png.Decode(bytes.NewReader(got["image/png"].([]byte)))
		if err != nil || color.NRGBAModel.Convert(img.At(2, 1)) != want {
			t.Error(channels, err, img.At(2, 1))
		}
	}
	for _, p := range []widget.Pixels{
		{}, {Width: 2, Height: 2, Channels: 3, Data: make([]byte, 11)}, {Width: 1, Height: 1, Channels: 5, Data: make([]byte, 5)},
		{Width: -1, Height: -4, Channels: 1, Data: make([]byte, 4)}, {Width: 1 << 62, Height: 4, Channels: 1},
	} {
		if got := widget.Forms(p); !strings.Contains(got["text/plain"].(string), "widget.Pixels") {
			t.Error(got)
		}
	}
}

// TestImageByDefault: an image.Image is a picture, if there is anything to see.
func TestImageByDefault(t *testing.T) {
	if got := widget.Forms(image.NewRGBA(image.Rect(0, 0, 2, 3))); got["image/png"] == nil || got["text/plain"] != "Image of 2 × 3 pixels" {
		t.Error(got)
	}
	for _, img := range []image.Image{(*image.RGBA)(nil), image.NewRGBA(image.Rectangle{})} {
		if got := widget.Forms(img); got["image/png"] != nil {
			t.Error(got)
		}
	}
}

// FuzzTypes holds that any bytes are of a known type or of none, and shown.
func FuzzTypes(f *testing.F) {
	for _, s := range []string{"", "\x89PNG\r\n\x1a\n", "RIFF", "RIFF1234WEBP", "\xff", "<?xml", "\x00\x00\x00\x20ftyp"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, v := range []any{b, widget.Image{Data: b}} {
			if text, ok := widget.Forms(v)["text/plain"].(string); !ok || strings.Contains(text, "panic") {
				t.Errorf("%q shows as %q", b, text)
			}
		}
	})
}
