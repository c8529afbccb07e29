package live

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/gokino/gokino/kernel"
)

// ExportTimeout is how long [Widget.Forms] waits for the widget's [Exporter].
const ExportTimeout = time.Second

// MaxExport is how many bytes the forms of one export may have.
const MaxExport = 32 << 20

// ErrNoExport says that a widget is nothing but what its JavaScript makes of it.
var ErrNoExport = errors.New("live: the widget has no export")

// Export is what a widget is where no JavaScript runs: a fenced block of a
// Markdown file, as the result of an export function of Kino.JS, or the forms of a
// value.
type Export struct {
	// Data are forms by MIME type, as those of any value; those of other live
	// widgets ([kernel.ViewType]) stand for what they are then. With Data the fence
	// is left out unless Info or Payload is set.
	Data kernel.Data

	// Info is the fence's info string, "mermaid" or "json", say. It is one line
	// without backticks and may be empty.
	Info string

	// Payload is what stands in the fence: a string as it is, any other value as
	// JSON, its keys sorted.
	Payload any

	// HTML is the same as trusted HTML, for documents of that kind; "" where a
	// reader of HTML is served by the Markdown.
	HTML string
}

// Exporter says what the widget is where no JavaScript runs, as it is now. It is
// called when somebody wants to know: at the end of `gokino run`, when a page is
// saved, by [Widget.Export]. It is not called to show the widget.
type Exporter[S any] interface {
	HandleExport(ctx *Context[S]) (Export, error)
}

// exporting asks for the widget's export.
type exporting struct{}

// askExport asks the definition.
func (w *Widget) askExport(ctx context.Context) (Export, error) {
	v, err := w.Call(ctx, exporting{})
	e, _ := v.(Export)
	return e, err
}

// Export is what the widget is where no JavaScript runs: what its [Exporter]
// says, between two other callbacks, or else [Options.Export]. It waits as
// [Widget.Call] does, and must as little be called from a callback. Where clients
// have servers of their own, it is what one sees that comes now.
func (w *Widget) Export(ctx context.Context) (Export, error) {
	if w.export == nil {
		return Export{}, ErrNoExport
	}
	return w.export(ctx)
}

// Markdown is the export as a fenced block. The fence is longer than any in the
// payload. Of an export that is forms alone it is their Markdown or else their text.
func (e Export) Markdown() (string, error) {
	if e.Data != nil && e.Info == "" && e.Payload == nil {
		if text, ok := e.Data["text/markdown"].(string); ok {
			return text, nil
		}
		e.Payload = e.Data["text/plain"]
	}
	if strings.ContainsAny(e.Info, "`\r\n") {
		return "", fmt.Errorf("live: %q cannot be the info string of a fence: it has a backtick or more than one line", e.Info)
	}
	text, ok := e.Payload.(string)
	if !ok {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(e.Payload); err != nil {
			return "", fmt.Errorf("live: the payload of an export: %w", err)
		}
		text = b.String()
	}
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + e.Info + "\n" + strings.TrimSuffix(text, "\n") + "\n" + fence + "\n", nil
}

// Forms are the forms of the widget's export of now, nil where it has none. It
// waits for [ExportTimeout] at most. It is the kernel's side of exports.
func (w *Widget) Forms(ctx context.Context) (kernel.Data, error) {
	ctx, cancel := context.WithTimeout(ctx, ExportTimeout)
	defer cancel()
	e, err := w.Export(ctx)
	if errors.Is(err, ErrNoExport) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the export of %s: %w", w.name, err)
	}
	return e.Forms()
}

// Forms are the export as forms by MIME type: those of Data, the fenced block as
// "text/markdown", and HTML as "text/html".
func (e Export) Forms() (kernel.Data, error) {
	data := kernel.Data{}
	maps.Copy(data, e.Data)
	if e.Data == nil || e.Info != "" || e.Payload != nil {
		text, err := e.Markdown()
		if err != nil {
			return nil, err
		}
		data["text/markdown"] = text
	}
	if e.HTML != "" {
		data["text/html"] = e.HTML
	}
	if n := data.Size(); n > MaxExport {
		return nil, fmt.Errorf("live: an export of %d bytes, there can be %d", n, MaxExport)
	}
	return data, nil
}
