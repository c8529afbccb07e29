package server

import (
	"context"
	"log/slog"
	"net/http"
	"strings"

	"github.com/gorilla/websocket"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/hub"
	"github.com/gokino/gokino/kernel/upload"
)

// DefaultPrefix is where a program's mux has the server.
const DefaultPrefix = "/gokino"

// Options configure a [Server]; the zero value serves the widgets of
// [kernel.Default] under [DefaultPrefix].
type Options struct {
	// Prefix is the path below which the server answers; "" means DefaultPrefix,
	// "/" the whole mux.
	Prefix string

	// URL is the path at which pages find what the server has below Prefix; ""
	// means Prefix. It differs where something in front of the server takes a part
	// of the path away: http.StripPrefix, or another server.
	URL string

	// Kernel hosts the widgets; nil means kernel.Default. Not used with Deliver.
	Kernel *kernel.Kernel

	// Deliver takes clients' messages, if they are not for Kernel; what is for the
	// clients then comes by [Server.Handle].
	Deliver func(kernel.Message)

	// Notebook serves the notebook page at the prefix.
	Notebook bool

	// Export gives the notebook as a page that can be kept, and the name of its file;
	// nil: there is none.
	Export func(ctx context.Context) (name string, page []byte, err error)

	// Token, if set, is asked of every request (but the frames' files): as
	// ?token= once, then as a cookie.
	Token string

	// AnyHost turns the check of the Host header off: for programs that are
	// reached by names of their own.
	AnyHost bool

	// Hosts are host names that the server is reached by, besides localhost and IP
	// addresses. Not used with AnyHost.
	Hosts []string

	// LoopbackOnly refuses IP addresses as hosts that are not loopback's.
	LoopbackOnly bool

	// MaxMessage bounds a message of a page, in bytes. Default 32 MiB.
	MaxMessage int64

	// Hub configures clients and outboxes; its Deliver and Presence are set by the server.
	Hub hub.Options

	// Uploads says where files of clients are kept and how many; its Deliver and
	// Sniff are set by the server.
	Uploads upload.Options

	// Logger; nil means [slog.Default].
	Logger *slog.Logger
}

// Server answers under its prefix. It is safe for concurrent use.
type Server struct {
	opts   Options
	prefix string // without the slash at the end
	url    string // of the prefix as pages see it, without the slash at the end
	hub    *hub.Hub
	assets assetStore
	proxy  proxy
	mux    *http.ServeMux

	uploads uploads

	upgrader *websocket.Upgrader
	sockets  sockets
}

// New makes a server; it serves once it is part of a mux. Close it.
func New(opts Options) *Server {
	if opts.Prefix == "" {
		opts.Prefix = DefaultPrefix
	}
	if opts.MaxMessage == 0 {
		opts.MaxMessage = 32 << 20
	}
	if opts.Logger == nil {
		opts.Logger = slog.Default()
	}
	if opts.URL == "" {
		opts.URL = opts.Prefix
	}
	s := &Server{
		opts: opts, prefix: strings.TrimRight(opts.Prefix, "/"), url: strings.TrimRight(opts.URL, "/"),
		upgrader: newUpgrader(),
	}
	s.proxy.outside = s.outside
	deliver, attach := opts.Deliver, func() {}
	accept := func(m kernel.Message) kernel.Turn { deliver(m); return nil }
	if deliver == nil {
		k := opts.Kernel
		if k == nil {
			k = kernel.Default()
		}
		deliver, accept, attach = k.Deliver, k.Accept, func() { k.Attach(s.Handle) }
	}
	opts.Hub.Deliver, opts.Uploads.Deliver = accept, deliver
	opts.Hub.Presence = func(p kernel.Presence) { deliver(p) }
	opts.Uploads.Sniff = http.DetectContentType
	s.hub = hub.New(opts.Hub)
	s.uploads.Store = upload.New(opts.Uploads)
	s.mux = s.routes()
	attach()
	return s
}

// outside is the path at which pages find what is at path here.
func (s *Server) outside(path string) string { return s.url + strings.TrimPrefix(path, s.prefix) }

func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+s.prefix+"/socket", s.serveSocket)
	mux.HandleFunc("GET "+s.prefix+"/frame", s.serveFrame)
	mux.HandleFunc("GET "+s.prefix+"/frame/{file}", s.serveFrameFile)
	mux.HandleFunc("GET "+s.prefix+"/assets/{hash}/{path...}", s.serveAsset)
	mux.HandleFunc("GET "+s.prefix+"/embed.js", s.serveEmbed)
	mux.HandleFunc("GET "+s.prefix+"/builtin/{file}", s.serveBuiltin)
	mux.HandleFunc(s.prefix+"/proxy/{token}/{path...}", s.serveProxy)
	mux.HandleFunc("PUT "+s.prefix+"/upload/{token}", s.serveUpload)
	mux.HandleFunc("HEAD "+s.prefix+"/upload/{token}", s.serveOffset)
	if s.opts.Notebook {
		mux.HandleFunc("GET "+s.prefix+"/static/{file}", s.serveStatic)
		mux.HandleFunc("GET "+s.prefix+"/{$}", s.serveNotebook)
	}
	if s.opts.Export != nil {
		mux.HandleFunc("GET "+s.prefix+"/export.html", s.serveExport)
	}
	return mux
}

// ServeHTTP lets a request through the gate and answers it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.admit(w, r) {
		s.mux.ServeHTTP(w, r)
	}
}

// Handle takes what a kernel says: assets are kept, services remembered, files
// that are granted taken; the rest goes to clients. It has the order guarantees of
// [hub.Hub.Handle].
func (s *Server) Handle(m kernel.Message) {
	switch m := m.(type) {
	case kernel.Assets:
		s.assets.add(m)
	case kernel.Service:
		s.proxy.set(m)
	case kernel.Grant, kernel.Revoke:
		s.uploads.Handle(m)
	case kernel.Gone:
		s.uploads.Handle(m)
		s.hub.Handle(m)
	default:
		s.hub.Handle(m)
	}
}

// Close ends all connections and waits for the server's goroutines. Requests
// that come later find nothing to talk to.
func (s *Server) Close() {
	s.hub.Close()
	s.sockets.close()
	s.proxy.close()
	if err := s.uploads.Close(); err != nil {
		s.opts.Logger.Warn("server: removing uploaded files", "error", err)
	}
}
