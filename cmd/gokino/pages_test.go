package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/session"
)

// TestPages: pages are not written over the notebook, which is known before it runs.
func TestPages(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "notes.md")
	source := "# Notes\n\n```go\nx\n```\n"
	if err := errors.Join(os.WriteFile(file, []byte(source), 0o644), os.Symlink(file, filepath.Join(dir, "link.md"))); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		pages pages
		err   string
	}{
		{pages{}, ""},
		{pages{html: filepath.Join(dir, "a.html"), markdown: filepath.Join(dir, "out.md")}, ""},
		{pages{markdown: file}, "is the notebook itself"},
		{pages{markdown: filepath.Join(dir, "link.md")}, "is the notebook itself"},
		{pages{html: dir}, "a folder"},
		{pages{html: filepath.Join(dir, "missing", "a.html")}, "no such file"},
		{pages{html: filepath.Join(dir, "a"), markdown: filepath.Join(dir, "a")}, "the same file"},
	} {
		err := c.pages.check(file)
		if (err == nil) != (c.err == "") || err != nil && (!strings.Contains(err.Error(), c.err) || status(err, &bytes.Buffer{}) != 2) {
			t.Errorf("%+v: %v, want %q", c.pages, err, c.err)
		}
	}
	p := pages{html: filepath.Join(dir, "a.html"), markdown: filepath.Join(dir, "out.md")}
	report := session.Report{Cells: []session.CellReport{{Cell: 1, Status: "ok", Shown: []notebook.Output{{Kind: notebook.Stdout, Text: "printed"}}}}}
	if err := p.write(file, notebook.Parse([]byte(source)), report); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"a.html": "<h1>Notes</h1>", "out.md": source + "\n```output\nprinted\n```\n"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !strings.Contains(string(b), want) {
			t.Errorf("%s: %v\n%s", name, err, b)
		}
	}
	p.html = filepath.Join(dir, "missing", "a.html")
	if err := p.write(file, notebook.Document{}, report); err == nil || !strings.Contains(err.Error(), "writing the page") {
		t.Errorf("where no file can be: %v", err)
	}
}
