package compile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// trialSource uses what the delta link takes to work: functions, variables and
// types of the process, a type of its own, and a method table.
const trialSource = `package main

import "fmt"

func main()

type gktrial struct{ s fmt.Stringer }

func (t gktrial) String() string { return "trial " + fmt.Sprint(t.s) }

func GKtrial() { var s fmt.Stringer = gktrial{}; fmt.Println(s) }
`

// chooseLink returns the link to use: the one asked for, or the one that a trial
// recommends. There is one trial for each build of the world.
func (n *Notebook) chooseLink(ctx context.Context, b *build) (LinkMode, error) {
	if n.tool.opts.Link != LinkAuto {
		return n.tool.opts.Link, nil
	}
	verdict := filepath.Join(b.folder, "trial")
	switch said, err := os.ReadFile(verdict); {
	case err == nil && string(said) == "":
		return LinkDelta, nil
	case err == nil:
		n.tool.log.Warn("the delta link does not work here", "reason", string(said))
		return LinkFull, nil
	case !errors.Is(err, fs.ErrNotExist):
		return LinkFull, fmt.Errorf("read how the trial of the delta link went: %w", err)
	}
	failure := n.tryDelta(ctx)
	if ctx.Err() != nil {
		return LinkAuto, ctx.Err()
	}
	said := ""
	if failure != nil {
		said = failure.Error()
	}
	if err := writeFile(verdict, []byte(said)); err != nil {
		return LinkAuto, fmt.Errorf("note how the trial of the delta link went: %w", err)
	}
	if failure == nil {
		return LinkDelta, nil
	}
	n.tool.log.Warn("the delta link does not work here", "reason", said)
	if _, err := n.target.Resolve(ctx, []string{"main.main"}); err != nil {
		return LinkFull, fmt.Errorf("try the delta link: %w", failure) // and the process did not survive it
	}
	return LinkFull, nil
}

// tryDelta links a module and loads it into the process.
func (n *Notebook) tryDelta(ctx context.Context) error {
	return n.inScratch(func(dir string) error {
		archive, err := n.tool.compile(ctx, dir, "main", trialSource, n.pkgs)
		if err != nil {
			return err
		}
		out := filepath.Join(dir, "trial.so")
		job := linkJob{dir: dir, archive: archive, name: "gktrial", out: out, exports: map[string]bool{"main.GKtrial": true}, pkgs: n.pkgs}
		if err := (deltaLinker{n.tool, n.symbols}).link(ctx, job); err != nil {
			return err
		}
		return n.target.Load(ctx, Module{Path: out, Name: job.name, Anchor: "main.GKtrial"})
	})
}
