package export_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	source "github.com/yuin/goldmark/text"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/export"
)

// withoutMarkdown is everything but what is Markdown by its author's will.
func withoutMarkdown(s string) export.Notebook {
	n := everything(s)
	n.Cells = slices.DeleteFunc(n.Cells, func(c export.Cell) bool { return c.Kind == notebook.Text })
	for i, c := range n.Cells {
		n.Cells[i].Outputs = slices.DeleteFunc(c.Outputs, func(o notebook.Output) bool {
			layout, _ := o.Data["application/vnd.gokino.layout"].(forms)
			return o.Data["text/markdown"] != nil || layout["kind"] == s
		})
	}
	return n
}

// meant is what is meant by a Markdown file that nobody wrote: "" if there is
// nothing in it but text, tables, lists and pictures with their bytes.
func meant(text string) string {
	doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(source.NewReader([]byte(text)))
	bad := ""
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.RawHTML, *ast.HTMLBlock, *ast.Link, *ast.Heading, *ast.CodeSpan:
			bad = fmt.Sprintf("%s in %s", n.Kind(), n.Parent().Kind())
		case *ast.Image:
			if !strings.HasPrefix(string(n.Destination), "data:image/") {
				bad = fmt.Sprintf("a picture at %s", n.Destination)
			}
		}
		return ast.WalkContinue, nil
	})
	return bad
}

func wrongMarkdown(s string) string {
	n := withoutMarkdown(s)
	out := export.Markdown(n)
	if bad := meant(out); bad != "" {
		return bad + "\n" + out
	}
	var kinds []notebook.Kind
	for _, c := range notebook.Parse([]byte(out)).Cells {
		if c.Kind != notebook.Text {
			kinds = append(kinds, c.Kind)
		}
	}
	if want := []notebook.Kind{notebook.Mod, notebook.Code}; !slices.Equal(kinds, want) {
		return fmt.Sprintf("as a notebook it has %v\n%s", kinds, out)
	}
	return ""
}

func TestMarkdownIsText(t *testing.T) {
	for _, s := range hostile {
		if bad := wrongMarkdown(s); bad != "" {
			t.Errorf("%q: %s", s, bad)
		}
	}
}

// FuzzMarkdown: whatever is put out, a reader of the file sees text; and the file is
// a notebook of the same cells.
func FuzzMarkdown(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if bad := wrongMarkdown(s); bad != "" {
			t.Errorf("%q: %s", s, bad)
		}
	})
}

// TestMarkdown: text and code are as they were; what a value says in Markdown is a
// quote, which ends by itself.
func TestMarkdown(t *testing.T) {
	n := export.Notebook{Cells: []export.Cell{
		{Kind: notebook.Text, Source: "# A\n\ntext"},
		{ID: 1, Kind: notebook.Code, Source: "x", Outputs: []notebook.Output{
			{Kind: notebook.Stdout, Text: "a\x1b[31mb\n```\n"},
			{Kind: notebook.Value, Data: forms{"text/plain": "m", "text/markdown": "```go\nnot a cell\n"}},
			{Kind: notebook.Value, Data: forms{"text/plain": "h", "text/html": "<b>"}},
		}},
		{ID: 2, Kind: notebook.Code, Source: "y", Skipped: true},
		{Kind: notebook.Text, Source: "end"},
	}}
	want := "# A\n\ntext\n\n```go\nx\n```\n\n````output\nab\n```\n````\n\n> ```go\n> not a cell\n\n```html\n<b>\n```\n\n" +
		"```go\ny\n```\n\n> *This cell was not run.*\n\nend\n"
	if got := export.Markdown(n); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	picture := forms{"text/plain": "P", "image/png": make([]byte, export.MaxPicture)}
	nested := gridOf(picture, picture)
	for range 4 {
		nested = gridOf(nested, nested)
	}
	if out := export.Markdown(page(nested)); len(out) > 2*export.MaxPage {
		t.Errorf("pictures in pictures: %d bytes", len(out))
	}
}
