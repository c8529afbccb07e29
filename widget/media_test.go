package widget_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gokino/gokino/widget"
)

// TestAudio: a page gets the bytes as they are, and is told to play and to pause.
func TestAudio(t *testing.T) {
	c := newCell(t)
	a := widget.NewAudio([]byte("RIFF\x00\x00\x00\x00WAVEfmt "), widget.MediaOptions{Loop: true, Label: "A bell"})
	got := c.init("a", a.View().Ref, func() { _ = a.String() })
	if got["kind"] != "audio" || got["type"] != "audio/wav" || len(got["data"].([]byte)) != 16 || got["loop"] != true || got["muted"] != false {
		t.Error(got)
	}
	a.Play()
	a.Pause()
	if a.String() != "A bell, audio/wav, 16 bytes" {
		t.Error(a)
	}
	if got := names(c.events("a")); !slices.Equal(got, []string{"play ", "pause "}) {
		t.Error(got)
	}
}

// TestVideo is the same with a film.
func TestVideo(t *testing.T) {
	c := newCell(t)
	v := widget.NewVideo([]byte("\x1a\x45\xdf\xa3..."), widget.MediaOptions{Autoplay: true, Muted: true})
	if got := c.init("a", v.View().Ref, func() { _ = v.String() }); got["kind"] != "video" || got["type"] != "video/webm" || got["autoplay"] != true || got["label"] != "Video" {
		t.Error(got)
	}
	v.Play()
	_ = v.String()
	if got := names(c.events("a")); !slices.Equal(got, []string{"play "}) {
		t.Error(got)
	}
}

// TestMediaTypes: what can be played is known by its first bytes, or has to be
// said.
func TestMediaTypes(t *testing.T) {
	newCell(t)
	for data, want := range map[string]string{
		"ID3\x04": "audio/mpeg", "\xff\xfb\x90": "audio/mpeg", "fLaC": "audio/flac", "OggS": "application/ogg",
		"\x00\x00\x00\x20ftypM4A ": "audio/mp4",
	} {
		if a := widget.NewAudio([]byte(data)); !strings.Contains(a.String(), want) {
			t.Errorf("%q is %v", data, a)
		}
	}
	for data, want := range map[string]string{
		"\x00\x00\x00\x20ftypisom": "video/mp4", "\x00\x00\x00\x20ftypqt  ": "video/quicktime", "RIFF....AVI ": "video/x-msvideo",
	} {
		if v := widget.NewVideo([]byte(data)); !strings.Contains(v.String(), want) {
			t.Errorf("%q is %v", data, v)
		}
	}
	for name, f := range map[string]func(){
		"nothing":         func() { widget.NewAudio(nil) },
		"unknown":         func() { widget.NewVideo([]byte("hello")) },
		"a film as sound": func() { widget.NewAudio([]byte("RIFF....AVI ")) },
	} {
		if p := panics(f); !strings.Contains(p, "set Type") {
			t.Errorf("%s: %q", name, p)
		}
	}
}

// panics is what f panics with, as text.
func panics(f func()) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	f()
	return
}
