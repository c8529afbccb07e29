package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gokino/gokino/notebook"
	"github.com/gokino/gokino/notebook/export"
	"github.com/gokino/gokino/notebook/session"
)

// pages are the files that a run writes.
type pages struct{ html, markdown string }

func (p *pages) register(fs *flag.FlagSet) {
	fs.StringVar(&p.html, "html", "", "")
	fs.StringVar(&p.markdown, "markdown", "", "")
}

// check refuses to write over the notebook, before hours of running it.
func (p pages) check(file string) error {
	own, err := os.Stat(file)
	if err != nil {
		return err
	}
	if p.html != "" && p.html == p.markdown {
		return usageError{errors.New("--html and --markdown name the same file")}
	}
	for name, path := range map[string]string{"html": p.html, "markdown": p.markdown} {
		if path == "" {
			continue
		}
		if info, err := os.Stat(path); err == nil && (os.SameFile(own, info) || info.IsDir()) {
			return usageError{fmt.Errorf("--%s %s is the notebook itself, or a folder", name, path)}
		}
		if _, err := os.Stat(filepath.Dir(path)); err != nil {
			return usageError{fmt.Errorf("--%s %s: %w", name, path, err)}
		}
	}
	return nil
}

// write writes them.
func (p pages) write(file string, d notebook.Document, report session.Report) error {
	if p.html == "" && p.markdown == "" {
		return nil
	}
	n := report.Notebook(filepath.Base(file), d)
	var errs []error
	if p.html != "" {
		errs = append(errs, os.WriteFile(p.html, []byte(paper(file, n, export.HTML)), 0o666))
	}
	if p.markdown != "" {
		errs = append(errs, os.WriteFile(p.markdown, []byte(paper(file, n, export.Markdown)), 0o666))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("writing the page: %w", err)
	}
	return nil
}

// paper puts the notebook in file on paper, with the pictures of its folder.
func paper(file string, n export.Notebook, form func(export.Notebook) string) string {
	if files, err := os.OpenRoot(filepath.Dir(file)); err == nil { // else without pictures
		defer files.Close()
		n.Files = files
	}
	return form(n)
}
