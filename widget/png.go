package widget

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
)

// encodePNG writes img as PNG, with 8 bits and alpha, of every row and column the
// first of so many.
//
// It is here because package image/png would cost every process of cells a
// quarter of a megabyte, most of it for reading; this writes one kind of file with
// what is linked already.
func encodePNG(img image.Image, every int) []byte {
	b := img.Bounds()
	width, height := (b.Dx()+every-1)/every, (b.Dy()+every-1)/every
	if width <= 0 || height <= 0 { // PNG knows no empty pictures
		img, b, width, height = image.NewNRGBA(image.Rect(0, 0, 1, 1)), image.Rect(0, 0, 1, 1), 1, 1
	}
	out := []byte("\x89PNG\r\n\x1a\n")
	header := binary.BigEndian.AppendUint32(nil, uint32(width))
	header = binary.BigEndian.AppendUint32(header, uint32(height))
	out = appendChunk(out, "IHDR", append(header, 8, 6, 0, 0, 0)) // depth, colour with alpha
	out = appendChunk(out, "IDAT", pixels(img, b, width, every))
	return appendChunk(out, "IEND", nil)
}

// appendChunk appends a part of a PNG file.
func appendChunk(out []byte, name string, data []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
	start := len(out)
	out = append(append(out, name...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[start:]))
}

// pixels are the rows of img, compressed; each pixel as its difference from the
// one on its left, which compresses better.
func pixels(img image.Image, b image.Rectangle, width, every int) []byte {
	var out bytes.Buffer
	z, _ := zlib.NewWriterLevel(&out, zlib.BestSpeed)
	row := make([]byte, 1+4*width)
	row[0] = 1 // the filter "sub"
	at := reader(img)
	for y := b.Min.Y; y < b.Max.Y; y += every {
		var left color.NRGBA
		for i := range width {
			c := at(b.Min.X+i*every, y)
			p := row[1+4*i:]
			p[0], p[1], p[2], p[3] = c.R-left.R, c.G-left.G, c.B-left.B, c.A-left.A
			left = c
		}
		_, _ = z.Write(row) // into memory: cannot fail
	}
	_ = z.Close()
	return out.Bytes()
}

// reader gives the colours of img, without a conversion for each pixel where its
// kind is known.
func reader(img image.Image) func(x, y int) color.NRGBA {
	switch img := img.(type) {
	case *image.NRGBA:
		return img.NRGBAAt
	case *image.Gray:
		return func(x, y int) color.NRGBA {
			v := img.GrayAt(x, y).Y
			return color.NRGBA{v, v, v, 255}
		}
	case *image.RGBA:
		return func(x, y int) color.NRGBA {
			c := img.RGBAAt(x, y)
			if c.A == 255 {
				return color.NRGBA(c)
			}
			return color.NRGBAModel.Convert(c).(color.NRGBA)
		}
	default:
		return func(x, y int) color.NRGBA { return color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA) }
	}
}
