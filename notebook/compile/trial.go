package compile

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gokino/gokino/notebook/cache"
)

// trialSource uses what the delta link takes to work: functions, variables and
// types of the process, a type of its own with a method table, a map with its
// pointer mask, a stack that grows, and a collection of garbage. Its init
// function runs when it is loaded, and panics if anything comes out wrong.
const trialSource = `package main

import ("fmt"; "io"; "os"; "runtime"; "strings")

type trial struct{ n int; next *trial }

func (t trial) String() string { return strings.Repeat("t", t.n) }

func deep(n int, pad [64]int) int { if n == 0 { return pad[0] }; return deep(n-1, pad) + 1 }

func init() {
	var s fmt.Stringer = trial{n: 3}
	seen := map[trial]io.Writer{{n: 1}: os.Stdout}
	chain := &trial{}
	for i := range 1000 { chain = &trial{i, chain} }
	runtime.GC()
	_, same := any(s).(interface{ String() string })
	if got := fmt.Sprintf("%v %T %d %v", s, s, deep(1000, [64]int{5}), same); got != "ttt main.trial 1005 true" { panic(got) }
	if f, ok := seen[trial{n: 1}].(*os.File); !ok || f != os.Stdout { panic("os.Stdout is another file") }
	for i := 999; i >= 0; i, chain = i-1, chain.next { if chain.n != i { panic(chain.n) } }
}

var Loaded = "trial"
`

// trialName is the trial's package path and plugin path.
const trialName = "gktrial"

// retryAfter is how long a failed trial counts: its reason may have been another.
const retryAfter = 24 * time.Hour

// trialPatience is how long loading the trial may take. It takes milliseconds.
const trialPatience = 10 * time.Second

// ErrTrial is returned by [Notebook.Start] if the process did not survive the
// trial of the delta link. A new process gets full links.
var ErrTrial = errors.New("the process did not survive the trial of the delta link")

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
		n.tool.log.Warn("the full link is on, which takes longer: the delta link does not work here", "reason", said, "tried", at)
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
	n.tool.log.Warn("the full link is on, which takes longer: the delta link does not work here", "reason", said)
	if !n.survives(ctx, failure) {
		return LinkFull, fmt.Errorf("%w: %w", ErrTrial, failure)
	}
	return LinkFull, nil
}

// survives reports whether the process can be used after a trial that failed. One
// that still loads the trial cannot: it loads one module at a time.
func (n *Notebook) survives(ctx context.Context, failure error) bool {
	if errors.Is(failure, context.DeadlineExceeded) {
		return false
	}
	_, err := n.target.Resolve(ctx, []string{"main.main"})
	return err == nil
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

// tryDelta links a module, loads it into the process and has it check itself.
func (n *Notebook) tryDelta(ctx context.Context) error {
	return n.inScratch(func(dir string) error {
		archive, err := n.tool.compile(ctx, dir, trialName, trialSource, n.pkgs)
		if err != nil {
			return err
		}
		out, anchor := filepath.Join(dir, "trial.so"), trialName+".Loaded"
		job := linkJob{dir: dir, archive: archive, name: trialName, out: out, exports: map[string]bool{anchor: true}, pkgs: n.pkgs}
		if err := (deltaLinker{n.tool, n.symbols}).link(ctx, job); err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(ctx, trialPatience)
		defer cancel()
		return n.target.Load(ctx, Module{Path: out, Name: trialName, Anchor: anchor, Init: true})
	})
}
