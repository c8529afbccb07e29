package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"

	"github.com/gokino/gokino/notebook/compile"
)

// stdio is where the program talks to.
type stdio struct{ out, err io.Writer }

// errCells says that cells failed, which was shown already.
var errCells = errors.New("a cell failed")

// usageError is a wrong command line.
type usageError struct{ error }

// status shows err and gives the exit status: 0, 1 for what failed, 2 for a
// wrong command line.
func status(err error, stderr io.Writer) int {
	var usage usageError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errCells):
		return 1
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "gokino: %v\nrun `gokino -h` for help\n", err)
		return 2
	default:
		fmt.Fprintf(stderr, "gokino: %v\n", err)
		return 1
	}
}

const help = `gokino: live widgets and notebooks for Go

	gokino [flags] [FILE]       open a notebook in the browser (any Markdown file; the tour if none)
	gokino run [flags] FILE     run all cells in order, without a browser
	gokino cache [clean]        print what the cache holds, or empty it
	gokino version              print the version

Flags for a notebook:
	--addr HOST:PORT   where to listen (default 127.0.0.1:1618, or the next free port)
	--no-browser       only print the address
Flags for run:
	--json             print one JSON object a cell
	--keep-going       run the cells after one that failed, too
	--html FILE        write a page of the text, the code and what the cells put out
	--markdown FILE    write the same as Markdown
	--graph[=FORM]     run nothing, print which cells depend on which: text, json or dot
Flags for both:
	--link MODE        how cells are linked: auto, delta or full (default auto)
	--memory SIZE      what the runtime may use, such as 4GiB, or off (default 3/4 of what there is)
	--verbose          log what is done, to standard error
`

// shared are the flags of both commands.
type shared struct {
	link    compile.LinkMode
	memory  memoryFlag
	verbose bool
}

func (s *shared) register(fs *flag.FlagSet) {
	fs.BoolVar(&s.verbose, "verbose", false, "")
	fs.Var(&s.memory, "memory", "")
	fs.Func("link", "", func(v string) error {
		for _, m := range []compile.LinkMode{compile.LinkAuto, compile.LinkDelta, compile.LinkFull} {
			if m.String() == v {
				s.link = m
				return nil
			}
		}
		return errors.New("the modes are auto, delta and full")
	})
}

func (s *shared) logger(w io.Writer) *slog.Logger {
	level := slog.LevelWarn
	if s.verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}

// run is the program.
func run(ctx context.Context, args []string, std stdio) error {
	if len(args) > 0 {
		switch args[0] {
		case "run":
			return runCommand(ctx, args[1:], std)
		case "cache":
			return cacheCommand(args[1:], std)
		case "version", "--version":
			return version(std)
		case "help":
			_, err := fmt.Fprint(std.out, help)
			return err
		}
	}
	return openCommand(ctx, args, std)
}

// parse reads flags wherever they stand among the arguments, which it returns.
// After "--" everything is an argument.
func parse(fs *flag.FlagSet, args []string, out io.Writer) (rest []string, err error) {
	fs.SetOutput(io.Discard)
	for {
		if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(out, help)
			return nil, err
		} else if err != nil {
			return nil, usageError{err}
		}
		after := fs.Args()
		if len(after) == 0 {
			return rest, nil
		}
		if at := len(args) - len(after); at > 0 && args[at-1] == "--" {
			return append(rest, after...), nil
		}
		rest = append(rest, after[0])
		args = after[1:]
	}
}

// oneFile is the command's file argument; missing is shown if there is none.
func oneFile(rest []string, missing string) (string, error) {
	switch {
	case len(rest) > 1:
		return "", usageError{fmt.Errorf("one notebook at a time, not %q", rest)}
	case len(rest) == 0 && missing != "":
		return "", usageError{errors.New(missing)}
	case len(rest) == 0:
		return "", nil
	}
	if info, err := os.Stat(rest[0]); err == nil && info.IsDir() {
		return "", usageError{fmt.Errorf("%s is a folder: name a Markdown file in it", rest[0])}
	}
	return rest[0], nil
}

func version(std stdio) error {
	v := "(unknown)"
	if info, ok := debug.ReadBuildInfo(); ok {
		v = info.Main.Version + " " + info.GoVersion
	}
	_, err := fmt.Fprintln(std.out, "gokino", v)
	return err
}
