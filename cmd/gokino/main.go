// Gokino opens a notebook of natively compiled Go in the browser, or runs one
// without.
//
//	gokino [--addr HOST:PORT] [--no-browser] [FILE]
//	gokino run [--json] [--keep-going] FILE
//	gokino cache [clean]
//	gokino version
//
// A notebook is any Markdown file with ```go fences; it is created if missing.
// Without FILE the tour opens, in a copy of one's own.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	os.Exit(status(run(ctx, os.Args[1:], stdio{os.Stdout, os.Stderr}), os.Stderr))
}
