package upload_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokino/gokino/internal/leak"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/upload"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv("GOKINO_TEST_UPLOADS"); dir != "" {
		abandon(dir)
		return
	}
	leak.Main(m)
}

// heard is what widgets were told.
type heard struct {
	mu  sync.Mutex
	all []kernel.Uploaded
}

func (h *heard) deliver(m kernel.Message) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(h.all, m.(kernel.Uploaded))
}

// take is what was said since the last take, in short.
func (h *heard) take() (s string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, u := range h.all {
		s += fmt.Sprintf("%s:%d", u.Entry, u.Received)
		if u.Path != "" {
			s += " whole"
		}
		if u.Error != "" {
			s += " " + u.Error
		}
		s += "; "
	}
	h.all = nil
	return strings.TrimSuffix(s, "; ")
}

func (h *heard) path() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.all[len(h.all)-1].Path
}

func newStore(t *testing.T, o upload.Options) (*upload.Store, *heard) {
	h := &heard{}
	o.Deliver = h.deliver
	shared := o.Dir != ""
	if !shared {
		o.Dir = t.TempDir()
	}
	s := upload.New(o)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if left := files(t, o.Dir); !shared && len(left) > 0 {
			t.Errorf("a closed store leaves %v", left)
		}
	})
	return s, h
}

