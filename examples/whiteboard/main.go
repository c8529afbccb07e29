// Whiteboard is a board for all who open this program's page, in two browsers say.
package main

import (
	_ "embed"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"slices"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/server"
)

type whiteboard struct{}

// stroke is a line from point to point: x, y, x, y… in thousandths of the width.
type stroke []int

// mostStrokes stay on the board; older ones fade.
const mostStrokes = 2000

func (whiteboard) HandleConnect(ctx *live.Context[[]stroke]) (any, error) { return ctx.Assigns, nil }

func (whiteboard) HandleEvent(ctx *live.Context[[]stroke], event string, p live.Payload) error {
	if event == "clear" {
		ctx.Assigns = nil
		ctx.BroadcastEvent("clear", nil)
		return nil
	}
	var s stroke
	if err := p.Decode(&s); err != nil {
		return err
	}
	if len(s) < 4 || len(s)%2 != 0 || len(s) > 1000 {
		return fmt.Errorf("a stroke of %d numbers", len(s))
	}
	ctx.Assigns = slices.Delete(append(ctx.Assigns, s), 0, max(0, len(ctx.Assigns)+1-mostStrokes))
	ctx.BroadcastEvent("stroke", s)
	return nil
}

//go:embed whiteboard.js
var js string

func main() {
	w := live.New(whiteboard{}, any(nil), live.Options{Assets: jsassets.Inline("main.js", js)})
	gokino := server.New(server.Options{})
	mux := http.NewServeMux()
	mux.Handle("/gokino/", gokino)
	mux.Handle("/", gokino.Page("A whiteboard", w))
	l, err := net.Listen("tcp", append(os.Args, "127.0.0.1:8080")[1])
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("http://%s", l.Addr())
	log.Fatal(http.Serve(l, mux))
}
