package compile

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gokino/gokino/notebook/cache"
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

// retryAfter is how long a failed trial counts: its reason may have been another.
const retryAfter = 24 * time.Hour

// chooseLink returns the link to use: the one asked for, or the one that a trial
// recommends. A trial that went well is the last for its build of the world.
func (n *Notebook) chooseLink(ctx context.Context, b *build) (LinkMode, error) {
	if n.tool.opts.Link != LinkAuto {
		return n.tool.opts.Link, nil
	}
	verdict := filepath.Join(b.folder, "trial")
	if said, at, ok := readVerdict(verdict); ok && said == "" {
		return LinkDelta, nil
	} else if ok && time.Since(at) < retryAfter {
		n.tool.log.Warn("the delta link does not work here", "reason", said)
		return LinkFull, nil
	}
	failure := n.tryDelta(ctx)
	if ctx.Err() != nil {
		return LinkAuto, ctx.Err()
	}
	said := ""
	if failure != nil {
		said = failure.Error()
	}
	if err := cache.WriteFile(verdict, []byte(said)); err != nil {
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

// readVerdict returns what the last trial said, which is nothing if it went well.
func readVerdict(file string) (said string, at time.Time, ok bool) {
	st, err := os.Stat(file)
	if err != nil {
		return "", at, false
	}
	data, err := os.ReadFile(file)
	return string(data), st.ModTime(), err == nil
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
