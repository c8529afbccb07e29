package proxy_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/gokino/gokino/widget/proxy"
)

func Example() {
	p := proxy.New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "this is %s", r.URL.Path)
	}))
	defer p.Close(context.Background())
	fmt.Println(strings.HasPrefix(p.Path(), "proxy/"), p)
	// Output: true live widget proxy
}
