package control

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/option"
)

// Upload is a file that a client has sent. It lies on the disk of the machine that
// the input runs on, under no name that others could open, and is gone when
// nobody holds the Upload any more. It is safe for concurrent use.
type Upload struct {
	Name string `json:"name"` // as on the client's disk, fit for a folder of one's own
	Size int64  `json:"size"` // bytes
	Type string `json:"type"` // the MIME type that it looks like, empty where that is not known

	file *os.File
}

// NewReader reads the file from its beginning; each reader has its own place.
func (u *Upload) NewReader() *io.SectionReader { return io.NewSectionReader(u.file, 0, u.Size) }

// Bytes is all of the file.
func (u *Upload) Bytes() ([]byte, error) {
	var b bytes.Buffer
	b.Grow(int(min(u.Size, 1<<30)))
	if _, err := b.ReadFrom(u.NewReader()); err != nil {
		return nil, fmt.Errorf("control: reading %s: %w", u.Name, err)
	}
	return b.Bytes(), nil
}

// SaveTo writes a copy to a new file at path, for what needs a file by its name.
func (u *Upload) SaveTo(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return fmt.Errorf("control: saving %s: %w", u.Name, err)
	}
	_, err = io.Copy(f, u.NewReader())
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("control: saving %s: %w", u.Name, err)
	}
	return nil
}

// String is the file's name and size.
func (u *Upload) String() string { return fmt.Sprintf("%s (%d bytes)", u.Name, u.Size) }

// FileOptions configure a [File] or [Files].
type FileOptions[T any] struct {
	// Accept names what is accepted, as live.UploadOptions.Accept does: ".csv",
	// "image/*". Nil accepts all files.
	Accept []string

	// MaxSize is the most bytes a file may have; 0 is 100 MB (100,000,000).
	MaxSize int64

	// Max is how many files there may be in a [Files]; 0 is 10.
	Max int

	Help     string
	Disabled bool
	Validate func(T) error
}

// File makes an input of a file: chosen, or dropped onto it. A client that loses
// its connection goes on where it was. The value is nil while there is no file,
// and replaced as a whole; a listener that needs a file for longer just keeps it.
// As Kino.Input.file.
func File(label string, opts ...FileOptions[*Upload]) *Input[*Upload] {
	return newInput(oneFileSpec(label, option.Of(opts)))
}

// Files makes an input of several files, which are sent and replaced together.
func Files(label string, opts ...FileOptions[[]*Upload]) *Input[[]*Upload] {
	return newInput(filesSpec(label, option.Of(opts)))
}

func oneFileSpec(label string, o FileOptions[*Upload]) spec[*Upload] {
	o.Max = 1
	return fileSpec(label, o, func(all []*Upload) *Upload { return all[0] })
}

func filesSpec(label string, o FileOptions[[]*Upload]) spec[[]*Upload] {
	if o.Max == 0 {
		o.Max = 10
	}
	return fileSpec(label, o, func(all []*Upload) []*Upload { return all })
}

func uploads(accept []string, maxSize int64, most int) live.UploadOptions {
	if accept == nil {
		accept = []string{live.AnyFile}
	}
	if maxSize == 0 {
		maxSize = 100_000_000
	}
	return live.UploadOptions{Accept: accept, MaxEntries: most, MaxFileSize: maxSize}
}

// fileSpec is of an input whose raw value is a list of files that came by an
// upload: a page can say that there is none, and nothing else.
func fileSpec[T any](label string, o FileOptions[T], value func([]*Upload) T) spec[T] {
	s := sentSpec("file", label, o.Validate, sent{uploads(o.Accept, o.MaxSize, o.Max), takeFiles})
	s.props = props{"help": o.Help, "disabled": o.Disabled, "accept": o.Accept, "max": o.Max}
	s.parse = func(raw any) (v T, canonical any, err error) {
		all, ok := raw.([]*Upload)
		if !ok {
			return v, nil, errValue
		}
		return value(all), all, nil
	}
	return s
}
