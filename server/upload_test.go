package server_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gokino/gokino/internal/page"
	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/upload"
	"github.com/gokino/gokino/kernel/wire"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/server"
)

// keeper takes files: "any" up to 4 of 4 MiB each, "pictures" one at a time. It
// broadcasts how far they are, and on "save" the sums of what is there.
type keeper struct{}

func (keeper) Init(ctx *live.Context[int], _ struct{}) error {
	progress := func(e *live.UploadEntry) error {
		say := fmt.Sprintf("%s %d/%d done=%v type=%s err=%v", e.Name, e.Received, e.Size, e.Done, e.Detected, e.Err)
		ctx.SendEvent(ctx.Origin(), "progress", say)
		return nil
	}
	if err := ctx.AllowUpload("any", live.UploadOptions{
		Accept: []string{live.AnyFile}, MaxEntries: 4, MaxFileSize: 2 << 30, ChunkTimeout: 200 * time.Millisecond, Progress: progress,
	}); err != nil {
		return err
	}
	return ctx.AllowUpload("pictures", live.UploadOptions{Accept: []string{"image/*"}, Progress: progress})
}

func (keeper) HandleConnect(*live.Context[int]) (any, error) { return nil, nil }

func (keeper) HandleEvent(ctx *live.Context[int], event string, p live.Payload) error {
	switch event {
	case "save":
		sums, err := live.Consume(ctx, "any", func(m live.UploadMeta, e *live.UploadEntry) (string, error) {
			f, err := m.Open()
			if err != nil {
				return "", err
			}
			defer f.Close()
			return fmt.Sprintf("%s %x", e.Name, digest(f)), nil
		})
		if err != nil {
			return err
		}
		return ctx.Reply(sums)
	case "cancel":
		var ref string
		if err := p.Decode(&ref); err != nil {
			return err
		}
		return ctx.CancelUpload("any", ref)
	}
	return nil
}

func digest(r io.Reader) []byte {
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		panic(err)
	}
	return h.Sum(nil)
}

// uploadPage is a page that shows a keeper.
type uploadPage struct {
	*browser
	ref  string // of the keeper
	url  string // of the server
	asks int
}

func openUploadPage(t testing.TB, url, ref string) *uploadPage {
	t.Helper()
	p := &uploadPage{browser: &browser{t: t}, url: url, ref: ref}
	p.open("ws" + strings.TrimPrefix(url, "http") + "/socket")
	if m := p.connect(ref); m.Tag != page.Init {
		t.Fatalf("%+v", m)
	}
	return p
}

// uploadSite is a program that serves a keeper, and one page.
type uploadSite struct {
	*uploadPage
	*server.Server
	dir string // of the files
}

