package widget_test

import (
	"image"
	"testing"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/widget"
)

// BenchmarkFrameAppend is a value that is added to a frame and said to its pages.
func BenchmarkFrameAppend(b *testing.B) {
	old := kernel.Default()
	defer kernel.SetDefault(old)
	k := kernel.New(kernel.Options{})
	k.Attach(func(kernel.Message) {})
	kernel.SetDefault(k)
	f := widget.NewFrame()
	b.ReportAllocs()
	for b.Loop() {
		f.Append(widget.Text("a line of text"))
	}
}

// BenchmarkImageOf is a picture of a million pixels as PNG.
func BenchmarkImageOf(b *testing.B) {
	img := image.NewRGBA(image.Rect(0, 0, 1000, 1000))
	for i := range img.Pix {
		img.Pix[i] = uint8(i >> 8)
		if i%4 == 3 {
			img.Pix[i] = 255
		}
	}
	b.SetBytes(int64(len(img.Pix)))
	for b.Loop() {
		widget.ImageOf(img)
	}
}
