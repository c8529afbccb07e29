package widget

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
)

// MediaOptions are options of [NewAudio] and [NewVideo].
type MediaOptions struct {
	// Type is the MIME type, "audio/mpeg", say; "" means what the bytes begin as.
	Type string

	// Label names it to who cannot see it; "" means "Audio" or "Video".
	Label string

	// Autoplay begins at once, where the browser allows it: most want Muted with it,
	// or that the user has done something on the page before.
	Autoplay bool

	// Loop begins again at the end.
	Loop bool

	// Muted begins without sound.
	Muted bool
}

// player is what [Audio] and [Video] have in common.
type player struct{ w *live.Widget }

// Play lets every page that shows it play. A browser may refuse until its user has
// done something on the page; the page then says so.
func (p player) Play() { _ = p.w.Cast("play") } // one that has ended plays nothing

// Pause lets every page that shows it pause.
func (p player) Pause() { _ = p.w.Cast("pause") }

// View is what a page needs to show it.
func (p player) View() kernel.View { return p.w.View() }

// Close ends it, as [live.Widget.Close].
func (p player) Close(ctx context.Context) error { return p.w.Close(ctx) }

// String is its text form.
func (p player) String() string {
	s, _ := live.State[mediaState](context.Background(), p.w)
	return s.text
}

// media is the definition of players.
type media struct{}

type mediaState struct {
	init live.Payload // encoded once, for every page
	text string
}

type mediaInit struct {
	Kind     string `json:"kind"` // "audio" or "video"
	Type     string `json:"type"`
	Label    string `json:"label"`
	Data     []byte `json:"data"`
	Autoplay bool   `json:"autoplay"`
	Loop     bool   `json:"loop"`
	Muted    bool   `json:"muted"`
}

// Init encodes what pages are told.
func (media) Init(ctx *live.Context[mediaState], i mediaInit) (err error) {
	ctx.Assigns.text = fmt.Sprintf("%s, %s, %d bytes", i.Label, i.Type, len(i.Data))
	ctx.Assigns.init, err = live.NewPayload(i)
	return err
}

// HandleConnect tells a page the content.
func (media) HandleConnect(ctx *live.Context[mediaState]) (any, error) { return ctx.Assigns.init, nil }

// HandleCast tells every page to play or to pause.
func (media) HandleCast(ctx *live.Context[mediaState], msg any) error {
	ctx.BroadcastEvent(fmt.Sprint(msg), nil)
	return nil
}

// newPlayer makes a player; it panics where a browser could not play the data.
func newPlayer(kind string, data []byte, opts MediaOptions) player {
	name := strings.ToUpper(kind[:1]) + kind[1:]
	if opts.Type == "" {
		opts.Type = mediaType(data)
	}
	if !strings.HasPrefix(opts.Type, kind+"/") && opts.Type != "application/ogg" {
		panic(fmt.Sprintf("widget.New%s: %d bytes of the type %q: set Type to the MIME type, %s/…", name, len(data), opts.Type, kind))
	}
	if opts.Label == "" {
		opts.Label = name
	}
	init := mediaInit{kind, opts.Type, opts.Label, data, opts.Autoplay, opts.Loop, opts.Muted}
	return player{live.New(media{}, init, live.Options{Assets: jsassets.Builtin("media"), Name: kind})}
}

// mediaType is the MIME type of sound or a film that begins so, "" if it is none
// that is known.
func mediaType(b []byte) string {
	four := func(at int) string { return string(b[min(at, len(b)):min(at+4, len(b))]) }
	switch {
	case four(0) == "RIFF" && four(8) == "WAVE":
		return "audio/wav"
	case bytes.HasPrefix(b, []byte("ID3")), len(b) > 1 && b[0] == 0xff && b[1]&0xe6 == 0xe2:
		return "audio/mpeg"
	case four(0) == "fLaC":
		return "audio/flac"
	case four(0) == "OggS":
		return "application/ogg"
	case four(4) == "ftyp" && strings.HasPrefix(four(8), "M4A"):
		return "audio/mp4"
	case four(4) == "ftyp" && four(8) == "qt  ":
		return "video/quicktime"
	case four(4) == "ftyp":
		return "video/mp4"
	case bytes.HasPrefix(b, []byte("\x1a\x45\xdf\xa3")):
		return "video/webm"
	case four(0) == "RIFF" && four(8) == "AVI ":
		return "video/x-msvideo"
	case bytes.HasPrefix(b, []byte("\x30\x26\xb2\x75")):
		return "video/x-ms-wmv"
	}
	return ""
}
