// Chat is a chat room on a page of a net/http program: a frame holds what was
// said, a widget asks for the next words. Open it in two browsers.
package main

import (
	_ "embed"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/server"
	"github.com/gokino/gokino/widget"
)

type chat struct{ said *widget.Frame }

type guests map[string]string // names by client

func (chat) Init(ctx *live.Context[guests], _ any) error {
	ctx.Assigns = guests{}
	return nil
}

func (c chat) HandleConnect(ctx *live.Context[guests]) (any, error) {
	if ctx.Assigns[ctx.Origin()] == "" {
		ctx.Assigns[ctx.Origin()] = fmt.Sprintf("Guest %d", len(ctx.Assigns)+1)
	}
	return ctx.Assigns[ctx.Origin()], nil
}

func (c chat) HandleEvent(ctx *live.Context[guests], _ string, p live.Payload) error {
	var words string
	if err := p.Decode(&words); err != nil {
		return err
	}
	if words == "/who" {
		c.said.To(ctx.Origin()).Append(widget.Text(fmt.Sprintf("Only you see this: %d came so far.", len(ctx.Assigns))))
		return nil
	}
	c.said.Append(widget.Markdown("**" + ctx.Assigns[ctx.Origin()] + "**: " + words))
	return nil
}

//go:embed chat.js
var js string

func main() {
	said := widget.NewFrame(widget.FrameOptions{Label: "Chat", Placeholder: "Nobody has said anything yet."})
	words := live.New(chat{said}, any(nil), live.Options{Assets: jsassets.Inline("main.js", js)})
	gokino := server.New(server.Options{})
	mux := http.NewServeMux()
	mux.Handle("/gokino/", gokino)
	mux.Handle("/", gokino.Page("A chat", said, words))
	l, err := net.Listen("tcp", append(os.Args, "127.0.0.1:8080")[1])
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("http://%s", l.Addr())
	log.Fatal(http.Serve(l, mux))
}
