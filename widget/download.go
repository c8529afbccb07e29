package widget

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/gokino/gokino/jsassets"
	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/live"
	"github.com/gokino/gokino/live/option"
)

// Download is a button that saves a file whose content is made at each click. As
// Kino.Download.
type Download struct{ w *live.Widget }

// DownloadOptions are options of [NewDownload].
type DownloadOptions struct {
	// Filename is what the file is called; "" means "download".
	Filename string

	// Label is what the button says; "" means "Download" and the file's name.
	Label string

	// Type is the MIME type; "" means plain bytes.
	Type string
}

// NewDownload makes a button. At each click content is called, in a goroutine of
// the cell that made the button: several clicks do not wait for each other. What it
// returns goes to the client that clicked and to nobody else. An error or panic is
// shown there, a panic in the cell too. The context ends with the widget.
func NewDownload(content func(context.Context) ([]byte, error), opts ...DownloadOptions) *Download {
	o := option.Of(opts)
	if content == nil {
		panic("widget.NewDownload: there is no function that makes the content")
	}
	if o.Filename == "" {
		o.Filename = "download"
	}
	if o.Label == "" {
		o.Label = "Download"
		if o.Filename != "download" {
			o.Label += " " + o.Filename
		}
	}
	s := downloadState{DownloadOptions: o, content: content, scope: kernel.Default().Current()}
	return &Download{live.New(download{}, s, live.Options{Assets: jsassets.Builtin("download"), Name: "download"})}
}

// View is what a page needs to show the button.
func (d *Download) View() kernel.View { return d.w.View() }

// Close ends it, as [live.Widget.Close].
func (d *Download) Close(ctx context.Context) error { return d.w.Close(ctx) }

// String is its text form.
func (d *Download) String() string {
	s, _ := live.State[downloadState](context.Background(), d.w)
	return s.text()
}

// download is the definition of a [Download].
type download struct{}

type downloadState struct {
	DownloadOptions
	content func(context.Context) ([]byte, error)
	scope   *kernel.Scope
}

func (s *downloadState) text() string { return fmt.Sprintf("[%s] (%s)", s.Label, s.Filename) }

type downloadContext = live.Context[downloadState]

// Init takes the options and the function.
func (download) Init(ctx *downloadContext, s downloadState) error {
	ctx.Assigns = s
	return nil
}

// HandleConnect tells a page what the button says.
func (download) HandleConnect(ctx *downloadContext) (any, error) {
	return map[string]any{"label": ctx.Assigns.Label}, nil
}

// HandleEvent makes the content for the client that clicked; the payload is the
// page's number of the click.
func (download) HandleEvent(ctx *downloadContext, _ string, p live.Payload) error {
	var click int
	if err := p.Decode(&click); err != nil {
		return err
	}
	client, s := ctx.Origin(), ctx.Assigns
	s.scope.Go("download "+s.Filename, func(context.Context) {
		s.make(ctx.Context(), func(b []byte, err error) {
			if err != nil {
				ctx.SendEvent(client, "failed", map[string]any{"click": click, "message": err.Error()})
				return
			}
			ctx.SendEvent(client, "content", map[string]any{"click": click, "data": b, "name": s.Filename, "type": s.Type})
		})
	})
	return nil
}

// make calls the function and hands on what became of it, whatever it does.
func (s *downloadState) make(ctx context.Context, answer func([]byte, error)) {
	b, err := []byte(nil), errors.New("it ended its goroutine")
	defer func() {
		if p := recover(); p != nil {
			s.scope.Kernel().Report(s.scope, fmt.Sprintf("panic in a download: %v", p), string(debug.Stack()))
			err = fmt.Errorf("it panicked: %v", p)
		}
		if b == nil {
			b = []byte{}
		}
		answer(b, err)
	}()
	b, err = s.content(ctx)
}
