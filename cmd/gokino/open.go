package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/gokino/gokino"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/export"
	"github.com/gokino/gokino/notebook/language"
	"github.com/gokino/gokino/notebook/session"
	"github.com/gokino/gokino/server"
)

// closeTimeout bounds saving and ending the runtime.
const closeTimeout = 15 * time.Second

// questionPatience is how long what a page asks about code waits for the
// toolchain, which a first start may have to build.
const questionPatience = 3 * time.Second

// openCommand opens a notebook in the browser and serves it until ctx is done.
func openCommand(ctx context.Context, args []string, std stdio) error {
	var flags shared
	fs := flag.NewFlagSet("gokino", flag.ContinueOnError)
	flags.register(fs)
	addr := fs.String("addr", "", "")
	noBrowser := fs.Bool("no-browser", false, "")
	rest, err := parse(fs, args, std.out)
	if err != nil {
		return err
	}
	file, err := oneFile(rest, "")
	if err == nil && file == "" {
		file, err = ownTour()
	}
	if err != nil {
		return err
	}
	l, err := listen(*addr)
	if err != nil {
		return err
	}
	defer l.Close()
	n, err := openNotebook(ctx, file, l, flags, std)
	if err != nil {
		return err
	}
	url := address(l) + "/?token=" + n.token
	fmt.Fprintf(std.out, "%s is open at\n\n    %s\n\nCtrl-C saves and ends.\n", file, url)
	if !*noBrowser {
		openBrowser(url)
	}
	return n.serve(ctx, l)
}

// ownTour is the user's copy of the tour, made if there is none. Each version of
// the tour has a copy of its own; what the user wrote in it stays.
func ownTour() (string, error) {
	data := os.Getenv("XDG_DATA_HOME")
	if home, err := os.UserHomeDir(); data == "" && err == nil {
		data = filepath.Join(home, ".local", "share")
		if runtime.GOOS == "darwin" {
			data = filepath.Join(home, "Library", "Application Support")
		}
	}
	if data == "" {
		data = os.TempDir()
	}
	text := gokino.Tour()
	sum := sha256.Sum256(text)
	file := filepath.Join(data, "gokino", "tour-"+hex.EncodeToString(sum[:4]), "tour.md")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return "", fmt.Errorf("making a copy of the tour: %w", err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return file, nil
	}
	if err != nil {
		return "", fmt.Errorf("making a copy of the tour: %w", err)
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", fmt.Errorf("making a copy of the tour: %w", err)
	}
	return file, nil
}

// opened is a notebook with its server.
type opened struct {
	token   string
	session *session.Session
	server  *server.Server
}

func openNotebook(ctx context.Context, file string, l net.Listener, flags shared, std stdio) (*opened, error) {
	logger := flags.logger(std.err)
	n := &opened{token: strings.ToLower(rand.Text())}
	options := session.Options{Logger: logger, Out: func(m kernel.Message) { n.server.Handle(m) }}
	options.Outline = func(source string) (defines, uses []string) {
		names := compile.Outline(source)
		return names.Defines, names.Uses
	}
	spoken := language.Options{Logger: logger, Patience: questionPatience}
	missing := compile.Probe(ctx)
	if missing != nil {
		options.ReadOnly = missing.Error()
		fmt.Fprintf(std.err, "gokino: the notebook opens read-only: %v\n", missing)
		spoken.Patience = 0
	}
	lang := language.New(spoken)
	options.Language = speaker{lang}
	var err error
	if missing == nil {
		if options.New, err = evaluators(file, flags, logger, lang.Use); err != nil {
			return nil, err
		}
	}
	n.server = server.New(server.Options{
		Prefix: "/", Notebook: true, Token: n.token, LoopbackOnly: loopback(l), Hosts: hosts(l), Logger: logger,
		Deliver: func(m kernel.Message) { n.session.Deliver(m) },
		Export: func(ctx context.Context) (string, []byte, error) {
			return filepath.Base(file), []byte(paper(file, n.session.Export(ctx), export.HTML)), nil
		},
	})
	if n.session, err = session.Open(file, options); err != nil {
		n.server.Close()
		return nil, err
	}
	return n, nil
}

// serve serves until ctx is done, then saves and ends everything.
func (n *opened) serve(ctx context.Context, l net.Listener) error {
	web := &http.Server{Handler: n.server, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- web.Serve(l) }()
	var err error
	select {
	case err = <-served:
	case <-ctx.Done():
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
	defer cancel()
	saved := n.session.Close(closing)
	n.server.Close()
	_ = web.Close()
	if err == nil {
		err = <-served
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(saved, err)
}
