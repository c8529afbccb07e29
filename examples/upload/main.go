// Upload serves a widget that takes files: it shows how far they are, can cancel
// them, goes on after a lost connection, and lists what it has kept.
package main

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"io"
	"log"
	"net"
	"net/http"
	"os"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/server"
)

type drop struct{}

// kept is a file that was consumed.
type kept struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	Type   string `json:"type"`
	Digest string `json:"digest"` // SHA-256
}

type state struct{ Kept []kept }

func (drop) Init(ctx *live.Context[state], _ struct{}) error {
	return ctx.AllowUpload("files", live.UploadOptions{
		Accept:      []string{".txt", ".bin", "image/*"},
		MaxEntries:  3,
		MaxFileSize: 2 << 30,
		Progress: func(e *live.UploadEntry) error {
			ctx.SendEvent(e.Client, "progress", map[string]any{"ref": e.Ref, "name": e.Name, "received": e.Received, "done": e.Done})
			return nil
		},
	})
}

func (drop) HandleConnect(ctx *live.Context[state]) (any, error) { return ctx.Assigns.Kept, nil }

func (drop) HandleEvent(ctx *live.Context[state], event string, p live.Payload) error {
	switch event {
	case "cancel":
		var ref string
		if err := p.Decode(&ref); err != nil {
			return err
		}
		return ctx.CancelUpload("files", ref)
	case "keep":
		all, err := live.Consume(ctx, "files", look)
		if err != nil {
			return err
		}
		ctx.Assigns.Kept = append(ctx.Assigns.Kept, all...)
		ctx.BroadcastEvent("kept", ctx.Assigns.Kept)
	}
	return nil
}

// look reads a file; its temporary file is removed afterwards. A program that keeps
// the file itself calls m.MoveTo.
func look(m live.UploadMeta, e *live.UploadEntry) (kept, error) {
	f, err := m.Open()
	if err != nil {
		return kept{}, err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	return kept{e.SafeName(), n, e.Detected, hex.EncodeToString(h.Sum(nil))}, err
}

//go:embed upload.js
var js string

func main() {
	w := live.New(drop{}, struct{}{}, live.Options{Assets: jsassets.Inline("main.js", js)})
	gokino := server.New(server.Options{})
	mux := http.NewServeMux()
	mux.Handle("/gokino/", gokino)
	mux.Handle("/", gokino.Page("Files", w))
	l, err := net.Listen("tcp", append(os.Args, "127.0.0.1:8080")[1])
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("http://%s", l.Addr())
	log.Fatal(http.Serve(l, mux))
}