func newUploadSite(t testing.TB, limits upload.Options) *uploadSite {
	t.Helper()
	k := kernel.New(kernel.Options{})
	limits.Dir = t.TempDir()
	s := &uploadSite{Server: server.New(server.Options{Kernel: k, Uploads: limits}), dir: limits.Dir}
	w := live.New(keeper{}, struct{}{}, live.Options{Assets: jsassets.Inline("main.js", ""), Kernel: k})
	web := httptest.NewServer(s.Server)
	t.Cleanup(func() {
		_ = s.conn.Close()
		s.Server.Close()
		web.Close()
		if err := w.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	s.uploadPage = openUploadPage(t, web.URL+"/gokino", w.Ref())
	return s
}

// ask asks the widget and decodes its answer, passing over progress.
func (s *uploadPage) ask(event string, payload, answer any) {
	s.t.Helper()
	s.n++
	s.asks++
	s.say(page.Ask(s.n, s.ref, "v", event, payload, s.asks))
	for {
		switch m := s.next(); {
		case m.Tag == page.Fail, m.Tag == page.Reply && m.Text != "":
			s.t.Fatalf("%s: %s", event, m.Text)
		case m.Tag == page.Reply:
			if err := wire.Unmarshal(m.Payload, answer); err != nil {
				s.t.Fatal(err)
			}
			return
		}
	}
}

type admitted struct {
	Ref     string `json:"ref"`
	Token   string `json:"token"`
	Error   string `json:"error"`
	Message string `json:"message"`
}

// admit asks for files of these sizes.
func (s *uploadPage) admit(upload string, sizes ...int) (all []admitted) {
	s.t.Helper()
	var files []map[string]any
	for i, size := range sizes {
		files = append(files, map[string]any{"name": fmt.Sprintf("f%d.png", i), "size": size, "type": "image/png", "lastModified": 1e12})
	}
	s.ask("lv:upload", map[string]any{"name": upload, "files": files}, &all)
	return all
}

// fate is what has become of a file.
func (s *uploadPage) fate(upload, ref string) string {
	s.t.Helper()
	var all []admitted
	s.ask("lv:upload-result", map[string]any{"name": upload, "refs": []string{ref}}, &all)
	if len(all) != 1 {
		return "unknown"
	}
	return all[0].Error
}

// put sends bytes of a file, from start on.
func (s *uploadPage) put(token string, start, size int, body io.Reader) (status int, offset string) {
	s.t.Helper()
	r, err := http.NewRequest("PUT", s.url+"/upload/"+token, body)
	if err != nil {
		s.t.Fatal(err)
	}
	if start > 0 {
		r.Header.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", start, size-1, size))
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, ""
	}
	defer answer.Body.Close()
	return answer.StatusCode, answer.Header.Get("Upload-Offset")
}

// offset asks how much of a file is there.
func (s *uploadPage) offset(token string) (status, offset int) {
	s.t.Helper()
	answer, err := http.Head(s.url + "/upload/" + token)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	offset, _ = strconv.Atoi(answer.Header.Get("Upload-Offset"))
	return answer.StatusCode, offset
}

// files counts the files that are kept.
func (s *uploadSite) files() (n int) {
	files, _ := filepath.Glob(s.dir + "/*/*")
	return len(files)
}

// stored is how many bytes they have.
func (s *uploadSite) stored() (n int64) {
	files, _ := filepath.Glob(s.dir + "/*/*")
	for _, f := range files {
		if info, err := os.Stat(f); err == nil {
			n += info.Size()
		}
	}
	return n
}

func noise(n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{byte(n)})
	_, _ = r.Read(b)
	return b
}

// TestUpload: two files at once reach the widget whole, which consumes them.
func TestUpload(t *testing.T) {
	s := newUploadSite(t, upload.Options{})
	data := [][]byte{noise(3 << 20), noise(1), nil}
	all := s.admit("any", len(data[0]), len(data[1]), 0)
	done := make(chan int, len(all))
	for i, a := range all {
		go func() {
			status, _ := s.put(a.Token, 0, len(data[i]), bytes.NewReader(data[i]))
			done <- status
		}()
	}
	for range all {
		if status := <-done; status != http.StatusNoContent {
			t.Errorf("status %d", status)
		}
	}
	for _, a := range all {
		if fate := s.fate("any", a.Ref); fate != "" {
			t.Errorf("%s: %s", a.Ref, fate)
		}
	}
	if s.files() != 3 {
		t.Errorf("%d files", s.files())
	}
	var sums []string
	s.ask("save", nil, &sums)
	for i, b := range data {
		if want := fmt.Sprintf("f%d.png %x", i, digest(bytes.NewReader(b))); len(sums) != len(data) || sums[i] != want {
			t.Errorf("%v lacks %s", sums, want)
		}
	}
	if s.files() != 0 {
		t.Errorf("%d files are left after they were consumed", s.files())
	}
}

// TestUploadResume: a connection breaks amid a file; the rest is sent over another.
func TestUploadResume(t *testing.T) {
	s := newUploadSite(t, upload.Options{})
	data := noise(1 << 20)
	a := s.admit("any", len(data))[0]
	half := len(data) / 2
	if status, _ := s.put(a.Token, 0, len(data), io.MultiReader(bytes.NewReader(data[:half]), broken{})); status != 0 {
		t.Fatalf("status %d of a broken connection", status)
	}
	status, at := s.offset(a.Token)
	if status != 200 || at > half {
		t.Fatalf("status %d, offset %d", status, at)
	}
	if status, offset := s.put(a.Token, at+1, len(data), bytes.NewReader(data[at+1:])); status != http.StatusConflict || offset != strconv.Itoa(at) {
		t.Errorf("bytes out of place: status %d, offset %s", status, offset)
	}
	if status, _ := s.put(a.Token, at, len(data), bytes.NewReader(data[at:])); status != http.StatusNoContent {
		t.Errorf("the rest: status %d", status)
	}
	var sums []string
	s.ask("save", nil, &sums)
	if want := []string{fmt.Sprintf("f0.png %x", digest(bytes.NewReader(data)))}; fmt.Sprint(sums) != fmt.Sprint(want) {
		t.Errorf("saved %v, want %v", sums, want)
	}
}

// broken ends a connection.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// TestUploadRefused: what a request may not do, and what is said then.
func TestUploadRefused(t *testing.T) {
	s := newUploadSite(t, upload.Options{MaxClientBytes: 100})
	token := func(size int) string { return s.admit("any", size)[0].Token }
	whole := token(4)
	if status, _ := s.put(whole, 0, 4, strings.NewReader("0123")); status != http.StatusNoContent {
		t.Fatalf("status %d", status)
	}
	for _, test := range []struct {
		name, token, span, body string
		status                  int
		reason                  string
	}{
		{"forged", "FORGED", "", "0123", 404, "invalid_token"},
		{"replayed", whole, "", "0123", 410, "already_uploaded"},
		{"out of place", token(4), "bytes 2-3/4", "23", 409, ""},
		{"a broken range", token(4), "bytes 2/4", "23", 400, ""},
		{"too long", token(4), "", "01234", 413, "file_size_limit_exceeded"},
		{"over the quota", "", "", strings.Repeat("x", 101), 507, "no_space"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.token == "" {
				s.ask("cancel", s.admit("any", 1)[0].Ref, new(any)) // three of four wait
				test.token = token(101)
			}
			r, err := http.NewRequest("PUT", s.url+"/upload/"+test.token, strings.NewReader(test.body))
			if err != nil {
				t.Fatal(err)
			}
			if test.span != "" {
				r.Header.Set("Content-Range", test.span)
			}
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			if reason := answer.Header.Get("Upload-Error"); answer.StatusCode != test.status || reason != test.reason {
				t.Errorf("status %d, %q, want %d, %q", answer.StatusCode, reason, test.status, test.reason)
			}
		})
	}
	if status, _ := s.offset("FORGED"); status != 404 {
		t.Errorf("the offset of a forged token: status %d", status)
	}
	for _, method := range []string{"GET", "POST", "DELETE"} {
		if answer := ask(s.Server, method, "/gokino/upload/"+whole, nil); answer.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("%s: status %d", method, answer.StatusCode)
		}
	}
}

