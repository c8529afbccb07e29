package server_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/server"
)

// A program of one's own that shows a live widget on a page.
func Example() {
	w := live.New(counter{}, 0, live.Options{Assets: jsassets.Inline("main.js", "export function init(ctx) {}")})
	defer w.Close(context.Background())
	gokino := server.New(server.Options{})
	defer gokino.Close()

	mux := http.NewServeMux()
	mux.Handle("/gokino/", gokino)
	mux.Handle("/", gokino.Page("Counter", w))

	answer := httptest.NewRecorder() // for http.ListenAndServe
	mux.ServeHTTP(answer, httptest.NewRequest("GET", "/", nil))
	fmt.Println(answer.Code, strings.Count(answer.Body.String(), "<gokino-widget"))
	// Output: 200 1
}

func ExampleServer_Tag() {
	s := server.New(server.Options{Kernel: kernel.New(kernel.Options{})})
	defer s.Close()
	fmt.Println(s.Tag(shown{Ref: "r", Hash: "h", Entry: "main.js"}))
	// Output: <gokino-widget ref="r" hash="h" entry="main.js"></gokino-widget>
}
