package server_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
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
			b, err := os.ReadFile(m.Path)
			return fmt.Sprintf("%s %x", e.Name, digest(b)), err
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

func digest(b []byte) (sum uint64) {
	for _, c := range b {
		sum = sum*31 + uint64(c)
	}
	return sum
}

// uploadSite is a program that serves a keeper, and one page that shows it.
type uploadSite struct {
	*browser
	*server.Server
	w    *live.Widget
	url  string // of the server
	dir  string // of the files
	asks int
}

func newUploadSite(t testing.TB, limits upload.Options) *uploadSite {
	t.Helper()
	k := kernel.New(kernel.Options{})
	limits.Dir = t.TempDir()
	s := &uploadSite{
		Server: server.New(server.Options{Kernel: k, Uploads: limits}),
		w:      live.New(keeper{}, struct{}{}, live.Options{Assets: jsassets.Inline("main.js", ""), Kernel: k}),
		dir:    limits.Dir, browser: &browser{t: t},
	}
	web := httptest.NewServer(s.Server)
	s.url = web.URL + "/gokino"
	t.Cleanup(func() {
		_ = s.browser.conn.Close()
		s.Server.Close()
		web.Close()
		if err := s.w.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	s.browser.open("ws" + strings.TrimPrefix(s.url, "http") + "/socket")
	if m := s.connect(s.w.Ref()); m.Tag != page.Init {
		t.Fatalf("%+v", m)
	}
	return s
}

// ask asks the widget and decodes its answer, passing over progress.
func (s *uploadSite) ask(event string, payload, answer any) {
	s.t.Helper()
	s.n++
	s.asks++
	s.say(page.Ask(s.n, s.w.Ref(), "v", event, payload, s.asks))
	for {
		switch m := s.browser.next(); {
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
func (s *uploadSite) admit(upload string, sizes ...int) (all []admitted) {
	s.t.Helper()
	var files []map[string]any
	for i, size := range sizes {
		files = append(files, map[string]any{"name": fmt.Sprintf("f%d.png", i), "size": size, "type": "image/png", "lastModified": 1e12})
	}
	s.ask("lv:upload", map[string]any{"name": upload, "files": files}, &all)
	return all
}

// fate is what has become of a file.
func (s *uploadSite) fate(upload, ref string) string {
	s.t.Helper()
	var all []admitted
	s.ask("lv:upload-result", map[string]any{"name": upload, "refs": []string{ref}}, &all)
	if len(all) != 1 {
		return "unknown"
	}
	return all[0].Error
}

// put sends bytes of a file, from start on.
func (s *uploadSite) put(token string, start, size int, body io.Reader) (status int, offset string) {
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
func (s *uploadSite) offset(token string) (status, offset int) {
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
	folders, _ := os.ReadDir(s.dir)
	for _, f := range folders {
		files, _ := os.ReadDir(s.dir + "/" + f.Name())
		n += len(files)
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
		if want := fmt.Sprintf("f%d.png %x", i, digest(b)); len(sums) != len(data) || sums[i] != want {
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
	if want := []string{fmt.Sprintf("f0.png %x", digest(data))}; fmt.Sprint(sums) != fmt.Sprint(want) {
		t.Errorf("saved %v, want %v", sums, want)
	}
}

// broken ends a connection.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
