package cellrt

import (
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/gokino/gokino/widget"
)

// buffers hold formatted text on its way to the host.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// maxBuffer is the capacity up to which a buffer is kept.
const maxBuffer = 64 << 10

// write formats with f, which calls users' methods and so holds no lock, and
// writes the text.
func write(f func([]byte) []byte) (n int, err error) {
	p := buffers.Get().(*[]byte)
	text := f((*p)[:0])
	defer func() {
		if cap(text) <= maxBuffer {
			*p = text
			buffers.Put(p)
		}
	}()
	if h := output(false); h != nil {
		h.Write(currentID(), false, text)
		return len(text), nil
	}
	return os.Stdout.Write(text)
}

// Print is fmt.Print to the output of the goroutine's cell.
func Print(a ...any) (n int, err error) {
	return write(func(b []byte) []byte { return fmt.Append(b, a...) })
}

// Println is fmt.Println to the output of the goroutine's cell.
func Println(a ...any) (n int, err error) {
	return write(func(b []byte) []byte { return fmt.Appendln(b, a...) })
}

// Printf is fmt.Printf to the output of the goroutine's cell.
func Printf(format string, a ...any) (n int, err error) {
	return write(func(b []byte) []byte { return fmt.Appendf(b, format, a...) })
}

// Stdout is os.Stdout for the goroutine's cell: whoever holds the file writes to
// that cell, now or later. If a cell has put another file there, it is that.
func Stdout() *os.File { return file(false) }

// Stderr is os.Stderr for the goroutine's cell.
func Stderr() *os.File { return file(true) }

func file(stderr bool) *os.File {
	if h := output(stderr); h != nil {
		if f := h.File(currentID(), stderr); f != nil {
			return f
		}
	}
	if stderr {
		return os.Stderr
	}
	return os.Stdout
}

// LogWriter is where the standard loggers write: each line goes to the error
// output of the cell whose goroutine logs it.
func LogWriter() io.Writer { return logWriter{} }

type logWriter struct{}

func (logWriter) Write(p []byte) (int, error) {
	if h, ok := attached(); ok {
		h.Write(currentID(), true, p)
		return len(p), nil
	}
	return os.Stderr.Write(p)
}

// Show shows the values of a cell's last expression.
func Show(vs ...any) { widget.Show(vs...) }
