package live

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// UploadOptions say which files clients may send. Accept is required; zero values
// mean the defaults named.
type UploadOptions struct {
	// Accept names the files that are accepted: by extension (".csv"), by MIME type
	// ("application/pdf") or by a class of them ("image/*"); [AnyFile] alone accepts
	// all. A file is accepted if its name or the type its client claims fits one.
	// Images, audio and video must also look like it.
	Accept []string

	// MaxEntries is how many files one client may have here at a time, those that
	// wait to be consumed too. Default 1: a new file then replaces the one before.
	MaxEntries int

	// MaxFileSize is the most bytes one file may have. Default 8 MB (8,000,000).
	MaxFileSize int64

	// ChunkTimeout is how long a connection may bring nothing before it is given up;
	// the file can be gone on with. Default: the host's, 10 seconds.
	ChunkTimeout time.Duration

	// Validate, if set, looks at a file before any of it is sent. An error refuses
	// it; an [UploadError] is its name for the client, another error's text its
	// message. It is called among the callbacks, with the client as the origin.
	Validate func(*UploadEntry) error

	// Progress, if set, is called among the callbacks, with the client as the origin:
	// at most ten times a second while a file comes, when it is there (Done), and
	// when it will not come (Err). An error is treated as that of any callback.
	Progress func(*UploadEntry) error
}

// AnyFile in [UploadOptions.Accept] accepts all files.
const AnyFile = "*"

func (o UploadOptions) withDefaults() UploadOptions {
	if o.MaxEntries == 0 {
		o.MaxEntries = 1
	}
	if o.MaxFileSize == 0 {
		o.MaxFileSize = 8_000_000
	}
	return o
}

func (o UploadOptions) check() error {
	if o.MaxEntries < 0 || o.MaxFileSize < 0 || o.ChunkTimeout < 0 {
		return errors.New("a limit is negative")
	}
	return checkAccept(o.Accept)
}

// UploadError is why a file is not taken, under the name that clients see.
type UploadError string

func (e UploadError) Error() string { return "live: upload: " + string(e) }

// The reasons why a file is not taken. The first three come before any of it is
// sent, as in Phoenix LiveView.
const (
	ErrTooLarge     UploadError = "too_large"
	ErrTooManyFiles UploadError = "too_many_files"
	ErrNotAccepted  UploadError = "not_accepted" // also where a file does not look like what it claims to be

	ErrSizeExceeded UploadError = "file_size_limit_exceeded" // the client sent more than it had said
	ErrNoSpace      UploadError = "no_space"                 // the host's disk, or its limit for uploads, is full
	ErrWriter       UploadError = "writer_failure"           // the host could not write the file
	ErrCanceled     UploadError = "canceled"                 // CancelUpload, or the client itself
)

// Errors of the methods about uploads.
var (
	// ErrNoUpload says that the widget allows no upload of this name.
	ErrNoUpload = errors.New("live: there is no such upload")

	// ErrNoEntry says that there is no such file, or that it is another client's.
	ErrNoEntry = errors.New("live: there is no such file")

	// ErrUploadActive says that an upload still has files.
	ErrUploadActive = errors.New("live: the upload has files")

	// ErrInProgress says that not all files are there yet.
	ErrInProgress = errors.New("live: files are still being sent")

	// ErrPostpone is what a function that consumes files returns to keep one.
	ErrPostpone = errors.New("live: the file is consumed later")
)

// UploadEntry is one file of a client, as it was when a method or callback handed
// it out.
type UploadEntry struct {
	Upload string // the name given to AllowUpload
	Ref    string // the file's own name, also in JavaScript
	Client string // whose it is

	// What the client says of it. None of it can be trusted.
	Name         string // as on the user's disk; see SafeName
	Size         int64  // in bytes; more are not taken
	Type         string // MIME type
	LastModified time.Time

	Received int64  // bytes that are there
	Detected string // the MIME type that the first bytes look like; empty while it is not known
	Done     bool   // all of it is there
	Err      error  // why it will not come, an UploadError
}

// Percent is how much of the file is there, from 0 to 100. Only a file that is
// Done has 100.
func (e *UploadEntry) Percent() int {
	if e.Done {
		return 100
	}
	if e.Size == 0 {
		return 0
	}
	return min(99, int(float64(e.Received)/float64(e.Size)*100))
}

// maxName is the length in bytes of a name that every file system takes.
const maxName = 200

// SafeName is the file's name, fit for a file in a folder of one's own: without a
// path, control characters and what file systems treat specially, and never empty
// or hidden. Two files may have the same.
func (e *UploadEntry) SafeName() string {
	name := strings.ToValidUTF8(e.Name, "")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return -1 // control characters, of direction too
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, name)
	name = strings.Trim(name, ". ")
	if ext := path.Ext(name); len(name) > maxName {
		if len(ext) >= maxName/2 {
			ext = ""
		}
		stem := strings.ToValidUTF8(name[:maxName-len(ext)], "")
		name = strings.Trim(strings.TrimRight(stem, ". ")+ext, ". ")
	}
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	switch {
	case name == "":
		return "file"
	case slices.Contains(devices, stem):
		return "_" + name
	}
	return name
}

// devices are names that Windows opens as devices, whatever their extension.
var devices = strings.Fields("CON PRN AUX NUL COM1 COM2 COM3 COM4 COM5 COM6 COM7 COM8 COM9 LPT1 LPT2 LPT3 LPT4 LPT5 LPT6 LPT7 LPT8 LPT9")

// UploadMeta is where a file is while it is being consumed.
type UploadMeta struct {
	// Path is of a temporary file, on the machine the widget runs on. It is removed
	// when the function that consumes it returns nil.
	Path string
}

// Open opens the file for reading.
func (m UploadMeta) Open() (*os.File, error) { return os.Open(m.Path) }

// MoveTo puts the file at another place, with the mode that new files have. Folders
// are made where there are none; a file that is there already is an error.
func (m UploadMeta) MoveTo(to string) error {
	if err := m.moveTo(to); err != nil {
		return fmt.Errorf("live: keeping an upload: %w", err)
	}
	return nil
}

func (m UploadMeta) moveTo(to string) (err error) {
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666) // the name is ours now
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, out.Close()); err != nil {
			err = errors.Join(err, os.Remove(to))
		}
	}()
	fresh, err := out.Stat()
	if err != nil {
		return err
	}
	if os.Rename(m.Path, to) == nil {
		return os.Chmod(to, fresh.Mode())
	}
	in, err := m.Open() // it is on another disk
	if err != nil {
		return err
	}
	defer in.Close()
	_, err = io.Copy(out, in)
	return err
}
