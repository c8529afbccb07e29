package upload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"github.com/gokino/gokino/kernel"
)

// ProgressEvery is the least time between two messages on how far a file is.
const ProgressEvery = 100 * time.Millisecond

// OffsetError says that bytes came for another place than where the file goes on.
type OffsetError struct{ Offset uint64 }

func (e *OffsetError) Error() string {
	return fmt.Sprintf("upload: the file goes on at byte %d", e.Offset)
}

// Transfer is a connection that brings bytes of one file, from where the file goes
// on. It is for one goroutine; Close it.
type Transfer struct {
	store *Store
	grant *grant
	file  *os.File
	fault Error // that ends the file

	stop        func()
	interrupted bool          // grant.mu guards it
	ended       chan struct{} // closed when the grant is free for another
}

// Begin starts a transfer of the file that token grants, whose first byte is
// number start. One of the same file that still runs is ended first and waited
// for, until ctx is done. Interrupt is called, once and from another goroutine, when this
// transfer is to end early: it must make whatever brings the bytes return soon,
// and not block.
//
// The error is an [Error] or an [*OffsetError].
func (s *Store) Begin(ctx context.Context, token string, start uint64, interrupt func()) (*Transfer, error) {
	t, err := s.enter(ctx, token, interrupt)
	if err != nil {
		return nil, err
	}
	if err := t.open(start); err != nil {
		t.end()
		return nil, err
	}
	return t, nil
}

// enter makes a transfer the only one of its grant.
func (s *Store) enter(ctx context.Context, token string, interrupt func()) (*Transfer, error) {
	if s == nil {
		return nil, ErrToken
	}
	g, err := s.begin(token)
	if err != nil {
		return nil, err
	}
	t := &Transfer{store: s, grant: g, stop: interrupt, ended: make(chan struct{})}
	for {
		g.mu.Lock()
		before := g.transfer
		if before == nil {
			g.transfer = t
			g.mu.Unlock()
			return t, nil
		}
		before.interruptLocked()
		g.mu.Unlock()
		select {
		case <-before.ended:
		case <-ctx.Done():
			s.transfers.Done()
			return nil, ErrInterrupted
		}
	}
}

func (t *Transfer) interruptLocked() {
	if !t.interrupted {
		t.interrupted = true
		t.stop()
	}
}

// open opens the file where it goes on.
func (t *Transfer) open(start uint64) (err error) {
	g := t.grant
	if err := g.failure(); err != nil {
		return err
	}
	if g.complete {
		return ErrUsed
	}
	if start != g.offset {
		return &OffsetError{g.offset}
	}
	if g.path != "" {
		if t.file, err = os.OpenFile(g.path, os.O_WRONLY, 0); err == nil {
			_, err = t.file.Seek(int64(g.offset), io.SeekStart)
		}
	} else if t.file, err = t.store.newFile(); err == nil {
		g.mu.Lock()
		g.path = t.file.Name()
		gone := g.revoked
		g.mu.Unlock()
		if gone {
			removeFile(t.file.Name())
		}
	}
	if err != nil {
		t.fault = diskError(err)
		return t.fault
	}
	return nil
}

// diskError is the name of what went wrong with a file.
func diskError(err error) Error {
	var e Error
	switch {
	case errors.As(err, &e):
		return e
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return ErrNoSpace
	default:
		return ErrWrite
	}
}

// Idle is how long the transfer may bring nothing, as the grant says; 0: as the
// host likes.
func (t *Transfer) Idle() time.Duration { return time.Duration(t.grant.Idle) * time.Millisecond }

// room is how many bytes may still come.
func (t *Transfer) room() uint64 { return t.grant.Size - t.grant.offset }

// Write appends p to the file. Bytes beyond what is granted end the file with
// [ErrSize]. The error is an [Error].
func (t *Transfer) Write(p []byte) (int, error) {
	g := t.grant
	if err := t.wanted(); err != nil {
		return 0, err
	}
	if uint64(len(p)) > t.room() {
		t.fault = ErrSize
		return 0, ErrSize
	}
	n, err := t.file.Write(p)
	g.offset += uint64(n)
	g.head = append(g.head, p[:min(n, sniffed-len(g.head))]...)
	if err != nil {
		t.fault = diskError(err)
		return n, t.fault
	}
	if now := time.Now(); len(g.head) == sniffed && g.offset < g.Size && now.Sub(g.toldAt) >= ProgressEvery {
		g.toldAt = now
		t.tell()
	}
	return n, nil
}

// wanted is nil as long as bytes are.
func (t *Transfer) wanted() error {
	g := t.grant
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.revoked:
		return ErrToken
	case t.interrupted:
		return ErrInterrupted
	case t.fault != "":
		return t.fault
	}
	return nil
}

// tell tells the widget how far the file is.
func (t *Transfer) tell() {
	g := t.grant
	if g.kind == "" && (len(g.head) == sniffed || g.offset == g.Size) {
		g.kind = t.store.opts.Sniff(g.head)
	}
	g.told = g.offset
	m := kernel.Uploaded{Client: g.Client, Ref: g.Ref, Entry: g.Entry, Received: g.offset, Type: g.kind, Error: string(g.failed)}
	if g.complete {
		m.Path = g.path
	}
	t.store.opts.Deliver(m)
}

// Close ends the transfer. When it returns the widget was told what has become of
// the file: complete reports whether all of it is there. What is not complete
// stays for another transfer.
func (t *Transfer) Close() (complete bool, err error) {
	if err := t.file.Close(); err != nil && t.fault == "" {
		t.fault = ErrWrite
	}
	t.file = nil
	return t.end()
}

// end tells the widget of what has changed and lets other transfers begin.
func (t *Transfer) end() (complete bool, err error) {
	defer t.leave()
	if t.file != nil {
		_ = t.file.Close()
	}
	g := t.grant
	g.mu.Lock()
	if t.fault != "" && t.fault != ErrInterrupted && g.failed == "" {
		g.failed = t.fault
	}
	opened := g.path != ""
	failed := g.failed
	first := failed == "" || !g.heard
	g.heard = failed != ""
	finished := failed == "" && opened && g.offset == g.Size && !g.complete
	g.complete = g.complete || finished
	revoked, path := g.revoked, g.path
	g.mu.Unlock()

	if failed != "" {
		removeFile(path)
		t.store.uncount(g)
	}
	if revoked {
		removeFile(path) // where an open file cannot be removed
		return false, ErrToken
	}
	if first && (failed != "" || finished || g.offset > g.told && !g.complete) {
		t.tell()
	}
	if failed != "" {
		return false, failed
	}
	return g.complete, nil
}

func (t *Transfer) leave() {
	g := t.grant
	g.mu.Lock()
	g.transfer = nil
	close(t.ended)
	g.mu.Unlock()
	t.store.transfers.Done()
}
