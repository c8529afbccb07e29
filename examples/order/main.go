// Order serves a form and an input from a program's own net/http mux, without a
// notebook or any JavaScript of one's own. The form is each visitor's, the input
// is shared by all.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"

	"github.com/gokino/gokino/control"
	"github.com/gokino/gokino/server"
)

type order struct {
	Name  string `required:"true"`
	Cups  int    `min:"1" max:"9" help:"one to nine"`
	Drink string `options:"tea,coffee,water"`
	Note  string `type:"textarea" label:"Anything else?"`
}

func main() {
	open := control.Checkbox("The kitchen is open", control.CheckboxOptions{Default: true})
	orders := control.FormOf(order{Cups: 1}, control.FormOptions[order]{
		Label: "An order", Submit: "Order", ResetOnSubmit: true,
	})
	control.Listen(open, func(c control.Change[bool]) { orders.SetDisabled(!c.Value) })
	cups := 0
	control.Listen(orders, func(ev control.FormEvent[order]) {
		cups += ev.Data.Cups
		orders.SetHelp(fmt.Sprintf("%d cups so far, the last ones for %s.", cups, ev.Data.Name))
	})

	gokino := server.New(server.Options{})
	mux := http.NewServeMux()
	mux.Handle("/gokino/", gokino)
	mux.Handle("/", gokino.Page("The kitchen", open, orders))
	l, err := net.Listen("tcp", append(os.Args, "127.0.0.1:8080")[1])
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("http://%s", l.Addr())
	log.Fatal(http.Serve(l, mux))
}
