package cellrt

import (
	"io"
	"os"
	"sync"
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

// file is what os.Stdout or os.Stderr is to the goroutine's cell.
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
