package runtime

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/kernel/link"
	"github.com/gokino/gokino/kernel/wire"
	"github.com/gokino/gokino/notebook/runtime/cellrt"
	"github.com/gokino/gokino/notebook/runtime/loader"
	"github.com/gokino/gokino/notebook/runtime/protocol"
	"github.com/gokino/gokino/notebook/runtime/stdio"
)

// Loader brings code into the process; [loader.Loader] is the real one.
type Loader interface {
	Load(loader.Module) error
	Func(path, symbol string) (func(), error)
	Resolve(names []string) []loader.Symbol
}

// Options configure [Serve].
type Options struct {
	// Line joins the process with its host. Serve owns it.
	Line link.Conn

	// Loader is nil if LoaderError says why there is none.
	Loader      Loader
	LoaderError error

	// Stdout and Stderr are the reading ends of the pipes behind descriptors 1
	// and 2, non-blocking; nil: not captured. Serve owns them.
	Stdout, Stderr *os.File
}

// process is a running Serve.
type process struct {
	line    link.Conn
	loader  Loader
	kernel  *kernel.Kernel
	capture *stdio.Capture
	last    atomic.Uint64 // the evaluation that runs, or else ran last

	work sync.WaitGroup // evaluations, loads, and whatever else answers later

	mu      sync.Mutex
	known   map[uint64]*cellrt.Evaluation // all there ever were
	running map[uint64]*cellrt.Evaluation // whose own goroutine has not ended
	open    map[int][]*cellrt.Evaluation  // whose scope is open, by cell
}

// Serve does what the host asks until the line ends, which is no error. It makes
// its kernel the process's default kernel, and the standard loggers write to the
// cells. Evaluations that cannot be ended live on: a process that has served
// should end.
func Serve(opts Options) error {
	p := &process{
		line:    opts.Line,
		loader:  opts.Loader,
		known:   map[uint64]*cellrt.Evaluation{},
		running: map[uint64]*cellrt.Evaluation{},
		open:    map[int][]*cellrt.Evaluation{},
	}
	capture, err := stdio.New(stdio.Options{Stdout: opts.Stdout, Stderr: opts.Stderr, Emit: p.emitText})
	if err != nil {
		return err
	}
	p.capture = capture
	p.kernel = kernel.New(kernel.Options{
		Scope:  cellrt.CurrentScope,
		Go:     p.goInScope,
		Logger: slog.New(slog.NewTextHandler(ownWriter{capture}, nil)),
	})
	p.kernel.Attach(p.emit)
	kernel.SetDefault(p.kernel)
	cellrt.Attach(p)
	log.SetOutput(cellrt.LogWriter())
	defer p.stop()

	p.send(ready(opts.LoaderError))
	for {
		frame, err := p.line.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading from the host: %w", err)
		}
		if err := p.handle(frame); err != nil {
			return err
		}
	}
}

func ready(loaderError error) protocol.Ready {
	r := protocol.Ready{Version: protocol.Version, GoVersion: runtime.Version()}
	if loaderError != nil {
		r.Error = loaderError.Error()
	}
	return r
}

// lastWait is how long the end waits for evaluations that were told to end.
const lastWait = time.Second

// stop ends everything that can be ended.
func (p *process) stop() {
	p.mu.Lock()
	for _, e := range p.running {
		e.Doom()
		e.Scope().Cancel()
	}
	p.mu.Unlock()
	_ = p.line.Close()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		p.work.Wait()
	}()
	select {
	case <-ended:
	case <-time.After(lastWait):
	}
	cellrt.Attach(nil)
	p.kernel.Attach(nil)
	p.capture.Close()
}

// handle does what one frame says. It neither blocks nor runs cells' code.
func (p *process) handle(frame []byte) error {
	if !protocol.Is(frame) {
		m, err := kernel.Decode(frame)
		if err != nil {
			return fmt.Errorf("reading from the host: %w", err)
		}
		p.kernel.Deliver(m)
		return nil
	}
	m, err := protocol.Decode(frame)
	if err != nil {
		return fmt.Errorf("reading from the host: %w", err)
	}
	if p.loader == nil {
		return errors.New("the host goes on although the runtime cannot work")
	}
	switch m := m.(type) {
	case protocol.Resolve:
		p.work.Go(func() { p.resolve(m) })
	case protocol.Load:
		p.work.Go(func() { p.load(m) })
	case protocol.Run:
		e := p.begin(m)
		p.work.Go(func() { p.run(e, m) })
	case protocol.Interrupt:
		p.interrupt(m.Eval)
	case protocol.Close:
		list := p.takeOpen(m.Cell)
		p.work.Go(func() { p.close(m.ID, list) })
	case protocol.Export:
		p.work.Go(func() { p.export(m) })
	default:
		return fmt.Errorf("reading from the host: %T is not for a runtime", m)
	}
	return nil
}

// send sends to the host. A line that is broken shows where it is read.
func (p *process) send(m protocol.Message) { _ = p.line.Send(protocol.Encode(m)) }

func (p *process) resolve(m protocol.Resolve) {
	answer := protocol.Resolved{ID: m.ID, Symbols: make([]protocol.Symbol, 0, len(m.Names))}
	for _, s := range p.loader.Resolve(m.Names) {
		answer.Symbols = append(answer.Symbols, protocol.Symbol(s))
	}
	p.send(answer)
}

func (p *process) load(m protocol.Load) {
	if m.Init && m.Eval != 0 {
		p.capture.Run(m.Eval)
	}
	answer := protocol.Loaded{ID: m.ID}
	if err := p.loader.Load(loader.Module{Path: m.Path, Anchor: m.Anchor, Init: m.Init}); err != nil {
		answer.Error = err.Error()
	}
	p.send(answer)
}

// export asks a widget. Its code runs in its own line of callbacks, not here.
func (p *process) export(m protocol.Export) {
	answer := protocol.Exported{ID: m.ID}
	data, err := p.kernel.Export(context.Background(), m.Ref)
	if err == nil && data != nil {
		answer.Data, err = wire.Marshal(map[string]any(data))
	}
	if err != nil {
		answer.Data, answer.Error = nil, kernel.PlainName(err.Error())
	}
	if err := p.line.Send(protocol.Encode(answer)); err != nil { // too large
		p.send(protocol.Exported{ID: m.ID, Error: err.Error()})
	}
}