// TestUploadGate: a token is not enough, the request must also come from a page
// that may be here; a widget's own frame may not.
func TestUploadGate(t *testing.T) {
	s := notebook(t, server.Options{Uploads: upload.Options{Dir: t.TempDir()}})
	s.Handle(kernel.Grant{Client: "c", Ref: "r", Entry: "e", Token: "t", Size: 0})
	for _, test := range []struct {
		name   string
		header header
		want   int
	}{
		{"no cookie", nil, 401},
		{"a frame", header{"Cookie": cookie, "Origin": "null"}, 403},
		{"another site", header{"Cookie": cookie, "Origin": "http://evil.example"}, 403},
		{"another name", header{"Cookie": cookie, "Host": "evil.example:1618"}, 403},
		{"the page", header{"Cookie": cookie, "Origin": "http://127.0.0.1:1618"}, 204},
	} {
		if got := ask(s, "PUT", "/upload/t", test.header).StatusCode; got != test.want {
			t.Errorf("%s: status %d, want %d", test.name, got, test.want)
		}
	}
}

// trickle sends bytes when it is told to, one each time, and ends when it is closed.
type trickle struct{ more chan struct{} }

func (r trickle) Read(p []byte) (int, error) {
	if _, ok := <-r.more; !ok {
		return 0, io.EOF
	}
	p[0] = 'x'
	return 1, nil
}

// TestUploadSilence: a connection that brings nothing is given up in the time the
// widget has set, and the file can be gone on with.
func TestUploadSilence(t *testing.T) {
	s := newUploadSite(t, upload.Options{})
	a := s.admit("any", 4)[0]
	body := trickle{make(chan struct{}, 4)}
	body.more <- struct{}{}
	status, _ := s.put(a.Token, 0, 4, body) // ends by the server's doing alone
	close(body.more)
	if status != http.StatusRequestTimeout && status != 0 {
		t.Errorf("status %d of a silent connection", status)
	}
	if status, at := s.offset(a.Token); status != 200 || at != 1 {
		t.Errorf("status %d, offset %d", status, at)
	}
	if status, _ := s.put(a.Token, 1, 4, strings.NewReader("xxx")); status != http.StatusNoContent {
		t.Errorf("the rest: status %d", status)
	}
}

