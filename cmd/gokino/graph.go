package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/compile"
	"github.com/gokino/gokino/notebook/session"
)

// graphFlag is the form a graph is printed in, "" if none is asked for.
type graphFlag string

func (f *graphFlag) String() string { return string(*f) }

// IsBoolFlag lets the flag stand without a value.
func (f *graphFlag) IsBoolFlag() bool { return true }

func (f *graphFlag) Set(v string) error {
	switch v {
	case "false":
		*f = ""
	case "true":
		*f = "text"
	case "text", "json", "dot":
		*f = graphFlag(v)
	default:
		return errors.New("the forms are text, json and dot")
	}
	return nil
}

// form is the flag with --json taken into account.
func (f graphFlag) form(asJSON bool) string {
	if f == "text" && asJSON {
		return "json"
	}
	return string(f)
}

// graphCommand prints which cells of a notebook depend on which. It runs nothing.
func graphCommand(ctx context.Context, file string, d notebook.Document, form string, flags shared, std stdio) error {
	logger := flags.logger(std.err)
	at, err := placeOf(file, flags)
	if err != nil {
		return err
	}
	slow := progress(std)
	tools, err := compile.NewToolchain(ctx, compile.Options{
		Dir: at.dir, GoMod: d.GoMod(), CacheDir: at.cache, CacheSize: at.limits.cache, Source: at.source, Logger: logger,
		Progress: func(step string, done, total int) { slow(session.Progress{Step: step, Done: done, Total: total}) },
	})
	if err != nil {
		return err
	}
	names, faults := map[int]notebook.Names{}, map[int]error{}
	var cells []compile.Cell
	for _, c := range d.Cells {
		if c.Kind == notebook.Code {
			cells = append(cells, compile.Cell{ID: c.ID, Source: c.Source})
		}
	}
	err = tools.Survey(ctx, cells, func(c compile.Cell, n compile.Names, err error) {
		names[c.ID] = notebook.Names(n)
		if err != nil {
			faults[c.ID] = err
			fmt.Fprintln(std.err, explain(c.ID, err))
		}
	})
	if err != nil {
		return err
	}
	nodes := notebook.Plan(d, func(c *notebook.Cell) notebook.Names { return names[c.ID] })
	if err := printGraph(std.out, form, nodes, faults); err != nil {
		return err
	}
	if len(faults) > 0 {
		return errCells
	}
	return nil
}

func explain(cell int, err error) string {
	var wrong compile.Errors
	if errors.As(err, &wrong) {
		return wrong.Error()
	}
	return fmt.Sprintf("cell%d: %v", cell, err)
}

func printGraph(w io.Writer, form string, nodes []notebook.Node, faults map[int]error) error {
	var err error
	switch form {
	case "json":
		err = graphJSON(w, nodes, faults)
	case "dot":
		_, err = io.WriteString(w, graphDot(nodes))
	default:
		_, err = io.WriteString(w, graphText(nodes))
	}
	if err != nil {
		return fmt.Errorf("writing the graph: %w", err)
	}
	return nil
}

// graphJSON prints one object a cell.
func graphJSON(w io.Writer, nodes []notebook.Node, faults map[int]error) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, n := range nodes {
		line := struct {
			notebook.Node
			Error string `json:"error,omitempty"`
		}{Node: n}
		if err := faults[n.Cell]; err != nil {
			line.Error = explain(n.Cell, err)
		}
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// graphText gives a line a cell, such as
//
//	cell 3: defines total; uses x of 1, inc of 2; writes n
func graphText(nodes []notebook.Node) string {
	var b strings.Builder
	for _, n := range nodes {
		var parts []string
		add := func(word string, list []string) {
			if len(list) > 0 {
				parts = append(parts, word+" "+strings.Join(list, ", "))
			}
		}
		var uses, also []string
		for _, u := range n.Uses {
			if len(u.Cells) == 0 {
				uses = append(uses, u.Name+" of no cell")
			} else {
				uses = append(uses, u.Name+" of "+ids(u.Cells))
			}
		}
		for _, a := range n.Also {
			also = append(also, a.Name+" in "+ids(a.Cells))
		}
		add("defines", n.Defines)
		add("uses", uses)
		add("writes", n.Writes)
		add("also", also)
		if len(n.Cycle) > 0 {
			parts = append(parts, "cycle of "+ids(n.Cycle))
		}
		fmt.Fprintf(&b, "cell %d: %s\n", n.Cell, strings.Join(parts, "; "))
	}
	return b.String()
}

// ids lists cells: "1", "1 and 2", "1, 2 and 3".
func ids(cells []int) string {
	list := make([]string, len(cells))
	for i, c := range cells {
		list[i] = strconv.Itoa(c)
	}
	if last := len(list) - 1; last > 0 {
		return strings.Join(list[:last], " ") + " and " + list[last]
	}
	return strings.Join(list, "")
}

// graphDot gives the graph in the language of Graphviz: an edge leads from a cell
// to one that uses its names.
func graphDot(nodes []notebook.Node) string {
	var b strings.Builder
	b.WriteString("digraph notebook {\n\tnode [shape=box]\n")
	for _, n := range nodes {
		label := fmt.Sprintf("cell %d", n.Cell)
		if len(n.Defines) > 0 {
			label += "\n" + strings.Join(n.Defines, ", ")
		}
		fmt.Fprintf(&b, "\t%d [label=%s]\n", n.Cell, quoted(label))
	}
	for _, n := range nodes {
		names := map[int][]string{}
		var order []int
		for _, u := range n.Uses {
			for _, from := range u.Cells {
				if names[from] == nil {
					order = append(order, from)
				}
				names[from] = append(names[from], u.Name)
			}
		}
		for _, from := range order {
			fmt.Fprintf(&b, "\t%d -> %d [label=%s]\n", from, n.Cell, quoted(strings.Join(names[from], ", ")))
		}
	}
	b.WriteString("}\n")
	return b.String()
}

// quoted is s as a string of Graphviz, in which a backslash and n is a new line.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}
