// Volume serves a slider whose value all pages share: mirrored state, without an
// event of one's own. Open it in two browsers and drag; beyond 8 the
// Go half refuses.
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
)

type player struct{}

type state struct {
	Volume int    `live:"volume"`
	Last   string `live:"last,readonly"` // who changed it
	Limit  int    `live:"limit,readonly"`
}

func (player) HandleConnect(*live.Context[state]) (any, error) { return nil, nil }

func (player) Init(ctx *live.Context[state], volume int) error {
	ctx.Assigns = state{Volume: volume, Last: "nobody", Limit: 8}
	return nil
}

// HandleChange refuses what is too loud.
func (player) HandleChange(ctx *live.Context[state], key string, value live.Payload) error {
	var volume int
	if err := value.Decode(&volume); err == nil && volume > ctx.Assigns.Limit {
		return fmt.Errorf("%d is too loud for the neighbours", volume)
	}
	if err := ctx.Change(key, value); err != nil {
		return err
	}
	ctx.Assigns.Last = ctx.Origin()
	return nil
}

//go:embed volume.js
var js string

func main() {
	w := live.New(player{}, 3, live.Options{Assets: jsassets.Inline("main.js", js)})
	gokino := server.New(server.Options{})
	mux := http.NewServeMux()
	mux.Handle("/gokino/", gokino)
	mux.Handle("/", gokino.Page("Volume", w))
	l, err := net.Listen("tcp", append(os.Args, "127.0.0.1:8080")[1])
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("http://%s", l.Addr())
	log.Fatal(http.Serve(l, mux))
}
