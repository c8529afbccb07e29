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

// ExportTimeout is how long [Widget.Render] waits for the widget's [Exporter].
const ExportTimeout = time.Second

// ErrNoExport says that a widget is nothing but what its JavaScript makes of it.
var ErrNoExport = errors.New("live: the widget has no export")

// Export is what a widget is where no JavaScript runs: a fenced block of a
// Markdown file. As the result of an export function of Kino.JS.
type Export struct {
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
// called when the widget is shown ([Widget.Render]) and by [Widget.Export].
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
// have servers of their own, each has its own export.
func (w *Widget) Export(ctx context.Context) (Export, error) {
	if w.export == nil {
		return Export{}, ErrNoExport
	}
	return w.export(ctx)
}

// Markdown is the export as a fenced block. The fence is longer than any in the
// payload.
func (e Export) Markdown() (string, error) {
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

// exportForms adds the forms of the widget's export. An export that fails, or
// takes longer than ExportTimeout, is reported and left out: the widget is shown
// all the same.
func (w *Widget) exportForms(data kernel.Data) {
	if w.export == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), ExportTimeout)
	defer cancel()
	forms, err := w.forms(ctx)
	if err != nil && !errors.Is(err, ErrClosed) && !errors.Is(err, ErrPerClient) {
		w.kernel.Report(w.scope, fmt.Sprintf("the export of %s: %v", w.name, err), "")
	}
	maps.Copy(data, forms)
}

func (w *Widget) forms(ctx context.Context) (kernel.Data, error) {
	e, err := w.Export(ctx)
	if err != nil {
		return nil, err
	}
	text, err := e.Markdown()
	if err != nil {
		return nil, err
	}
	data := kernel.Data{"text/markdown": text}
	if e.HTML != "" {
		data["text/html"] = e.HTML
	}
	return data, nil
}