// files are what there is below dir.
func files(t *testing.T, dir string) (all []string) {
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && path != dir && !strings.HasSuffix(path, ".lock") && !d.IsDir() {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func grant(token string, size int) kernel.Grant {
	return kernel.Grant{Client: "c", Ref: "r", Entry: token, Token: token, Size: uint64(size)}
}

// send sends a part of a file, and says how that ended.
func send(s *upload.Store, token string, start int, data string) string {
	t, err := s.Begin(context.Background(), token, uint64(start), func() {})
	if err == nil {
		_, werr := t.Write([]byte(data))
		_, err = t.Close()
		if werr != nil && !errors.Is(err, werr) {
			return fmt.Sprintf("Write: %v, Close: %v", werr, err)
		}
	}
	if err != nil {
		return strings.TrimPrefix(err.Error(), "upload: ")
	}
	return ""
}

func want(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func TestTokens(t *testing.T) {
	s, h := newStore(t, upload.Options{})
	s.Handle(grant("a", 4))
	s.Handle(grant("b", 4))
	s.Handle(kernel.Broadcast{Ref: "r"}) // no affair of the store
	want(t, "forged", send(s, "forged", 0, "0123"), "invalid_token")
	want(t, "granted", send(s, "a", 0, "0123"), "")
	want(t, "used", send(s, "a", 0, "0123"), "already_uploaded")
	s.Handle(grant("a", 9)) // a token is granted once
	want(t, "used, granted again", send(s, "a", 4, "01234"), "already_uploaded")
	s.Handle(kernel.Revoke{Ref: "another", Token: "b"})
	want(t, "half", send(s, "b", 0, "01"), "")
	s.Handle(kernel.Revoke{Ref: "r", Token: "b"})
	want(t, "revoked", send(s, "b", 2, "23"), "invalid_token")
	if _, _, err := s.Offset(t.Context(), "b"); !errors.Is(err, upload.ErrToken) {
		t.Errorf("a revoked file's offset: %v", err)
	}
	want(t, "told", h.take(), "a:4 whole; b:2")
	var none *upload.Store
	none.Handle(grant("a", 4))
	want(t, "no store", send(none, "a", 0, "0123"), "invalid_token")
}

func TestTooManyBytes(t *testing.T) {
	dir := t.TempDir()
	s, h := newStore(t, upload.Options{Dir: dir})
	s.Handle(grant("a", 4))
	want(t, "within", send(s, "a", 0, "012"), "")
	want(t, "over", send(s, "a", 3, "34"), "file_size_limit_exceeded")
	want(t, "again", send(s, "a", 0, "0123"), "file_size_limit_exceeded")
	want(t, "told", h.take(), "a:3; a:3 file_size_limit_exceeded")
	if left := files(t, dir); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}

func TestResume(t *testing.T) {
	s, h := newStore(t, upload.Options{Sniff: func(head []byte) string { return string(head) }})
	s.Handle(grant("a", 6))
	s.Handle(grant("empty", 0))
	want(t, "first part", send(s, "a", 0, "01"), "")
	want(t, "too far", send(s, "a", 3, "345"), "the file goes on at byte 2")
	want(t, "from the start", send(s, "a", 0, "012345"), "the file goes on at byte 2")
	offset, size, err := s.Offset(t.Context(), "a")
	if offset != 2 || size != 6 || err != nil {
		t.Errorf("offset %d of %d, %v", offset, size, err)
	}
	want(t, "nothing", send(s, "a", 2, ""), "")
	want(t, "second part", send(s, "a", 2, "234"), "")
	want(t, "the rest", send(s, "a", 5, "5"), "")
	if b, err := os.ReadFile(h.path()); err != nil || string(b) != "012345" {
		t.Errorf("the file is %q, %v", b, err)
	}
	if kind := h.all[len(h.all)-1].Type; kind != "012345" {
		t.Errorf("its type comes from %q", kind)
	}
	want(t, "an empty file", send(s, "empty", 0, ""), "")
	want(t, "told", h.take(), "a:2; a:5; a:6 whole; empty:0 whole")
}

// TestTakeOver holds that a transfer that hangs makes way for the next one of its
// file, and that nothing of it is written afterwards.
func TestTakeOver(t *testing.T) {
	s, _ := newStore(t, upload.Options{})
	s.Handle(grant("a", 6))
	interrupted := make(chan struct{})
	hanging, err := s.Begin(t.Context(), "a", 0, func() { close(interrupted) })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hanging.Write([]byte("012")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Begin(ctx, "a", 3, func() {}); !errors.Is(err, upload.ErrInterrupted) {
		t.Errorf("who does not wait: %v", err)
	}
	next := make(chan uint64)
	go func() {
		offset, _, _ := s.Offset(context.Background(), "a")
		next <- offset
	}()
	<-interrupted
	if _, err := hanging.Write([]byte("late")); !errors.Is(err, upload.ErrInterrupted) {
		t.Errorf("an interrupted transfer writes: %v", err)
	}
	if _, err := hanging.Close(); err != nil {
		t.Error(err)
	}
	if offset := <-next; offset != 3 {
		t.Errorf("the file goes on at %d", offset)
	}
	want(t, "the rest", send(s, "a", 3, "345"), "")
}

// TestProgress: what a widget hears of a file that comes in many pieces.
func TestProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, h := newStore(t, upload.Options{Sniff: func([]byte) string { return "type" }})
		s.Handle(grant("a", 1000*40))
		transfer, err := s.Begin(t.Context(), "a", 0, func() {})
		if err != nil {
			t.Fatal(err)
		}
		for range 40 { // 1 s
			if _, err := transfer.Write(make([]byte, 1000)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(25 * time.Millisecond)
		}
		if complete, err := transfer.Close(); !complete || err != nil {
			t.Error(complete, err)
		}
		for _, u := range h.all {
			if u.Type != "type" {
				t.Errorf("%+v has no type", u)
			}
		}
		want(t, "told", h.take(), "a:1000; a:5000; a:9000; a:13000; a:17000; a:21000; a:25000; a:29000; a:33000; a:37000; a:40000 whole")
	})
}

// TestFilesGo holds that a file is gone when its grant is revoked or its widget is
// gone, also while it is being sent.
func TestFilesGo(t *testing.T) {
	for _, test := range []struct {
		end         kernel.Message
		left        int
		interrupted bool
	}{
		{kernel.Revoke{Ref: "r", Token: "whole"}, 2, false},
		{kernel.Revoke{Ref: "r", Token: "half"}, 2, false},
		{kernel.Revoke{Ref: "r", Token: "sending"}, 2, true},
		{kernel.Gone{Client: "c", Ref: "r"}, 3, false}, // for one client: its widget goes on
		{kernel.Gone{Ref: "another"}, 3, false},
		{kernel.Gone{Ref: "r"}, 0, true},
	} {
		t.Run(fmt.Sprintf("%+v", test.end), func(t *testing.T) {
			dir := t.TempDir()
			s, h := newStore(t, upload.Options{Dir: dir})
			for _, token := range []string{"whole", "half", "sending"} {
				s.Handle(grant(token, 4))
			}
			want(t, "whole", send(s, "whole", 0, "0123"), "")
			want(t, "half", send(s, "half", 0, "01"), "")
			interrupted := false
			transfer, err := s.Begin(t.Context(), "sending", 0, func() { interrupted = true })
			if err != nil {
				t.Fatal(err)
			}
			_, _ = transfer.Write([]byte("0"))
			h.take()
			s.Handle(test.end)
			if left := files(t, dir); len(left) != test.left || interrupted != test.interrupted {
				t.Errorf("%d files are left, interrupted: %v", len(left), interrupted)
			}
			_, written := transfer.Write([]byte("1"))
			_, closed := transfer.Close()
			if errors.Is(written, upload.ErrToken) != test.interrupted || errors.Is(closed, upload.ErrToken) != test.interrupted {
				t.Errorf("the transfer ends with %v, %v", written, closed)
			}
			if left := files(t, dir); len(left) != test.left {
				t.Errorf("in the end %d files are left", len(left))
			}
			if test.interrupted {
				want(t, "told", h.take(), "")
			}
		})
	}
}

func TestQuota(t *testing.T) {
	s, h := newStore(t, upload.Options{MaxBytes: 10, MaxClientBytes: 6, MaxClientFiles: 2})
	of := func(client, token string, size int) kernel.Grant {
		return kernel.Grant{Client: client, Ref: "r", Entry: token, Token: token, Size: uint64(size)}
	}
	for _, g := range []kernel.Grant{
		of("x", "x1", 6), of("x", "x2", 1), // too much of x
		of("y", "y1", 4), of("y", "y2", 1), // too much in all
		of("z", "z1", 0), of("z", "z2", 0), of("z", "z3", 0), // too many of z
		of("w", "huge", -1),
	} {
		s.Handle(g)
	}
	for _, test := range []struct{ token, want string }{
		{"x1", ""}, {"x2", "no_space"}, {"y1", ""}, {"y2", "no_space"}, {"z1", ""}, {"z2", ""}, {"z3", "no_space"}, {"huge", "no_space"},
	} {
		want(t, test.token, send(s, test.token, 0, ""), test.want)
	}
	want(t, "told", h.take(), "x2:0 no_space; y2:0 no_space; z1:0 whole; z2:0 whole; z3:0 no_space; huge:0 no_space")
	want(t, "once more", send(s, "x2", 0, ""), "no_space")
	want(t, "told again", h.take(), "")

	// What is revoked, and what failed, makes room.
	s.Handle(kernel.Revoke{Ref: "r", Token: "x1"})
	want(t, "too many bytes", send(s, "y1", 0, "01234"), "file_size_limit_exceeded")
	s.Handle(of("x", "x3", 6))
	s.Handle(of("v", "v1", 4))
	want(t, "after a revoke", send(s, "x3", 0, "012345"), "")
	want(t, "after a failure", send(s, "v1", 0, "0123"), "")
	s.Handle(kernel.Revoke{Ref: "r", Token: "y1"}) // counts no second time
	s.Handle(of("u", "u1", 1))
	want(t, "no more", send(s, "u1", 0, "0"), "no_space")
}

// TestCloseWaits holds that Close ends transfers and waits for them.
func TestCloseWaits(t *testing.T) {
	dir := t.TempDir()
	s := upload.New(upload.Options{Dir: dir, Deliver: func(kernel.Message) {}})
	s.Handle(grant("a", 4))
	interrupted := make(chan struct{})
	transfer, err := s.Begin(t.Context(), "a", 0, func() { close(interrupted) })
	if err != nil {
		t.Fatal(err)
	}
	closed := make(chan error)
	go func() { closed <- s.Close() }()
	<-interrupted
	select {
	case <-closed:
		t.Error("Close did not wait")
	default:
	}
	if _, err := transfer.Close(); !errors.Is(err, upload.ErrToken) {
		t.Error(err)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
	s.Handle(grant("b", 4))
	want(t, "a closed store", send(s, "b", 0, "0123"), "invalid_token")
	if left := files(t, dir); len(left) > 0 {
		t.Error(left)
	}
}

// TestSweep holds that a store removes what a process left that was killed, and
// nothing of one that lives.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	living, h := newStore(t, upload.Options{Dir: dir})
	living.Handle(grant("mine", 4))
	want(t, "mine", send(living, "mine", 0, "0123"), "")
	mine := h.path()

	dead := exec.Command(os.Args[0])
	dead.Env = append(os.Environ(), "GOKINO_TEST_UPLOADS="+dir)
	if out, err := dead.CombinedOutput(); err == nil || len(files(t, dir)) != 2 {
		t.Fatalf("%v, %s; %v", err, out, files(t, dir))
	}
	next, _ := newStore(t, upload.Options{Dir: dir})
	if left := files(t, dir); len(left) != 1 || left[0] != mine {
		t.Errorf("after the sweep there is %v, want %s", left, mine)
	}
	locks, err := filepath.Glob(dir + "/*.lock")
	if err != nil || len(locks) != 1 {
		t.Errorf("%v, %v", locks, err)
	}
	next.Handle(grant("theirs", 1))
	want(t, "theirs", send(next, "theirs", 0, "0"), "")
}

// abandon is a process that leaves a file behind.
func abandon(dir string) {
	s := upload.New(upload.Options{Dir: dir, Deliver: func(kernel.Message) {}})
	s.Handle(grant("a", 4))
	fmt.Println(send(s, "a", 0, "01"))
	os.Exit(1)
}

// TestWhileTold holds that a widget may end a file from within being told of it:
// no lock is held.
func TestWhileTold(t *testing.T) {
	var s *upload.Store
	told := 0
	s = upload.New(upload.Options{Dir: t.TempDir(), Deliver: func(m kernel.Message) {
		told++
		s.Handle(kernel.Revoke{Ref: "r", Token: m.(kernel.Uploaded).Entry})
	}})
	s.Handle(grant("a", 4))
	s.Handle(grant("b", 4))
	want(t, "whole", send(s, "a", 0, "0123"), "")
	want(t, "half", send(s, "b", 0, "01"), "")
	want(t, "the rest", send(s, "b", 2, "23"), "invalid_token")
	if err := s.Close(); err != nil || told != 2 {
		t.Error(err, told)
	}
}

// TestWriteFailure: a folder that cannot be written is the file's end.
func TestWriteFailure(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	h := &heard{}
	s := upload.New(upload.Options{Dir: file, Deliver: h.deliver})
	s.Handle(grant("a", 4))
	want(t, "nowhere to write", send(s, "a", 0, "0123"), "writer_failure")
	want(t, "told", h.take(), "a:0 writer_failure")
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
