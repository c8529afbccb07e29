package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/export"
	"github.com/gokino/gokino/notebook/session"
)

// runCommand runs a notebook without a browser.
func runCommand(ctx context.Context, args []string, std stdio) error {
	var flags shared
	fs := flag.NewFlagSet("run", flag.ContinueOnError)
	flags.register(fs)
	asJSON := fs.Bool("json", false, "")
	keepGoing := fs.Bool("keep-going", false, "")
	var pages pages
	pages.register(fs)
	var graph graphFlag
	fs.Var(&graph, "graph", "")
	rest, err := parse(fs, args, std.out)
	if err != nil {
		return err
	}
	file, err := oneFile(rest, "run needs a notebook: gokino run FILE")
	if err != nil {
		return err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("opening the notebook: %w", err)
	}
	if err := pages.check(file); err != nil {
		return err
	}
	if err := compile.Probe(ctx); err != nil {
		return err
	}
	if graph != "" {
		return graphCommand(ctx, file, notebook.Parse(text), graph.form(*asJSON), flags, std)
	}
	factory, err := evaluators(file, flags, flags.logger(std.err), nil)
	if err != nil {
		return err
	}
	observer := session.Observer{Progress: progress(std)}
	if !*asJSON {
		observer = (&textObserver{std: std}).observer()
	}
	document := notebook.Parse(text)
	report, err := session.Run(ctx, document, session.RunOptions{
		New: factory, KeepGoing: *keepGoing, Observer: observer,
	})
	if len(report.Cells) > 0 || err == nil {
		err = errors.Join(err, pages.write(file, document, report))
	}
	if *asJSON {
		err = errors.Join(err, printJSON(std.out, report))
	}
	switch {
	case errors.Is(err, context.Canceled):
		return errors.New("stopped")
	case err != nil:
		return err
	case report.Failed > 0:
		return errCells
	}
	return nil
}

// printJSON prints one object a cell. It comes when all is over: a cell's
// goroutines may print until then.
func printJSON(w io.Writer, report session.Report) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, c := range report.Cells {
		if err := enc.Encode(c); err != nil {
			return fmt.Errorf("writing cell %d as JSON: %w", c.Cell, err)
		}
	}
	return nil
}

// progress tells of slow steps, once each.
func progress(std stdio) func(session.Progress) {
	last := ""
	return func(p session.Progress) {
		if p.Step != "" && p.Step != last {
			last = p.Step
			fmt.Fprintf(std.err, "gokino: %s…\n", p.Step)
		}
	}
}

// textObserver prints outputs as they come.
type textObserver struct {
	std     stdio
	midLine bool   // stdout is not at the start of a line
	failed  string // the last error of a goroutine, shown already
}

func (t *textObserver) observer() session.Observer {
	return session.Observer{Output: t.output, Changed: t.changed, Finished: t.finished, Progress: progress(t.std)}
}

func (t *textObserver) output(o session.Output) {
	switch o.Kind {
	case notebook.Stdout:
		t.print(o.Text)
	case notebook.Stderr:
		fmt.Fprint(t.std.err, o.Text)
	case notebook.Value:
		if o.IsChunk() {
			t.print(export.Text(o.Data))
			return
		}
		t.line(export.Text(o.Data))
	case notebook.Note:
		fmt.Fprintln(t.std.err, "note:", o.Text)
	case notebook.Error:
		t.failed = o.Error.Message
		t.fail(o.Cell, session.ReportError{Message: o.Error.Message, Line: o.Error.Line, Col: o.Error.Col, Stack: o.Error.Stack})
	}
}

// changed prints what a live widget is at the end, where it is not what was printed.
func (t *textObserver) changed(o session.Output) {
	t.line(fmt.Sprintf("\ncell%d at the end:", o.Cell))
	t.line(export.Text(o.Data))
}

func (t *textObserver) print(s string) {
	if s != "" {
		fmt.Fprint(t.std.out, s)
		t.midLine = !strings.HasSuffix(s, "\n")
	}
}

// line prints s on lines of its own.
func (t *textObserver) line(s string) {
	if t.midLine {
		t.print("\n")
	}
	t.print(strings.TrimSuffix(s, "\n") + "\n")
}

func (t *textObserver) fail(cell int, e session.ReportError) {
	at := fmt.Sprintf("cell%d%s: ", cell, position(e))
	if strings.HasPrefix(e.Message, at) { // several say their places themselves
		at = ""
	}
	fmt.Fprintf(t.std.err, "%s%s\n", at, e.Message)
	if e.Stack != "" {
		fmt.Fprintln(t.std.err, strings.TrimRight(e.Stack, "\n"))
	}
}

// position is ":line:column", as far as known.
func position(e session.ReportError) string {
	switch {
	case e.Line == 0:
		return ""
	case e.Col == 0:
		return fmt.Sprintf(":%d", e.Line)
	default:
		return fmt.Sprintf(":%d:%d", e.Line, e.Col)
	}
}

func (t *textObserver) finished(c session.CellReport) {
	if t.midLine {
		t.print("\n")
	}
	for _, n := range c.Notes {
		fmt.Fprintln(t.std.err, "note:", n)
	}
	switch {
	case c.Status == "stopped":
		fmt.Fprintf(t.std.err, "cell%d%s: stopped: %s\n", c.Cell, position(*c.Error), c.Error.Message)
	case c.Error != nil && c.Error.Message != t.failed:
		t.fail(c.Cell, *c.Error)
	case c.Status == "skipped":
		fmt.Fprintf(t.std.err, "cell%d: skipped\n", c.Cell)
	}
}
