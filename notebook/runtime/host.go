package runtime

import (
	"os"

	"github.com/gokino/gokino/kernel"
	"github.com/gokino/gokino/notebook/runtime/cellrt"
	"github.com/gokino/gokino/notebook/runtime/protocol"
	"github.com/gokino/gokino/notebook/runtime/stdio"
)

// The process is the host of its cells.
var _ cellrt.Host = (*process)(nil)

func streamOf(stderr bool) stdio.Stream {
	if stderr {
		return stdio.Stderr
	}
	return stdio.Stdout
}

// Write implements [cellrt.Host].
func (p *process) Write(eval uint64, stderr bool, text []byte) {
	p.capture.Write(eval, streamOf(stderr), text)
}

// File implements [cellrt.Host].
func (p *process) File(eval uint64, stderr bool) *os.File {
	return p.capture.File(eval, streamOf(stderr))
}

// Owns implements [cellrt.Host].
func (p *process) Owns(f *os.File) bool { return p.capture.Owns(f) }

// Async implements [cellrt.Host].
func (p *process) Async(eval uint64, f cellrt.Failure) {
	eval = p.orLast(eval)
	p.capture.Flush(eval)
	p.send(protocol.Async{Eval: eval, Failure: protocol.Failure(f)})
}

// Note implements [cellrt.Host].
func (p *process) Note(eval uint64, text string) {
	eval = p.orLast(eval)
	p.capture.Flush(eval)
	p.send(protocol.Note{Eval: eval, Text: text})
}

// orLast is the evaluation to which something without one is put down.
func (p *process) orLast(eval uint64) uint64 {
	if eval == 0 {
		return p.last.Load()
	}
	return eval
}

// emitText sends text; the capture calls it in order.
func (p *process) emitText(eval uint64, parts []stdio.Part) {
	m := protocol.Text{Eval: eval, Parts: make([]protocol.Part, 0, len(parts))}
	for _, part := range parts {
		m.Parts = append(m.Parts, protocol.Part{Stream: uint8(part.Stream), Text: part.Text})
	}
	p.send(m)
}

// emit sends what the kernel says to the host. Text printed before a value goes
// before it, and reports become those of this package, with the cells' part of
// the stack.
func (p *process) emit(m kernel.Message) {
	switch say := m.(type) {
	case kernel.Output:
		say.Scope = p.orLast(say.Scope)
		p.capture.Flush(say.Scope)
		m = say
	case kernel.Report:
		stack, line := cellrt.TrimStack(say.Stack, p.cellOf(say.Scope))
		p.Async(say.Scope, cellrt.Failure{Message: kernel.PlainName(say.Message), Line: line, Stack: stack})
		return
	case kernel.Fail:
		say.Message = kernel.PlainName(say.Message)
		m = say
	}
	if err := p.line.Send(kernel.Encode(m)); err != nil {
		p.tooLarge(m, err)
	}
}

// tooLarge shows why a value is not shown. On a broken line that fails as well,
// and does not matter.
func (p *process) tooLarge(m kernel.Message, err error) {
	if out, ok := m.(kernel.Output); ok {
		p.send(protocol.Async{Eval: out.Scope, Failure: protocol.Failure{Message: "showing a value: " + err.Error()}})
	}
}

func (p *process) cellOf(eval uint64) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e := p.known[eval]; e != nil {
		return e.Cell()
	}
	return 0
}

// goInScope starts f where what it prints and makes belongs to the scope.
func (p *process) goInScope(s *kernel.Scope, f func()) {
	p.mu.Lock()
	e := p.known[s.ID()]
	p.mu.Unlock()
	if e == nil {
		go f()
		return
	}
	e.Go(f)
}

// ownWriter takes what the process has to say about itself.
type ownWriter struct{ capture *stdio.Capture }

func (w ownWriter) Write(text []byte) (int, error) {
	w.capture.Note(text)
	return len(text), nil
}
