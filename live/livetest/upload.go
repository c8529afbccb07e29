package livetest

import (
	"context"
	"errors"
	"os"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/upload"
	"github.com/gokino/gokino/kernel/wire"
)

// File is a file that a client sends.
type File struct {
	Name string
	Type string // the MIME type that its page claims
	Data []byte
	Size int64 // what its page claims; 0: len(Data)
}

// Upload is what JavaScript's ctx.upload is about: files of one call, of which
// nothing has been sent yet.
type Upload struct {
	c     *Client
	name  string
	files []File
	state []fileState
}

// fileState is what a page knows of a file.
type fileState struct {
	Ref   string `json:"ref"`
	Token string `json:"token"`
	Error string `json:"error"`
	sent  int
}

// Upload asks the widget to admit files to one of its uploads, as ctx.upload does.
// It ends the test if the widget does not allow the upload.
func (c *Client) Upload(name string, files ...File) *Upload {
	c.w.t.Helper()
	type claim struct {
		Name string `json:"name"`
		Type string `json:"type"`
		Size int64  `json:"size"`
	}
	claims := make([]claim, len(files))
	for i, f := range files {
		if f.Size == 0 {
			f.Size = int64(len(f.Data))
		}
		claims[i] = claim{f.Name, f.Type, f.Size}
	}
	u := &Upload{c: c, name: name, files: files}
	c.askPage("lv:upload", map[string]any{"name": name, "files": claims}, &u.state)
	if len(u.state) != len(files) {
		c.w.t.Fatalf("%s asked for %d files and was answered for %d", c.origin, len(files), len(u.state))
	}
	return u
}

// askPage asks the widget what pages ask by themselves. Its answers do not stand
// between those that a test wants.
func (c *Client) askPage(event string, payload, answer any) {
	c.w.t.Helper()
	c.push(event, payload, pageCall)
	m, ok := c.answers.next()
	if !ok {
		c.w.t.Fatalf("%s got no answer to %s", c.origin, event)
	}
	if m.text != "" {
		c.w.t.Fatalf("%s: %s: %s", c.origin, event, m.text)
	}
	if err := wire.Unmarshal(m.payload, answer); err != nil {
		c.w.t.Fatalf("%s: the answer to %s: %v", c.origin, event, err)
	}
}

// pageCall numbers the questions of the page itself; a page asks one at a time.
const pageCall = 1 << 62

// Ref is the name of file i in Go, [live.UploadEntry.Ref]; empty if it was not
// admitted.
func (u *Upload) Ref(i int) string { return u.state[i].Ref }

// Token is what lets the client send file i; empty if it was not admitted.
func (u *Upload) Token(i int) string { return u.state[i].Token }

// Progress sends the files that were admitted, one after the other, until so many
// percent of each have come, and then loses the connection. At 100 all is sent.
// When it returns the widget has been told, though it may not have heard.
func (u *Upload) Progress(percent int) {
	u.c.w.t.Helper()
	for i := range u.files {
		u.ProgressOf(i, percent)
	}
}

// ProgressOf is [Upload.Progress] for file i alone.
func (u *Upload) ProgressOf(i, percent int) {
	u.c.w.t.Helper()
	s := &u.state[i]
	if s.Token == "" {
		return
	}
	to := len(u.files[i].Data) * percent / 100
	if to < s.sent {
		u.c.w.t.Fatalf("%s has sent more than %d %% of %s", u.c.origin, percent, u.files[i].Name)
	}
	_ = u.Put(s.Token, s.sent, u.files[i].Data[s.sent:to]) // WantErrors tells
	s.sent = to
}

// Send sends all that is missing of the files, and wants all of them to be taken.
func (u *Upload) Send() {
	u.c.w.t.Helper()
	u.Progress(100)
	u.WantErrors(make([]string, len(u.files))...)
}

// WantErrors wants the promise of ctx.upload to resolve to these errors, one for
// each file: "" if it was taken, "too_large" and so on if not, "in_progress" if
// not all of it was sent.
func (u *Upload) WantErrors(want ...string) {
	u.c.w.t.Helper()
	got := make([]string, len(u.state))
	for i, s := range u.state {
		if got[i] = s.Error; s.Token != "" {
			got[i] = u.fate(s.Ref)
		}
	}
	if !same(got, want) {
		u.c.w.t.Fatalf("%s: the files end with %q, want %q", u.c.origin, got, want)
	}
}

// fate asks what has become of a file.
func (u *Upload) fate(ref string) string {
	u.c.w.t.Helper()
	var answer []fileState
	u.c.askPage("lv:upload-result", map[string]any{"name": u.name, "refs": []string{ref}}, &answer)
	if len(answer) == 0 {
		return string(upload.ErrToken)
	}
	return answer[0].Error
}

// Cancel cancels the files, as the signal given to ctx.upload does.
func (u *Upload) Cancel() {
	u.c.w.t.Helper()
	refs := make([]string, len(u.state))
	for i, s := range u.state {
		refs[i] = s.Ref
	}
	u.c.Push("lv:upload-cancel", map[string]any{"name": u.name, "refs": refs})
}

// Put sends bytes as an attacker may: with any token, from any place on, as many
// as it likes. It returns the name of the host's refusal, "" if the bytes were
// taken.
func (u *Upload) Put(token string, start int, data []byte) string {
	t, err := u.c.w.store.Begin(context.Background(), token, uint64(start), func() {})
	if err == nil {
		_, _ = t.Write(data) // Close says what was wrong
		_, err = t.Close()
	}
	var refused upload.Error
	switch {
	case errors.As(err, &refused):
		return string(refused)
	case err != nil:
		return err.Error()
	}
	return ""
}

// Offset is how much of file i has come: what a page asks before it goes on after a
// lost connection.
func (u *Upload) Offset(i int) int {
	u.c.w.t.Helper()
	at, _, err := u.c.w.store.Offset(context.Background(), u.Token(i))
	if err != nil {
		u.c.w.t.Fatalf("%s asks where %s goes on: %v", u.c.origin, u.files[i].Name, err)
	}
	return int(at)
}

// Files counts the temporary files there are of all clients.
func (w *Widget) Files() (n int) {
	w.settle()
	folders, _ := os.ReadDir(w.dir)
	for _, folder := range folders {
		files, _ := os.ReadDir(w.dir + "/" + folder.Name())
		n += len(files)
	}
	return n
}

// openStore makes the place for clients' files; the first grant calls it.
func (w *Widget) openStore() {
	dir, err := os.MkdirTemp("", "livetest")
	if err != nil {
		w.t.Errorf("a folder for uploads: %v", err)
		return
	}
	w.dir = dir
	w.store = upload.New(upload.Options{Dir: dir, Deliver: func(m kernel.Message) { w.Kernel().Deliver(m) }})
}

func (w *Widget) closeStore() {
	if w.store == nil {
		return
	}
	if err := errors.Join(w.store.Close(), os.RemoveAll(w.dir)); err != nil {
		w.t.Errorf("removing uploads: %v", err)
	}
}