// TestUploadTakeOver: who asks where a file goes on ends the connection that still
// hangs, so that the rest can be sent over another.
func TestUploadTakeOver(t *testing.T) {
	s := newUploadSite(t, upload.Options{})
	s.Handle(kernel.Grant{Client: "c", Ref: "r", Entry: "e", Token: "t", Size: 4, Idle: 3600_000})
	body := trickle{make(chan struct{}, 1)}
	hanging := make(chan int)
	go func() {
		status, _ := s.put("t", 0, 4, body)
		hanging <- status
	}()
	body.more <- struct{}{}
	for s.stored() == 0 { // until the first byte has come
		time.Sleep(time.Millisecond)
	}
	if status, at := s.offset("t"); status != 200 || at != 1 {
		t.Errorf("status %d, offset %d", status, at)
	}
	if status, _ := s.put("t", 1, 4, strings.NewReader("xxx")); status != http.StatusNoContent {
		t.Errorf("the rest: status %d", status)
	}
	close(body.more)
	if status := <-hanging; status == http.StatusNoContent {
		t.Errorf("status %d of the connection that hung", status)
	}
}

// TestUploadCanceled: the widget ends a file that is being sent; the client's
// connection ends, and nothing is left.
func TestUploadCanceled(t *testing.T) {
	s := newUploadSite(t, upload.Options{})
	a := s.admit("any", 1<<30)[0]
	body := trickle{make(chan struct{})}
	ended := make(chan int)
	go func() {
		status, _ := s.put(a.Token, 0, 1<<30, body)
		ended <- status
	}()
	body.more <- struct{}{}
	s.ask("cancel", a.Ref, new(any))
	close(body.more)
	if status := <-ended; status != 404 && status != 0 {
		t.Errorf("status %d", status)
	}
	if fate := s.fate("any", a.Ref); fate != "canceled" {
		t.Errorf("it ends as %q", fate)
	}
	if s.files() != 0 {
		t.Errorf("%d files are left", s.files())
	}
}

// TestUploadSniffed: what does not look like the picture it claims to be is refused
// as soon as that shows.
func TestUploadSniffed(t *testing.T) {
	s := newUploadSite(t, upload.Options{})
	for _, test := range []struct{ body, fate string }{
		{"\x89PNG\r\n\x1a\n" + strings.Repeat("x", 1000), ""},
		{"<!doctype html><script>" + strings.Repeat("x", 1000), "not_accepted"},
		{"MZ" + strings.Repeat("\x00", 100) + "just some bytes", ""}, // nobody knows
		{"", "not_accepted"},
	} {
		a := s.admit("pictures", len(test.body))[0]
		s.put(a.Token, 0, len(test.body), strings.NewReader(test.body))
		if fate := s.fate("pictures", a.Ref); fate != test.fate {
			t.Errorf("%.20q ends as %q, want %q", test.body, fate, test.fate)
		}
	}
}

// FuzzContentRange holds that a range is a place in a file or an error.
func FuzzContentRange(f *testing.F) {
	for _, header := range []string{"", "bytes 0-0/1", "bytes 5-9/10", "bytes 5-9/*", "bytes */10", "bytes 9-5/10", "bytes -1-5/6", "items 0-1/2",
		"bytes 99999999999999999999-99999999999999999999/99999999999999999999", "bytes 1-2/2", "bytes 1-2", "bytes +1-2/3"} {
		f.Add(header)
	}
	f.Fuzz(func(t *testing.T, header string) {
		start, err := server.RangeStart(header)
		var first, last, size uint64
		_, scanned := fmt.Sscanf(strings.Replace(header, "/*", "/9223372036854775807", 1), "bytes %d-%d/%d", &first, &last, &size)
		switch {
		case err == nil && header == "" && start == 0:
		case err != nil && start == 0:
		case err == nil && scanned == nil && start == first && first <= last && last < size:
		default:
			t.Errorf("%q: %d, %v", header, start, err)
		}
	})
}

// TestUploadMemory: a file takes no more memory the longer it is.
func TestUploadMemory(t *testing.T) {
	s := newUploadSite(t, upload.Options{})
	allocated := func(size int) (bytes, count uint64) {
		a := s.admit("any", size)[0]
		request := httptest.NewRequest("PUT", "/gokino/upload/"+a.Token, io.LimitReader(zeros{}, int64(size)))
		answer := httptest.NewRecorder()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		s.ServeHTTP(answer, request)
		runtime.ReadMemStats(&after)
		if answer.Code != http.StatusNoContent {
			t.Fatalf("status %d", answer.Code)
		}
		s.ask("cancel", a.Ref, new(any))
		return after.TotalAlloc - before.TotalAlloc, after.Mallocs - before.Mallocs
	}
	_, _ = allocated(1 << 20) // buffers are made once
	bytes, count := allocated(64 << 20)
	t.Logf("64 MiB: %d bytes in %d allocations", bytes, count)
	if bytes > 1<<20 {
		t.Errorf("a file of 64 MiB makes %d bytes of garbage in %d allocations", bytes, count)
	}
}

// zeros is a file without an end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
