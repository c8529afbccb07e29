package widget_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/widget"
)

func inline() jsassets.Assets { return jsassets.Inline("main.js", "") }

// click presses the button in a client's page and returns what came of it.
func click(t *testing.T, c *cell, d *widget.Download, client string, n int) (got []kernel.Send) {
	t.Helper()
	c.Deliver(kernel.Event{Client: client, Ref: d.View().Ref, View: "v", Event: "click", Payload: encoded(t, n)})
	synctest.Wait()
	for _, m := range c.heard() {
		switch m := m.(type) {
		case kernel.Send:
			got = append(got, m)
		case kernel.Broadcast:
			t.Error("everybody hears", m)
		}
	}
	return got
}

// TestDownload: the function runs at each click; what it makes goes to the client
// that clicked.
func TestDownload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCell(t)
		made := 0
		d := widget.NewDownload(func(ctx context.Context) ([]byte, error) {
			made++
			return []byte{byte(made), 0xff}, ctx.Err()
		}, widget.DownloadOptions{Filename: "data.bin", Type: "x/y"})
		got := c.init("a", d.View().Ref, synctest.Wait)
		if got["label"] != "Download data.bin" || d.String() != "[Download data.bin] (data.bin)" {
			t.Error(got, d)
		}
		for i := 1; i <= 2; i++ {
			sent := click(t, c, d, "a", i)
			if len(sent) != 1 || sent[0].Client != "a" || sent[0].Event != "content" {
				t.Fatalf("%+v", sent)
			}
			file := c.decode(sent[0].Payload)
			if !slices.Equal(file["data"].([]byte), []byte{byte(i), 0xff}) || file["name"] != "data.bin" || file["type"] != "x/y" || file["click"] != int64(i) {
				t.Error(file)
			}
		}
	})
}

// TestDownloadFails: an error, a panic and an ended goroutine are told.
func TestDownloadFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCell(t)
		for want, f := range map[string]func(context.Context) ([]byte, error){
			"no disk":             func(context.Context) ([]byte, error) { return nil, errors.New("no disk") },
			"it panicked: boom":   func(context.Context) ([]byte, error) { panic("boom") },
			"ended its goroutine": func(context.Context) ([]byte, error) { runtime.Goexit(); return nil, nil },
		} {
			d := widget.NewDownload(f)
			sent := click(t, c, d, "a", 1)
			if len(sent) != 1 || sent[0].Event != "failed" || !strings.Contains(c.decode(sent[0].Payload)["message"].(string), want) {
				t.Errorf("%s: %+v", want, sent)
			}
		}
		if p := panics(func() { widget.NewDownload(nil) }); !strings.Contains(p, "no function") {
			t.Error(p)
		}
	})
}

// TestDownloadWaits: a slow click does not hold up another, and ends with the
// cell.
func TestDownloadWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCell(t)
		first := true
		d := widget.NewDownload(func(ctx context.Context) ([]byte, error) {
			if first {
				first = false
				<-ctx.Done()
				return nil, ctx.Err()
			}
			return nil, nil
		}, widget.DownloadOptions{Label: "Get"})
		if sent := click(t, c, d, "a", 1); len(sent) != 0 {
			t.Errorf("%+v", sent)
		}
		if sent := click(t, c, d, "b", 1); len(sent) != 1 || sent[0].Client != "b" {
			t.Errorf("%+v", sent)
		}
	})
}
