package livetest_test

import (
	"os"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/livetest"
)

// TestUploadInBubble: files work where time is synctest's.
func TestUploadInBubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := livetest.Start(t, desk{}, struct{}{}).Connect()
		u := c.Upload("texts", livetest.File{Name: "a.txt", Data: []byte("hello")})
		u.Progress(50)
		u.Send()
		c.Push("read", nil)
		c.WantEvent("texts", []string{"hello"})
		c.NoMessage()
	})
}

// desk takes text files and says, on "read", what is in them.
type desk struct{}

func (desk) Init(ctx *live.Context[int], _ struct{}) error {
	return ctx.AllowUpload("texts", live.UploadOptions{Accept: []string{".txt"}, MaxEntries: 2, MaxFileSize: 5})
}

func (desk) HandleConnect(*live.Context[int]) (any, error) { return nil, nil }

func (desk) HandleEvent(ctx *live.Context[int], _ string, _ live.Payload) error {
	texts, err := live.Consume(ctx, "texts", func(m live.UploadMeta, _ *live.UploadEntry) (string, error) {
		b, err := os.ReadFile(m.Path)
		return string(b), err
	})
	if err != nil {
		return err
	}
	ctx.BroadcastEvent("texts", texts)
	return nil
}

func TestUpload(t *testing.T) {
	text := livetest.File{Name: "a.txt", Data: []byte("hello")}
	tests := []struct {
		name, failure string // no failure: it passes
		test          func(w *livetest.Widget, c *livetest.Client)
	}{
		{"sent and consumed", "", func(w *livetest.Widget, c *livetest.Client) {
			c.Upload("texts", text).Send()
			c.Push("read", nil)
			c.WantEvent("texts", []string{"hello"})
		}},
		{"half, then whole", "", func(w *livetest.Widget, c *livetest.Client) {
			u := c.Upload("texts", text)
			u.Progress(40)
			u.WantErrors("in_progress")
			if at := u.Offset(0); at != 2 {
				t.Errorf("goes on at %d", at)
			}
			u.Send()
		}},
		{"an attacker", "", func(w *livetest.Widget, c *livetest.Client) {
			u := c.Upload("texts", text)
			if got := u.Put(u.Token(0), 0, []byte("hello!")); got != "file_size_limit_exceeded" {
				t.Errorf("the host says %q", got)
			}
			u.WantErrors("file_size_limit_exceeded")
		}},
		{"canceled", "", func(w *livetest.Widget, c *livetest.Client) {
			u := c.Upload("texts", text)
			u.Progress(50)
			u.Cancel()
			if n := w.Files(); n != 0 || u.Put(u.Token(0), 2, nil) != "invalid_token" {
				t.Errorf("%d files are left", n)
			}
		}},
		{"wrong error", `client1: the files end with ["too_large"], want [""]`, func(_ *livetest.Widget, c *livetest.Client) {
			c.Upload("texts", livetest.File{Name: "a.txt", Size: 6}).Send()
		}},
		{"unknown upload", `client1: lv:upload: HandleEvent: live: "pictures"`, func(_ *livetest.Widget, c *livetest.Client) {
			c.Upload("pictures", text)
		}},
		{"backwards", `client1 has sent more than 20 % of a.txt`, func(_ *livetest.Widget, c *livetest.Client) {
			u := c.Upload("texts", text)
			u.Progress(80)
			u.Progress(20)
		}},
		{"offset of a file that was refused", `client1 asks where b.png goes on`, func(_ *livetest.Widget, c *livetest.Client) {
			c.Upload("texts", livetest.File{Name: "b.png"}).Offset(0)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := failure(func(t testing.TB) {
				w := livetest.Start(t, desk{}, struct{}{})
				tt.test(w, w.Connect())
			})
			if (got == "") != (tt.failure == "") || !strings.Contains(got, tt.failure) {
				t.Errorf("ended with %q, want %q", got, tt.failure)
			}
		})
	}
}
