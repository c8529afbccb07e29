package protocol

import "github.com/gokino/gokino/kernel/wire"

// Version is what [Ready] says; host and runtime must agree on it.
const Version = 4

// Message is one of the concrete types below; [Encode] and [Decode] give their
// form on a line.
type Message interface {
	append(b []byte) []byte
}

const (
	tagResolve = iota + 64
	tagLoad
	tagRun
	tagInterrupt
	tagClose
	tagExport
)

const (
	tagReady = iota + 80
	tagResolved
	tagLoaded
	tagText
	tagDone
	tagAsync
	tagNote
	tagClosed
	tagExported
)

// From the host to the runtime.
type (
	// Resolve asks for symbols by their linker names; [Resolved] answers.
	Resolve struct {
		ID    uint64
		Names []string
	}

	// Load maps a shared object; [Loaded] answers. Eval is the evaluation that
	// wants it, 0 for none: what the object's init functions print belongs there.
	Load struct {
		ID, Eval           uint64
		Path, Name, Anchor string
		Init               bool
	}

	// Run calls Entry, a function of a loaded object, as an evaluation of Cell.
	// [Done] is the last word about it, but its goroutines may say more later.
	Run struct {
		Eval  uint64
		Cell  int
		Path  string // of the object that holds Entry
		Entry string
	}

	// Interrupt ends an evaluation as soon as it can be ended.
	Interrupt struct{ Eval uint64 }

	// Close ends what earlier evaluations of Cell own and waits for it, within
	// the runtime's bound; [Closed] answers.
	Close struct {
		ID   uint64
		Cell int
	}

	// Export asks what a widget is where no JavaScript runs; [Exported] answers.
	Export struct {
		ID  uint64
		Ref string
	}
)

// From the runtime to the host.
type (
	// Ready is a runtime's first message. Error is not empty when the runtime
	// cannot work with the Go release it was built with.
	Ready struct {
		Version   int
		GoVersion string
		Error     string
	}

	// Resolved answers [Resolve], a symbol for each name, in order.
	Resolved struct {
		ID      uint64
		Symbols []Symbol
	}

	// Loaded answers [Load]; Error is empty when it went well.
	Loaded struct {
		ID    uint64
		Error string
	}

	// Text is output of an evaluation, in the order it was written. Eval is 0
	// for what belongs to none.
	Text struct {
		Eval  uint64
		Parts []Part
	}

	// Done says how an evaluation ended. Failure is zero if Status is
	// [StatusOK] or [StatusInterrupted].
	Done struct {
		Eval    uint64
		Status  string
		Failure Failure
	}

	// Async is an error outside the cell's own line of control: in a goroutine
	// that it started, in a callback or a listener.
	Async struct {
		Eval    uint64
		Failure Failure
	}

	// Note is a remark about an evaluation, for the user.
	Note struct {
		Eval uint64
		Text string
	}

	// Closed answers [Close]. Left names what had not ended within the bound.
	Closed struct {
		ID   uint64
		Left []string
	}

	// Exported answers [Export]. Data is a map of forms by MIME type, encoded; nil if
	// there are none but those the widget is shown in. Error is why it is not known.
	Exported struct {
		ID    uint64
		Data  []byte
		Error string
	}
)

// How an evaluation ended, in [Done].
const (
	StatusOK          = "ok"
	StatusError       = "error"
	StatusInterrupted = "interrupted"
	StatusStopped     = "stopped"       // by kernel.Stop
	StatusStoppedBad  = "stopped-error" // by kernel.StopError
)

// Symbol is one answer of [Resolved]. Plain says that the name itself was
// found, ABI0 that its assembly twin was. For a type, Type is a copy of its 48
// byte descriptor and Mask its pointer mask.
type Symbol struct {
	Plain, ABI0 bool
	Type, Mask  []byte
}

// The streams a [Part] can belong to.
const (
	Stdout uint8 = 1
	Stderr uint8 = 2
)

// Part is text of one stream.
type Part struct {
	Stream uint8
	Text   []byte
}

// Failure is an error as the user sees it. Line is that of the evaluation's own
// cell, 0 when it is not known. Stack has one line for each frame in a cell.
type Failure struct {
	Message string
	Line    int
	Stack   string
}

