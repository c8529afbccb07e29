// List serves a list in pages: its title, address and messages are those of each
// browser's own page, its items are everybody's.
package main

import (
	_ "embed"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/server"
)

const perPage = 5

type list struct{}

type state struct {
	Items []string
	At    map[string]int // the page each client is at
}

func (list) Init(ctx *live.Context[state], items []string) error {
	ctx.Assigns = state{Items: items, At: map[string]int{}}
	return nil
}

func (list) HandleParams(ctx *live.Context[state], u *url.URL) error {
	page, _ := strconv.Atoi(u.Query().Get("page"))
	ctx.Assigns.At[ctx.Origin()] = max(1, page)
	ctx.SendEvent(ctx.Origin(), "show", shown(ctx))
	return ctx.PageTitle(fmt.Sprintf("List, page %d", max(1, page)))
}

func (list) HandleConnect(ctx *live.Context[state]) (any, error) { return shown(ctx), nil }

func (list) HandleEvent(ctx *live.Context[state], event string, p live.Payload) error {
	page := ctx.Assigns.At[ctx.Origin()]
	switch event {
	case "back":
		return turn(ctx, page-1)
	case "on":
		return turn(ctx, page+1)
	}
	var item string
	if err := p.Decode(&item); err != nil {
		return err
	}
	if item = strings.TrimSpace(item); item == "" {
		return fmt.Errorf("an item needs a name")
	}
	ctx.Assigns.Items = append(ctx.Assigns.Items, item)
	for client := range ctx.Assigns.At {
		ctx.SendEvent(client, "show", shownTo(ctx, client))
	}
	_ = ctx.Reply(len(ctx.Assigns.Items))
	return ctx.PutFlash("info", item+" was added")
}

func (list) HandleDisconnect(ctx *live.Context[state]) error {
	delete(ctx.Assigns.At, ctx.Origin())
	return nil
}

func turn(ctx *live.Context[state], page int) error {
	return ctx.PushPatch("/", url.Values{"page": {strconv.Itoa(page)}})
}

func shown(ctx *live.Context[state]) any { return shownTo(ctx, ctx.Origin()) }

func shownTo(ctx *live.Context[state], client string) any {
	items, pages := ctx.Assigns.Items, max(1, (len(ctx.Assigns.Items)+perPage-1)/perPage)
	page := min(max(1, ctx.Assigns.At[client]), pages)
	return map[string]any{"page": page, "pages": pages, "items": items[(page-1)*perPage : min(page*perPage, len(items))]}
}

//go:embed list.js
var js string

func main() {
	w := live.New(list{}, strings.Fields("apple pear plum quince cherry peach fig"), live.Options{Assets: jsassets.Inline("main.js", js)})
	gokino := server.New(server.Options{})
	mux := http.NewServeMux()
	mux.Handle("/gokino/", gokino)
	mux.Handle("/", gokino.Page("A list", w))
	l, err := net.Listen("tcp", append(os.Args, "127.0.0.1:8080")[1])
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("http://%s", l.Addr())
	log.Fatal(http.Serve(l, mux))
}
