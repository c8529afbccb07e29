package main

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/gokino/gokino/live"
)

// page is what Kino.HTML shows: markup, and scripts that run in their order.
const page = `<h3 id="said">Look!</h3>
<script src="data:text/javascript,window.first = 'first'"></script>
<script>document.querySelector("#said").textContent = window.first + ", second";</script>`

// diagram is the data of Kino.Mermaid.
var diagram = map[string]any{"diagram": "graph TD;\n  A-->B;\n  B-->C;", "caption": "Three steps", "download": true}

// download is Kino.Download: the content goes to the page that asked.
type download struct{}

type file struct {
	Filename string `json:"filename"`
	Label    string `json:"label"`
	content  []byte
}

func (download) Init(ctx *live.Context[file], f file) error { ctx.Assigns = f; return nil }

func (download) HandleConnect(ctx *live.Context[file]) (any, error) { return ctx.Assigns, nil }

func (download) HandleEvent(ctx *live.Context[file], event string, _ live.Payload) error {
	if event != "download" {
		return fmt.Errorf("unknown event %q", event)
	}
	ctx.SendEvent(ctx.Origin(), "download_content", live.Binary{Info: map[string]any{}, Data: ctx.Assigns.content})
	return nil
}

// media is Kino.Audio and Kino.Video: all of it on connect; casts are broadcast.
type media struct{}

func (media) Init(ctx *live.Context[live.Binary], b live.Binary) error { ctx.Assigns = b; return nil }

func (media) HandleConnect(ctx *live.Context[live.Binary]) (any, error) { return ctx.Assigns, nil }

func (media) HandleCast(ctx *live.Context[live.Binary], msg any) error {
	ctx.BroadcastEvent(msg.(string), map[string]any{})
	return nil
}

func about(mime string) any { return map[string]string{"type": mime, "opts": "controls loop"} }

// tone is half a second of 440 Hz as a WAV file.
func tone() []byte {
	const rate = 8000
	samples := make([]byte, rate/2)
	for i := range samples {
		samples[i] = byte(128 + 40*math.Sin(2*math.Pi*440*float64(i)/rate))
	}
	le := binary.LittleEndian
	b := le.AppendUint32([]byte("RIFF"), uint32(36+len(samples)))
	b = le.AppendUint32(append(b, "WAVEfmt "...), 16)
	b = le.AppendUint16(le.AppendUint16(b, 1), 1) // PCM, mono
	b = le.AppendUint32(le.AppendUint32(b, rate), rate)
	b = le.AppendUint16(le.AppendUint16(b, 1), 8)
	b = le.AppendUint32(append(b, "data"...), uint32(len(samples)))
	return append(b, samples...)
}

// debug is Kino.Debug.Default: a call is counted.
type debug struct{}

type called struct {
	Source   string `json:"source"`
	Count    int    `json:"call_count"`
	SameFile bool   `json:"dbg_same_file"`
	Line     int    `json:"dbg_line"`
}

func (debug) Init(ctx *live.Context[called], source string) error {
	ctx.Assigns = called{source, 1, true, 7}
	return nil
}

func (debug) HandleConnect(ctx *live.Context[called]) (any, error) { return ctx.Assigns, nil }

func (debug) HandleCast(ctx *live.Context[called], _ any) error {
	ctx.Assigns.Count++
	ctx.BroadcastEvent("call_count_updated", map[string]int{"call_count": ctx.Assigns.Count})
	return nil
}

// remote is Kino.RemoteExecutionCell without what makes it a cell: fields that all
// pages share.
type remote struct{}

func (remote) Init(ctx *live.Context[map[string]any], names []string) error {
	ctx.Assigns = map[string]any{"node_source": "text", "cookie_source": "variable"}
	for _, name := range names {
		ctx.Assigns[name] = ""
	}
	return nil
}

func (remote) HandleConnect(ctx *live.Context[map[string]any]) (any, error) {
	return map[string]any{
		"fields": ctx.Assigns, "node_variables": []string{}, "cookie_variables": []string{"cookie"},
	}, nil
}

func (remote) HandleEvent(ctx *live.Context[map[string]any], event string, p live.Payload) error {
	var set struct {
		Field string `json:"field"`
		Value any    `json:"value"`
	}
	if event != "update_field" {
		return fmt.Errorf("unknown event %q", event)
	}
	if err := p.Decode(&set); err != nil {
		return err
	}
	ctx.Assigns[set.Field] = set.Value
	ctx.BroadcastEvent("update_field", map[string]any{"fields": map[string]any{set.Field: set.Value}})
	return nil
}
