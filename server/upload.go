package server

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gokino/gokino/kernel/upload"
)

// uploadIdle is how long a file's connection may bring nothing, where its grant
// does not say.
const uploadIdle = 10 * time.Second

// uploadBuffer is what a file takes in memory, however large it is. Reading waits
// for the disk, and so does the client.
const uploadBuffer = 64 << 10

// uploads is the part of the server that takes files.
type uploads struct {
	*upload.Store
	buffers sync.Pool // of *[uploadBuffer]byte
}

// serveOffset tells how much of a file is there, for a client that lost its
// connection.
func (s *Server) serveOffset(w http.ResponseWriter, r *http.Request) {
	offset, size, err := s.uploads.Offset(r.Context(), r.PathValue("token"))
	if err != nil {
		refuseUpload(w, err)
		return
	}
	h := w.Header()
	h.Set("Upload-Offset", strconv.FormatUint(offset, 10))
	h.Set("Upload-Length", strconv.FormatUint(size, 10))
	h.Set("Cache-Control", "no-store")
}

// serveUpload takes a file's bytes, from where the file goes on to where the
// request ends: all of the file, or not.
func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request) {
	start, err := rangeStart(r.Header.Get("Content-Range"))
	if err != nil {
		http.Error(w, "400: "+err.Error(), http.StatusBadRequest)
		return
	}
	line := &bodyLine{control: http.NewResponseController(w)}
	t, err := s.uploads.Begin(r.Context(), r.PathValue("token"), start, line.cut)
	if err != nil {
		refuseUpload(w, err)
		return
	}
	lost := s.receive(t, r.Body, line)
	complete, err := t.Close()
	switch {
	case err != nil:
		refuseUpload(w, err)
	case complete:
		w.WriteHeader(http.StatusNoContent)
	case errors.Is(lost, os.ErrDeadlineExceeded):
		w.Header().Set("Connection", "close")
		http.Error(w, "408: the rest of the file did not come in time", http.StatusRequestTimeout)
	default:
		w.WriteHeader(http.StatusAccepted) // a part, as the client meant it
	}
}

// receive writes a request's bytes to a file, until they end. The error is of the
// request's connection.
func (s *Server) receive(t *upload.Transfer, body io.Reader, line *bodyLine) error {
	buf, _ := s.uploads.buffers.Get().(*[uploadBuffer]byte)
	if buf == nil {
		buf = new([uploadBuffer]byte)
	}
	defer s.uploads.buffers.Put(buf)
	idle := t.Idle()
	if idle == 0 {
		idle = uploadIdle
	}
	for {
		line.extend(idle)
		n, err := body.Read(buf[:])
		if n > 0 {
			if _, refused := t.Write(buf[:n]); refused != nil {
				return nil // Close says why
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// bodyLine is the connection that a request's body comes by.
type bodyLine struct {
	control *http.ResponseController

	mu   sync.Mutex
	over bool
}

// extend lets the connection be silent for so long, unless it was cut; the answer
// gets as long, whatever the program's server allows a request in all. Where there
// are no deadlines (in tests without a network) it may be silent for ever.
func (l *bodyLine) extend(idle time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.over {
		_ = l.control.SetReadDeadline(time.Now().Add(idle))
		_ = l.control.SetWriteDeadline(time.Now().Add(idle + writeTimeout))
	}
}

// cut makes the reading of the body end soon.
func (l *bodyLine) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.over = true
	_ = l.control.SetReadDeadline(time.Unix(1, 0))
}

// refuseUpload answers a request whose bytes are not taken. The connection ends
// with it: the rest of the body need not come.
func refuseUpload(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	var at *upload.OffsetError
	switch {
	case errors.As(err, &at):
		status = http.StatusConflict
		w.Header().Set("Upload-Offset", strconv.FormatUint(at.Offset, 10))
	case errors.Is(err, upload.ErrToken):
		status = http.StatusNotFound
	case errors.Is(err, upload.ErrUsed):
		status = http.StatusGone
	case errors.Is(err, upload.ErrInterrupted):
		status = http.StatusServiceUnavailable
	case errors.Is(err, upload.ErrSize):
		status = http.StatusRequestEntityTooLarge
	case errors.Is(err, upload.ErrNoSpace):
		status = http.StatusInsufficientStorage
	}
	var name upload.Error
	if errors.As(err, &name) {
		w.Header().Set("Upload-Error", string(name))
	}
	w.Header().Set("Connection", "close")
	http.Error(w, fmt.Sprintf("%d: %v", status, err), status)
}

// rangeStart reads a Content-Range, "bytes 5-9/10" or "bytes 5-9/*", for the first
// byte; an empty one stands for the whole file. What it says of the end and the
// size is not needed: bytes are counted.
func rangeStart(header string) (uint64, error) {
	if header == "" {
		return 0, nil
	}
	bad := fmt.Errorf("the Content-Range %s is not of the form bytes first-last/size", strconv.QuoteToASCII(header[:min(len(header), 100)]))
	rest, ok := strings.CutPrefix(header, "bytes ")
	span, size, hasSize := strings.Cut(rest, "/")
	first, last, isSpan := strings.Cut(span, "-")
	if !ok || !hasSize || !isSpan {
		return 0, bad
	}
	start, err := strconv.ParseUint(first, 10, 63)
	end, err2 := strconv.ParseUint(last, 10, 63)
	if err != nil || err2 != nil || end < start {
		return 0, bad
	}
	if total, err := strconv.ParseUint(size, 10, 63); size != "*" && (err != nil || end >= total) {
		return 0, bad
	}
	return start, nil
}
