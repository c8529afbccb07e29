// Embed serves a live counter from a program's own net/http mux: one process, no
// notebook. Open it in two browsers and click.
package main

import (
	_ "embed"
	"log"
	"net"
	"net/http"
	"os"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/server"
)

type counter struct{}

type state struct{ Count int }

func (counter) Init(ctx *live.Context[state], start int) error { ctx.Assigns.Count = start; return nil }

func (counter) HandleConnect(ctx *live.Context[state]) (any, error) { return ctx.Assigns.Count, nil }

func (counter) HandleEvent(ctx *live.Context[state], event string, p live.Payload) error {
	var by int
	if err := p.Decode(&by); err != nil {
		return err
	}
	ctx.Assigns.Count += by
	ctx.BroadcastEvent("count", ctx.Assigns.Count)
	return nil
}

//go:embed counter.js
var js string

func main() {
	w := live.New(counter{}, 10, live.Options{Assets: jsassets.Inline("main.js", js)})
	gokino := server.New(server.Options{})
	mux := http.NewServeMux()
	mux.Handle("/gokino/", gokino)
	mux.Handle("/", gokino.Page("A live counter", w))
	l, err := net.Listen("tcp", append(os.Args, "127.0.0.1:8080")[1])
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("http://%s", l.Addr())
	log.Fatal(http.Serve(l, mux))
}