// Is reports whether frame holds a message of this package rather than one of
// the kernel's.
func Is(frame []byte) bool {
	return len(frame) > 1 && frame[0]&0xf0 == 0x90 && frame[1] >= tagResolve && frame[1] < 128
}

// Encode gives m's form on a line.
func Encode(m Message) []byte { return m.append(nil) }

// head writes an array of the tag and n more elements.
func head(b []byte, tag uint64, n int) []byte {
	return wire.AppendUint(wire.AppendArray(b, n+1), tag)
}

func appendStrings(b []byte, ss []string) []byte {
	b = wire.AppendArray(b, len(ss))
	for _, s := range ss {
		b = wire.AppendString(b, s)
	}
	return b
}

func (m Resolve) append(b []byte) []byte {
	return appendStrings(wire.AppendUint(head(b, tagResolve, 2), m.ID), m.Names)
}

func (m Load) append(b []byte) []byte {
	b = wire.AppendUint(head(b, tagLoad, 6), m.ID)
	b = wire.AppendUint(b, m.Eval)
	b = wire.AppendString(b, m.Path)
	b = wire.AppendString(b, m.Name)
	b = wire.AppendString(b, m.Anchor)
	return wire.AppendBool(b, m.Init)
}

func (m Run) append(b []byte) []byte {
	b = wire.AppendUint(head(b, tagRun, 4), m.Eval)
	b = wire.AppendInt(b, int64(m.Cell))
	b = wire.AppendString(b, m.Path)
	return wire.AppendString(b, m.Entry)
}

func (m Interrupt) append(b []byte) []byte {
	return wire.AppendUint(head(b, tagInterrupt, 1), m.Eval)
}

func (m Close) append(b []byte) []byte {
	return wire.AppendInt(wire.AppendUint(head(b, tagClose, 2), m.ID), int64(m.Cell))
}

func (m Export) append(b []byte) []byte {
	return wire.AppendString(wire.AppendUint(head(b, tagExport, 2), m.ID), m.Ref)
}

func (m Exported) append(b []byte) []byte {
	b = wire.AppendValue(wire.AppendUint(head(b, tagExported, 3), m.ID), m.Data)
	return wire.AppendString(b, m.Error)
}

func (m Ready) append(b []byte) []byte {
	b = wire.AppendInt(head(b, tagReady, 3), int64(m.Version))
	b = wire.AppendString(b, m.GoVersion)
	return wire.AppendString(b, m.Error)
}

func (m Resolved) append(b []byte) []byte {
	b = wire.AppendUint(head(b, tagResolved, 2), m.ID)
	b = wire.AppendArray(b, len(m.Symbols))
	for _, s := range m.Symbols {
		b = wire.AppendArray(b, 4)
		b = wire.AppendBool(b, s.Plain)
		b = wire.AppendBool(b, s.ABI0)
		b = wire.AppendBytes(b, s.Type)
		b = wire.AppendBytes(b, s.Mask)
	}
	return b
}

func (m Loaded) append(b []byte) []byte {
	return wire.AppendString(wire.AppendUint(head(b, tagLoaded, 2), m.ID), m.Error)
}

func (m Text) append(b []byte) []byte {
	b = wire.AppendUint(head(b, tagText, 2), m.Eval)
	b = wire.AppendArray(b, len(m.Parts))
	for _, p := range m.Parts {
		b = wire.AppendArray(b, 2)
		b = wire.AppendUint(b, uint64(p.Stream))
		b = wire.AppendBytes(b, p.Text)
	}
	return b
}

func (m Done) append(b []byte) []byte {
	b = wire.AppendUint(head(b, tagDone, 3), m.Eval)
	return m.Failure.append(wire.AppendString(b, m.Status))
}

func (m Async) append(b []byte) []byte {
	return m.Failure.append(wire.AppendUint(head(b, tagAsync, 2), m.Eval))
}

func (m Note) append(b []byte) []byte {
	return wire.AppendString(wire.AppendUint(head(b, tagNote, 2), m.Eval), m.Text)
}

func (m Closed) append(b []byte) []byte {
	return appendStrings(wire.AppendUint(head(b, tagClosed, 2), m.ID), m.Left)
}

func (f Failure) append(b []byte) []byte {
	b = wire.AppendString(wire.AppendArray(b, 3), f.Message)
	b = wire.AppendInt(b, int64(f.Line))
	return wire.AppendString(b, f.Stack)
}
