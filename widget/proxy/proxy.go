package proxy

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/option"
)

// Options configure a [Proxy]; the zero value shows the handler's "/".
type Options struct {
	// Path is the page that is shown first, with its query; "" means "/".
	Path string

	// Height is the frame's, in CSS pixels; 0 means 400.
	Height int

	// Title names the frame to screen readers; "" means "Served by the cell".
	Title string

	// Kernel is where it is shown; nil means [kernel.Default].
	Kernel *kernel.Kernel
}

// Proxy is a handler on show. It belongs to the scope of the goroutine that made
// it and ends with it. As the last expression of a cell it shows itself.
type Proxy struct {
	*live.Widget

	token  string
	dir    string // of the socket
	kernel *kernel.Kernel
	scope  *kernel.Scope
	server *http.Server
	served chan struct{} // closed when the server has ended
}

// frame is what the browser half is told.
type frame struct {
	Token  string `json:"token"`
	Path   string `json:"path"`
	Height int    `json:"height"`
	Title  string `json:"title"`
}

// New serves h and shows it. It panics if no socket can be made.
func New(h http.Handler, opts ...Options) *Proxy {
	p, err := Start(h, opts...)
	if err != nil {
		panic(err)
	}
	return p
}

// Start is [New] for programs that handle the error.
func Start(h http.Handler, opts ...Options) (*Proxy, error) {
	o := option.Of(opts)
	if h == nil {
		return nil, errors.New("proxy: the handler is nil")
	}
	if o.Kernel == nil {
		o.Kernel = kernel.Default()
	}
	if o.Height == 0 {
		o.Height = 400
	}
	if o.Title == "" {
		o.Title = "Served by the cell"
	}
	p := &Proxy{token: kernel.NewRef(), kernel: o.Kernel, scope: o.Kernel.Current(), served: make(chan struct{})}
	if err := p.listen(h); err != nil {
		return nil, fmt.Errorf("proxy: %w", err)
	}
	p.Widget = live.New(framed{p}, frame{p.token, strings.TrimPrefix(o.Path, "/"), o.Height, o.Title},
		live.Options{Name: "proxy", Kernel: p.kernel, Assets: jsassets.Builtin("proxy")})
	p.kernel.EmitService(kernel.Service{Token: p.token, Addr: p.socket()})
	p.scope.Own("proxy", p.Close)
	return p, nil
}

func (p *Proxy) socket() string { return filepath.Join(p.dir, "http") }

// listen serves h at a socket in a folder of the user's own.
func (p *Proxy) listen(h http.Handler) (err error) {
	if p.dir, err = os.MkdirTemp("", "gokino-proxy-"); err != nil {
		return err
	}
	l, err := net.Listen("unix", p.socket())
	if err != nil {
		_ = os.RemoveAll(p.dir)
		return err
	}
	p.server = &http.Server{
		Handler:     h,
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(p.scope.Context()) },
		ErrorLog:    log.New(reports{p.kernel, p.scope}, "", 0),
	}
	p.kernel.Go(p.scope, func() {
		defer close(p.served)
		_ = p.server.Serve(l)
	})
	return nil
}

// Path is where the handler is reached, below the server's prefix; it ends in a
// slash.
func (p *Proxy) Path() string { return "proxy/" + p.token + "/" }

// Close ends the service: requests that run are waited for until ctx is done and
// then cut off.
func (p *Proxy) Close(ctx context.Context) error {
	p.kernel.EmitService(kernel.Service{Token: p.token})
	err := p.server.Shutdown(ctx)
	if err != nil {
		err = errors.Join(err, p.server.Close())
	}
	<-p.served
	return errors.Join(err, os.RemoveAll(p.dir), p.Widget.Close(ctx))
}

// reports shows what the HTTP server has to say, panics of the handler above
// all, in the cell.
type reports struct {
	kernel *kernel.Kernel
	scope  *kernel.Scope
}

func (r reports) Write(b []byte) (int, error) {
	message, stack, _ := strings.Cut(strings.TrimSpace(string(b)), "\n")
	r.kernel.Report(r.scope, message, stack)
	return len(b), nil
}
