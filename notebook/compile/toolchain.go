package compile

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/gokino/gokino/notebook/cache"
)

// Toolchain is the Go installation together with the module context of a
// notebook and the cache of what was built with both. It is safe for concurrent
// use.
type Toolchain struct {
	opts  Options
	log   *slog.Logger
	env   goEnv
	cache *cache.Cache
	space workspace

	seen seenPackages // for drafts

	mu    sync.Mutex
	built *build // what World and BuildRuntime share; nil before the first of them

	libcMu   sync.Mutex
	libcFile string // empty before it is needed
}

// NewToolchain finds the Go installation and prepares the module context. It
// builds nothing yet. If something that is needed is missing, the error is that
// of [Probe].
func NewToolchain(ctx context.Context, opts Options) (*Toolchain, error) {
	if opts.Source == "" {
		return nil, errors.New("find gokino's own source: no folder given")
	}
	t := &Toolchain{opts: opts, log: opts.logger()}
	var err error
	if t.cache, err = cache.Open(opts.CacheDir, cache.Options{Size: opts.CacheSize, Logger: t.log}); err != nil {
		return nil, err
	}
	if err := t.open(ctx); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

// Close lets others remove from the cache what this toolchain has used. Modules
// that were loaded from there are not concerned.
func (t *Toolchain) Close() error { return t.cache.Close() }

// open finds the Go installation and prepares the module context.
func (t *Toolchain) open(ctx context.Context) (err error) {
	if t.env, err = readEnv(ctx, t.opts.Dir); err != nil {
		return err
	}
	if err := t.env.probe(); err != nil {
		return err
	}
	t.space, err = t.openWorkspace(ctx)
	return err
}

// goEnv holds what `go env` says.
type goEnv struct {
	GOVERSION, GOROOT, GOTOOLDIR, GOMOD, GOWORK, GOMODCACHE, GOFLAGS string
	CGO_ENABLED, CC, CGO_CFLAGS, CGO_LDFLAGS                         string
	GOAMD64, GOARM64, GOEXPERIMENT                                   string
}

// readEnv asks the go command that is in charge of folder dir.
func readEnv(ctx context.Context, dir string) (goEnv, error) {
	var env goEnv
	if _, err := exec.LookPath("go"); err != nil {
		return env, errNoGo
	}
	if dir == "" {
		dir = os.TempDir()
	}
	out, err := run(ctx, command{dir: dir, name: "go", args: []string{"env", "-json"}})
	if err != nil {
		return env, fmt.Errorf("ask go for its environment: %w", err)
	}
	if err := json.Unmarshal(out, &env); err != nil {
		return env, fmt.Errorf("read what go env says: %w", err)
	}
	return env, nil
}

// key sums up everything in the environment that changes what is built.
func (e goEnv) key() string {
	var stamp string
	if st, err := os.Stat(filepath.Join(e.GOTOOLDIR, "compile")); err == nil {
		stamp = st.ModTime().String() // a toolchain under development keeps its version
	}
	e.GOMOD, e.GOWORK, e.GOMODCACHE, e.GOFLAGS = "", "", "", e.tags()
	return digest(fmt.Sprint(e), stamp, recipeKey())
}

// version returns the language version of the installation, as in "1.26.8".
func (e goEnv) version() string {
	v := strings.TrimPrefix(e.GOVERSION, "go")
	if i := strings.IndexAny(v, " -"); i >= 0 {
		v = v[:i]
	}
	return v
}

// tags returns the build tags among the user's GOFLAGS, the only ones that a
// notebook shares with the programs of its module.
func (e goEnv) tags() string {
	var tags []string
	for _, f := range strings.Fields(e.GOFLAGS) {
		if strings.HasPrefix(strings.TrimLeft(f, "-"), "tags=") {
			tags = append(tags, f)
		}
	}
	return strings.Join(tags, " ")
}

// These make the compiler name the symbols of other packages, and the assembler
// those of the runtime, instead of numbering them. Everything that cells meet must
// be built with them.
const (
	compileFlag  = "-gcflags=all=-linkshared"
	assembleFlag = "-asmflags=all=-linkshared"
)

// goCommand is a go command in a module context.
func (t *Toolchain) goCommand(space workspace, args ...string) command {
	return command{
		dir:  space.dir,
		name: "go",
		args: args,
		env: []string{
			"GOWORK=" + space.file, "GOFLAGS=" + t.env.tags(), "GO111MODULE=on",
			"GOOS=" + runtime.GOOS, "GOARCH=" + runtime.GOARCH, "CGO_ENABLED=1",
		},
	}
}

// tool is a command of the toolchain's own, such as compile or link. Those live
// so shortly that collecting their garbage is not worth while.
func (t *Toolchain) tool(dir, name string, args ...string) command {
	return command{
		dir:  dir,
		name: filepath.Join(t.env.GOTOOLDIR, name),
		args: args,
		env: []string{
			"GOGC=off", "GOROOT=" + t.env.GOROOT, "GOOS=" + runtime.GOOS, "GOARCH=" + runtime.GOARCH,
			"GOAMD64=" + t.env.GOAMD64, "GOARM64=" + t.env.GOARM64, "GOEXPERIMENT=" + t.env.GOEXPERIMENT,
		},
	}
}

// exec runs a command and logs what it took.
func (t *Toolchain) exec(ctx context.Context, c command) ([]byte, error) {
	start := time.Now()
	out, err := run(ctx, c)
	t.log.Debug("ran", "command", filepath.Base(c.name), "args", c.args, "took", time.Since(start), "err", err)
	return out, err
}

// command is a program to be run.
type command struct {
	dir  string
	name string
	args []string
	env  []string          // added to the process's own
	line func(line string) // if set, gets each line of standard error
}

// run runs a command and returns its standard output. The error holds what the
// command printed.
func run(ctx context.Context, c command) ([]byte, error) {
	cmd := exec.CommandContext(ctx, c.name, c.args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), c.env...)
	cmd.WaitDelay = time.Second // its own children may hold the pipes
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, io.Writer(&stderr)
	if c.line != nil {
		cmd.Stderr = &lineWriter{w: &stderr, line: c.line}
	}
	err := cmd.Run()
	if err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		said := strings.TrimSpace(stderr.String())
		if said == "" {
			said = strings.TrimSpace(stdout.String()) // where the compiler writes
		}
		return nil, &commandError{name: filepath.Base(c.name), args: c.args, err: err, said: said}
	}
	return stdout.Bytes(), nil
}

// commandError is the failure of a command that could be started or not.
type commandError struct {
	name string
	args []string
	err  error
	said string // what the command printed
}

func (e *commandError) Error() string {
	if e.said == "" {
		return e.name + ": " + e.err.Error()
	}
	return e.name + ": " + e.said
}

func (e *commandError) Unwrap() error { return e.err }

// lineWriter hands on complete lines besides writing everything to w.
type lineWriter struct {
	w    *bytes.Buffer
	line func(string)
	rest []byte
}

func (l *lineWriter) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	for {
		i := bytes.IndexByte(l.rest, '\n')
		if i < 0 {
			return l.w.Write(p)
		}
		l.line(string(l.rest[:i]))
		l.rest = l.rest[i+1:]
	}
}
